package yara

import "math/bits"

// byteSet is a set of byte values.
type byteSet [4]uint64

var anyByte = byteSet{^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0)}

func oneByte(c byte) byteSet {
	var s byteSet
	s.add(c)
	return s
}

func byteRange(from, to byte) byteSet {
	var s byteSet
	for c := int(from); c <= int(to); c++ {
		s.add(byte(c))
	}
	return s
}

func (s *byteSet) add(c byte)      { s[c>>6] |= 1 << (c & 63) }
func (s *byteSet) has(c byte) bool { return s[c>>6]>>(c&63)&1 != 0 }

func (s byteSet) not() byteSet { return byteSet{^s[0], ^s[1], ^s[2], ^s[3]} }

func (s byteSet) or(t byteSet) byteSet {
	return byteSet{s[0] | t[0], s[1] | t[1], s[2] | t[2], s[3] | t[3]}
}

func (s byteSet) size() int {
	return bits.OnesCount64(s[0]) + bits.OnesCount64(s[1]) + bits.OnesCount64(s[2]) + bits.OnesCount64(s[3])
}

// least returns the smallest value of a set that is not empty.
func (s byteSet) least() byte {
	for i, word := range s {
		if word != 0 {
			return byte(64*i + bits.TrailingZeros64(word))
		}
	}
	return 0
}

// members returns the values in ascending order.
func (s byteSet) members() []byte {
	m := make([]byte, 0, s.size())
	for i, word := range s {
		for ; word != 0; word &= word - 1 {
			m = append(m, byte(64*i+bits.TrailingZeros64(word)))
		}
	}
	return m
}

// foldCase adds the other case of each ASCII letter.
func (s byteSet) foldCase() byteSet {
	for c := byte('a'); c <= 'z'; c++ {
		if s.has(c) || s.has(c-'a'+'A') {
			s.add(c)
			s.add(c - 'a' + 'A')
		}
	}
	return s
}

var (
	digits     = byteRange('0', '9')
	wordBytes  = digits.or(byteRange('a', 'z')).or(byteRange('A', 'Z')).or(oneByte('_'))
	spaceBytes = byteRange('\t', '\r').or(oneByte(' '))
	notNewline = oneByte('\n').not()
)

func isWordByte(c byte) bool { return wordBytes.has(c) }

// isAlnum is what fullword takes for a part of a word; unlike \w it leaves the
// underscore out.
func isAlnum(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// lower keeps of each letter's two cases the small one.
func (s byteSet) lower() byteSet {
	for c := byte('A'); c <= 'Z'; c++ {
		if s.has(c) {
			s[c>>6] &^= 1 << (c & 63)
			s.add(c - 'A' + 'a')
		}
	}
	return s
}
