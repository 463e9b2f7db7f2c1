package yara

import (
	"bytes"
	"encoding/binary"
)

// filter looks for a set of patterns in one pass over the data.
type filter struct {
	narrow, wide lane
	// searched are the patterns that it looks for, and rules those for which
	// that is enough.
	searched bitset
	rules    bitset
	// grams are how many it knows: what it costs to make and to hold.
	grams int
}

// bitset is a set of small numbers.
type bitset []uint64

func newBitset(n int) bitset    { return make(bitset, (n+63)/64) }
func (b bitset) has(i int) bool { return b[i>>6]>>(i&63)&1 != 0 }
func (b bitset) add(i int)      { b[i>>6] |= 1 << (i & 63) }
func (b bitset) covers(c bitset) bool {
	for i, word := range c {
		if word&^b[i] != 0 {
			return false
		}
	}
	return true
}

// newFilter makes the filter of patterns, of which the set has count.
func newFilter(patterns []*pattern, count int) *filter {
	f := &filter{searched: newBitset(count), narrow: newLane(patterns, false), wide: newLane(patterns, true)}
	for _, p := range patterns {
		f.searched.add(p.id)
		f.grams += p.atomCount()
	}
	return f
}

// run verifies around each atom that begins in [from, to) of the view.
func (f *filter) run(s *scan, v *view, from, to int) {
	var room candidates
	for ; from < to && s.err == nil; from += laneStep {
		end := min(from+laneStep, to)
		if f.narrow.used() {
			for _, i := range f.narrow.narrow(v.data, from, end, &room) {
				s.sites(f.narrow.at(gramAt(v.data, int(i))), v, int(i))
			}
		}
		// Text without a zero byte holds nothing wide.
		if f.wide.used() && bytes.IndexByte(v.data[from:end], 0) >= 0 {
			for _, i := range f.wide.wide(v.data, from, end, &room) {
				s.sites(f.wide.at(wideGram(binary.LittleEndian.Uint64(v.data[i:]))), v, int(i))
			}
		}
	}
}

// sites verifies what a gram at i may mean.
func (s *scan) sites(sites []site, v *view, i int) {
	for k := range sites {
		t := &sites[k]
		if at := i + int(t.near); at >= 0 && at+lookBytes <= len(v.data) &&
			binary.LittleEndian.Uint64(v.data[at:])&t.mask != t.want {
			continue
		}
		s.verify(t, v, i-int(t.back))
	}
}

// filterStep is how much a filter reads between two looks at the context.
const filterStep = 1 << 20

// sweep looks for all patterns of a filter in one pass.
func (s *scan) sweep(f *filter) {
	if !f.narrow.used() && !f.wide.used() {
		return
	}
	s.blocks(0, s.in.size, func(v *view, from, to int) bool {
		for ; from < to && s.alive(deadlineEvery); from += filterStep {
			f.run(s, v, from, min(from+filterStep, to))
		}
		return s.err == nil
	})
}

func (s *scan) verify(t *site, v *view, at int) {
	if s.found[t.pattern.id].cut || !s.alive(1) {
		return
	}
	s.begin()
	s.atAtom(t.variant, v, at, func(start, length int, key byte) {
		s.keep(t.pattern, t.variant, v, start, length, key)
	})
	s.end(t.pattern)
}
