package sigma

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Case is folded as Unicode's simple folding does: one character for one, no
// locale. Two ASCII letters have a relative beyond ASCII, k (the Kelvin sign,
// U+212A) and s (the long s, U+017F); text with neither of them and no byte
// beyond ASCII takes the short ways below.

// foldRune returns the one character that stands for r and all that equal it:
// the small ASCII letter where there is one, else the first of them.
func foldRune(r rune) rune {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	least := r
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		least = min(least, f)
	}
	return lowerASCII(least)
}

func lowerASCII(r rune) rune {
	if 'A' <= r && r <= 'Z' {
		return r + 'a' - 'A'
	}
	return r
}

// foldByte folds the bytes of ASCII letters and leaves all others.
var foldByte = func() (t [256]byte) {
	for i := range t {
		t[i] = byte(i)
		if 'A' <= i && i <= 'Z' {
			t[i] += 'a' - 'A'
		}
	}
	return t
}()

// foldString folds a whole text. Bytes that are no UTF-8 stay as they are.
func foldString(s string) string {
	if isFolded(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			b.WriteByte(s[i])
		} else {
			b.WriteRune(foldRune(r))
		}
		i += n
	}
	return b.String()
}

// isFolded reports whether folding a text surely leaves it as it is.
func isFolded(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || foldByte[s[i]] != s[i] {
			return false
		}
	}
	return true
}

// isASCII reports whether s has no byte beyond ASCII.
func isASCII(s string) bool {
	for ; len(s) >= 8; s = s[8:] {
		if (s[0]|s[1]|s[2]|s[3]|s[4]|s[5]|s[6]|s[7])&0x80 != 0 {
			return false
		}
	}
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// foldsWithinASCII reports whether nothing beyond ASCII can equal any part of
// the folded text s.
func foldsWithinASCII(s string) bool {
	return isASCII(s) && strings.IndexByte(s, 'k') < 0 && strings.IndexByte(s, 's') < 0
}

// prefixFold reports whether s begins with the folded text want, and how many
// bytes of s that takes: characters that are equal can differ in length.
func prefixFold(s, want string) (int, bool) {
	i, w := 0, 0
	for w < len(want) {
		if i >= len(s) {
			return 0, false
		}
		if s[i] < utf8.RuneSelf {
			if foldByte[s[i]] != want[w] {
				return 0, false
			}
			i++
			w++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			if s[i] != want[w] {
				return 0, false
			}
			i++
			w++
			continue
		}
		f, m := utf8.DecodeRuneInString(want[w:])
		if f == utf8.RuneError && m == 1 || foldRune(r) != f {
			return 0, false
		}
		i += n
		w += m
	}
	return i, true
}

// prefixFoldASCII is prefixFold where every character is one byte long.
func prefixFoldASCII(s, want string) bool {
	if len(s) < len(want) {
		return false
	}
	for i := range len(want) {
		if foldByte[s[i]] != want[i] {
			return false
		}
	}
	return true
}

// equalFold reports whether s, folded, is want.
func equalFold(s, want string) bool {
	n, ok := prefixFold(s, want)
	return ok && n == len(s)
}
