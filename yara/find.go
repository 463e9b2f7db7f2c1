package yara

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
)

// maxLiteral bounds the length of a text or sequence of sets: of the longest
// text string, wide and in base64.
const maxLiteral = 2 * (2*maxStringBytes*4/3 + 8)

// margin is how much of the data a block shows on either side of itself, so
// that patterns which begin or end in it can be followed.
const margin = max(2*reach, maxLiteral) + 16

// blocks calls each with views of the data and the part of it, [from, to),
// that is to be looked at; the parts cover [low, high).
func (s *scan) blocks(low, high int64, each func(v *view, from, to int) bool) {
	low, high = max(low, 0), min(high, s.in.size)
	if s.in.r == nil {
		if low < high {
			each(&view{data: s.in.whole, size: s.in.size}, int(low), int(high))
		}
		return
	}
	block := int64(s.opts.block())
	for at := low; at < high; at += block {
		end := min(at+block, high)
		base := max(at-margin, 0)
		n := int(min(end+margin, s.in.size) - base)
		if cap(s.block) < n {
			s.block = make([]byte, n)
		}
		if !s.in.read(s.block[:n], base) || !s.alive(deadlineEvery) {
			return
		}
		if !each(&view{data: s.block[:n], base: base, size: s.in.size}, int(at-base), int(end-base)) {
			return
		}
	}
}

// begin and end bound the work that one run of the machine may do.
func (s *scan) begin() { s.steps, s.limit, s.cut = 0, maxSteps, false }

func (s *scan) end(p *pattern) {
	s.alive(int(s.steps / 64))
	if s.cut {
		s.exhausted(p, "work", "matching took too many steps")
	}
}

// exhausted stops looking for a pattern.
func (s *scan) exhausted(p *pattern, limit, why string) {
	f := s.touch(p)
	if f.cut {
		return
	}
	f.cut = true
	s.limits = append(s.limits, &LimitError{
		Limit: limit, Rule: p.rule, String: p.name, Message: why + "; further matches were not looked for",
	})
}

func (s *scan) touch(p *pattern) *found {
	f := &s.found[p.id]
	if !f.touched {
		f.touched = true
		s.touched = append(s.touched, p.id)
	}
	return f
}

// keep records a match that fullword allows.
func (s *scan) keep(p *pattern, variant *variant, v *view, start, length int, key byte) {
	if p.fullword && !isWord(v, start, length, variant.wide) {
		return
	}
	f := s.touch(p)
	if len(f.hits) >= s.opts.MaxMatches {
		before := len(f.hits)
		f.hits = tidy(f.hits, p.greedy)
		s.total -= before - len(f.hits)
		if len(f.hits) >= s.opts.MaxMatches {
			s.exhausted(p, "MaxMatches", fmt.Sprintf("found %d times", len(f.hits)))
			return
		}
	}
	if s.total >= s.opts.MaxTotalMatches {
		s.exhausted(p, "MaxTotalMatches", fmt.Sprintf("all strings together were found %d times", s.total))
		return
	}
	s.total++
	f.sorted = false
	f.hits = append(f.hits, hit{offset: v.base + int64(start), length: int32(length), key: key})
}

// tidy sorts hits and keeps one an offset.
func tidy(hits []hit, greedy bool) []hit {
	slices.SortFunc(hits, func(a, b hit) int {
		if c := cmp.Compare(a.offset, b.offset); c != 0 {
			return c
		}
		c := cmp.Compare(a.length, b.length)
		if greedy {
			c = -c
		}
		if c == 0 {
			c = cmp.Compare(a.key, b.key)
		}
		return c
	})
	return slices.CompactFunc(hits, func(a, b hit) bool { return a.offset == b.offset })
}

// hits returns the matches of a pattern, looking for it if that is still to be
// done.
func (s *scan) hits(p *pattern) []hit {
	f := &s.found[p.id]
	switch {
	case p.pieces != nil && !f.searched:
		s.touch(p).searched = true
		f.hits = s.join(p)
	case p.fixed >= 0 && !f.searched:
		s.touch(p).searched = true
		s.probe(p, p.fixed)
	case p.onDemand && !f.searched && p.pieces == nil && p.fixed < 0:
		s.touch(p).searched = true
		s.searchAll(p, 0, s.in.size)
	}
	if !f.sorted {
		s.total -= len(f.hits)
		f.hits = tidy(f.hits, p.greedy)
		s.total += len(f.hits)
		f.sorted = true
	}
	return f.hits
}

func (s *scan) exists(p *pattern) bool {
	if !p.onDemand && p.fixed < 0 && p.pieces == nil {
		return len(s.found[p.id].hits) > 0
	}
	return len(s.hits(p)) > 0
}

// possible reports whether a pattern may have a match: one that was not looked
// for yet may.
func (s *scan) possible(p *pattern) bool {
	switch {
	case p.fixed >= 0:
		return s.exists(p)
	case p.pieces != nil:
		for _, link := range p.pieces {
			if !s.possible(link.pattern) {
				return false
			}
		}
		return true
	case s.known(p):
		return len(s.found[p.id].hits) > 0
	}
	return true
}

// known reports whether a pattern was looked for.
func (s *scan) known(p *pattern) bool {
	return s.found[p.id].searched || s.first != nil && s.first.searched.has(p.id)
}

func (s *scan) foundAt(p *pattern, offset int64) bool { return s.foundIn(p, offset, offset) }

// foundIn reports whether p begins in [from, to].
func (s *scan) foundIn(p *pattern, from, to int64) bool {
	const near = 1 << 16
	if f := &s.found[p.id]; p.onDemand && !f.searched && p.pieces == nil && p.fixed < 0 && to-from < near && from <= to {
		// A narrow place is cheaper to look at than the whole; nothing of
		// this is kept.
		mark := len(f.hits)
		s.searchAll(p, from, min(to, s.in.size)+1)
		any := len(f.hits) > mark
		s.total -= len(f.hits) - mark
		f.hits = f.hits[:mark]
		return any
	}
	return len(within(s.hits(p), from, to)) > 0
}

// within returns the hits that begin in [from, to].
func within(hits []hit, from, to int64) []hit {
	low := sort.Search(len(hits), func(i int) bool { return hits[i].offset >= from })
	high := sort.Search(len(hits), func(i int) bool { return hits[i].offset > to })
	return hits[low:max(low, high)]
}
