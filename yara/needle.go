package yara

import "bytes"

// needleBytes is the longest needle. Longer ones are hardly rarer, and where
// there are four bytes that are rare there is an atom.
const needleBytes = 4

// bestNeedle returns the rarest text of one to four bytes in a row of which each
// is certain, and where it begins.
func bestNeedle(run []spot) (needle string, at int) {
	best := -1
	for i := range run {
		rarity := 0
		var text []byte
		for _, sp := range run[i:min(i+needleBytes, len(run))] {
			if sp.size != 1 {
				break
			}
			if len(text) == 0 {
				rarity = rarityOf(sp.likely)
			} else {
				rarity += rarityAfter(text[len(text)-1], sp.likely)
			}
			text = append(text, sp.likely)
		}
		if len(text) > 0 && rarity > best {
			best, needle, at = rarity, string(text), i
		}
	}
	return needle, at
}

// sequenceNeedle returns the best needle of a flattened expression and before
// which of its elements it begins.
func sequenceNeedle(seq []*expression) (needle string, split int) {
	run := make([]spot, min(len(seq), sequenceLimit))
	for i := range run {
		if run[i] = anySpot; seq[i].op == exSet {
			run[i] = newSpot(&seq[i].set)
		}
	}
	return bestNeedle(run)
}

// around calls at with each place in [from, to) around which v may match, until
// it returns false: as [machine.atAtom] takes it.
func (v *variant) around(data []byte, from, to int, at func(i int) bool) {
	needle := []byte(v.needle)
	for i := from; i < to; i++ {
		next := bytes.Index(data[i:min(to-1+len(needle), len(data))], needle)
		if next < 0 {
			return
		}
		i += next
		if !at(i - v.needleBack) {
			return
		}
	}
}
