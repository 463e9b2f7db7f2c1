package sigma

import (
	"regexp/syntax"
	"strings"
	"unicode"
	"unicode/utf8"
)

// regexpNeeds is what every match of an expression has, however little: the engine
// need not run where it is missing. It is for one value only; what rules are
// indexed by is longer (see [regexpLiterals]).
type regexpNeeds struct {
	least int    // characters
	text  string // that stands in it as it is; empty where none is known
}

// met reports whether an expression may match a value. A character takes a byte
// or more.
func (n *regexpNeeds) met(text string) bool {
	return len(text) >= n.least && (n.text == "" || strings.Contains(text, n.text))
}

func needsOf(re *syntax.Regexp) regexpNeeds {
	switch re.Op {
	case syntax.OpLiteral:
		return regexpNeeds{len(re.Rune), unfolded(re)}
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return regexpNeeds{least: 1}
	case syntax.OpCapture, syntax.OpPlus:
		return needsOf(re.Sub[0])
	case syntax.OpRepeat:
		if n := needsOf(re.Sub[0]); re.Min > 0 {
			return regexpNeeds{n.least * re.Min, n.text}
		}
	case syntax.OpConcat:
		var all regexpNeeds
		for _, sub := range re.Sub {
			n := needsOf(sub)
			all.least += n.least
			if len(n.text) > len(all.text) {
				all.text = n.text
			}
		}
		return all
	case syntax.OpAlternate:
		least := needsOf(re.Sub[0]).least
		for _, sub := range re.Sub[1:] {
			least = min(least, needsOf(sub).least)
		}
		return regexpNeeds{least: least}
	}
	return regexpNeeds{}
}

// unfolded returns the longest part of a literal that has one form only: no letters
// where case does not count, nor the character that stands for bytes that are none.
func unfolded(re *syntax.Regexp) string {
	best := ""
	parts := strings.FieldsFunc(string(re.Rune), func(r rune) bool {
		return r == utf8.RuneError || re.Flags&syntax.FoldCase != 0 && unicode.SimpleFold(r) != r
	})
	for _, part := range parts {
		if len(part) > len(best) {
			best = part
		}
	}
	return best
}
