package sigma

import (
	"slices"
	"strconv"
)

// Values returns the values of which the named field has one in every event
// that the rule matches, sorted; ok is false when the rule does not fix the
// field so. Texts are folded, and whole numbers are in decimal. It is what rules
// are indexed by where records carry a number that tells their kind, such as
// EventID.
func (m *Matcher) Values(field string) (values []string, ok bool) {
	values, ok = valuesOf(m.root, field)
	slices.Sort(values)
	return slices.Compact(values), ok
}

func valuesOf(n node, field string) ([]string, bool) {
	switch n := n.(type) {
	case selectionNode:
		return valuesOf(n.node, field)
	case allNode:
		// Any part bounds the whole; the smallest bound is the best.
		var best []string
		found := false
		for _, c := range n.nodes {
			if v, ok := valuesOf(c, field); ok && (!found || len(v) < len(best)) {
				best, found = v, true
			}
		}
		return best, found
	case anyNode:
		return valuesOfAny(n.nodes, field)
	case someNode:
		return valuesOfAny(n.nodes, field)
	case *item:
		if n.field == field && !n.negated {
			return n.groups[0].values()
		}
	}
	return nil, false
}

func valuesOfAny(nodes []node, field string) ([]string, bool) {
	var all []string
	for _, c := range nodes {
		v, ok := valuesOf(c, field)
		if !ok {
			return nil, false
		}
		all = append(all, v...)
	}
	return all, len(nodes) > 0
}

// values returns the values of a group of equality tests.
func (g *group) values() ([]string, bool) {
	var all []string
	for _, t := range g.tests {
		switch t := t.(type) {
		case *textTest:
			if !t.exact() {
				return nil, false
			}
			all = append(all, foldString(t.text))
		case *setTest:
			all = append(all, t.order...)
		case boolTest:
			all = append(all, t.want)
		case numberTest:
			if !t.want.whole {
				return nil, false
			}
			all = append(all, strconv.FormatInt(t.want.i, 10))
		default:
			return nil, false
		}
	}
	return all, true
}
