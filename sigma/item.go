package sigma

import (
	"cmp"
	"slices"
	"strings"
)

// item is one key of a selection: a field, its modifiers and its values. The
// field "" stands for a keyword search through the whole event.
type item struct {
	field   string
	key     string // as the rule writes it, with its modifiers
	every   bool   // all: each value must match, not just one
	negated bool   // neq
	slot    int32
	// order is the item's place in its rule.
	order int32
	sum   int
	// values are what the rule says, one by one, and tests what they have become.
	values []itemValue
	tests  []test
	// groups are the same tests as they run: all groups must match, each by any
	// of its tests. Without every there is one group.
	groups []group
}

// itemValue is one value as the rule writes it; any of its tests matches it, those
// before the end that are behind the value before.
type itemValue struct {
	text string
	end  int32
}

type group struct{ tests []test }

// add puts a value behind the others.
func (it *item) add(text string, tests ...test) {
	it.tests = append(it.tests, tests...)
	it.values = append(it.values, itemValue{text, int32(len(it.tests))})
}

// of returns the tests of a value.
func (it *item) of(value int) group {
	from := int32(0)
	if value > 0 {
		from = it.values[value-1].end
	}
	return group{it.tests[from:it.values[value].end]}
}

// written shows a value the way the rule has it, for explanations.
func (it *item) written(value int) string {
	text := it.values[value].text
	_, names, _ := splitKey(it.key)
	names = slices.DeleteFunc(names, func(name string) bool { return modifiers[name].value == nil })
	if len(names) == 0 {
		return text
	}
	return strings.Join(names, "|") + " " + text
}

func (it *item) eval(f *frame) bool { return it.matches(f, f.found(it)) != it.negated }

// found returns that value of an item's field which decides: where the record has
// it under several names, one that matches.
func (f *frame) found(it *item) *value {
	from, to := f.matcher.naming.of(int(it.slot))
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
	best.slots = []int{int(it.slot)}
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
	if it.every {
		it.groups = make([]group, len(it.values))
		for i := range it.values {
			it.groups[i] = it.of(i)
		}
	} else {
		it.groups = []group{{it.tests}}
	}
	byCost := func(a, b test) int { return cmp.Compare(a.cost(), b.cost()) }
	for i := range it.groups {
		g := &it.groups[i]
		if g.tests = groupExact(g.tests); !slices.IsSortedFunc(g.tests, byCost) {
			g.tests = slices.Clone(g.tests) // it.tests stay in the order of the values
			slices.SortStableFunc(g.tests, byCost)
		}
		for _, t := range g.tests {
			it.sum += t.cost()
		}
	}
	slices.SortStableFunc(it.groups, func(a, b group) int { return cmp.Compare(a.tests[0].cost(), b.tests[0].cost()) })
}
