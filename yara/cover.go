package yara

import (
	"cmp"
	"slices"
)

// cover is a set of patterns of which at least one is found wherever a gate
// holds. To look for these alone is enough to know that a rule fails; the rest
// of its strings are looked for only in files that have one of them.
type cover struct {
	patterns []*pattern
	// cost is how often, of a million places, they make the scan look closer.
	cost float64
}

// cover returns the cheapest cover of the gate, and whether it has one: a gate
// that may hold without any string has none.
func (g *gate) cover() (cover, bool) {
	if g == nil {
		return cover{}, false
	}
	switch g.op {
	case gateNever:
		return cover{}, true
	case gateString:
		return g.text.pattern.cover()
	case gateFact, gateLoop:
		return cover{}, false
	}
	// Of n kids of which k are needed, any n-k+1 hold one that is open.
	covers := make([]cover, 0, len(g.kids))
	for _, k := range g.kids {
		if c, ok := k.cover(); ok {
			covers = append(covers, c)
		}
	}
	enough := len(g.kids) - g.need + 1
	if len(covers) < enough {
		return cover{}, false
	}
	slices.SortStableFunc(covers, func(a, b cover) int { return cmp.Compare(a.cost, b.cost) })
	if enough == 1 {
		return covers[0], true
	}
	var all cover
	for _, c := range covers[:enough] {
		all.cost += c.cost
		all.patterns = append(all.patterns, c.patterns...)
	}
	return all, true
}

// cover is the pattern, or the rarest piece of a chain. What the filter does
// not look for covers nothing.
func (p *pattern) cover() (cover, bool) {
	if p.fixed >= 0 {
		return cover{}, false
	}
	if p.pieces == nil {
		return cover{p.self[:], p.cost}, !p.onDemand
	}
	var best cover
	found := false
	for _, link := range p.pieces {
		if c, ok := link.pattern.cover(); ok && (!found || c.cost < best.cost) {
			best, found = c, true
		}
	}
	return best, found
}
