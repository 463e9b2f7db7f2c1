package i18n

import (
	"strings"
	"testing"
	"time"

	"github.com/athar-forensics/athar"
	"github.com/google/go-cmp/cmp"
)

func at(s string) athar.Time {
	t, err := athar.ParseTime(s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestPlurals(t *testing.T) {
	for _, c := range []struct {
		lang string
		n    int
		want string
	}{
		{"en", 0, "0 files"},
		{"en", 1, "1 file"},
		{"en", 1234, "1,234 files"},
		{"ar", 0, "لا ملفات"},
		{"ar", 1, "ملف واحد"},
		{"ar", 2, "ملفان"},
		{"ar", 3, "3 ملفات"},
		{"ar", 11, "11 ملفًا"},
		{"ar", 100, "100 ملف"},
		{"ar", 1103, "1,103 ملفات"},
		{"xx", 2, "2 files"},
	} {
		if got := New(c.lang).T("count.files", "Count", c.n); got != c.want {
			t.Errorf("%s %d: got %q, want %q", c.lang, c.n, got, c.want)
		}
	}
}

func TestUnknownValuesStandAsTheyAre(t *testing.T) {
	for _, lang := range Languages() {
		p := New(lang)
		for _, hostile := range []string{"{{.Count}}", "no such", "yes.x"} {
			if got := p.Band(hostile); got != hostile {
				t.Errorf("%s: Band(%q) = %q", lang, hostile, got)
			}
		}
		if got := p.T("report.tool", "Version", "{{.Content}}", "Content", "c"); !strings.Contains(got, "{{.Content}}") {
			t.Errorf("%s: an argument was taken for a template: %q", lang, got)
		}
	}
	if got := New("en").Kind("windows/evtx/security"); got != "Windows event log, security" {
		t.Errorf("Kind: %q", got)
	}
}

func TestMoments(t *testing.T) {
	p := New("en")
	a, b := at("2021-03-04T02:11:07.5Z"), at("2021-03-04T02:40:00Z")
	for _, c := range []struct{ got, want string }{
		{p.Time(a), "2021-03-04 02:11 UTC"},
		{New("ar").Time(a), "2021-03-04 02:11 UTC"},
		{p.Exact(a), "2021-03-04 02:11:07 UTC"},
		{p.Date(a), "2021-03-04"},
		{p.Time(0), "time unknown"},
		{p.Interval(athar.Interval{From: a, Until: b}), "2021-03-04 02:11 to 02:40 UTC"},
		{p.Interval(athar.Interval{From: a, Until: b + athar.Day}), "2021-03-04 02:11 UTC to 2021-03-05 02:40 UTC"},
		{p.Interval(athar.Interval{From: a, Until: b + 5*athar.Day}), "2021-03-04 to 2021-03-09"},
		{p.Interval(athar.Interval{From: a}), "since 2021-03-04"},
		{p.Interval(athar.Interval{Until: a}), "until 2021-03-04"},
		{p.Interval(athar.Interval{}), "at any time"},
		{p.Interval(athar.Interval{From: a, Until: a}), "2021-03-04 02:11 UTC"},
		{p.Elapsed(42 * time.Second), "42s"},
		{p.Elapsed(187 * time.Second), "3m07s"},
		{p.Elapsed(125 * time.Minute), "2h05m"},
		{p.Number(-1234567), "-1,234,567"},
		{p.Bytes(812), "812 B"},
		{p.Bytes(999_999), "1 MB"},
		{p.Bytes(1_400_000_000), "1.4 GB"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestRuns(t *testing.T) {
	p := New("ar")
	for _, c := range []struct{ in, want string }{
		{"زُرع باب خلفي في 2021-03-04 02:11 UTC.", "زُرع باب خلفي في [2021-03-04 02:11 UTC]."},
		{"عبر (CVE-2021-26855) وغيرها", "عبر ([CVE-2021-26855]) وغيرها"},
		{"الملف /owa/auth/x.aspx، ثم 3 ملفات", "الملف [/owa/auth/x.aspx]، ثم 3 ملفات"},
		{"\"C:\\inetpub\\x\"", "\"[C:\\inetpub\\x]\""},
		{"نفّذ f(x) مرة", "نفّذ [f(x)] مرة"},
		{"نعم", "نعم"},
		{"", ""},
	} {
		var b strings.Builder
		for _, r := range p.Runs(c.in) {
			if r.Technical {
				b.WriteString("[" + r.Text + "]")
			} else {
				b.WriteString(r.Text)
			}
		}
		if b.String() != c.want {
			t.Errorf("got %q, want %q", b.String(), c.want)
		}
	}
	want := []Run{{Text: "since "}, {Text: "2021-03-04 02:11 UTC", Moment: true}, {Text: ", /x"}}
	if d := cmp.Diff(want, New("en").Runs("since 2021-03-04 02:11 UTC, /x")); d != "" {
		t.Errorf("English sets moments apart and isolates nothing (-want +got):\n%s", d)
	}
	if got := p.Runs("منذ 2021-03-04 02:11 UTC"); len(got) != 2 || !got[1].Moment {
		t.Errorf("an Arabic moment: %v", got)
	}
}

func FuzzRuns(f *testing.F) {
	for _, s := range []string{"في 2021-03-04", "(", "نعم) لا", "\xff«x»", "\u202eabc"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, lang := range Languages() {
			var b strings.Builder
			for _, r := range New(lang).Runs(s) {
				b.WriteString(r.Text)
			}
			if b.String() != s {
				t.Fatalf("%s: runs of %q join to %q", lang, s, b.String())
			}
		}
	})
}
