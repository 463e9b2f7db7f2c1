package sigma

import (
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// runTest is an expression such as .{1000,}: somewhere so many characters stand in
// a row. The engine keeps a thread for each place where the row may have begun, which
// takes a thousand times as long as counting.
type runTest struct {
	least int
	lines bool // a line feed ends a row
}

// newRun returns the test for an expression that is nothing but a repeated dot.
// How many more there may be makes no difference to a search.
func newRun(re *syntax.Regexp) (*runTest, bool) {
	for re.Op == syntax.OpCapture {
		re = re.Sub[0]
	}
	if re.Op != syntax.OpRepeat {
		return nil, false
	}
	switch re.Sub[0].Op {
	case syntax.OpAnyCharNotNL:
		return &runTest{re.Min, true}, true
	case syntax.OpAnyChar:
		return &runTest{re.Min, false}, true
	}
	return nil, false
}

func (t *runTest) match(_ *frame, v *value) bool {
	if !v.present {
		return false
	}
	rest, more := v.text, true
	for more {
		row := rest
		if more = false; t.lines {
			row, rest, more = strings.Cut(rest, "\n")
		}
		if len(row) >= t.least && utf8.RuneCountInString(row) >= t.least {
			return true
		}
	}
	return false
}

func (*runTest) cost() int { return costRegexp }

func (*runTest) literals() (literals, bool) { return literals{}, false }
