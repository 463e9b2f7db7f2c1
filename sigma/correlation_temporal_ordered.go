package sigma

import "slices"

// chain is the hits of the first rules of a sequence, linked backwards.
type chain struct {
	hit   *Hit
	prior *chain
	start int64
}

// someOrdered finds sequences of so many of the rules, in their order. For each
// rule and length it keeps the sequence that began last.
func someOrdered(hits []*Hit, rules []string, want int, span int64) []Match {
	var matches []Match
	open := make([][]*chain, len(rules)) // by last rule, then by length less one
	for _, h := range hits {
		var done *chain
		for step := len(rules) - 1; step >= 0 && done == nil; step-- {
			if rules[step] != h.Rule {
				continue
			}
			next := []*chain{{hit: h, start: h.At}}
			for length := 1; length < want; length++ {
				var prior *chain
				for _, o := range open[:step] {
					if length <= len(o) && o[length-1] != nil && within(o[length-1].start, h.At, span) && (prior == nil || o[length-1].start > prior.start) {
						prior = o[length-1]
					}
				}
				if prior == nil {
					break
				}
				next = append(next, &chain{hit: h, prior: prior, start: prior.start})
			}
			if len(next) >= want {
				done = next[want-1]
			}
			open[step] = later(open[step], next)
		}
		if done != nil {
			matches = append(matches, matchOf(done.hits()))
			clear(open)
		}
	}
	return matches
}

// later returns for each length the newer sequence: the one that began later, as
// hits come in the order of time.
func later(old, next []*chain) []*chain {
	for i := len(next); i < len(old); i++ {
		next = append(next, old[i])
	}
	for i := range min(len(old), len(next)) {
		if old[i] != nil && old[i].start > next[i].start {
			next[i] = old[i]
		}
	}
	return next
}

// temporalOrdered finds sequences in which the rules hit in their order. For
// each number of rules it keeps only the sequence that began last: whatever
// completes another one in time completes that one too.
func temporalOrdered(hits []*Hit, rules []string, span int64) []Match {
	var matches []Match
	open := make([]*chain, len(rules))
	for _, h := range hits {
		// From the last rule down, so that one hit is not two steps.
		for step := len(rules) - 1; step >= 0; step-- {
			if rules[step] != h.Rule {
				continue
			}
			next := &chain{hit: h, start: h.At}
			if step > 0 {
				prior := open[step-1]
				if prior == nil || !within(prior.start, h.At, span) {
					continue
				}
				next.prior, next.start = prior, prior.start
			}
			open[step] = next
		}
		if done := open[len(rules)-1]; done != nil {
			matches = append(matches, matchOf(done.hits()))
			clear(open)
		}
	}
	return matches
}

func (c *chain) hits() []*Hit {
	var list []*Hit
	for ; c != nil; c = c.prior {
		list = append(list, c.hit)
	}
	slices.Reverse(list)
	return list
}
