package yara

import "slices"

// A file is scanned in this order, each step cheaper than what it saves:
//
//  1. Facts (size, first bytes, external variables) leave out rules that cannot
//     hold for this file: most of them.
//  2. One pass looks for a cover of each of the others: the fewest and rarest
//     strings without which it cannot hold.
//  3. A second pass looks for the other strings of the rules that are still
//     possible. Most files need none.
//  4. The conditions of those rules are evaluated.

// plan is what is known of a rule for this.
type plan struct {
	// cover are the patterns of the first pass: a cover, or all of a rule that
	// may hold without any (idle), or whose cover is common.
	cover []*pattern
	idle  bool
	grams int // of cover
}

// plans prepares all rules.
func (r *Rules) plans() {
	r.users = make([][]int32, len(r.patterns))
	r.plan = make([]plan, len(r.rules))
	r.steady = newBitset(len(r.rules))
	for i, one := range r.rules {
		p := &r.plan[i]
		c, ok := one.condition.gate.cover()
		p.cover = c.patterns
		if p.idle = !ok || one.global; p.idle {
			r.idle = append(r.idle, i)
		}
		if p.idle || c.cost > commonCover {
			p.cover = nil
			for _, s := range one.strings {
				p.cover = s.pattern.parts(p.cover)
			}
		}
		for _, pattern := range p.cover {
			p.grams += pattern.atomCount()
			if n := len(r.users[pattern.id]); n == 0 || r.users[pattern.id][n-1] != int32(i) {
				r.users[pattern.id] = append(r.users[pattern.id], int32(i))
			}
		}
		if one.condition.gate.factual() {
			r.factual = append(r.factual, i)
		} else {
			r.steady.add(i)
		}
	}
}

// parts appends what the filter looks for to find p: itself, or its pieces.
func (p *pattern) parts(to []*pattern) []*pattern {
	for _, link := range p.pieces {
		to = link.pattern.parts(to)
	}
	if p.pieces == nil && !p.onDemand && p.fixed < 0 {
		to = append(to, p)
	}
	return to
}

// consider sets s.live to the rules that may hold for this file.
func (s *scan) consider() {
	copy(s.live, s.rules.steady)
	for _, i := range s.rules.factual {
		if s.rules.rules[i].condition.gate.open(s) {
			s.live.add(i)
		}
	}
}

const (
	// commonCover is how often, of a million places, a cover may be met before
	// the other strings of its rule are better looked for at once.
	commonCover = 0.5
	// mostFilters is how many filters a set keeps; each is some hundred
	// kilobytes.
	mostFilters = 24
	// smallFile is the size below which it is not worth making a filter for
	// exactly the rules of one file.
	smallFile = 4 << 20
)

// chooseFilter returns a filter for the live rules: one that was made before if it
// does not look for much more than they need.
func (s *scan) chooseFilter() *filter {
	need := 0
	for i := range s.rules.plan {
		if s.live.has(i) {
			need += s.rules.plan[i].grams
		}
	}
	// A filter that knows more grams finds more that then does not matter:
	// 10,000 of them cost about half a nanosecond a byte, and making a filter
	// of so many two milliseconds.
	const even = 1 << 35 // grams times bytes
	enough := need + need/4 + int(even/(s.in.size+1))
	r := s.rules
	r.making.Lock()
	defer r.making.Unlock()
	var best *filter
	for _, f := range r.filters {
		if f.rules.covers(s.live) && f.grams <= enough && (best == nil || f.grams < best.grams) {
			best = f
		}
	}
	if best != nil {
		return best
	}
	rules := slices.Clone(s.live)
	if s.in.size < smallFile {
		s.anySize(rules)
	}
	if len(r.filters) >= mostFilters {
		r.filters = r.filters[:0]
	}
	f := r.newFilter(rules)
	r.filters = append(r.filters, f)
	return f
}

// anySize adds the rules that would be live if the file had another size: many
// ask for one below some limit, and the next small file shall find its filter.
func (s *scan) anySize(rules bitset) {
	s.sizeless = true
	for _, i := range s.rules.factual {
		if s.rules.rules[i].condition.gate.open(s) {
			rules.add(i)
		}
	}
	s.sizeless = false
}

// newFilter makes the filter of the first pass for some rules.
func (r *Rules) newFilter(rules bitset) *filter {
	var patterns []*pattern
	taken := newBitset(len(r.patterns))
	for i := range r.plan {
		if !rules.has(i) {
			continue
		}
		for _, p := range r.plan[i].cover {
			if !taken.has(p.id) {
				taken.add(p.id)
				patterns = append(patterns, p)
			}
		}
	}
	f := newFilter(patterns, len(r.patterns))
	f.rules = rules
	return f
}
