package sigma

import "iter"

// tally is something counted over a window of hits that moves through time.
type tally interface {
	add(h *Hit)
	remove(h *Hit)
	reset()
	// count returns what is bounded; it is NaN where there is nothing to count.
	count() float64
}

// countWindows finds the windows of a timespan whose tally fulfils the
// condition.
//
// A condition that asks for enough is fulfilled at the moment the count is
// reached; the window is then cut at its start as far as it stays fulfilled.
// One that asks for few, or for exactly so many, can only be judged when its
// time is over: windows then follow each other, each beginning with the first
// hit after the one before.
func (c *Correlation) countWindows(hits []*Hit, t tally) []Match {
	if !c.Condition.onlyFromBelow() {
		return c.countSpans(hits, t)
	}
	span := c.Timespan.Nanoseconds()
	var matches []Match
	first := 0
	for i, h := range hits {
		for !within(hits[first].At, h.At, span) {
			t.remove(hits[first])
			first++
		}
		t.add(h)
		if !c.Condition.Holds(t.count()) {
			continue
		}
		for first < i {
			t.remove(hits[first])
			if !c.Condition.Holds(t.count()) {
				t.add(hits[first])
				break
			}
			first++
		}
		matches = append(matches, matchOf(hits[first:i+1]))
		for ; first <= i; first++ {
			t.remove(hits[first])
		}
	}
	return matches
}

// countSpans judges windows that follow each other.
func (c *Correlation) countSpans(hits []*Hit, t tally) []Match {
	var matches []Match
	for window := range c.windows(hits) {
		for _, h := range window {
			t.add(h)
		}
		if c.Condition.Holds(t.count()) {
			matches = append(matches, matchOf(window))
		}
		t.reset()
	}
	return matches
}

// windows cuts hits into stretches of at most the timespan, each beginning with the
// first hit after the one before.
func (c *Correlation) windows(hits []*Hit) iter.Seq[[]*Hit] {
	span := c.Timespan.Nanoseconds()
	return func(yield func([]*Hit) bool) {
		for len(hits) > 0 {
			end := 0
			for end < len(hits) && within(hits[0].At, hits[end].At, span) {
				end++
			}
			if !yield(hits[:end]) {
				return
			}
			hits = hits[end:]
		}
	}
}
