package sigma

import "strings"

// A Sigma string is literal text and wildcards. The backslash escapes `*`, `?`
// and itself, and stands for itself before anything else:
//
//	\x   a backslash and x         \*   a plain star
//	\\   one backslash             \\*  a backslash, then anything
//
// so `C:\dir` and `C:\\dir` are the same, and `\\\*` is a plain backslash and a
// plain star.

type pieceKind uint8

const (
	literalPiece pieceKind = iota
	onePiece               // ?: exactly one character
	manyPiece              // *: any number of characters
	dashPiece              // one of the dashes that windash takes for equal
)

// piece is one part of a Sigma string; text is set for literals only.
type piece struct {
	kind pieceKind
	text string
}

// parsePattern splits a value as written in a rule into its pieces. Stars that
// follow each other are one.
func parsePattern(raw string) []piece {
	var (
		pieces  []piece
		literal strings.Builder
	)
	flush := func() {
		if literal.Len() > 0 {
			pieces = append(pieces, piece{literalPiece, literal.String()})
			literal.Reset()
		}
	}
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case c == '\\' && i+1 < len(raw) && strings.IndexByte(`\*?`, raw[i+1]) >= 0:
			i++
			literal.WriteByte(raw[i])
		case c == '*':
			flush()
			if n := len(pieces); n == 0 || pieces[n-1].kind != manyPiece {
				pieces = append(pieces, piece{kind: manyPiece})
			}
		case c == '?':
			flush()
			pieces = append(pieces, piece{kind: onePiece})
		default:
			literal.WriteByte(c)
		}
	}
	flush()
	return pieces
}

// unescaped reports whether a value as written is one literal piece as it stands.
func unescaped(raw string) bool {
	for i := range len(raw) {
		switch raw[i] {
		case '*', '?':
			return false
		case '\\':
			if i+1 < len(raw) && strings.IndexByte(`\*?`, raw[i+1]) >= 0 {
				return false
			}
		}
	}
	return true
}

// plain returns the literal text of a string without wildcards.
func plain(pieces []piece) (string, bool) {
	switch {
	case len(pieces) == 0:
		return "", true
	case len(pieces) == 1 && pieces[0].kind == literalPiece:
		return pieces[0].text, true
	}
	return "", false
}

// openStart puts a star before the pieces, openEnd one behind them, unless one
// is there.
func openStart(pieces []piece) []piece {
	if len(pieces) > 0 && pieces[0].kind == manyPiece {
		return pieces
	}
	return append([]piece{{kind: manyPiece}}, pieces...)
}

func openEnd(pieces []piece) []piece {
	if n := len(pieces); n > 0 && pieces[n-1].kind == manyPiece {
		return pieces
	}
	return append(pieces[:len(pieces):len(pieces)], piece{kind: manyPiece})
}
