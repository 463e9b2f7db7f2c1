package sigma

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"sync"
)

// regexpOperand is a regular expression, searched anywhere in the value and
// case-sensitive unless flagged. It is run by the standard regexp package, in
// time linear in the value: a rule cannot hang the scan. For what PCRE has beyond
// regular languages see [lookaroundTest].
type regexpOperand struct {
	pattern          string
	flags            string
	fromStart, toEnd bool
}

func (*regexpOperand) kind() string { return "a regular expression" }

func modifyRe(o operand, _ *Options) ([]operand, error) {
	switch o := o.(type) {
	case *numberOperand:
		return []operand{&regexpOperand{pattern: o.raw}}, nil
	case *textOperand:
		if o.raw == "" && len(o.pieces) > 0 {
			return nil, errors.New("must stand before every other modifier")
		}
		return []operand{&regexpOperand{pattern: o.raw}}, nil
	}
	return nil, errTakes("a text", o)
}

func modifyReFlag(flag rune) func(operand, *Options) ([]operand, error) {
	return func(o operand, _ *Options) ([]operand, error) {
		re, ok := o.(*regexpOperand)
		if !ok {
			return nil, errors.New("is a flag of re and must stand behind it")
		}
		flagged := *re
		if !strings.ContainsRune(flagged.flags, flag) {
			flagged.flags += string(flag)
		}
		return []operand{&flagged}, nil
	}
}

func (o *regexpOperand) test() (test, error) {
	if len(o.pattern) > maxRegexp {
		return nil, fmt.Errorf("re: the expression is longer than %d bytes", maxRegexp)
	}
	pattern := o.pattern
	if o.fromStart {
		pattern = `\A(?:` + pattern + `)`
	}
	if o.toEnd {
		pattern = `(?:` + pattern + `)\z`
	}
	if o.flags != "" {
		pattern = "(?" + o.flags + ":" + pattern + ")"
	}
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil && beyondRegular(err) {
		if t, err := newLookaround(pattern); err == nil {
			return t, nil
		}
	}
	if err != nil {
		return nil, regexpError(err)
	}
	if run, ok := newRun(tree); ok {
		return run, nil
	}
	// Most expressions are never run, and parsing has found all faults.
	t := &regexpTest{needs: needsOf(tree), re: sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })}
	if t.found, t.bounded = regexpLiterals(tree.Simplify()); t.bounded {
		for _, text := range t.found.texts {
			t.any = append(t.any, newNeedle(foldASCII(text), false))
		}
	}
	return t, nil
}

// regexpError says why an expression cannot run here, in the rule's terms.
func regexpError(err error) error {
	var fault *syntax.Error
	if errors.As(err, &fault) {
		return fmt.Errorf("re: %s: `%s`", fault.Code, fault.Expr)
	}
	return fmt.Errorf("re: %w", err)
}

// regexpTest runs the expression only where one of the literals that every
// match has is there.
type regexpTest struct {
	re      func() *regexp.Regexp
	needs   regexpNeeds
	found   literals
	bounded bool
	any     []needle
}

func (t *regexpTest) match(_ *frame, v *value) bool {
	if !v.present {
		return false
	}
	if !t.needs.met(v.text) || t.bounded && v.isASCII() && !t.mayMatch(v.text) {
		return false
	}
	return t.re().MatchString(v.text)
}

func (t *regexpTest) mayMatch(text string) bool {
	for i := range t.any {
		if t.any[i].indexBytes(text) >= 0 {
			return true
		}
	}
	return false
}

func (*regexpTest) cost() int { return costRegexp }

func (t *regexpTest) literals() (literals, bool) { return t.found, t.bounded }
