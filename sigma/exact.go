package sigma

// exactTest takes one text, with no wildcard in it.
type exactTest struct {
	want  string // folded unless cased
	cased bool
}

// wildcardTest takes what a Sigma string takes.
type wildcardTest struct {
	*wildcard
	pieces []piece
}

func (o *textOperand) test() (test, error) {
	if text, ok := plain(o.pieces); ok {
		if !o.cased {
			text = foldString(text)
		}
		return exactTest{text, o.cased}, nil
	}
	return wildcardTest{newWildcard(o.pieces, o.cased), o.pieces}, nil
}

func (t exactTest) match(_ *frame, v *value) bool {
	if !v.present {
		return false
	}
	if t.cased {
		return v.text == t.want
	}
	return equalFold(v.text, t.want)
}
func (exactTest) cost() int { return costExact }

func (t exactTest) literals() (literals, bool) {
	return literalsOf([]piece{{literalPiece, t.want}}, t.cased)
}

func (t wildcardTest) match(_ *frame, v *value) bool { return v.present && t.wildcard.match(v) }
func (wildcardTest) cost() int                       { return costWildcard }
func (t wildcardTest) literals() (literals, bool)    { return literalsOf(t.pieces, t.cased) }

// setTest takes any of many exact texts at the price of one: rules list
// hundreds of hashes.
type setTest struct {
	want  map[string]bool // folded
	order []exactTest
}

// minSet is the number of exact texts from which a set is faster than a list.
const minSet = 6

func (t setTest) match(_ *frame, v *value) bool {
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
func (setTest) cost() int { return costExact }

func (t setTest) literals() (literals, bool) {
	var all literals
	for _, e := range t.order {
		l, ok := e.literals()
		if !ok {
			return literals{}, false
		}
		all.add(l)
	}
	return all, true
}

// groupExact replaces the exact texts among alternatives by one set.
func groupExact(tests []test) []test {
	set := setTest{want: map[string]bool{}}
	var rest []test
	for _, t := range tests {
		if e, ok := t.(exactTest); ok && !e.cased {
			set.want[e.want] = true
			set.order = append(set.order, e)
		} else {
			rest = append(rest, t)
		}
	}
	if len(set.order) < minSet {
		return tests
	}
	return append(rest, set)
}
