package letter

import (
	"bytes"
	"encoding/csv"
	"io/fs"
	"strings"
	"testing"
	"unicode"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/content"
	"github.com/athar-forensics/athar/internal/report/sample"
	"github.com/athar-forensics/athar/internal/report/tlp"
	"pgregory.net/rapid"
)

func builtIn(t rapid.TB) fs.FS {
	t.Helper()
	fsys, err := content.FS()
	if err != nil {
		t.Fatal(err)
	}
	return fsys
}

func render(t rapid.TB, name string, a *athar.Assessment, o Options) string {
	t.Helper()
	var b bytes.Buffer
	err := error(nil)
	if name == "ed2102" {
		err = ED2102(&b, a, o)
	} else {
		err = Write(&b, builtIn(t), name, a, o)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// documents are all that this package writes.
func documents() []string { return append(Names(), "ed2102") }

// plain takes the marks of an Arabic line away, which must be balanced.
func plain(t rapid.TB, text string) string {
	t.Helper()
	if strings.Count(text, leftToRight) != strings.Count(text, popIsolate) {
		t.Fatal("isolates are not balanced")
	}
	return strings.NewReplacer(leftToRight, "", popIsolate, "", rightToLeftMark, "", "\ufeff", "").Replace(text)
}

func checkInert(t rapid.TB, name, text string) {
	t.Helper()
	for _, r := range plain(t, text) {
		if r != '\n' && r != '\r' && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)) {
			t.Fatalf("%s: U+%04X", name, r)
		}
	}
}

func TestFilledAndBlank(t *testing.T) {
	want := map[string][]string{
		"letter":          {"MAIL01", "Exchange Server 2016 CU19 (15.1.2176.2)", "2021-03-04 02:12:22 UTC"},
		"letter-provider": {"203.0.113.9", "2021-03-04"},
		"situation":       {"CVE-2021-26855", "MAIL01"},
		"nis2":            {"2021-03-06 08:00:00 UTC", "2021-03-08 08:00:00 UTC", "2021-04-08 08:00:00 UTC", "T1505.003", `k41.aspx`},
		"cisa":            {"203.0.113.9", "CVE-2021-26855"},
		"ed2502":          {"MAIL01", "contoso.onmicrosoft.com"},
		"ed2102":          {"MAIL01", "mail01.contoso.example"},
	}
	for _, name := range documents() {
		for _, lang := range []string{"en", "ar"} {
			o := Options{Lang: lang, TLP: tlp.Amber, Aware: sample.At("2021-03-05T08:00:00Z")}
			text := plain(t, render(t, name, sample.Assessment(), o))
			for _, w := range append(want[name], "TLP:AMBER") {
				if !strings.Contains(text, w) {
					t.Errorf("%s %s does not say %q:\n%s", name, lang, w, text)
				}
			}
			if name != "ed2102" && !strings.Contains(text, blank) {
				t.Errorf("%s %s leaves nothing blank", name, lang)
			}
			for _, odd := range []string{"<no value>", "{{", "%!", "0001-01-01", "1970-01-01"} {
				if strings.Contains(text, odd) {
					t.Errorf("%s %s says %q", name, lang, odd)
				}
			}
			if lang == "ar" && strings.Contains(text, "report.") {
				t.Errorf("%s: a message is missing", name)
			}
		}
	}
}

func TestUnknownIsSaid(t *testing.T) {
	unknown := &athar.Assessment{Servers: []athar.Server{sample.Assessment().Servers[4]}}
	for _, a := range []*athar.Assessment{{}, unknown} {
		for _, name := range documents() {
			text := render(t, name, a, Options{Lang: "en"})
			if strings.Contains(text, "malicious:    no") || strings.Contains(text, "Attacked? no") {
				t.Errorf("%s takes unknown for no:\n%s", name, text)
			}
		}
	}
	if text := render(t, "nis2", unknown, Options{}); !strings.Contains(text, "within 24 hours of awareness") {
		t.Errorf("a clock without a start:\n%s", text)
	}
}

func TestED2102States(t *testing.T) {
	row := func(s athar.Server) map[string]string {
		all, err := csv.NewReader(strings.NewReader(render(t, "ed2102", &athar.Assessment{Servers: []athar.Server{s}}, Options{}))).ReadAll()
		if err != nil || len(all) != 2 {
			t.Fatal(err, all)
		}
		out := map[string]string{}
		for i, name := range all[0] {
			out[name] = all[1][i]
		}
		return out
	}
	flaw := func(s athar.ExposureState) athar.Server {
		return athar.Server{Name: "M", Exposure: []athar.Exposure{{CVE: "CVE-2021-26855", State: athar.Vulnerable}, {CVE: "CVE-2021-26855", State: s}}}
	}
	for state, want := range map[athar.ExposureState]string{athar.Fixed: "Yes", athar.Vulnerable: "No", athar.Mitigated: "No", athar.ExposureOpen: "", athar.NotAffected: "Yes"} {
		if got := row(flaw(state))["Updated"]; got != want {
			t.Errorf("%s: %q", state, got)
		}
	}
	full := row(sample.Assessment().Servers[0])
	if full["ECP"] != "Yes" || full["OWA"] != "" || full["Internet"] != "Yes" || full["MSERT scan done"] != "" {
		t.Errorf("%v", full)
	}
}

func TestHostileValuesAreInert(t *testing.T) {
	parts := rapid.SampledFrom(append(sample.Attacks(), "{{.TLP}}", "=1+1", "\r\nTo: other", "../x"))
	rapid.Check(t, func(t *rapid.T) {
		payload := strings.Join(rapid.SliceOfN(rapid.OneOf(parts, rapid.String()), 1, 3).Draw(t, "payload"), "")
		a := sample.Hostile(sample.Assessment(), payload)
		name := rapid.SampledFrom(documents()).Draw(t, "document")
		checkInert(t, name, render(t, name, a, Options{Lang: rapid.SampledFrom([]string{"en", "ar"}).Draw(t, "lang")}))
	})
	for _, name := range documents() {
		if text := render(t, name, sample.Huge(sample.Assessment()), Options{}); len(text) > 2<<20 {
			t.Errorf("%s: %d bytes of huge fields", name, len(text))
		}
	}
}
