package yara

// gate is what must hold before an expression can be true, or, for a value, be
// defined. It knows strings, and facts of the file that cost next to nothing;
// all else it takes to be possible. A nil gate is always open.
//
// Gates serve three ends: to leave a rule out before any string is looked for,
// to choose the fewest strings that must be looked for (see [cover]), and to
// judge only rules that can still hold.
type gate struct {
	op gateOp
	// kids and need are of gateSome: need of the kids must be open. "and" needs
	// all, "or" one.
	kids []*gate
	need int
	// text is the string of gateString.
	text *ruleString
	// slot is the loop variable of gateLoop, which stands for a string.
	slot int
	// fact numbers the test of gateFact.
	fact int
}

type gateOp uint8

const (
	gateSome gateOp = iota
	gateNever
	gateString
	gateLoop
	gateFact
)

var shut = &gate{op: gateNever}

// allOf and oneOf join gates; the result is as simple as they allow.
func allOf(kids ...*gate) *gate {
	var needed []*gate
	for _, k := range kids {
		switch {
		case k == nil:
		case k.op == gateNever:
			return shut
		default:
			needed = append(needed, k)
		}
	}
	switch len(needed) {
	case 0:
		return nil
	case 1:
		return needed[0]
	}
	return &gate{kids: needed, need: len(needed)}
}

func oneOf(kids ...*gate) *gate { return someOf(1, kids) }

// someOf is open when need of kids are; it keeps the slice.
func someOf(need int, kids []*gate) *gate {
	closed := kids[:0]
	for _, k := range kids {
		switch {
		case k == nil:
			need--
		case k.op != gateNever:
			closed = append(closed, k)
		}
	}
	switch {
	case need <= 0:
		return nil
	case need > len(closed):
		return shut
	case len(closed) == 1:
		return closed[0]
	}
	return &gate{kids: closed, need: need}
}

// open reports whether the gate may hold by what is known so far: facts of the
// file, and strings that were looked for. A string that was not may be there.
func (g *gate) open(s *scan) bool {
	if g == nil {
		return true
	}
	switch g.op {
	case gateNever:
		return false
	case gateString:
		return s.possible(g.text.pattern)
	case gateFact:
		return s.fact(g.fact)
	case gateLoop:
		return true
	}
	need := g.need
	for i, k := range g.kids {
		if k.open(s) {
			if need--; need == 0 {
				return true
			}
		} else if need > len(g.kids)-i-1 {
			return false
		}
	}
	return false
}

// loops reports whether the gate speaks of the string of a loop.
func (g *gate) loops(slot int) bool {
	if g == nil {
		return false
	}
	for _, k := range g.kids {
		if k.loops(slot) {
			return true
		}
	}
	return g.op == gateLoop && g.slot == slot
}

// with returns the gate in which the string of a loop is text.
func (g *gate) with(slot int, text *ruleString) *gate {
	switch {
	case !g.loops(slot):
		return g
	case g.op == gateLoop:
		return &gate{op: gateString, text: text}
	}
	c := *g
	c.kids = make([]*gate, len(g.kids))
	for i, k := range g.kids {
		c.kids[i] = k.with(slot, text)
	}
	return &c
}

// factual reports whether the gate asks for a fact of the file.
func (g *gate) factual() bool {
	if g == nil {
		return false
	}
	for _, k := range g.kids {
		if k.factual() {
			return true
		}
	}
	return g.op == gateFact || g.op == gateNever || g.op == gateString && g.text.pattern.fixed >= 0
}
