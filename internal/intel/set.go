package intel

import (
	"bytes"
	"hash/maphash"
	"math/bits"
	"strings"

	"github.com/athar-forensics/athar/internal/literal"
)

// Set finds indicators. It is immutable and safe for use by many goroutines.
type Set struct {
	arena   []byte
	entries []entry
	facts   []Facts
	counts  [types]int

	seed  maphash.Seed
	slots []slot
	hosts map[string]bool // of URLs

	ranges ranges
	ends   map[string]bool // last labels of all hosts
	starts [26 * 26]bool   // and their first two letters
	// wide is set where rows are searched for anything that looks like an address
	// or a host; few of these are found as literals, at no cost.
	wide, wide6 bool

	texts    []textual
	find     *literal.Set // of the texts
	stems    map[string][]uint32
	tails    map[string][]uint32 // paths from a folder on that collections begin with
	patterns patterns
}

// slot is a place of the hash table: linear probing, at most half full.
type slot struct {
	print uint32
	id    uint32 // counted from 1; 0 is free
}

// The most addresses and hosts that are still looked for as literals. Parts of
// addresses stand in many rows, so that more of them would cost more than a look
// at each.
const (
	fewAddresses = 64
	fewHosts     = 2000
	// maxTexts bounds what is looked for as text in logs.
	maxTexts = 20_000
)

// Build makes the set. The builder is not used afterwards.
func (b *Builder) Build() *Set {
	s := &Set{
		arena: b.arena, entries: b.entries, facts: b.facts, counts: b.counts,
		seed: maphash.MakeSeed(), hosts: b.hosts, ends: map[string]bool{},
		stems: map[string][]uint32{}, tails: map[string][]uint32{},
	}
	s.slots = make([]slot, 1<<bits.Len(uint(2*len(b.entries)+1)))
	for id := range s.entries {
		s.insert(uint32(id))
	}
	s.ranges = newRanges(b.ranges)
	s.wide = len(b.ranges) > 0 || s.has6() || b.counts[Address] > fewAddresses || b.counts[Domain]+len(b.hosts) > fewHosts
	s.wide6 = len(s.ranges.six) > 0 || s.has6()
	s.learnEnds()
	s.texts = b.texts
	if len(s.texts) > maxTexts {
		s.texts = s.texts[:maxTexts]
		b.lists[len(b.lists)-1].fault(0, "", "more names, agents and keys than are looked for in logs: those beyond the first 20,000 are matched against files only")
	}
	words := make([]string, len(s.texts))
	for i, t := range s.texts {
		words[i] = t.literal
		if t.stem != "" {
			s.stems[t.stem] = append(s.stems[t.stem], t.id)
		}
	}
	s.find = literal.New(words)
	s.learnPaths()
	return s
}

func (s *Set) value(e *entry) []byte { return s.arena[e.at : e.at+uint32(e.n)] }

// hash spreads a value of a type. Values of different types do not meet often
// enough to keep them apart here.
func (s *Set) hash(v []byte) (print uint32, at uint64) {
	h := maphash.Bytes(s.seed, v)
	return uint32(h >> 32), h & uint64(len(s.slots)-1)
}

func (s *Set) insert(id uint32) {
	print, at := s.hash(s.value(&s.entries[id]))
	for s.slots[at].id != 0 {
		at = (at + 1) & uint64(len(s.slots)-1)
	}
	s.slots[at] = slot{print, id + 1}
}

// lookup calls take for all indicators of a type and value, in the order of
// reading, until it returns false.
func (s *Set) lookup(t Type, v []byte, take func(id uint32) bool) {
	print, at := s.hash(v)
	for ; s.slots[at].id != 0; at = (at + 1) & uint64(len(s.slots)-1) {
		if s.slots[at].print != print {
			continue
		}
		id := s.slots[at].id - 1
		if e := &s.entries[id]; e.typ == t && bytes.Equal(s.value(e), v) && !take(id) {
			return
		}
	}
}

// has reports whether there is an indicator of a type and value.
func (s *Set) has(t Type, v []byte) (found bool) {
	s.lookup(t, v, func(uint32) bool {
		found = true
		return false
	})
	return found
}

func (s *Set) has6() bool {
	for i := range s.entries {
		if e := &s.entries[i]; e.typ == Address && e.n == 16 {
			return true
		}
	}
	return false
}

// learnEnds notes with which label hosts end: what ends otherwise is none of
// them, and most that has a dot does.
func (s *Set) learnEnds() {
	learn := func(end []byte) {
		if s.ends[string(end)] {
			return
		}
		s.ends[string(end)] = true
		if len(end) > 1 && 'a' <= end[0] && end[0] <= 'z' && 'a' <= end[1] && end[1] <= 'z' {
			s.starts[int(end[0]-'a')*26+int(end[1]-'a')] = true
		}
	}
	for i := range s.entries {
		if e := &s.entries[i]; e.typ == Domain {
			host := s.value(e)
			learn(host[bytes.LastIndexByte(host, '.')+1:])
		}
	}
	for host := range s.hosts {
		learn([]byte(host[strings.LastIndexByte(host, '.')+1:]))
	}
}

// Indicator returns an indicator by its number.
func (s *Set) indicator(id uint32) Indicator {
	e := &s.entries[id]
	return Indicator{Type: e.typ, Value: unpacked(e.typ, s.value(e)), Facts: s.facts[e.facts], Line: int(e.line)}
}

// Len returns the number of indicators.
func (s *Set) Len() int {
	if s == nil {
		return 0
	}
	return len(s.entries)
}

// Has reports whether the set holds indicators of a type.
func (s *Set) Has(t Type) bool { return s != nil && s.counts[t] > 0 }

// Literals returns the texts of which one stands in every log record that
// [Set.Glimpse] does not see and that can match. They are for the search that a
// log is put through anyway.
func (s *Set) Literals() []string {
	if s == nil {
		return nil
	}
	var out []string
	for _, t := range s.texts {
		out = append(out, t.literal)
	}
	if s.wide {
		return out
	}
	for i := range s.entries {
		if e := &s.entries[i]; e.typ == Address || e.typ == Domain {
			out = append(out, unpacked(e.typ, s.value(e)))
		}
	}
	for host := range s.hosts {
		out = append(out, host)
	}
	return out
}
