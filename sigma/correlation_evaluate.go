package sigma

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// Hit is an event that one of a correlation's rules matched.
type Hit struct {
	// Rule is the name or id by which the correlation refers to the rule.
	Rule string
	// At is the event's time in nanoseconds.
	At int64
	// Key holds the values of the group-by fields, in their order.
	Key []string
	// Value is what the value types count or reckon with; an empty one is not
	// counted. Where value_count has several fields, it is their values joined
	// without ambiguity.
	Value string
	// Ref is the caller's handle of the event.
	Ref int
}

// Match is a set of hits that fulfils a correlation.
type Match struct {
	First, Last int64 // nanoseconds, of the first and last hit
	Key         []string
	Refs        []int // in the order of time
}

// correlationTypes are the types that can be evaluated, and what their conditions
// need.
var correlationTypes = map[string]struct{ condition, field bool }{
	"event_count":      {condition: true},
	"value_count":      {condition: true, field: true},
	"value_sum":        {condition: true, field: true},
	"value_avg":        {condition: true, field: true},
	"value_median":     {condition: true, field: true},
	"value_percentile": {condition: true, field: true},
	"temporal":         {},
	"temporal_ordered": {},
}

// Evaluate returns the matches among hits, which may come in any order; hits of
// other rules are left aside. Matches are as short as they can be: a match ends
// with the first hit that completes it, and the next one begins after it, so no
// hit is in two matches. They are sorted by time, then by key.
//
// The memory is a constant number of words a hit.
func (c *Correlation) Evaluate(hits []Hit) []Match {
	groups := map[string][]*Hit{}
	var key []byte
	for i := range hits {
		h := &hits[i]
		if !slices.Contains(c.Rules, h.Rule) {
			continue
		}
		key = key[:0]
		for _, k := range h.Key {
			key = binary.AppendUvarint(key, uint64(len(k)))
			key = append(key, k...)
		}
		groups[string(key)] = append(groups[string(key)], h)
	}
	var matches []Match
	for _, group := range groups {
		// At one time, the order that the rule asks for is given the benefit of
		// the doubt: many logs count in whole seconds.
		slices.SortStableFunc(group, func(a, b *Hit) int {
			return cmp.Or(cmp.Compare(a.At, b.At),
				cmp.Compare(slices.Index(c.Rules, a.Rule), slices.Index(c.Rules, b.Rule)),
				cmp.Compare(a.Ref, b.Ref))
		})
		matches = append(matches, c.evaluateGroup(group)...)
	}
	slices.SortFunc(matches, func(a, b Match) int {
		return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.Last, b.Last),
			slices.Compare(a.Key, b.Key), slices.Compare(a.Refs, b.Refs))
	})
	return matches
}

// evaluateGroup finds the matches among hits of one key, sorted by time.
func (c *Correlation) evaluateGroup(hits []*Hit) []Match {
	span := c.Timespan.Nanoseconds()
	switch c.Type {
	case "event_count":
		return c.countWindows(hits, &eventCount{})
	case "value_count":
		return c.countWindows(hits, &valueCount{seen: map[string]int{}})
	case "value_sum":
		if falls(hits) {
			return c.countSpans(hits, &valueSum{})
		}
		return c.countWindows(hits, &valueSum{})
	case "value_avg":
		return c.countSpans(hits, &valueAverage{numbers{map[*Hit]float64{}}})
	case "value_median":
		return c.countSpans(hits, &valuePercentile{numbers{map[*Hit]float64{}}, 50})
	case "value_percentile":
		if c.Condition.Percentile == nil {
			return c.shares(hits)
		}
		return c.countSpans(hits, &valuePercentile{numbers{map[*Hit]float64{}}, *c.Condition.Percentile})
	case "temporal":
		if len(c.Condition.Bounds) > 0 {
			return c.countWindows(hits, &ruleCount{seen: map[string]int{}})
		}
		return temporal(hits, distinct(c.Rules), span)
	case "temporal_ordered":
		if want := c.Condition.least(); want > 0 && want < len(c.Rules) {
			return someOrdered(hits, c.Rules, want, span)
		}
		return temporalOrdered(hits, c.Rules, span)
	}
	return nil
}

func distinct(names []string) int {
	set := map[string]bool{}
	for _, name := range names {
		set[name] = true
	}
	return len(set)
}

// within reports whether two times, a not after b, are at most span apart,
// whatever times the evidence claims.
func within(a, b, span int64) bool {
	return uint64(b)-uint64(a) <= uint64(span)
}

func matchOf(hits []*Hit) Match {
	m := Match{First: hits[0].At, Last: hits[len(hits)-1].At, Key: slices.Clone(hits[0].Key)}
	for _, h := range hits {
		m.Refs = append(m.Refs, h.Ref)
	}
	return m
}
