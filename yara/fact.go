package yara

import (
	"strconv"
	"strings"
)

// A fact is a comparison that costs next to nothing: the size of the file, a few
// of its bytes, an external variable. Sets of rules ask the same ones thousands of times
// ("is this a PE file?"), so each is computed once a file.
type fact struct {
	holds func(s *scan) bool
	// sized says that the size of the file may be part of it.
	sized bool
}

// factNumber returns the number of a fact, the same for what is written the
// same.
func (c *compiler) factNumber(key string, holds func(s *scan) bool) int {
	if n, ok := c.factNumbers[key]; ok && key != "" {
		return n
	}
	n := len(c.out.facts)
	c.out.facts = append(c.out.facts, fact{holds: holds, sized: key == "" || strings.Contains(key, "filesize")})
	if key != "" {
		c.factNumbers[key] = n
	}
	return n
}

// fact returns what a fact says of this file.
func (s *scan) fact(n int) bool {
	if s.sizeless && s.rules.facts[n].sized {
		return true
	}
	if s.facts[n] == unknownVerdict {
		s.facts[n] = failsVerdict
		if s.rules.facts[n].holds(s) {
			s.facts[n] = holdsVerdict
		}
	}
	return s.facts[n] == holdsVerdict
}

// factKey writes a cheap expression in one way; it is empty where there is
// none.
func factKey(n node) string {
	var b strings.Builder
	if !writeFact(&b, n) {
		return ""
	}
	return b.String()
}

func writeFact(b *strings.Builder, n node) bool {
	switch n := n.(type) {
	case litNode:
		if n.v.kind != intKind {
			return false
		}
		b.WriteString(strconv.FormatInt(n.v.i, 10))
		return true
	case wordNode:
		b.WriteString(n.word)
		return true
	case readNode:
		b.WriteString(n.how)
		b.WriteByte('(')
		ok := writeFact(b, n.offset)
		b.WriteByte(')')
		return ok
	case binaryNode:
		b.WriteByte('(')
		ok := writeFact(b, n.x)
		b.WriteString(n.op)
		ok = ok && writeFact(b, n.y)
		b.WriteByte(')')
		return ok
	}
	return false
}
