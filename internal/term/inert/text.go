// Package inert makes text from evidence harmless to look at. The intruder
// wrote part of what is shown: a user agent can clear a screen, a file name can
// turn itself round with a bidi override, an account name can hide letters
// between zero-width spaces. Here such characters become visible.
//
// The escapes are for the eye. They are not reversible (a log that literally
// says \x1b looks the same); the exact text is in the assessment's JSON.
package inert

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of one field, in characters as shown. Raw holds a record of
// athar.MaxRaw bytes whole, with room for some escapes.
const (
	MaxField = 1000
	MaxRaw   = 6000
)

// maxMarks is the most combining marks that may stand on one letter. Arabic
// and Vietnamese need two or three; more are a tower built to spill over the
// lines above and below.
const maxMarks = 4

// ellipsis ends a text that was cut.
const ellipsis = "…"

// Text returns s as one line of at most limit characters in which nothing is
// invisible, moves the cursor or changes the direction of writing. Control
// characters and bytes that are not UTF-8 are shown as \x1b, other unsafe
// characters as U+202E, and a tab as a space.
func Text(s string, limit int) string { return clean(s, limit, false) }

// Block is Text for a record of several lines: line feeds stay, and the carriage
// return before one is dropped.
func Block(s string, limit int) string { return clean(s, limit, true) }

// clean stops reading at the limit, so that a field of a gigabyte costs no more
// than one of a kilobyte.
func clean(s string, limit int, lines bool) string {
	var b strings.Builder
	shown, marks := 0, 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		out := ""
		switch {
		case r == utf8.RuneError && size == 1:
			out = fmt.Sprintf(`\x%02x`, s[i])
		case r == '\t':
			out = " "
		case lines && r == '\n':
			out = "\n"
		case lines && r == '\r' && strings.HasPrefix(s[i+1:], "\n"):
			i += size
			continue
		case r < 0x20 || r == 0x7f:
			out = fmt.Sprintf(`\x%02x`, r)
		case unsafe(r):
			out = fmt.Sprintf("U+%04X", r)
		default:
			out = s[i : i+size]
		}
		if unicode.Is(unicode.M, r) {
			if marks++; marks > maxMarks {
				out = fmt.Sprintf("U+%04X", r)
			}
		} else {
			marks = 0
		}
		width := utf8.RuneCountInString(out)
		if shown+width > limit {
			b.WriteString(ellipsis)
			break
		}
		b.WriteString(out)
		shown += width
		i += size
	}
	return b.String()
}

// unsafe says whether a character is invisible, reorders its neighbours or
// looks like a plain space without being one.
func unsafe(r rune) bool {
	switch {
	case r == ' ':
		return false
	case !unicode.IsGraphic(r): // controls, format characters (all bidi and zero-width ones), private use, unassigned
		return true
	case unicode.Is(unicode.Zs, r):
		return true
	case unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r), unicode.Is(unicode.Variation_Selector, r):
		return true
	case r == 0x2800: // Braille blank: graphic by class, empty to the eye
		return true
	}
	return false
}
