package sigma

import "slices"

// Given returns the matcher for events of which some fields are known before they
// are looked at, as all events of one sort have the same number: what these fields
// decide is decided once. It returns nil where no such event can match. The fields
// go by the names that records have for them.
func (m *Matcher) Given(known map[string]string) *Matcher {
	f := &frame{event: fields(known), matcher: m, values: make([]value, len(m.naming.names)), selections: make([]tristate, len(m.selections))}
	root, decided := m.reduce(m.root, f, known)
	if decided == no {
		return nil
	}
	given := *m
	given.root = root
	if decided == yes {
		given.root = allNode{}
	}
	return &given
}

// fields is an event of known fields.
type fields map[string]string

func (f fields) Lookup(name string) (string, bool) {
	v, ok := f[name]
	return v, ok
}
func (fields) Text() string { return "" }

// reduce returns what is left of a node when some fields are known, and whether it
// is decided.
func (m *Matcher) reduce(n node, f *frame, known map[string]string) (node, tristate) {
	switch n := n.(type) {
	case *item:
		from, to := m.naming.of(int(n.slot))
		if name := m.naming.names[from]; to-from == 1 && name != "" && !n.refers() {
			if _, ok := known[name]; ok {
				return n, tristateOf(n.eval(f))
			}
		}
	case selectionNode:
		left, decided := m.reduce(n.node, f, known)
		return selectionNode{n.index, left}, decided
	case notNode:
		left, decided := m.reduce(n.node, f, known)
		switch decided {
		case yes:
			return n, no
		case no:
			return n, yes
		}
		return notNode{left}, unknown
	case allNode:
		left, decided := m.reduceAll(n.nodes, f, known, no)
		if decided || len(left) == 0 {
			return n, tristateOf(!decided)
		}
		return allOf(left), unknown
	case anyNode:
		left, decided := m.reduceAll(n.nodes, f, known, yes)
		if decided || len(left) == 0 {
			return n, tristateOf(decided)
		}
		return anyOf(left), unknown
	case someNode:
		return m.reduceSome(n, f, known)
	}
	return n, unknown
}

// reduceAll reduces each node; it reports true where one has the outcome that
// decides them all, and leaves out those with the other.
func (m *Matcher) reduceAll(nodes []node, f *frame, known map[string]string, deciding tristate) (left []node, decided bool) {
	for _, c := range nodes {
		switch r, t := m.reduce(c, f, known); t {
		case deciding:
			return nil, true
		case unknown:
			left = append(left, r)
		}
	}
	return left, false
}

func (m *Matcher) reduceSome(n someNode, f *frame, known map[string]string) (node, tristate) {
	want := n.want
	var left []node
	for _, c := range n.nodes {
		switch r, t := m.reduce(c, f, known); t {
		case yes:
			want--
		case unknown:
			left = append(left, r)
		}
	}
	switch {
	case want <= 0:
		return n, yes
	case want > len(left):
		return n, no
	case want == 1:
		return anyOf(left), unknown
	}
	return someNode{want, left}, unknown
}

// refers tells whether one of the item's tests looks at another field.
func (it *item) refers() bool {
	for _, g := range it.groups {
		if slices.ContainsFunc(g.tests, func(t test) bool { _, ok := t.(*refTest); return ok }) {
			return true
		}
	}
	return false
}

// Narrowed returns the matcher for events whose field has one of the values as
// well: a condition of the place that the rule runs in, not of the rule. The field
// goes by the record's name for it.
func (m *Matcher) Narrowed(field string, values []string) *Matcher {
	narrowed := *m
	slot := len(m.slots)
	narrowed.slots = append(slices.Clip(m.slots), field)
	narrowed.naming.add(field)
	it := &item{field: field, slot: int32(slot)}
	for _, v := range values {
		t := newTextTest(v, false, false, false)
		it.add(v, &t)
	}
	it.finish()
	narrowed.root = allOf([]node{it, m.root})
	return &narrowed
}
