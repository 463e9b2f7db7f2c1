package inert

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/athar-forensics/athar"
)

func TestText(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"plain /owa/auth/x.aspx", "plain /owa/auth/x.aspx"},
		{"\x1b[2Jgone", `\x1b[2Jgone`},
		{"a\tb\r\nc\x00\x7f", `a b\x0d\x0ac\x00\x7f`},
		{"\u0085\u009b31m", "U+0085U+009B31m"},
		{"gpj\u202exe.aspx", "gpjU+202Exe.aspx"},
		{"a\u2066b\u2069\u200f\u061c", "aU+2066bU+2069U+200FU+061C"},
		{"ad\u200bmin\ufeff\u00ad\u2060", "adU+200BminU+FEFFU+00ADU+2060"},
		{"a\u2028b\u2029c\u00a0d\u3000", "aU+2028bU+2029cU+00A0dU+3000"},
		{"\ufe0f\U000e0041\u3164\u115f\u2800\u034f", "U+FE0FU+E0041U+3164U+115FU+2800U+034F"},
		{"\xff\xc3(", `\xff\xc3(`},
		{"\ue000\U0010ffff", "U+E000U+10FFFF"},
		{"مَدْرَسَةٌ 邮件 façade 🙂", "مَدْرَسَةٌ 邮件 façade 🙂"},
		{"a" + strings.Repeat("\u0301", 6), "a" + strings.Repeat("\u0301", 4) + "U+0301U+0301"},
		{"<script>alert(1)</script>", "<script>alert(1)</script>"},
	} {
		if got := Text(c.in, MaxField); got != c.want {
			t.Errorf("Text(%q) = %q, want %q", c.in, got, c.want)
		}
	}
	if got := Text(strings.Repeat("x", 1<<20), 10); got != "xxxxxxxxxx…" {
		t.Errorf("cut: %q", got)
	}
	if got := Text("12345678\x1b", 10); got != "12345678…" {
		t.Errorf("an escape is cut whole: %q", got)
	}
	if got := Block("a\r\nb\rc\n\x1b", 100); got != "a\nb\\x0dc\n\\x1b" {
		t.Errorf("Block: %q", got)
	}
}

func TestCopy(t *testing.T) {
	n := int64(3)
	a := &athar.Assessment{
		Scan: athar.Scan{Ignored: map[string]int{"a\xff": 1, "a\xfe": 2}},
		Servers: []athar.Server{{
			Name: "M\x1b", Product: &athar.Product{Name: "E\u202e"}, Mailboxes: []athar.Mailbox{{Bytes: &n}},
			Findings: []athar.Finding{{Raw: "l\n\x1b", Evidence: map[string]string{"k\x00": "v\x00"}, Stage: athar.Accessed}},
		}},
	}
	got := Assessment(a)
	s := got.Servers[0]
	if s.Name != `M\x1b` || s.Product.Name != "EU+202E" || s.Findings[0].Raw != "l\n\\x1b" ||
		s.Findings[0].Evidence[`k\x00`] != `v\x00` || s.Findings[0].Stage != athar.Accessed || *s.Mailboxes[0].Bytes != 3 {
		t.Errorf("copy: %+v", got)
	}
	if a.Servers[0].Name != "M\x1b" || got.Tenants == nil || s.Aliases == nil || s.Findings[0].Also == nil {
		t.Error("the original changed, or a list is still nil")
	}
	if s.Mailboxes[0].Bytes == a.Servers[0].Mailboxes[0].Bytes {
		t.Error("the copy shares a number with the original")
	}
	for range 20 {
		if v := Valid(a).Scan.Ignored; len(v) != 1 || v["a\uFFFD"] != 1 {
			t.Fatalf("colliding keys: %v", v)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{
		"", "plain", "\x1b[31m", "\u202e", "\xff\xfe", "a\u0301\u0301\u0301\u0301\u0301", "\r\n\t", "\u2028", "\U000e0001", "😀\u200d😀",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, limit := range []int{0, 1, 7, MaxField} {
			got := Text(s, limit)
			if !utf8.ValidString(got) || utf8.RuneCountInString(got) > limit+1 {
				t.Fatalf("Text(%q, %d) = %q", s, limit, got)
			}
			for _, r := range got {
				if r != ' ' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.IsSpace(r) || unicode.Is(unicode.Bidi_Control, r)) {
					t.Fatalf("Text(%q) keeps U+%04X", s, r)
				}
			}
			if again := Text(got, len(got)+1); again != got {
				t.Fatalf("not stable: %q, then %q", got, again)
			}
		}
	})
}
