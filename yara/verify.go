package yara

import "bytes"

// hit is a match of a pattern: an offset in the whole data, a length, and the
// xor key.
type hit struct {
	offset int64
	length int32
	key    byte
}

// atStart returns the match of v that begins at i, if there is one. Strings are
// never found empty, though their pattern may allow it.
func (m *machine) atStart(v *variant, w *view, i int) (length int, key byte, ok bool) {
	switch {
	case v.text != "":
		if i < 0 || len(w.data)-i < len(v.text) {
			return 0, 0, false
		}
		block := w.data[i : i+len(v.text)]
		if v.keyed {
			key = block[0] ^ v.text[0]
			return len(v.text), key, key >= v.keyFrom && key <= v.keyTo && equalKeyed(block, v.text, key)
		}
		if v.fold {
			return len(v.text), 0, equalFold(block, v.text)
		}
		return len(v.text), 0, string(block) == v.text
	case v.sets != nil:
		if i < 0 || len(w.data)-i < len(v.sets) {
			return 0, 0, false
		}
		for j := range v.sets {
			if !v.sets[j].has(w.data[i+j]) {
				return 0, 0, false
			}
		}
		return len(v.sets), 0, true
	}
	length, ok = m.forward(v.whole(), w, i)
	return length, 0, ok && length > 0
}

// atAtom finds the matches of v around an atom: i is where the match begins, or
// where its programs meet.
func (m *machine) atAtom(v *variant, w *view, i int, found func(start, length int, key byte)) {
	if v.expression == nil {
		if length, key, ok := m.atStart(v, w, i); ok {
			found(i, length, key)
		}
		return
	}
	tail, head := v.halves()
	length, ok := m.forward(tail, w, i)
	if !ok {
		return
	}
	if head == nil {
		if length > 0 {
			found(i, length, 0)
		}
		return
	}
	m.backward(head, w, i, func(start int) { found(start, i-start+length, 0) })
}

// isWord reports whether neither side of a match goes on with a letter or a
// digit, which fullword asks for. The neighbours are taken as they stand, also
// around a match under a key.
func isWord(w *view, start, length int, wide bool) bool {
	end := start + length
	if wide {
		if start >= 2 && w.data[start-1] == 0 && isAlnum(w.data[start-2]) {
			return false
		}
		return end+1 >= len(w.data) || w.data[end+1] != 0 || !isAlnum(w.data[end])
	}
	if start >= 1 && isAlnum(w.data[start-1]) {
		return false
	}
	return end >= len(w.data) || !isAlnum(w.data[end])
}

func equalFold(block []byte, text string) bool {
	for i := range block {
		if foldByte(block[i]) != foldByte(text[i]) {
			return false
		}
	}
	return true
}

func foldByte(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

func equalKeyed(block []byte, text string, key byte) bool {
	for i := range block {
		if block[i]^key != text[i] {
			return false
		}
	}
	return true
}

// candidates calls at with each position in [from, to) at which v may begin,
// for patterns that the filter does not know, until it returns false.
func (v *variant) candidates(data []byte, from, to int, at func(i int) bool) {
	if v.text != "" && !v.fold && !v.keyed {
		text := []byte(v.text)
		for i := from; i < to; i++ {
			next := bytes.Index(data[i:min(to-1+len(text), len(data))], text)
			if next < 0 {
				return
			}
			i += next
			if !at(i) {
				return
			}
		}
		return
	}
	first := v.first()
	if first.size() == 256 {
		for i := from; i < to; i++ {
			if !at(i) {
				return
			}
		}
		return
	}
	if first.size() == 1 {
		c := first.members()[0]
		for i := from; i < to; i++ {
			next := bytes.IndexByte(data[i:to], c)
			if next < 0 || !at(i+next) {
				return
			}
			i += next
		}
		return
	}
	var table [256]bool
	for _, c := range first.members() {
		table[c] = true
	}
	for i := from; i < to && i < len(data); i++ {
		if table[data[i]] && !at(i) {
			return
		}
	}
}

// first returns the bytes with which v can begin; all of them if it may be
// empty.
func (v *variant) first() byteSet {
	switch {
	case v.keyed:
		var s byteSet
		for key := int(v.keyFrom); key <= int(v.keyTo); key++ {
			s.add(v.text[0] ^ byte(key))
		}
		return s
	case v.text != "":
		s := oneByte(v.text[0])
		if v.fold {
			s = s.foldCase()
		}
		return s
	case v.sets != nil:
		return v.sets[0]
	case v.whole().empty:
		return anyByte
	}
	return v.whole().first
}
