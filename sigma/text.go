package sigma

import (
	"strings"
	"unicode/utf8"
)

// textTest takes what is, begins with, ends with or holds one text: what nearly all
// values of rules are. It is as small as it can be, because there are tens of
// thousands.
type textTest struct {
	needle
	openStart, openEnd bool
}

// wildcardTest takes what a Sigma string with further wildcards takes.
type wildcardTest struct {
	*wildcard
	pieces []piece
}

func (o *textOperand) test() (test, error) {
	pieces := o.pieces
	openStart := len(pieces) > 0 && pieces[0].kind == manyPiece
	if openStart {
		pieces = pieces[1:]
	}
	openEnd := len(pieces) > 0 && pieces[len(pieces)-1].kind == manyPiece
	if openEnd {
		pieces = pieces[:len(pieces)-1]
	}
	if text, ok := plain(pieces); ok && (text != "" || !openStart && !openEnd) {
		t := newTextTest(text, o.cased, openStart, openEnd)
		return &t, nil
	}
	return wildcardTest{newWildcard(o.pieces, o.cased), o.pieces}, nil
}

func newTextTest(text string, cased, openStart, openEnd bool) textTest {
	if !cased {
		text = foldString(text)
	}
	return textTest{newNeedle(text, cased), openStart, openEnd}
}

// exact reports whether the test takes one text alone.
func (t *textTest) exact() bool { return !t.openStart && !t.openEnd }

func (t *textTest) match(_ *frame, v *value) bool {
	switch {
	case !v.present:
		return false
	case t.openStart && t.openEnd:
		return t.within(v)
	case t.openEnd:
		if t.cased {
			return strings.HasPrefix(v.text, t.text)
		}
		_, ok := prefixFold(v.text, t.text)
		return ok
	case t.openStart:
		return t.ends(v)
	case t.cased:
		return v.text == t.text
	}
	return equalFold(v.text, t.text)
}

// ends reports whether the value ends with the text.
func (t *textTest) ends(v *value) bool {
	from := len(v.text) - len(t.text)
	if t.cased {
		// A character must not be cut in two.
		return from >= 0 && v.text[from:] == t.text && back(v.text, utf8.RuneCountInString(t.text)) == from
	}
	if v.isASCII() {
		return from >= 0 && prefixFoldASCII(v.text[from:], t.text)
	}
	if from = back(v.text, utf8.RuneCountInString(t.text)); from < 0 {
		return false
	}
	n, ok := prefixFold(v.text[from:], t.text)
	return ok && from+n == len(v.text)
}

// within reports whether the text stands anywhere in the value.
func (t *textTest) within(v *value) bool {
	text := v.text
	if t.ascii || v.isASCII() {
		return t.indexBytes(text) >= 0
	}
	for pos := 0; pos < len(text); {
		if _, ok := prefixFold(text[pos:], t.text); ok {
			return true
		}
		_, n := utf8.DecodeRuneInString(text[pos:])
		pos += n
	}
	return false
}

func (t *textTest) cost() int {
	if t.exact() {
		return costExact
	}
	return costWildcard
}

func (t *textTest) literals() (literals, bool) {
	return literalsOf([]piece{{literalPiece, t.text}}, t.cased)
}

func (t wildcardTest) match(_ *frame, v *value) bool { return v.present && t.wildcard.match(v) }
func (wildcardTest) cost() int                       { return costWildcard }
func (t wildcardTest) literals() (literals, bool)    { return literalsOf(t.pieces, t.cased) }

// setTest takes any of many exact texts at the price of one: rules list
// hundreds of hashes.
type setTest struct {
	want  map[string]bool // folded
	order []string
}

// minSet is the number of exact texts from which a set is faster than a list.
const minSet = 6

func (t *setTest) match(_ *frame, v *value) bool {
	if !v.present {
		return false
	}
	var room [128]byte
	if len(v.text) > len(room) || !v.isASCII() {
		return t.want[foldString(v.text)]
	}
	folded := append(room[:0], v.text...)
	for i, c := range folded {
		folded[i] = foldByte[c]
	}
	return t.want[string(folded)]
}
func (*setTest) cost() int { return costExact }

func (t *setTest) literals() (literals, bool) {
	var all literals
	for _, text := range t.order {
		l, ok := literalsOf([]piece{{literalPiece, text}}, false)
		if !ok {
			return literals{}, false
		}
		all.add(l)
	}
	return all, true
}

// groupExact replaces the exact texts among alternatives by one set.
func groupExact(tests []test) []test {
	exact := func(t test) bool {
		text, ok := t.(*textTest)
		return ok && text.exact() && !text.cased
	}
	n := 0
	for _, t := range tests {
		if exact(t) {
			n++
		}
	}
	if n < minSet {
		return tests
	}
	set := &setTest{want: make(map[string]bool, n), order: make([]string, 0, n)}
	rest := make([]test, 0, len(tests)-n+1)
	for _, t := range tests {
		if !exact(t) {
			rest = append(rest, t)
			continue
		}
		text := t.(*textTest).text
		set.want[text] = true
		set.order = append(set.order, text)
	}
	return append(rest, set)
}
