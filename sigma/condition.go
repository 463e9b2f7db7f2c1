package sigma

import (
	"fmt"
	"strconv"
	"strings"
)

// expression is a parsed condition. The grammar, from the loosest binding to
// the tightest:
//
//	or      = and { "or" and }
//	and     = not { "and" not }
//	not     = { "not" } term
//	term    = "(" or ")" | count "of" ( "them" | pattern ) | name
//	count   = "all" | "any" | number
//
// Key words may be written in any case. A selection may bear the name of a key
// word where that leaves no doubt.
type expression interface{ isExpression() }

type (
	andExpression  struct{ parts []expression }
	orExpression   struct{ parts []expression }
	notExpression  struct{ part expression }
	nameExpression struct{ name string }
	// ofExpression wants count of the selections whose names match pattern;
	// count 0 is all of them, pattern "them" all selections.
	ofExpression struct {
		count   int
		pattern string
	}
)

func (andExpression) isExpression()  {}
func (orExpression) isExpression()   {}
func (notExpression) isExpression()  {}
func (nameExpression) isExpression() {}
func (ofExpression) isExpression()   {}

// conditionParser walks through the words of a condition.
type conditionParser struct {
	words []string
	depth int
}

func parseCondition(text string) (expression, error) {
	if len(text) > maxConditionBytes {
		return nil, fmt.Errorf("the condition is longer than %d bytes", maxConditionBytes)
	}
	words, err := conditionWords(text)
	if err != nil {
		return nil, err
	}
	if len(words) == 0 {
		return nil, fmt.Errorf("the condition is empty")
	}
	p := &conditionParser{words: words}
	e, err := p.or()
	if err != nil {
		return nil, err
	}
	if len(p.words) > 0 {
		return nil, fmt.Errorf("the condition should end before %q", p.words[0])
	}
	return e, nil
}

// conditionWords splits a condition into names, numbers and brackets.
func conditionWords(text string) ([]string, error) {
	var words []string
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			i++
		case c == '(' || c == ')':
			words = append(words, text[i:i+1])
			i++
		case c == '|':
			return nil, fmt.Errorf("the condition has an aggregation (|), which Sigma 2 replaced by correlations")
		case isNameByte(c):
			start := i
			for i < len(text) && isNameByte(text[i]) {
				i++
			}
			words = append(words, text[start:i])
		default:
			return nil, fmt.Errorf("the condition has an unexpected character %q", []rune(text[i:])[0])
		}
	}
	return words, nil
}

func isNameByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
		c == '_' || c == '-' || c == '.' || c == '*' || c == '?' || c == '$' || c >= 0x80
}

// next reports whether the coming word is the key word, and takes it.
func (p *conditionParser) next(word string) bool {
	if len(p.words) > 0 && strings.EqualFold(p.words[0], word) {
		p.words = p.words[1:]
		return true
	}
	return false
}

func (p *conditionParser) or() (expression, error) {
	return p.chain("or", p.and, func(parts []expression) expression { return orExpression{parts} })
}

func (p *conditionParser) and() (expression, error) {
	return p.chain("and", p.not, func(parts []expression) expression { return andExpression{parts} })
}

func (p *conditionParser) chain(word string, part func() (expression, error), join func([]expression) expression) (expression, error) {
	var parts []expression
	for {
		e, err := part()
		if err != nil {
			return nil, err
		}
		parts = append(parts, e)
		if !p.next(word) {
			break
		}
	}
	if len(parts) == 1 {
		return parts[0], nil
	}
	return join(parts), nil
}

func (p *conditionParser) not() (expression, error) {
	negated := false
	for p.next("not") {
		negated = !negated
	}
	e, err := p.term()
	if err != nil || !negated {
		return e, err
	}
	return notExpression{e}, nil
}

func (p *conditionParser) term() (expression, error) {
	if len(p.words) == 0 {
		return nil, fmt.Errorf("the condition ends where a selection is expected")
	}
	word := p.words[0]
	p.words = p.words[1:]
	switch {
	case word == "(":
		if p.depth++; p.depth > maxConditionDepth {
			return nil, fmt.Errorf("the condition is nested deeper than %d brackets", maxConditionDepth)
		}
		e, err := p.or()
		if err != nil {
			return nil, err
		}
		p.depth--
		if !p.next(")") {
			return nil, fmt.Errorf("the condition has a bracket that is not closed")
		}
		return e, nil
	case len(p.words) > 0 && strings.EqualFold(p.words[0], "of"):
		p.words = p.words[1:]
		return p.of(word)
	case word == ")" || strings.EqualFold(word, "and") || strings.EqualFold(word, "or"):
		return nil, fmt.Errorf("the condition has %q where a selection is expected", word)
	case strings.ContainsAny(word, "*?"):
		return nil, fmt.Errorf("the condition has the pattern %q without \"1 of\" or \"all of\" before it", word)
	}
	return nameExpression{word}, nil
}

func (p *conditionParser) of(quantity string) (expression, error) {
	count := 0
	switch {
	case strings.EqualFold(quantity, "all"):
	case strings.EqualFold(quantity, "any"):
		count = 1
	default:
		n, err := strconv.Atoi(quantity)
		if err != nil || n < 1 || n > maxSelections {
			return nil, fmt.Errorf("the condition has %q before \"of\"; it takes a number, all or any", quantity)
		}
		count = n
	}
	if len(p.words) == 0 || p.words[0] == "(" || p.words[0] == ")" {
		return nil, fmt.Errorf("the condition has \"of\" without a pattern behind it")
	}
	pattern := p.words[0]
	p.words = p.words[1:]
	return ofExpression{count, pattern}, nil
}
