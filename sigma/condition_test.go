package sigma

import (
	"strconv"
	"strings"
	"testing"
)

// write gives an expression back as a condition with every bracket.
func write(e expression) string {
	join := func(parts []expression, word string) string {
		var texts []string
		for _, p := range parts {
			texts = append(texts, write(p))
		}
		return "(" + strings.Join(texts, word) + ")"
	}
	switch e := e.(type) {
	case andExpression:
		return join(e.parts, " and ")
	case orExpression:
		return join(e.parts, " or ")
	case notExpression:
		return "(not " + write(e.part) + ")"
	case nameExpression:
		return e.name
	case ofExpression:
		if e.count == 0 {
			return "all of " + e.pattern
		}
		return strconv.Itoa(e.count) + " of " + e.pattern
	}
	return "?"
}

func TestConditionPrecedence(t *testing.T) {
	for text, want := range map[string]string{
		"a or b and not c":                "(a or (b and (not c)))",
		"not a and b":                     "((not a) and b)",
		"not 1 of x* or all of them":      "((not 1 of x*) or all of them)",
		"a and b and c or d":              "((a and b and c) or d)",
		"not not a":                       "a",
		"((a))":                           "a",
		"not (a or b) and ANY OF y_*":     "((not (a or b)) and 1 of y_*)",
		"of or all":                       "(of or all)",
		"all of all and 2 of selection_?": "(all of all and 2 of selection_?)",
	} {
		e, err := parseCondition(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
		} else if got := write(e); got != want {
			t.Errorf("%q is read as %s, want %s", text, got, want)
		}
	}
}

// What is parsed can be written and parsed again to the same.
func FuzzCondition(f *testing.F) {
	for _, seed := range []string{
		"selection", "a or b and not c", "1 of selection_* and not 1 of filter_*", "all of them",
		"((a))", "not (not a)", "2 of x*", "a | count() > 5", "of of of", "(((", "a and", "\u00e9 or \xff",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := parseCondition(text)
		if err != nil {
			return
		}
		first := write(e)
		if strings.Count(first, "(") > maxConditionDepth {
			return
		}
		again, err := parseCondition(first)
		if err != nil {
			t.Fatalf("%q is written as %q: %v", text, first, err)
		}
		if second := write(again); second != first {
			t.Errorf("%q is written as %q, then as %q", text, first, second)
		}
	})
}
