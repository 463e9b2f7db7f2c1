package sigma

import (
	"errors"
	"strings"
)

// refOperand compares a field with another field of the same event.
type refOperand struct {
	field              string
	openStart, openEnd bool
	cased              bool
}

func (*refOperand) kind() string { return "a field reference" }

func modifyFieldRef(o operand, _ *Options) ([]operand, error) {
	text, ok := asText(o)
	if !ok {
		return nil, errTakes("a field's name", o)
	}
	name, ok := plain(text.pieces)
	if !ok || name == "" {
		return nil, errors.New("takes the name of a field, without wildcards")
	}
	return []operand{&refOperand{field: name, cased: text.cased}}, nil
}

func (o *refOperand) test() (test, error) { return &refTest{refOperand: *o}, nil }

// refTest knows the slot of the other field once the rule is laid out.
type refTest struct {
	refOperand
	slot int
}

func (t *refTest) match(f *frame, v *value) bool {
	other := f.first(t.slot)
	if !v.present || !other.present {
		return false
	}
	text, want := v.text, other.text
	if !t.cased {
		text, want = foldOnce(v), foldOnce(other)
	}
	switch {
	case t.openStart && t.openEnd:
		return strings.Contains(text, want)
	case t.openEnd:
		return strings.HasPrefix(text, want)
	case t.openStart:
		return strings.HasSuffix(text, want)
	}
	return text == want
}
func (*refTest) cost() int                       { return costWildcard }
func (*refTest) literals() (l literals, ok bool) { return l, false }

// foldOnce folds a value's text, and not at all where that changes nothing.
func foldOnce(v *value) string {
	if v.isASCII() {
		return strings.ToLower(v.text)
	}
	return foldString(v.text)
}
