package sigma

import (
	"slices"
	"strconv"
	"strings"
)

// Sighted is an event that a rule matched, as correlations see it.
type Sighted struct {
	// Rule has the names that the rule goes by: its name and its id.
	Rule []string
	// At is the event's time in nanoseconds.
	At int64
	// Field returns the event's value of a field, empty where it has none.
	Field func(name string) string
	// Ref is the caller's handle of the event. Refs ascend in any order that is
	// the same for the same evidence: they decide between events of one time.
	Ref int
}

// Correlated is a match of one of several correlations.
type Correlated struct {
	Correlation *Correlation
	// Match has the events' Refs, those below a correlation of correlations too.
	Match
}

// Correlate evaluates correlations over events that may come in any order, each
// after those that it rests on: a match of one is an event of the next, at the time
// of its last event and with the fields that it was grouped by; other fields are
// those of its first event. The matches of one correlation stand together, in the
// order of [InOrder]. An error says which correlations rest on each other.
func Correlate(correlations []*Correlation, events []Sighted) ([]Correlated, error) {
	ordered, err := InOrder(correlations)
	if err != nil {
		return nil, err
	}
	known := map[string][]int{} // events by the names of their rules
	note := func(i int) {
		for _, name := range events[i].Rule {
			known[name] = append(known[name], i)
		}
	}
	events = slices.Clip(events)
	whole := make([][]int, len(events)) // the Refs that an event stands for
	for i := range events {
		whole[i] = []int{events[i].Ref}
		note(i)
	}
	var all []Correlated
	for _, c := range ordered {
		for _, m := range c.Evaluate(c.hits(events, known)) {
			last := len(events)
			first := events[m.Refs[0]]
			key := m.Key
			events = append(events, Sighted{Rule: nonEmpty(c.Name, c.ID), At: m.Last, Ref: last, Field: func(name string) string {
				if i := slices.Index(c.GroupBy, name); i >= 0 {
					return key[i]
				}
				return first.Field(name)
			}})
			var refs []int
			for _, i := range m.Refs {
				refs = append(refs, whole[i]...)
			}
			whole = append(whole, refs)
			note(last)
			m.Refs = refs
			all = append(all, Correlated{c, m})
		}
	}
	return all, nil
}

// hits returns the events that count for a correlation, by their places.
func (c *Correlation) hits(events []Sighted, known map[string][]int) []Hit {
	var hits []Hit
	for at, rule := range c.Rules {
		if slices.Index(c.Rules, rule) < at {
			continue // named twice
		}
		for _, i := range known[rule] {
			e := &events[i]
			h := Hit{Rule: rule, At: e.At, Ref: i, Value: c.value(rule, e)}
			for _, group := range c.GroupBy {
				h.Key = append(h.Key, foldString(e.Field(c.Field(group, rule))))
			}
			hits = append(hits, h)
		}
	}
	return hits
}

// value is what a correlation counts of an event, empty where it has none of it.
// Several values are quoted, so that no two lists of them look the same.
func (c *Correlation) value(rule string, e *Sighted) string {
	fields := c.Condition.Fields
	if len(fields) == 1 {
		return e.Field(c.Field(fields[0], rule))
	}
	var all strings.Builder
	for _, f := range fields {
		v := e.Field(c.Field(f, rule))
		if v == "" {
			return ""
		}
		all.WriteString(strconv.Quote(v))
	}
	return all.String()
}

func nonEmpty(names ...string) []string {
	return slices.DeleteFunc(names, func(name string) bool { return name == "" })
}
