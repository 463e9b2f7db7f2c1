package yara

// searchAll looks for an on-demand pattern at each position of [from, to).
func (s *scan) searchAll(p *pattern, from, to int64) {
	// All positions together may cost about as many steps as a few hundred
	// bytes of text each; past that the pattern is given up, and said so.
	s.steps, s.limit, s.cut = 0, maxSteps+256*(to-from), false
	goOn := func(before int64) bool {
		return s.alive(1+int((s.steps-before)/64)) && !s.cut && !s.found[p.id].cut
	}
	s.blocks(from, to, func(v *view, from, to int) bool {
		for _, variant := range p.variants {
			if variant.needle != "" && to-from > margin {
				variant.around(v.data, from, to, func(i int) bool {
					before := s.steps
					s.atAtom(variant, v, i, func(start, length int, key byte) {
						s.keep(p, variant, v, start, length, key)
					})
					return goOn(before)
				})
				continue
			}
			variant.candidates(v.data, from, to, func(i int) bool {
				before := s.steps
				if length, key, ok := s.atStart(variant, v, i); ok {
					s.keep(p, variant, v, i, length, key)
				}
				return goOn(before)
			})
		}
		return s.err == nil && !s.cut && !s.found[p.id].cut
	})
	s.end(p)
}

// probe looks for a pattern at one offset only.
func (s *scan) probe(p *pattern, offset int64) {
	s.begin()
	s.blocks(offset, offset+1, func(v *view, from, _ int) bool {
		for _, variant := range p.variants {
			if length, key, ok := s.atStart(variant, v, from); ok {
				s.keep(p, variant, v, from, length, key)
			}
		}
		return true
	})
	s.end(p)
}

// join finds the matches of a pattern with wide jumps from those of its
// pieces: for each first piece the nearest second one that has a third, and so
// on.
func (s *scan) join(p *pattern) []hit {
	last := len(p.pieces) - 1
	// ends are the hits of the piece at hand that can be completed, with
	// where the whole then ends.
	type span struct{ from, to int64 }
	var ends []span
	for i := last; i >= 0; i-- {
		hits := s.hits(p.pieces[i].pattern)
		if i == last {
			for _, h := range hits {
				ends = append(ends, span{h.offset, h.offset + int64(h.length)})
			}
			continue
		}
		gap := p.pieces[i+1]
		var longer []span
		next := 0
		for _, h := range hits {
			if !s.alive(1) {
				return nil
			}
			low := h.offset + int64(h.length) + gap.least
			// Hits ascend, their ends nearly do: step back where a longer
			// match came before a shorter one.
			for next > 0 && ends[next-1].from >= low {
				next--
			}
			for next < len(ends) && ends[next].from < low {
				next++
			}
			if next == len(ends) {
				continue
			}
			if gap.most < 0 || ends[next].from <= low-gap.least+gap.most {
				longer = append(longer, span{h.offset, ends[next].to})
			}
		}
		ends = longer
	}
	var out []hit
	for _, e := range ends {
		if s.total >= s.opts.MaxTotalMatches || len(out) >= s.opts.MaxMatches {
			s.exhausted(p, "MaxTotalMatches", "too many matches")
			break
		}
		s.total++
		out = append(out, hit{offset: e.from, length: int32(min(e.to-e.from, 1<<31-1))})
	}
	return out
}

// search reports whether a program matches anywhere in a text, for "matches"
// and for modules.
func (s *scan) search(p *program, text string) bool {
	v := &view{data: []byte(text), size: int64(len(text))}
	s.begin()
	for i := 0; i <= len(v.data); i++ {
		if i < len(v.data) && !p.empty && !p.first.has(v.data[i]) {
			continue
		}
		if _, ok := s.forward(p, v, i); ok {
			return true
		}
		if s.cut || !s.alive(1+int(s.steps/64)) {
			break
		}
	}
	if s.cut {
		s.limits = append(s.limits, &LimitError{Limit: "work", Message: "a regular expression over a text took too many steps"})
	}
	return false
}
