package sigma

import (
	"cmp"
	"slices"
)

// item is one key of a selection: a field, its modifiers and its values. The
// field "" stands for a keyword search through the whole event.
type item struct {
	field   string
	slot    int
	every   bool // all: each value must match, not just one
	negated bool // neq
	// values are what the rule says, one by one.
	values []itemValue
	// groups are the same tests as they run: all groups must match, each by any
	// of its tests. Without every there is one group.
	groups []group
	sum    int
	// order is the item's place in its rule.
	order int
}

// itemValue is one value as the rule writes it, with its modifiers, and the
// tests it has become: any of them matches it.
type itemValue struct {
	written string
	tests   []test
}

type group struct{ tests []test }

func (it *item) eval(f *frame) bool { return it.matches(f, f.found(it)) != it.negated }

// found returns that value of an item's field which decides: where the record has
// it under several names, one that matches.
func (f *frame) found(it *item) *value {
	from, to := f.matcher.naming.of(it.slot)
	first := f.value(from)
	if to-from == 1 {
		return first
	}
	for i := from; i < to; i++ {
		v := f.value(i)
		if !v.present {
			continue
		}
		if it.matches(f, v) {
			return v
		}
		if !first.present {
			first = v
		}
	}
	return first
}

func (it *item) matches(f *frame, v *value) bool {
	for i := range it.groups {
		if !it.groups[i].matches(f, v) {
			return false
		}
	}
	return true
}

func (g *group) matches(f *frame, v *value) bool {
	for _, t := range g.tests {
		if t.match(f, v) {
			return true
		}
	}
	return false
}

func (it *item) cost() int { return it.sum }

func (it *item) required(where place) (literals, bool) {
	var best literals
	found := false
	cut, verbatim := where(it.field)
	if it.negated || !verbatim {
		return best, false
	}
	for _, g := range it.groups {
		if l, ok := g.literals(); ok && l.cutAt(cut) && (!found || l.better(best)) {
			best, found = l, true
		}
	}
	best.slots = []int{it.slot}
	if it.field == "" {
		best.anywhere = best.texts
	} else {
		best.inFields = best.texts
	}
	return best, found
}

func (g *group) literals() (literals, bool) {
	var all literals
	for _, t := range g.tests {
		l, ok := t.literals()
		if !ok {
			return literals{}, false
		}
		all.add(l)
	}
	return all, len(g.tests) > 0
}

// finish lays the values out to run: cheap tests first.
func (it *item) finish() {
	var together group
	for _, v := range it.values {
		if it.every {
			it.groups = append(it.groups, group{tests: v.tests})
		} else {
			together.tests = append(together.tests, v.tests...)
		}
	}
	if !it.every {
		it.groups = []group{together}
	}
	for i := range it.groups {
		g := &it.groups[i]
		g.tests = slices.SortedStableFunc(slices.Values(groupExact(g.tests)), func(a, b test) int {
			return cmp.Compare(a.cost(), b.cost())
		})
		for _, t := range g.tests {
			it.sum += t.cost()
		}
	}
	slices.SortStableFunc(it.groups, func(a, b group) int { return cmp.Compare(a.tests[0].cost(), b.tests[0].cost()) })
}
