package term

import (
	"bytes"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/i18n"
	"github.com/athar-forensics/athar/internal/report/sample"
)

func write(t *testing.T, a *athar.Assessment, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, a, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var colour = regexp.MustCompile(`\x1b\[(0|1|2|1;31|33|32)m`)

// checkInert fails on every byte that could do more than be read.
func checkInert(t *testing.T, out string, o Options) {
	t.Helper()
	if o.Color {
		out = colour.ReplaceAllString(out, "")
	}
	if !utf8.ValidString(out) {
		t.Fatal("not UTF-8")
	}
	for line := range strings.SplitSeq(out, "\n") {
		if o.Lang == "ar" && line != "" {
			rest, ok := strings.CutPrefix(line, rightToLeftMark)
			if !ok || strings.Count(rest, leftToRight) != strings.Count(rest, popIsolate) {
				t.Fatalf("line is not marked and balanced: %q", line)
			}
			line = strings.NewReplacer(leftToRight, "", popIsolate, "").Replace(rest)
		}
		for _, r := range line {
			if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) {
				t.Fatalf("U+%04X in %q", r, line)
			}
		}
		if n := columns(line); n > max(o.Width, 40) {
			t.Errorf("%d columns, want at most %d: %q", n, o.Width, line)
		}
	}
}

func TestHostileEvidenceIsInert(t *testing.T) {
	attacks := append(sample.Attacks(), strings.Join(sample.Attacks(), " "))
	for _, payload := range attacks {
		a := sample.Hostile(sample.Assessment(), payload)
		for _, o := range []Options{
			{Lang: "en", Width: 80, Report: payload},
			{Lang: "en", Width: 100, Color: true},
			{Lang: "ar", Width: 60, Color: true, Report: payload},
			{Lang: "ar", Width: 10},
		} {
			checkInert(t, write(t, a, o), o)
		}
	}
}

func TestHugeFields(t *testing.T) {
	o := Options{Lang: "en", Width: 80}
	out := write(t, sample.Huge(sample.Assessment()), o)
	checkInert(t, out, o)
	if len(out) > 200_000 {
		t.Errorf("%d bytes for a terminal", len(out))
	}
}

func TestSaysEverything(t *testing.T) {
	a := sample.Assessment()
	a.Servers, a.Tenants = a.Servers[:1], nil
	for _, lang := range i18n.Languages() {
		p := i18n.New(lang)
		plain := write(t, a, Options{Lang: lang, Width: 100, Report: "case/report.html"})
		plain = strings.NewReplacer(leftToRight, "", popIsolate, "", rightToLeftMark, "").Replace(plain)
		flat := strings.Join(strings.Fields(plain), " ")
		want := []string{
			"MAIL01", "Exchange Server 2016 CU19 (15.1.2176.2)", strings.ToUpper(p.Stage(athar.Impacted)), p.Text(a.Servers[0].Headline),
			p.T("term.proves"), p.T("term.actions"), p.T("term.blind"), "ECPServer20210304-1.LOG:204", "2021-03-04 02:12:22 UTC", "case/report.html",
		}
		for _, q := range i18n.Questions() {
			want = append(want, p.Question(q))
		}
		for _, act := range a.Servers[0].Actions {
			want = append(want, p.Text(act.Text))
		}
		for _, w := range want {
			if !strings.Contains(flat, w) {
				t.Errorf("%s: does not say %q", lang, w)
			}
		}
		first := strings.Index(flat, a.Servers[0].Actions[1].Text.In(lang))
		if second := strings.Index(flat, a.Servers[0].Actions[0].Text.In(lang)); first > second {
			t.Errorf("%s: priority 1 comes first", lang)
		}
		coloured := write(t, a, Options{Lang: lang, Width: 100, Color: true, Report: "case/report.html"})
		coloured = strings.NewReplacer(leftToRight, "", popIsolate, "", rightToLeftMark, "").Replace(colour.ReplaceAllString(coloured, ""))
		if coloured != plain {
			t.Errorf("%s: colour changes the words", lang)
		}
	}
}

func TestManyServers(t *testing.T) {
	a := sample.Assessment()
	for i := range 40 {
		s := a.Servers[1]
		s.Name = "QUIET" + strings.Repeat("X", i)
		a.Servers = append(a.Servers, s)
	}
	out := write(t, a, Options{Width: 100})
	if strings.Count(out, "What to do now") != 1 {
		t.Error("details are for the worst")
	}
	if !strings.Contains(out, "26 other servers") || strings.Count(out, "QUIET") > maxRows {
		t.Errorf("the table is too long or silent about the rest:\n%s", out)
	}
	if out := write(t, &athar.Assessment{}, Options{}); !strings.Contains(out, "No server was found") {
		t.Errorf("empty: %s", out)
	}
}

func TestWidths(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want []string
	}{
		{"one two three", 8, []string{"one two", "three"}},
		{"a /very/long/path/without/spaces b", 12, []string{"a /very/long", "/path/withou", "t/spaces b"}},
		{"", 10, nil},
		{"邮件邮件邮件", 8, []string{"邮件邮件", "邮件"}},
		{"x", 0, []string{"x"}},
	} {
		if got := wrap(c.in, c.n); !slices.Equal(got, c.want) {
			t.Errorf("wrap(%q, %d) = %q", c.in, c.n, got)
		}
	}
	if got := columns("مَدْرَسَة邮"); got != 7 {
		t.Errorf("columns = %d", got)
	}
	if got := cut("abcdef", 4); got != "abc…" {
		t.Errorf("cut = %q", got)
	}
}

func TestExcerptShowsTheSubject(t *testing.T) {
	f := &athar.Finding{Raw: strings.Repeat("dull ", 80) + "Set-OabVirtualDirectory " + strings.Repeat("end ", 20), File: []string{"Set-OabVirtualDirectory"}}
	if got := excerpt(f, 120); !strings.HasPrefix(got, "…") || strings.Index(got, "Set-Oab") > 30 {
		t.Errorf("excerpt = %q", got)
	}
	f.File = []string{"elsewhere"}
	if got := excerpt(f, 120); got != f.Raw {
		t.Errorf("without its subject a record starts at its start: %q", got)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteError(t *testing.T) {
	if err := Write(broken{}, sample.Assessment(), Options{}); err == nil {
		t.Error("a failed write is not reported")
	}
}

func FuzzWrite(f *testing.F) {
	for i, s := range sample.Attacks() {
		f.Add(s, 20+i*10)
	}
	f.Fuzz(func(t *testing.T, payload string, width int) {
		a := sample.Assessment()
		a.Servers = a.Servers[:1]
		a = sample.Hostile(a, payload)
		for _, lang := range i18n.Languages() {
			o := Options{Lang: lang, Width: width, Report: payload}
			out := write(t, a, o)
			o.Width = 110
			checkInert(t, out, o)
		}
	})
}
