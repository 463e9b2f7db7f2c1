package yara

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"
)

// laneBits is the size of a lane's bitmap as a power of two. 2^20 bits are
// 128 KiB: they stay in the second-level cache, and 10,000 grams fill 1 % of
// them.
const laneBits = 20

// lane finds grams: a bitmap says "no" nearly everywhere, a table leads from
// the others to what is to be verified.
type lane struct {
	bitmap *[1 << laneBits / 64]uint64
	// slots is an open-addressing table from gram to sites, at most half full.
	slots []slot
	shift int
	sites []site
}

// slot holds the sites of one gram as sites[from:to]; to is 0 in a free slot.
type slot struct {
	gram     uint32
	from, to int32
}

// site is a place of a pattern at which a gram stands.
type site struct {
	mask, want uint64 // of the first look
	pattern    *pattern
	variant    *variant
	near, back int32
}

// newLane makes a lane of the variants whose atoms are wide or not.
func newLane(patterns []*pattern, wide bool) lane {
	type use struct {
		gram uint32
		site int32
	}
	var uses []use
	var sites []site
	for _, p := range patterns {
		for _, v := range p.variants {
			a := &v.atom
			if a.wide != wide {
				continue
			}
			for _, g := range a.grams {
				uses = append(uses, use{g, int32(len(sites))})
			}
			sites = append(sites, site{
				mask: a.mask, want: a.want, pattern: p, variant: v, near: int32(a.near), back: int32(a.back),
			})
		}
	}
	if len(uses) == 0 {
		return lane{}
	}
	slices.SortFunc(uses, func(a, b use) int {
		if c := cmp.Compare(a.gram, b.gram); c != 0 {
			return c
		}
		return cmp.Compare(a.site, b.site)
	})
	uses = slices.Compact(uses)
	size := bits.Len(uint(2 * len(uses)))
	l := lane{
		bitmap: new([1 << laneBits / 64]uint64),
		slots:  make([]slot, 1<<size),
		shift:  32 - size,
		sites:  make([]site, len(uses)),
	}
	for from := 0; from < len(uses); {
		gram := uses[from].gram
		to := from
		for ; to < len(uses) && uses[to].gram == gram; to++ {
			l.sites[to] = sites[uses[to].site]
		}
		h := spread(gram)
		l.bitmap[h>>(32-laneBits)>>6] |= 1 << (h >> (32 - laneBits) & 63)
		i := h >> l.shift
		for l.slots[i].to != 0 {
			i = (i + 1) & uint32(len(l.slots)-1)
		}
		l.slots[i] = slot{gram: gram, from: int32(from), to: int32(to)}
		from = to
	}
	return l
}

// spread hashes a gram; users take the upper bits. The factor is 2^32 divided
// by the golden ratio (Knuth's multiplicative hashing).
func spread(gram uint32) uint32 { return gram * 2654435769 }

func (l *lane) used() bool { return l.bitmap != nil }

// at returns the sites of a gram.
func (l *lane) at(gram uint32) []site {
	for i := spread(gram) >> l.shift; l.slots[i].to != 0; i = (i + 1) & uint32(len(l.slots)-1) {
		if l.slots[i].gram == gram {
			return l.sites[l.slots[i].from:l.slots[i].to]
		}
	}
	return nil
}

// laneStep is how many positions are probed before what was found is verified.
const laneStep = 2048

// candidates are positions whose gram the bitmap knows.
type candidates [laneStep]int32

// narrow fills in the positions in [from, to), at most laneStep, at which a gram
// may stand. Behind the end of data zeros are taken to stand.
func (l *lane) narrow(data []byte, from, to int, out *candidates) []int32 {
	bitmap := l.bitmap
	n, i := 0, from
	for ; i+8 <= to && i+12 <= len(data); i += 8 {
		b := data[i : i+12 : i+12]
		low := binary.LittleEndian.Uint64(b)
		high := binary.LittleEndian.Uint64(b[4:])
		h0 := spread(uint32(low)) >> (32 - laneBits)
		h1 := spread(uint32(low>>8)) >> (32 - laneBits)
		h2 := spread(uint32(low>>16)) >> (32 - laneBits)
		h3 := spread(uint32(low>>24)) >> (32 - laneBits)
		h4 := spread(uint32(high)) >> (32 - laneBits)
		h5 := spread(uint32(high>>8)) >> (32 - laneBits)
		h6 := spread(uint32(high>>16)) >> (32 - laneBits)
		h7 := spread(uint32(high>>24)) >> (32 - laneBits)
		k0 := bitmap[h0>>6] >> (h0 & 63)
		k1 := bitmap[h1>>6] >> (h1 & 63)
		k2 := bitmap[h2>>6] >> (h2 & 63)
		k3 := bitmap[h3>>6] >> (h3 & 63)
		k4 := bitmap[h4>>6] >> (h4 & 63)
		k5 := bitmap[h5>>6] >> (h5 & 63)
		k6 := bitmap[h6>>6] >> (h6 & 63)
		k7 := bitmap[h7>>6] >> (h7 & 63)
		if (k0|k1|k2|k3|k4|k5|k6|k7)&1 == 0 {
			continue
		}
		for j, k := range [8]uint64{k0, k1, k2, k3, k4, k5, k6, k7} {
			if k&1 != 0 {
				out[n] = int32(i + j)
				n++
			}
		}
	}
	for ; i < to; i++ {
		h := spread(gramAt(data, i)) >> (32 - laneBits)
		if bitmap[h>>6]>>(h&63)&1 != 0 {
			out[n] = int32(i)
			n++
		}
	}
	return out[:n]
}

// gramAt is the gram at a position; what lies behind the data is zero.
func gramAt(data []byte, i int) uint32 {
	if i+gramBytes <= len(data) {
		return binary.LittleEndian.Uint32(data[i:])
	}
	var b [gramBytes]byte
	copy(b[:], data[i:])
	return binary.LittleEndian.Uint32(b[:])
}

// between are the bytes that are zero in wide text.
const between = 0xff00ff00ff00ff00

// wide does what narrow does for wide grams.
func (l *lane) wide(data []byte, from, to int, out *candidates) []int32 {
	bitmap := l.bitmap
	n := 0
	for i := from; i < min(to, len(data)-7); i++ {
		v := binary.LittleEndian.Uint64(data[i:])
		if v&between != 0 {
			continue
		}
		h := spread(wideGram(v)) >> (32 - laneBits)
		if bitmap[h>>6]>>(h&63)&1 != 0 {
			out[n] = int32(i)
			n++
		}
	}
	return out[:n]
}

// wideGram is bytes 0, 2, 4 and 6 of v, the others being zero.
func wideGram(v uint64) uint32 {
	v |= v >> 8
	return uint32(v&0xffff) | uint32(v>>16)&0xffff0000
}
