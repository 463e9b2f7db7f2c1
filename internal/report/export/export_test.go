package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/report/sample"
	"github.com/athar-forensics/athar/internal/report/tlp"
	"pgregory.net/rapid"
)

func render(t rapid.TB, format string, a *athar.Assessment, o Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Writers()[format](&b, a, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// checkInert fails where a document does not parse, or where one of its strings
// holds a character that acts on a screen.
func checkInert(t rapid.TB, format string, doc []byte) {
	t.Helper()
	if !utf8.Valid(doc) {
		t.Fatalf("%s is not UTF-8", format)
	}
	check := func(s string) {
		for _, r := range s {
			if r != '\n' && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)) {
				t.Fatalf("%s: U+%04X in %.120q", format, r, s)
			}
		}
	}
	switch format {
	case "csv":
		all, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(doc, []byte("\ufeff")))).ReadAll()
		if err != nil {
			t.Fatalf("csv: %v", err)
		}
		for _, record := range all {
			if len(record) != len(csvHeader) {
				t.Fatalf("csv: %d cells", len(record))
			}
			for _, cell := range record {
				check(cell)
				if strings.ContainsAny(cell, "\n") || cell != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(cell)[0]) {
					t.Fatalf("csv: cell %.60q acts", cell)
				}
			}
		}
	case "timesketch":
		for line := range bytes.Lines(doc) {
			checkJSON(t, line, check)
		}
	default:
		checkJSON(t, doc, check)
	}
}

func checkJSON(t rapid.TB, doc []byte, check func(string)) {
	t.Helper()
	var v any
	if err := json.Unmarshal(doc, &v); err != nil {
		t.Fatalf("JSON: %v", err)
	}
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			check(v)
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			for k, e := range v {
				check(k)
				walk(e)
			}
		}
	}
	walk(v)
}

func TestHostileValuesAreInert(t *testing.T) {
	for format := range Writers() {
		for _, payload := range append(sample.Attacks(), strings.Join(sample.Attacks(), " ")) {
			a := sample.Hostile(sample.Assessment(), payload)
			for _, lang := range []string{"en", "ar"} {
				checkInert(t, format, render(t, format, a, Options{Lang: lang, TLP: tlp.Red}))
			}
		}
		huge := render(t, format, sample.Huge(sample.Assessment()), Options{})
		checkInert(t, format, huge)
		if len(huge) > 20<<20 {
			t.Errorf("%s: %d bytes of huge fields", format, len(huge))
		}
	}
}

func TestHostileProperty(t *testing.T) {
	parts := rapid.SampledFrom(append(sample.Attacks(), "=cmd|' /C calc'!A0", "+1", "@SUM(1)", "-2", "＝1", "../../../etc/passwd", `..\..\x`, `C:\`, "//", "'", `"`, ",", "\r\n=1"))
	rapid.Check(t, func(t *rapid.T) {
		payload := strings.Join(rapid.SliceOfN(rapid.OneOf(parts, rapid.String()), 0, 4).Draw(t, "payload"), "")
		a := sample.Hostile(sample.Assessment(), payload)
		a.Servers = a.Servers[:2]
		for format := range Writers() {
			checkInert(t, format, render(t, format, a, Options{Lang: rapid.SampledFrom([]string{"en", "ar"}).Draw(t, "lang")}))
		}
	})
}

func TestSameBytes(t *testing.T) {
	for format := range Writers() {
		first := render(t, format, sample.Assessment(), Options{Lang: "ar", TLP: tlp.Green})
		for range 3 {
			if !bytes.Equal(first, render(t, format, sample.Assessment(), Options{Lang: "ar", TLP: tlp.Green})) {
				t.Errorf("%s: two renderings differ", format)
			}
		}
		if !bytes.Contains(bytes.ToUpper(first), []byte("TLP:GREEN")) {
			t.Errorf("%s is not marked", format)
		}
		if !bytes.Contains(first, []byte("203.0.113.9")) && format != "navigator" {
			t.Errorf("%s does not name the intruder's address", format)
		}
	}
}

func TestNothing(t *testing.T) {
	for format := range Writers() {
		for _, a := range []*athar.Assessment{
			{},
			{Servers: []athar.Server{{Findings: []athar.Finding{{}, {Stage: 99, Time: -1 << 63, Until: 1<<63 - 1, Count: -7}}}}},
		} {
			checkInert(t, format, render(t, format, a, Options{}))
		}
	}
}

func TestOnlyIntrudersBecomeIndicators(t *testing.T) {
	f := func(stage athar.Stage, ip string) athar.Finding {
		return athar.Finding{ID: ip, Stage: stage, Time: sample.At("2021-03-04"), IP: []string{ip}, Source: athar.Source{Path: "a.log", Kind: athar.KindIIS, SHA256: strings.Repeat("a", 64)}}
	}
	a := &athar.Assessment{Servers: []athar.Server{{Name: "M", Findings: []athar.Finding{
		f(athar.Probed, "198.51.100.1"), f(athar.Attempted, "198.51.100.2"), f(athar.NoStage, "198.51.100.3"),
		f(athar.Accessed, "198.51.100.4"), f(athar.Accessed, "10.0.0.4"), f(athar.Controlled, "127.0.0.1"), f(athar.Accessed, "no address"),
	}}}}
	doc := string(render(t, "stix", a, Options{}))
	if strings.Count(doc, `"type": "indicator"`) != 1 || !strings.Contains(doc, "[ipv4-addr:value = '198.51.100.4']") {
		t.Errorf("indicators: %s", doc)
	}
	if misp := string(render(t, "misp", a, Options{})); strings.Count(misp, `"to_ids": true`) != 1 {
		t.Errorf("MISP marks %d attributes for detection", strings.Count(misp, `"to_ids": true`))
	}
}

func TestShapes(t *testing.T) {
	for s, want := range map[string]bool{"T1190": true, "T1505.003": true, "T119": false, "T1190.3": false, "TA0001": false, "<b>": false} {
		if isTechnique(s) != want {
			t.Errorf("isTechnique(%q) is %v", s, !want)
		}
	}
	for s, want := range map[string]bool{"CVE-2021-26855": true, "CVE-2026-1": false, "CVE-21-26855": false, "": false, "CVE-2021-26855x": false} {
		if isCVE(s) != want {
			t.Errorf("isCVE(%q) is %v", s, !want)
		}
	}
	for kind, want := range map[athar.Kind]string{
		athar.KindIIS: "iis:log:line", athar.HTTPProxy("ecp"): "exchange:httpproxy:ecp:line", "windows/evtx/security": "windows:evtx:record", "": "athar:finding",
	} {
		if got := DataType(kind); got != want {
			t.Errorf("DataType(%q) = %q", kind, got)
		}
	}
	for in, want := range map[string]string{"=1": "'=1", " =1": "' =1", "a": "a", "": "", "''-1": "'''-1", "a\n=1": `a\n=1`} {
		if got := Cell(in); got != want {
			t.Errorf("Cell(%q) = %q, want %q", in, got, want)
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteError(t *testing.T) {
	for format, write := range Writers() {
		if err := write(io.Writer(broken{}), sample.Assessment(), Options{}); err == nil {
			t.Errorf("%s: a failed write is not reported", format)
		}
	}
}

func FuzzExport(f *testing.F) {
	for _, s := range sample.Attacks() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, payload string) {
		a := sample.Assessment()
		a.Servers = a.Servers[:1]
		a = sample.Hostile(a, payload)
		for format := range Writers() {
			checkInert(t, format, render(t, format, a, Options{Lang: "ar"}))
		}
	})
}
