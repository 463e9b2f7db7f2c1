package literal

import "encoding/binary"

// highBits are the bits that ASCII does not use.
const highBits = 0x8080808080808080

// shortLane knows the pairs of the literals of 1 to 5 bytes. A pair's case bits
// are set as in the long lane, so pairs index an exact table.
type shortLane struct {
	// table holds 1 for a known pair. A byte a pair costs 64 KiB, of which a
	// log touches little, and saves picking a bit.
	table *[1 << 16]uint8
	// places are grouped by pair; a literal of one byte stands under every pair
	// that begins with it, and in single for the last byte of a block.
	places map[uint16][]place
	single []place
	// beyondASCII says that every known pair begins with a byte beyond ASCII,
	// of which most logs have hardly any.
	beyondASCII bool
}

func newShortLane(words []word, short []place) shortLane {
	if len(short) == 0 {
		return shortLane{}
	}
	l := shortLane{
		table:       new([1 << 16]uint8),
		places:      make(map[uint16][]place),
		beyondASCII: true,
	}
	for _, p := range short {
		text := words[p.word].text
		if len(text) > 1 {
			l.add(pair(text[p.at], text[p.at+1]), p)
			continue
		}
		l.single = append(l.single, p)
		for second := range 256 {
			if second&0x20 != 0 {
				l.add(pair(text[0], byte(second)), p)
			}
		}
	}
	return l
}

func (l *shortLane) add(v uint16, p place) {
	l.table[v] = 1
	l.beyondASCII = l.beyondASCII && v&0x80 != 0
	l.places[v] = append(l.places[v], p)
}

func (l *shortLane) used() bool { return l.table != nil }

// scanShort looks at the pair at every position in [from, to) and appends what
// it verified.
func (s *Set) scanShort(block []byte, from, to int, found []occurrence) []occurrence {
	table := s.short.table
	i := from
	if s.short.beyondASCII {
		// Eight bytes of ASCII hold no beginning of a pair.
		for ; i+8 <= to && i+9 <= len(block); i += 8 {
			if binary.LittleEndian.Uint64(block[i:])&highBits == 0 {
				continue
			}
			for j := i; j < i+8; j++ {
				found = s.verifyShort(block, j, pair(block[j], block[j+1]), found)
			}
		}
	}
	// One load of 8 bytes serves the seven pairs in it.
	for ; i+7 <= to && i+8 <= len(block); i += 7 {
		v := binary.LittleEndian.Uint64(block[i:]) | caseBits
		known := table[uint16(v)] | table[uint16(v>>8)] | table[uint16(v>>16)] | table[uint16(v>>24)] |
			table[uint16(v>>32)] | table[uint16(v>>40)] | table[uint16(v>>48)]
		if known != 0 {
			for j := range 7 {
				found = s.verifyShort(block, i+j, uint16(v>>(8*j)), found)
			}
		}
	}
	for ; i < to && i+2 <= len(block); i++ {
		found = s.verifyShort(block, i, pair(block[i], block[i+1]), found)
	}
	if to == len(block) {
		found = s.verifyPlaces(block, to-1, s.short.single, found)
	}
	return found
}

func (s *Set) verifyShort(block []byte, i int, v uint16, found []occurrence) []occurrence {
	if s.short.table[v] == 0 {
		return found
	}
	return s.verifyPlaces(block, i, s.short.places[v], found)
}

func pair(first, second byte) uint16 { return (uint16(first) | uint16(second)<<8) | 0x2020 }
