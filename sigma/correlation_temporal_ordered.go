package sigma

import "slices"

// chain is the hits of the first rules of a sequence, linked backwards.
type chain struct {
	hit   *Hit
	prior *chain
	start int64
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
