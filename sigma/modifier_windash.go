package sigma

import (
	"unicode"
	"unicode/utf8"
)

// Windows programs take a slash and several dashes for the sign before an
// option; intruders use that. windash makes such a sign match all of them. A
// sign counts where it begins a word: the first in `-param-name`, not the
// second. It becomes a piece of its own in the pattern instead of one pattern
// for each of the 5ⁿ spellings.

func modifyWindash(o operand, _ *Options) ([]operand, error) {
	text, ok := asText(o)
	if !ok {
		return nil, errTakes("a text", o)
	}
	var pieces []piece
	for _, p := range text.pieces {
		if p.kind != literalPiece {
			pieces = append(pieces, p)
			continue
		}
		pieces = append(pieces, splitDashes(p.text)...)
	}
	return []operand{&textOperand{pieces: pieces, cased: text.cased}}, nil
}

func splitDashes(text string) []piece {
	var pieces []piece
	start, before := 0, rune(' ')
	for i, r := range text {
		end := i + utf8.RuneLen(r)
		if isDash(r) && !isWord(before) {
			if next, _ := utf8.DecodeRuneInString(text[end:]); end < len(text) && isWord(next) {
				if start < i {
					pieces = append(pieces, piece{literalPiece, text[start:i]})
				}
				pieces = append(pieces, piece{kind: dashPiece})
				start = end
			}
		}
		before = r
	}
	if start < len(text) {
		pieces = append(pieces, piece{literalPiece, text[start:]})
	}
	return pieces
}

// isDash reports whether r is a hyphen, a slash, an en dash, an em dash or a
// horizontal bar.
func isDash(r rune) bool {
	return r == '-' || r == '/' || r == '\u2013' || r == '\u2014' || r == '\u2015'
}

func isWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }
