package literal

import (
	"encoding/binary"
	"math/bits"
)

const (
	// longMin is the shortest literal of the long lane: gram length plus stride
	// minus one, so that each occurrence covers a probed position.
	longMin    = 6
	longStride = 3
	// longBits is the size of the bitmap as a power of two. 2^20 bits are
	// 128 KiB: they stay in the second-level cache, and 5,000 literals fill
	// less than 2 % of them.
	longBits = 20
	// caseBits sets the bit that tells ASCII letters' cases apart. It also
	// merges some other bytes, which costs a comparison and never a match.
	caseBits = 0x2020202020202020
)

// longLane knows the grams of the literals of 6 bytes or more.
type longLane struct {
	bitmap *[1 << longBits / 64]uint64
	// slots is an open-addressing table from gram to places, at most half full.
	slots  []slot
	shift  int
	places []place
}

// slot holds the places of one gram as places[from:to]; to is 0 in a free slot.
type slot struct {
	gram     uint32
	from, to int32
}

func newLongLane(words []word, long []place) longLane {
	if len(long) == 0 {
		return longLane{}
	}
	byGram := make(map[uint32][]place)
	var order []uint32
	for _, p := range long {
		for i := range longStride {
			g := gram(words[p.word].text[p.at+i:])
			if byGram[g] == nil {
				order = append(order, g)
			}
			byGram[g] = append(byGram[g], place{word: p.word, at: p.at + i})
		}
	}
	size := bits.Len(uint(2 * len(order)))
	l := longLane{
		bitmap: new([1 << longBits / 64]uint64),
		slots:  make([]slot, 1<<size),
		shift:  32 - size,
	}
	for _, g := range order {
		h := hash(g) >> (32 - longBits)
		l.bitmap[h>>6] |= 1 << (h & 63)
		from := len(l.places)
		l.places = append(l.places, byGram[g]...)
		i := hash(g) >> l.shift
		for l.slots[i].to != 0 {
			i = (i + 1) & uint32(len(l.slots)-1)
		}
		l.slots[i] = slot{gram: g, from: int32(from), to: int32(len(l.places))}
	}
	return l
}

func (l *longLane) used() bool { return l.bitmap != nil }

// at returns the places of a gram, none when no literal has it.
func (l *longLane) at(g uint32) []place {
	for i := hash(g) >> l.shift; l.slots[i].to != 0; i = (i + 1) & uint32(len(l.slots)-1) {
		if l.slots[i].gram == g {
			return l.places[l.slots[i].from:l.slots[i].to]
		}
	}
	return nil
}

// scanLong probes every third position in [from, to) and appends what it
// verified. from is a multiple of longStride.
func (s *Set) scanLong(block []byte, from, to int, found []occurrence) []occurrence {
	bitmap := s.long.bitmap
	i := from
	// Two loads of 8 bytes serve four probes: at 0 and 3, at 6 and 9.
	for end := min(to, len(block)-13); i+4*longStride <= end; i += 4 * longStride {
		b := block[i : i+14 : i+14]
		lo := binary.LittleEndian.Uint64(b) | caseBits
		hi := binary.LittleEndian.Uint64(b[6:]) | caseBits
		h0 := hash(uint32(lo)) >> (32 - longBits)
		h1 := hash(uint32(lo>>24)) >> (32 - longBits)
		h2 := hash(uint32(hi)) >> (32 - longBits)
		h3 := hash(uint32(hi>>24)) >> (32 - longBits)
		known := bitmap[h0>>6]>>(h0&63) | bitmap[h1>>6]>>(h1&63) |
			bitmap[h2>>6]>>(h2&63) | bitmap[h3>>6]>>(h3&63)
		if known&1 == 0 {
			continue
		}
		found = s.verifyLong(block, i, uint32(lo), found)
		found = s.verifyLong(block, i+3, uint32(lo>>24), found)
		found = s.verifyLong(block, i+6, uint32(hi), found)
		found = s.verifyLong(block, i+9, uint32(hi>>24), found)
	}
	for ; i < to && i+4 <= len(block); i += longStride {
		found = s.verifyLong(block, i, binary.LittleEndian.Uint32(block[i:])|uint32(caseBits&0xffffffff), found)
	}
	return found
}

func (s *Set) verifyLong(block []byte, i int, g uint32, found []occurrence) []occurrence {
	h := hash(g) >> (32 - longBits)
	if s.long.bitmap[h>>6]>>(h&63)&1 == 0 {
		return found
	}
	return s.verifyPlaces(block, i, s.long.at(g), found)
}

// verifyPlaces appends the words of the places that stand around position i.
func (s *Set) verifyPlaces(block []byte, i int, places []place, found []occurrence) []occurrence {
	for _, p := range places {
		if s.occursAt(block, i-p.at, p.word) {
			found = append(found, occurrence{at: i - p.at, word: p.word})
		}
	}
	return found
}

// gram returns the first four bytes of a literal as the scan sees them.
func gram(text string) uint32 {
	return (uint32(text[0]) | uint32(text[1])<<8 | uint32(text[2])<<16 | uint32(text[3])<<24) | caseBits&0xffffffff
}

// hash spreads a gram over 32 bits; users take the upper ones. The factor is
// 2^32 divided by the golden ratio (Knuth's multiplicative hashing).
func hash(g uint32) uint32 { return g * 2654435769 }
