package sigma

// naming says what records call the fields of a rule.
type naming struct {
	names []string // of all slots, one after the other
	ends  []int    // where those of each slot end
}

func newNaming(slots []string, names func(string) []string) naming {
	var n naming
	for _, field := range slots {
		var own []string
		if names != nil && field != "" {
			own = names(field)
		}
		if len(own) == 0 {
			own = []string{field}
		}
		n.names = append(n.names, own...)
		n.ends = append(n.ends, len(n.names))
	}
	return n
}

// of returns the range of a slot's names.
func (n *naming) of(slot int) (from, to int) {
	if slot > 0 {
		from = n.ends[slot-1]
	}
	return from, n.ends[slot]
}

// Named returns the matcher for records that have other names for the rule's
// fields: names gives them, and none where a field has its own. Of several, any
// may match. What the rule requires stays as it is.
func (m *Matcher) Named(names func(field string) []string) *Matcher {
	named := *m
	named.naming = newNaming(m.slots, names)
	return &named
}
