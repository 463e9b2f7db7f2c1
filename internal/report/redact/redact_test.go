package redact

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/report/sample"
	"pgregory.net/rapid"
)

var key = []byte("a key of thirty-two bytes, more..")

func TestText(t *testing.T) {
	r := New(key, []string{"cfo@contoso.example", `CONTOSO\j.doe`, "MAIL01", "مريم"})
	mail, doe := r.Text("cfo@contoso.example"), r.Text(`contoso\J.DOE`)
	if !strings.HasPrefix(mail, "mailbox-") || !strings.HasPrefix(doe, "account-") {
		t.Fatalf("%q, %q", mail, doe)
	}
	for in, want := range map[string]string{
		"a=CFO@Contoso.Example;":                    "a=" + mail + ";",
		"/ews/cfo%40contoso.example/x":              "/ews/" + mail + "/x",
		"/ews/c%66o%2540contoso%2eexample":          "/ews/" + mail,
		`{"u":"CONTOSO\\j.doe"}`:                    `{"u":"` + doe + `"}`,
		`CONTOSO%5Cj.doe`:                           doe,
		"cfo&#64;contoso.example":                   mail,
		"cfo&#x40;contoso.example":                  mail,
		`cfo\u0040contoso.example`:                  mail,
		"xMAIL01y":                                  "x" + r.Text("mail01") + "y",
		"%D9%85%D8%B1%D9%8A%D9%85":                  r.Text("مريم"),
		"nothing of it, 100% plain, \\ and & and %": "nothing of it, 100% plain, \\ and & and %",
		"":        "",
		"cfos":    "cfos",
		"to cfo.": "to " + r.Text("cfo") + ".",
	} {
		if got := r.Text(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if again := New(key, []string{"other", "CFO@contoso.EXAMPLE"}); again.Text("cfo@contoso.example") != mail {
		t.Error("the stand-in depends on other names")
	}
	if other := New([]byte("another"), []string{"cfo@contoso.example"}); other.Text("cfo@contoso.example") == mail {
		t.Error("the stand-in does not depend on the key")
	}
}

func TestStandInsHoldNoName(t *testing.T) {
	names := []string{"mail", "box", "host.contoso.example", "account", "cafe", "a@b.example"}
	r := New(key, names)
	for _, n := range names {
		if held := r.Holds(r.Text(n)); len(held) > 0 {
			t.Errorf("the stand-in of %q, %q, holds %q", n, r.Text(n), held)
		}
	}
}

func TestNamesThatBeginLikeEscapes(t *testing.T) {
	r := New(key, []string{`CORP\nora`, `CORP\u00adam`, `corp\\bob`})
	for _, in := range []string{`CORP\nora`, `CORP\u00adam`} {
		if got := r.Text(in); strings.Contains(got, "CORP") {
			t.Errorf("%q stays as %q", in, got)
		}
	}
}

func wide(s string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}

func TestTokens(t *testing.T) {
	r := New(key, []string{"cfo@contoso.example"})
	for name, token := range map[string]string{
		"plain":   base64.StdEncoding.EncodeToString([]byte("V\x01\x00T\x07Windows L\x13cfo@contoso.example U")),
		"wide":    base64.StdEncoding.EncodeToString(append([]byte("x"), wide("cfo@contoso.example")...)),
		"escaped": url.QueryEscape(base64.StdEncoding.EncodeToString([]byte("??>>cfo@contoso.example??>>"))),
		"url":     base64.RawURLEncoding.EncodeToString([]byte("~~~cfo@contoso.example")),
	} {
		got := r.Text("/powershell?X-Rps-CAT=" + token + "&x=1")
		if strings.Contains(got, token) || !strings.Contains(got, "token-of-mailbox-") || !strings.HasSuffix(got, "&x=1") {
			t.Errorf("%s: %q", name, got)
		}
	}
	harmless := "/owa/auth/Current/themes/resources/logon.css QUJDREVGR0hJSktMTU5PUA=="
	if got := r.Text(harmless); got != harmless {
		t.Errorf("%q", got)
	}
}

// TestNothingIsLeft writes a name into every string of a case and looks for it,
// and for its encodings, in the JSON of the redacted case.
func TestNothingIsLeft(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[A-Z][a-z]{5,9}[0-9]{2}(@[a-z]{4,8}\.example|\\[a-z]{4,8})?`).Draw(t, "name")
		encode := rapid.SampledFrom([]func(string) string{
			func(s string) string { return s }, strings.ToUpper, url.QueryEscape,
			func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
			func(s string) string { b, _ := json.Marshal(s); return string(b) },
		}).Draw(t, "encode")
		form := encode(name)
		r := New(key, []string{name})
		out := r.Assessment(sample.Hostile(sample.Assessment(), form+"|"))
		text, err := json.Marshal(out)
		if err != nil {
			t.Fatal(err)
		}
		if held := r.Holds(string(text)); len(held) > 0 || strings.Contains(strings.ToLower(string(text)), strings.ToLower(form)) {
			t.Fatalf("%q stays: %v", form, held)
		}
	})
}

func TestIDsAreKeyed(t *testing.T) {
	a := sample.Assessment()
	out := New(key, []string{"MAIL01"}).Assessment(a)
	before, after := a.Servers[0], out.Servers[0]
	if before.Findings[3].ID == after.Findings[3].ID {
		t.Error("an id that hashes the record stands")
	}
	known := map[string]bool{}
	for _, f := range after.Findings {
		known[f.ID] = true
	}
	for _, id := range append(after.Answers.Attacked.Because, after.Clusters[0].Findings...) {
		if !known[id] {
			t.Errorf("reason %q names no finding", id)
		}
	}
	if after.Clusters[0].ID != "c1" || after.Stage != athar.Impacted || after.Findings[3].Rule != before.Findings[3].Rule {
		t.Error("more than names was changed")
	}
}

func TestNamesOf(t *testing.T) {
	got := strings.Join(NamesOf(sample.Assessment()), "|")
	for _, want := range []string{"MAIL01", "mail01.contoso.example", "cfo@contoso.example", "DC01", `CONTOSO\Administrator`, "contoso.onmicrosoft.com"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is not among %s", want, got)
		}
	}
	a := &athar.Assessment{Servers: []athar.Server{{Name: "X", Findings: []athar.Finding{{Account: []string{`NT AUTHORITY\SYSTEM`, "S-1-5-18", "Administrator", "S-1-5-21-1-2-3-500"}}}}}}
	if got := NamesOf(a); len(got) != 1 || got[0] != "S-1-5-21-1-2-3-500" {
		t.Errorf("%v", got)
	}
}

func TestReadNames(t *testing.T) {
	got, err := ReadNames(strings.NewReader("\ufeff# who\ncfo@contoso.example\r\n\n  MAIL01 \n"))
	if err != nil || strings.Join(got, "|") != "cfo@contoso.example|MAIL01" {
		t.Errorf("%q, %v", got, err)
	}
	for _, bad := range []string{"x\n", strings.Repeat("x", 600) + "\n"} {
		if _, err := ReadNames(strings.NewReader(bad)); err == nil {
			t.Errorf("%.20q is taken for a name", bad)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, s := range append(sample.Attacks(), "%", "%2", "%25", "%2540", "&#", "&#x;", `\u00`, `\`, "cfo%40contoso.example", "Q0ZPQGNvbnRvc28uZXhhbXBsZQ==") {
		f.Add(s)
	}
	r := New(key, []string{"cfo@contoso.example", "MAIL01", `A\b`})
	f.Fuzz(func(t *testing.T, s string) {
		if held := r.Holds(r.Text(s)); len(held) > 0 {
			t.Fatalf("%q holds %v", r.Text(s), held)
		}
	})
}

func BenchmarkAssessment(b *testing.B) {
	a := sample.Large(2000)
	var names []string
	for i := range 5000 {
		names = append(names, fmt.Sprintf("user%04d@contoso.example", i))
	}
	r := New(key, names)
	for b.Loop() {
		r.Assessment(a)
	}
}

// A name is found wherever the windows part a long report.
func TestHoldsAcrossWindows(t *testing.T) {
	r := New([]byte("k"), []string{"nora@contoso.example"})
	for _, at := range []int{0, window - 7, window, 2*window - 1} {
		text := strings.Repeat("x ", at/2) + " nora%40contoso.example " + strings.Repeat("y ", window/2)
		if got := r.Holds(text); len(got) != 1 {
			t.Errorf("at %d: %q", at, got)
		}
	}
	if got := r.Holds(strings.Repeat("z ", 2*window)); len(got) != 0 {
		t.Errorf("%q in a text without names", got)
	}
}
