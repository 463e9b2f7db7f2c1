package yara

import "strings"

// texts are the operators over texts; those with i ignore ASCII case.
func (c *conditionCompiler) texts(n binaryNode) expr {
	x := c.value(n.x, "the left side of "+n.op, stringKind)
	if n.op == "matches" {
		y := c.value(n.y, "the right side of matches", regexpKind)
		if c.err != nil {
			return x
		}
		p, _ := y.eval(nil).o.(*program)
		return expr{kind: boolKind, gate: x.gate, eval: func(s *scan) value {
			v := x.eval(s)
			if !v.defined() {
				return undefined
			}
			return boolValue(s.search(p, v.s))
		}}
	}
	y := c.value(n.y, "the right side of "+n.op, stringKind)
	op, folded := n.op, n.op[0] == 'i'
	if folded {
		op = op[1:]
	}
	return fold(x, y, expr{kind: boolKind, gate: allOf(x.gate, y.gate), eval: func(s *scan) value {
		a, b := x.eval(s), y.eval(s)
		if !a.defined() || !b.defined() {
			return undefined
		}
		if folded {
			a.s, b.s = lowerText(a.s), lowerText(b.s)
		}
		switch op {
		case "contains":
			return boolValue(strings.Contains(a.s, b.s))
		case "startswith":
			return boolValue(strings.HasPrefix(a.s, b.s))
		case "endswith":
			return boolValue(strings.HasSuffix(a.s, b.s))
		}
		return boolValue(a.s == b.s)
	}})
}

// lowerText folds ASCII letters.
func lowerText(text string) string {
	b := []byte(text)
	for i, c := range b {
		b[i] = foldByte(c)
	}
	return string(b)
}

// read is uint16be(offset) and its like.
func (c *conditionCompiler) read(n readNode) expr {
	at := c.value(n.offset, "the offset of "+n.how, intKind)
	big := strings.HasSuffix(n.how, "be")
	signed := n.how[0] == 'i'
	width := 4
	switch {
	case strings.Contains(n.how, "16"):
		width = 2
	case strings.Contains(n.how, "8"):
		width = 1
	}
	return expr{kind: intKind, cheap: at.cheap, gate: at.gate, eval: func(s *scan) value {
		v := at.eval(s)
		if !v.defined() {
			return undefined
		}
		b, ok := s.in.bytes(v.i, width)
		if !ok {
			return undefined
		}
		var u uint64
		for i := range b {
			if big {
				u = u<<8 | uint64(b[i])
			} else {
				u |= uint64(b[i]) << (8 * i)
			}
		}
		if signed {
			shift := 64 - 8*width
			return intValue(int64(u<<shift) >> shift)
		}
		return intValue(int64(u))
	}}
}
