package evidence

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestCleanName(t *testing.T) {
	for name, want := range map[string]string{
		`ECP_Logs\a.log`:    "ECP_Logs/a.log",
		"a/./b//c":          "a/b/c",
		"../../etc/passwd":  "(..)/(..)/etc/passwd",
		`C:\inetpub\x.aspx`: "C/inetpub/x.aspx",
		"c:x":               "c/x",
		`\\?\C:\x`:          "C/x",
		`\\server\share\x`:  "server/share/x",
		"/etc/passwd":       "etc/passwd",
		"a\x00b\n":          "a%00b%0A",
		"\u202egol.exe":     "%E2%80%AEgol.exe",
		"in.zip!/x":         "in.zip%21/x",
		"what!":             "what%21",
		"":                  unnamed,
		"///":               unnamed,
		"سجل.log":           "سجل.log",
		"bad\xff":           "bad%FF",
		"C:/C:/x":           "C/C:/x",
		"./C:/x":            "C/x",
	} {
		if got := cleanName(name); got != want {
			t.Errorf("%.40q: got %.60q, want %.60q", name, got, want)
		}
	}
}

func TestCleanNameIsBounded(t *testing.T) {
	for _, name := range []string{strings.Repeat("a/", maxName), strings.Repeat("\xff", maxName), strings.Repeat("ب", maxName)} {
		got := cleanName(name)
		checkPath(t, got)
		if !strings.HasSuffix(got, "(...)") {
			t.Errorf("nothing says that the name was cut: %q", got[len(got)-20:])
		}
	}
}

func TestDecodeName(t *testing.T) {
	for _, tt := range []struct {
		raw    string
		isUTF8 bool
		want   string
	}{
		{"plain", false, "plain"},
		{"s\x81d", false, "süd"},
		{"süd", false, "süd"},
		{"s\x81d", true, "s\x81d"},
	} {
		if got := decodeName([]byte(tt.raw), tt.isUTF8); got != tt.want {
			t.Errorf("%q: got %q", tt.raw, got)
		}
	}
}

func TestDistinct(t *testing.T) {
	n := names{}
	var got []string
	for _, name := range []string{"a", "a", "a#2", "a", "b"} {
		got = append(got, n.distinct(name))
	}
	if diff := cmp.Diff([]string{"a", "a#2", "a#2#2", "a#3", "b"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestStem(t *testing.T) {
	for name, want := range map[string]string{
		"MAIL01.zip": "MAIL01", "MAIL01.ZIP.gz": "MAIL01", "a.tgz": "a", ".zip": ".zip", "MAIL01.dat": "MAIL01.dat",
	} {
		if got := stem(name); got != want {
			t.Errorf("%s: got %s", name, got)
		}
	}
}

func FuzzCleanName(f *testing.F) {
	for _, seed := range []string{`a\b`, "../x", `C:\x`, "\\\\?\\C:\\x", "a!/b", "\u202e", "a\xff!", "", "!", "/", "//?/C:../!"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		checkPath(t, cleanName(name))
	})
}

// checkPath holds what every shown path of a member promises.
func checkPath(t *testing.T, p string) {
	t.Helper()
	if p == "" || len(p) > maxName || !utf8.ValidString(p) {
		t.Fatalf("%q is empty, long or no UTF-8", p)
	}
	for _, part := range strings.Split(p, "/") {
		if part == "" || part == "." || part == ".." || strings.HasSuffix(part, "!") || strings.Contains(part, `\`) {
			t.Fatalf("%q has the part %q", p, part)
		}
	}
	for _, r := range p {
		if !unicode.IsPrint(r) {
			t.Fatalf("%q holds %U", p, r)
		}
	}
	if len(p) > 1 && p[1] == ':' && isLetter(p[0]) || !filepath.IsLocal(p) && filepath.Separator == '/' {
		t.Fatalf("%q leads somewhere", p)
	}
}
