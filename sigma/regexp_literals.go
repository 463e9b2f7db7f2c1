package sigma

import (
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// maxRegexpLiterals bounds the alternatives that are followed in one regular
// expression.
const maxRegexpLiterals = 64

// regexpLiterals returns texts of which one stands in everything that the
// expression matches.
func regexpLiterals(re *syntax.Regexp) (literals, bool) {
	switch re.Op {
	case syntax.OpLiteral:
		text := string(re.Rune)
		if strings.ContainsRune(text, utf8.RuneError) {
			// The engine takes a byte that is no UTF-8 for this character.
			return literals{}, false
		}
		return literalsOf([]piece{{literalPiece, text}}, re.Flags&syntax.FoldCase == 0)
	case syntax.OpCapture, syntax.OpPlus:
		return regexpLiterals(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return regexpLiterals(re.Sub[0])
		}
	case syntax.OpConcat:
		var best literals
		found := false
		for _, sub := range re.Sub {
			if l, ok := regexpLiterals(sub); ok && (!found || l.better(best)) {
				best, found = l, true
			}
		}
		return best, found
	case syntax.OpAlternate:
		var all literals
		for _, sub := range re.Sub {
			l, ok := regexpLiterals(sub)
			if !ok || len(all.texts)+len(l.texts) > maxRegexpLiterals {
				return literals{}, false
			}
			all.add(l)
		}
		return all, true
	}
	return literals{}, false
}
