package hunt

import (
	"encoding/binary"
	"slices"
	"unicode/utf16"

	"github.com/athar-forensics/athar/internal/literal"
)

// keywords finds the literals of keyword rules in the bytes of an event log: as
// UTF-16, which its texts are, and as they are.
type keywords struct {
	find *literal.Set
	rare int // literals from this number on are single characters
}

func newKeywords(texts []string) *keywords {
	var all, single []string
	for _, text := range texts {
		var wide []byte
		units := utf16.Encode([]rune(text))
		for _, unit := range units {
			wide = binary.LittleEndian.AppendUint16(wide, unit)
		}
		if len(units) == 1 {
			single = append(single, text, string(wide))
		} else {
			all = append(all, text, string(wide))
		}
	}
	if len(all)+len(single) == 0 {
		return &keywords{}
	}
	return &keywords{literal.New(append(all, single...)), len(all)}
}

// keyed are the stretches of a part of a log in which a keyword stands. What
// stands in a template counts for all events of its chunk, so a keyword marks its
// chunk; of single characters, which bytes that are no text have too, each marks
// its own event.
type keyed struct {
	chunks  map[int]bool
	singles []int // offsets, ascending
}

func (k *keywords) in(data []byte) keyed {
	var found keyed
	if k.find == nil {
		return found
	}
	k.find.Find(data, func(at, id int) bool {
		if id >= k.rare {
			found.singles = append(found.singles, at)
			return true
		}
		if found.chunks == nil {
			found.chunks = map[int]bool{}
		}
		found.chunks[(at-eventHeader)/eventChunk] = true
		return true
	})
	return found
}

// at reports whether a keyword stands in the record at an offset, or where it may.
func (k *keyed) at(offset, size int) bool {
	first := (offset - eventHeader) / eventChunk
	// A part that was cut elsewhere than at its chunks marks the neighbours too.
	if k.chunks[first-1] || k.chunks[first] || k.chunks[first+1] {
		return true
	}
	i, _ := slices.BinarySearch(k.singles, offset)
	return i < len(k.singles) && k.singles[i] < offset+size
}
