package yara

import "math/bits"

// atom is what the filter looks for: four bytes of which one choice stands at
// one place of every match. Around it the match is verified.
type atom struct {
	// grams are the choices, as little-endian numbers. They are bytes as they
	// stand: a text that ignores case has one gram for each way to write it.
	grams []uint32
	// wide grams are bytes 0, 2, 4 and 6 of eight, those between being zero:
	// in UTF-16 four neighbouring bytes are two letters only, hardly rare.
	wide bool
	// back is how far before the gram the match begins, or the program's split
	// stands.
	back int
	// Eight bytes, near bytes from the gram, must be want where mask has bits:
	// a first look that spares most others.
	mask, want uint64
	near       int
	// rarity is estimated, in the units of rarityTable.
	rarity int
}

const (
	// maxGrams is the most choices that one atom may have: a byte that may be
	// anything, eight letters in either case, or every key of an xor.
	maxGrams = 256
	// weakRarity is where an atom is met so often, every 64 bytes, that its
	// pattern is better looked for when a condition asks.
	weakRarity = 6 * oneBit
	// fairRarity is good enough to look no further: once in four million.
	fairRarity = 22 * oneBit
	// sequenceLimit bounds how long a part of a pattern is looked at for
	// atoms.
	sequenceLimit = 512
	// lookBytes are those of an atom's first look.
	lookBytes = 8
)

// spot is one position of a pattern as the choice of atoms sees it.
type spot struct {
	set    *byteSet
	likely byte // the most frequent of its bytes
	size   int
}

func newSpot(set *byteSet) spot {
	sp := spot{set: set, size: set.size()}
	least := 1 << 30
	for i, word := range set {
		for ; word != 0; word &= word - 1 {
			c := byte(64*i + bits.TrailingZeros64(word))
			if r := rarityOf(c); r < least {
				least, sp.likely = r, c
			}
			if sp.size > 4 {
				break // any of many will do
			}
		}
	}
	return sp
}

// byteSpots are those of single bytes, letterSpots those of letters in either
// case and of all other bytes.
var byteSpots, letterSpots = func() (bytes, letters [256]spot) {
	for c := range bytes {
		bytes[c] = newSpot(&singles[c].set)
		letters[c] = bytes[c]
		if isAlnum(byte(c)) && c >= 'A' {
			both := singles[c].set.foldCase()
			letters[c] = newSpot(&both)
		}
	}
	return bytes, letters
}()

// anySpot is a byte about which nothing is known.
var anySpot = newSpot(&anyByte)

// bestAtom returns the rarest atom of a run of positions, back counted from
// its beginning. There is none if the run is too short.
func bestAtom(run []spot) (atom, bool) {
	if len(run) == 3 {
		run = append(run[:3:3], anySpot)
	}
	best := atom{rarity: -1}
	wide := false
	for i := 0; i+4 <= len(run); i++ {
		if r, ok := rarityOfSpots(run[i], run[i+1], run[i+2], run[i+3]); ok && r > best.rarity {
			best.rarity, best.back, wide = r, i, false
		}
		if i+8 > len(run) || !run[i+1].zero() || !run[i+3].zero() || !run[i+5].zero() || !run[i+7].zero() {
			continue
		}
		// That zeros stand between makes it rarer; how much depends on the
		// file.
		if r, ok := rarityOfSpots(run[i], run[i+2], run[i+4], run[i+6]); ok && r+2*oneBit > best.rarity {
			best.rarity, best.back, wide = r+2*oneBit, i, true
		}
	}
	if best.rarity < 0 {
		return best, false
	}
	step := 1
	if wide {
		step = 2
	}
	at := best.back
	best.wide = wide
	best.setGrams(run[at], run[at+step], run[at+2*step], run[at+3*step])
	best.look(run, at)
	return best, true
}

func (s spot) zero() bool { return s.size == 1 && s.likely == 0 }

// rarityOfSpots estimates how rare four bytes are; not ok are too many
// choices.
func rarityOfSpots(four ...spot) (int, bool) {
	rarity, choices := 0, 1
	known := false
	var before byte
	for _, sp := range four {
		if choices *= sp.size; choices > maxGrams {
			return 0, false
		}
		if sp.size > 128 {
			known = false
			continue
		}
		if known {
			rarity += rarityAfter(before, sp.likely)
		} else {
			rarity += rarityOf(sp.likely)
		}
		// The other choices together are as frequent as the likeliest at most.
		if sp.size > 2 {
			rarity -= oneBit * (bits.Len(uint(sp.size)) - 1)
		}
		before, known = sp.likely, true
	}
	// Many choices fill the filter.
	return max(rarity-oneBit/2*(bits.Len(uint(choices))-1), 0), true
}

// setGrams takes every way to choose four bytes.
func (a *atom) setGrams(four ...spot) {
	out := []uint32{0}
	for i, sp := range four {
		if sp.size == 1 {
			for j := range out {
				out[j] |= uint32(sp.likely) << (8 * i)
			}
			continue
		}
		var grown []uint32
		for _, c := range sp.set.members() {
			for _, g := range out {
				grown = append(grown, g|uint32(c)<<(8*i))
			}
		}
		out = grown
	}
	a.grams = out
}

// look chooses the eight bytes of the first look around a gram at a position
// of a run: behind it, as far as the run goes.
func (a *atom) look(run []spot, at int) {
	from := at
	if a.wide {
		from += lookBytes
	}
	from = max(0, min(from, len(run)-lookBytes))
	a.near = from - at
	a.mask, a.want = 0, 0
	for i := 0; i < lookBytes && from+i < len(run); i++ {
		same, value := run[from+i].set.common()
		a.mask |= uint64(same) << (8 * i)
		a.want |= uint64(value) << (8 * i)
	}
}

// common returns which bits all bytes of a set share, and their values.
func (s *byteSet) common() (mask, value byte) {
	all, some := byte(0xff), byte(0)
	for i, word := range s {
		for ; word != 0; word &= word - 1 {
			c := byte(64*i + bits.TrailingZeros64(word))
			all &= c
			some |= c
		}
	}
	mask = ^(all ^ some)
	return mask, all & mask
}

// sequenceAtom returns the best atom of a flattened expression and before
// which of its elements the match is to be split. With none, ok is false.
func sequenceAtom(seq []*expression) (best atom, split int, ok bool) {
	best.rarity = -1
	var room [96]spot
	var placesRoom [96]int
	run, places := room[:0], placesRoom[:0] // places of the run, in seq
	close := func() {
		if a, found := bestAtom(run); found && a.rarity > best.rarity {
			best, split, ok = a, places[a.back], true
			best.back = 0
		}
		run, places = run[:0], places[:0]
	}
	alternatives := false // or what may be absent
	for i, e := range seq[:min(len(seq), sequenceLimit)] {
		switch e.op {
		case exSet:
			run, places = append(run, newSpot(&e.set)), append(places, i)
		case exEmpty, exStart, exEnd, exWord, exNotWord:
			// without width
		default:
			alternatives = alternatives || e.op == exAlt || e.op == exRepeat && e.max >= 0 && e.max <= gramBytes
			close()
		}
	}
	close()
	if !alternatives || best.rarity >= fairRarity {
		return best, split, ok
	}
	for i, e := range seq[:min(len(seq), sequenceLimit)] {
		if e.op != exSet && e.op != exAlt {
			continue
		}
		if a, found := openingAtom(seq[i:]); found && a.rarity > best.rarity {
			best, split, ok = a, i, true
		}
	}
	return best, split, ok
}
