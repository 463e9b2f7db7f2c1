package intel

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// People defang what they publish so that nobody clicks on it: hxxp, [.], (dot).
var (
	fangs = strings.NewReplacer(
		"[.]", ".", "(.)", ".", "{.}", ".", "[.", ".", ".]", ".", `\.`, ".",
		"[dot]", ".", "(dot)", ".", "{dot}", ".", "[DOT]", ".", "(DOT)", ".", "[Dot]", ".", "(Dot)", ".",
		"[:]", ":", "[://]", "://", "[:/]", ":/", "[/]", "/", "[//]", "//", ":\\\\", "://",
		"[@]", "@", "(@)", "@", "[at]", "@", "(at)", "@", "[AT]", "@", "(AT)", "@",
		"\u200b", "", "\u200c", "", "\u200d", "", "\ufeff", "", "\u00ad", "", "\u00a0", " ",
	)
	spacedDot = regexp.MustCompile(`\s+(?i:dot)\s+|\s+\.\s*|\.\s+`)
	scheme    = regexp.MustCompile(`^(?i:h(?:xx|\*\*|tt|__|XX)p|meow|fxp|hxxp)(s?)(?:://|:\\\\|\[://\]|__|//)`)
)

// refang undoes what was done to a network value. Paths and patterns are left
// alone: their dots and brackets mean something.
func refang(v string) string {
	if len(v) > maxValue {
		return v
	}
	if !fanged(v) {
		return v
	}
	if m := scheme.FindStringSubmatchIndex(v); m != nil {
		v = "http" + strings.ToLower(v[m[2]:m[3]]) + "://" + v[m[1]:]
	}
	v = strings.TrimSpace(fangs.Replace(v))
	if strings.ContainsAny(v, " \t") && !strings.Contains(v, "://") {
		if joined := spacedDot.ReplaceAllString(v, "."); !strings.ContainsAny(joined, " \t") {
			v = joined
		}
	}
	if m := scheme.FindStringSubmatchIndex(v); m != nil {
		v = "http" + strings.ToLower(v[m[2]:m[3]]) + "://" + v[m[1]:]
	}
	return v
}

// fanged reports whether a value may have been defanged, or be a URL.
func fanged(v string) bool {
	for i := range len(v) {
		switch c := v[i]; {
		case c >= 0x80, c == '[', c == '(', c == '{', c == '\\', c == '/', c == ' ', c == '\t':
			return true
		}
	}
	return false
}

// bare takes off what people put around a value: quotes, angle brackets, a list's
// dash, a final comma.
func bare(v string) string {
	v = strings.TrimSpace(v)
	for _, bullet := range []string{"- ", "* ", "• "} {
		v = strings.TrimPrefix(v, bullet)
	}
	v = strings.TrimRight(strings.TrimSpace(v), ",;")
	for _, pair := range []string{`""`, "''", "``", "<>"} {
		if len(v) > 1 && v[0] == pair[0] && v[len(v)-1] == pair[1] {
			v = v[1 : len(v)-1]
		}
	}
	return strings.TrimSpace(v)
}

// clip cuts a text at n bytes, at a character's border, and makes it valid UTF-8.
func clip(s string, n int) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
