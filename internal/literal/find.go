package literal

import (
	"cmp"
	"slices"
)

// segment is how many bytes are probed before what was found is put in order
// and handed out. It bounds both the memory for unordered hits and the work
// wasted after hit asks to stop. A multiple of longStride, so that the long lane
// keeps its rhythm.
const segment = 4095

// occurrence is a verified word at an offset, not yet handed out.
type occurrence struct{ at, word int }

// Find calls hit for every occurrence of every literal in block, ascending by
// offset, then by id, and stops when hit returns false. Occurrences may
// overlap.
func (s *Set) Find(block []byte, hit func(at, id int) bool) {
	var room [64]occurrence
	found := room[:0]
	for from := 0; from < len(block); from += segment {
		to := min(from+segment, len(block))
		if s.long.used() {
			found = s.scanLong(block, from, to, found)
		}
		if s.short.used() {
			found = s.scanShort(block, from, to, found)
		}
		if len(found) == 0 {
			continue
		}
		// What starts before this offset can no longer be preceded by anything.
		settled := to - s.ahead
		if to == len(block) {
			settled = to
		}
		var ok bool
		if found, ok = s.emit(found, settled, hit); !ok {
			return
		}
	}
}

// emit hands out the occurrences that start before settled and returns those
// that must wait, reusing the slice.
func (s *Set) emit(found []occurrence, settled int, hit func(at, id int) bool) ([]occurrence, bool) {
	slices.SortFunc(found, func(a, b occurrence) int { return cmp.Compare(a.at, b.at) })
	done := 0
	for done < len(found) && found[done].at < settled {
		group := done + 1
		for group < len(found) && found[group].at == found[done].at {
			group++
		}
		if !s.emitAt(found[done:group], hit) {
			return nil, false
		}
		done = group
	}
	return found[:copy(found, found[done:])], true
}

// emitAt hands out all words that start at one offset, merging their ids.
func (s *Set) emitAt(group []occurrence, hit func(at, id int) bool) bool {
	at := group[0].at
	if len(group) == 1 {
		for _, id := range s.words[group[0].word].ids {
			if !hit(at, id) {
				return false
			}
		}
		return true
	}
	var room [16]int
	ids := room[:0]
	for _, o := range group {
		ids = append(ids, s.words[o.word].ids...)
	}
	slices.Sort(ids)
	for _, id := range ids {
		if !hit(at, id) {
			return false
		}
	}
	return true
}
