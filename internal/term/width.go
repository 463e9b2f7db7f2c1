package term

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// columns is the width of a text on a terminal: marks and format characters
// take none, East Asian wide characters two. The text holds no control characters.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n += runeColumns(r)
	}
	return n
}

func runeColumns(r rune) int {
	if r < 0x300 {
		return 1
	}
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// pad fills a text with spaces to n columns.
func pad(s string, n int) string { return s + strings.Repeat(" ", max(n-columns(s), 0)) }

// cut shortens a text to n columns and says so with an ellipsis.
func cut(s string, n int) string {
	if columns(s) <= n {
		return s
	}
	used := 0
	for i, r := range s {
		if used += runeColumns(r); used > n-1 {
			return s[:i] + "…"
		}
	}
	return s
}

// wrap breaks a text into lines of at most n columns, between words where it
// can and inside a word that is longer than a line.
func wrap(s string, n int) []string {
	n = max(n, 8)
	var lines []string
	line, used := "", 0
	flush := func() {
		if line != "" {
			lines = append(lines, line)
		}
		line, used = "", 0
	}
	for word := range strings.FieldsSeq(s) {
		w := columns(word)
		if used > 0 && used+1+w <= n {
			line, used = line+" "+word, used+1+w
			continue
		}
		// A long word starts where it is when the line still has good room.
		if used > 0 && w > n && n-used > n/3 {
			line, used = line+" ", used+1
		} else {
			flush()
		}
		for used+w > n {
			head, rest := split(word, n-used)
			line += head
			flush()
			word, w = rest, columns(rest)
		}
		line, used = line+word, used+w
	}
	flush()
	return lines
}

// split cuts a word after as many characters as fit in n columns, at least one.
func split(word string, n int) (head, rest string) {
	used := 0
	for i, r := range word {
		if used += runeColumns(r); used > n && i > 0 {
			return word[:i], word[i:]
		}
	}
	return word, ""
}
