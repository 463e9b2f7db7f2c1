package sigma

import "slices"

// naming says what records call the fields of a rule.
type naming struct {
	names []string // of all slots, one after the other
	ends  []int    // where those of each slot end; nil where each slot has its own name
}

func newNaming(slots []string, names func(string) []string) naming {
	renamed := func(field string) bool { return field != "" && len(names(field)) > 0 }
	if names == nil || !slices.ContainsFunc(slots, renamed) {
		return naming{names: slots}
	}
	n := naming{names: make([]string, 0, len(slots)+1), ends: make([]int, len(slots))}
	for i, field := range slots {
		own := []string{field}
		if renamed(field) {
			own = names(field)
		}
		n.names = append(n.names, own...)
		n.ends[i] = len(n.names)
	}
	return n
}

// of returns the range of a slot's names.
func (n *naming) of(slot int) (from, to int) {
	if n.ends == nil {
		return slot, slot + 1
	}
	if slot > 0 {
		from = n.ends[slot-1]
	}
	return from, n.ends[slot]
}

// add gives a further slot its own name.
func (n *naming) add(name string) {
	n.names = append(slices.Clip(n.names), name)
	if n.ends != nil {
		n.ends = append(slices.Clip(n.ends), len(n.names))
	}
}

// Named returns the matcher for records that have other names for the rule's
// fields: names gives them, and none where a field has its own. Of several, any
// may match. What the rule requires stays as it is.
func (m *Matcher) Named(names func(field string) []string) *Matcher {
	named := *m
	named.naming = newNaming(m.slots, names)
	return &named
}
