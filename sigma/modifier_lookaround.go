package sigma

import (
	"errors"
	"regexp/syntax"
	"sync/atomic"
	"time"

	"github.com/dlclark/regexp2"
)

// Expressions beyond regular languages (look-around, back references, atomic
// groups) are run by a backtracking engine, which for some texts takes time without
// bound. Only rules that need it have it, on the beginning of long values, and not
// for longer than a limit.
const (
	maxBacktracked  = 16 << 10 // bytes of a value
	backtrackingFor = time.Second
)

// lookaroundTest runs an expression that the standard engine does not take.
type lookaroundTest struct {
	re     *regexp2.Regexp
	gaveUp *atomic.Int64
}

// beyondRegular reports whether a fault of the standard engine is one of what it
// leaves out on purpose.
func beyondRegular(err error) bool {
	var fault *syntax.Error
	if !errors.As(err, &fault) {
		return false
	}
	return fault.Code == syntax.ErrInvalidPerlOp || fault.Code == syntax.ErrInvalidEscape ||
		fault.Code == syntax.ErrInvalidNamedCapture || fault.Code == syntax.ErrInvalidRepeatOp
}

func newLookaround(pattern string) (test, error) {
	re, err := regexp2.Compile(pattern, regexp2.None)
	if err != nil {
		return nil, err
	}
	re.MatchTimeout = backtrackingFor
	return &lookaroundTest{re: re, gaveUp: new(atomic.Int64)}, nil
}

func (t *lookaroundTest) match(_ *frame, v *value) bool {
	if !v.present {
		return false
	}
	text := v.text
	if len(text) > maxBacktracked {
		text = text[:maxBacktracked]
	}
	found, err := t.re.MatchString(text)
	if err != nil {
		t.gaveUp.Add(1)
	}
	return found && err == nil
}
func (*lookaroundTest) cost() int                       { return 2 * costRegexp }
func (*lookaroundTest) literals() (l literals, ok bool) { return l, false }

// GaveUp returns how many values one of the rule's expressions was not run to its
// end on, because look-around took too long there; they count as not matching.
func (m *Matcher) GaveUp() int64 {
	var all int64
	for _, s := range m.selections {
		for _, it := range itemsOf(s.node, nil) {
			for _, g := range it.groups {
				for _, t := range g.tests {
					if l, ok := t.(*lookaroundTest); ok {
						all += l.gaveUp.Load()
					}
				}
			}
		}
	}
	return all
}
