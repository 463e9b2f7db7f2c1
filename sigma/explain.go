package sigma

import (
	"cmp"
	"slices"
)

// Explanation says why a rule matches an event, or does not.
type Explanation struct {
	Matched bool
	// Selections are in the order of the rule.
	Selections []SelectionResult
	// Evidence is what made the rule match: each field, with its value, that
	// matched in a selection which holds and which the condition does not
	// negate. Sorted by field; empty when the rule does not match.
	Evidence []FieldValue
}

// SelectionResult is the outcome of one selection.
type SelectionResult struct {
	Name    string
	Matched bool
	// Items are in the order of the rule.
	Items []ItemResult
}

// ItemResult is the outcome of one field (one keyword search, if Field is
// empty) of a selection.
type ItemResult struct {
	Field   string
	Value   string
	Present bool
	Matched bool
	// Patterns are the values of the rule that the event's value matched, as
	// the rule writes them, after the modifiers that apply to them.
	Patterns []string
}

// FieldValue is a field with its value. Keywords have an empty Field and the
// whole text as Value.
type FieldValue struct{ Field, Value string }

// Explain looks at the event like [Matcher.Match], but at every selection and
// every field, and says what it saw. It is meant for what has matched: it is
// much slower.
func (m *Matcher) Explain(e Event) Explanation {
	f := m.frame(e)
	defer f.release()
	x := Explanation{Matched: m.root.eval(f)}
	for i, s := range m.selections {
		result := SelectionResult{Name: m.names[i], Matched: s.eval(f)}
		for _, it := range itemsOf(s.node, nil) {
			result.Items = append(result.Items, it.explain(f))
		}
		x.Selections = append(x.Selections, result)
	}
	if x.Matched {
		x.Evidence = m.evidence(f)
	}
	return x
}

func (it *item) explain(f *frame) ItemResult {
	v := f.found(it)
	result := ItemResult{Field: it.field, Value: v.text, Present: v.present, Matched: it.eval(f)}
	for i := range it.values {
		if g := it.of(i); g.matches(f, v) {
			result.Patterns = append(result.Patterns, it.written(i))
		}
	}
	return result
}

// itemsOf returns the items of a selection in the order of the rule.
func itemsOf(n node, items []*item) []*item {
	switch n := n.(type) {
	case *item:
		items = append(items, n)
	case allNode:
		for _, c := range n.nodes {
			items = itemsOf(c, items)
		}
	case anyNode:
		for _, c := range n.nodes {
			items = itemsOf(c, items)
		}
	}
	slices.SortStableFunc(items, func(a, b *item) int { return cmp.Compare(a.order, b.order) })
	return items
}

func (m *Matcher) evidence(f *frame) []FieldValue {
	var list []FieldValue
	collect(m.root, f, func(it *item) {
		if v := f.found(it); v.present {
			list = append(list, FieldValue{it.field, v.text})
		}
	})
	slices.SortFunc(list, func(a, b FieldValue) int {
		return cmp.Or(cmp.Compare(a.Field, b.Field), cmp.Compare(a.Value, b.Value))
	})
	return slices.Compact(list)
}

// collect visits the items that hold, below nodes that hold and are not
// negated.
func collect(n node, f *frame, visit func(*item)) {
	if !n.eval(f) {
		return
	}
	var parts []node
	switch n := n.(type) {
	case *item:
		visit(n)
	case selectionNode:
		parts = []node{n.node}
	case allNode:
		parts = n.nodes
	case anyNode:
		parts = n.nodes
	case someNode:
		parts = n.nodes
	}
	for _, c := range parts {
		collect(c, f, visit)
	}
}
