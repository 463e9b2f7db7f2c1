package evtx

import (
	"encoding/binary"
	"slices"
	"unicode/utf8"
)

// compiler reads a canonical form (see canon), which has been checked for its
// depth, its size and the order of its tokens.
type compiler struct {
	b    []byte
	uses map[uint16]int // of each hole
	// open are the pieces of contents that have not ended, elements those that
	// are made in stock.
	open     []part
	elements []element
	made     int
	// known are names met before: most templates have the same ones.
	known map[string]string
}

// maxKnown bounds the names that are kept.
const maxKnown = 4096

// compile makes a template of its canonical form. It looks names up in known,
// and adds new ones.
func compile(canonical []byte, known map[string]string) (*Template, error) {
	c := compiler{b: canonical, known: known}
	t := &Template{}
	t.roots = c.pieces()
	if len(c.b) > 0 {
		return nil, ErrMalformed
	}
	for hole, n := range c.uses {
		if n > maxUses {
			return nil, ErrLimit
		}
		t.holes = max(t.holes, int(hole)+1)
	}
	t.fields = make([]field, 0, c.made)
	t.indexFields()
	return t, nil
}

func (c *compiler) byte() byte {
	if len(c.b) == 0 {
		return tokenEOF
	}
	b := c.b[0]
	c.b = c.b[1:]
	return b
}

func (c *compiler) u16() uint16 {
	if len(c.b) < 2 {
		c.b = nil
		return 0
	}
	v := binary.LittleEndian.Uint16(c.b)
	c.b = c.b[2:]
	return v
}

func (c *compiler) bytes(n int) []byte {
	n = min(n, len(c.b))
	b := c.b[:n]
	c.b = c.b[n:]
	return b
}

func (c *compiler) name() string {
	units := c.bytes(2 * int(c.u16()))
	if name, ok := c.known[string(units)]; ok {
		return name
	}
	name := string(appendUTF16(nil, units, plain))
	if len(c.known) < maxKnown {
		c.known[string(units)] = name
	}
	return name
}

// piece reads one piece of content that is no element and adds it to what is
// open from start on; text joins text before it. At the end of an element or a
// tag it reads nothing.
func (c *compiler) piece(start int) {
	if len(c.b) == 0 {
		return
	}
	token := c.b[0]
	switch token {
	case tokenHole, tokenOptional:
		c.byte()
		hole := c.u16()
		if c.uses == nil {
			c.uses = make(map[uint16]int)
		}
		c.uses[hole]++
		c.open = append(c.open, part{kind: partHole, hole: hole, declared: Type(c.byte()), optional: token == tokenOptional})
		return
	case tokenPITarget:
		c.byte()
		target := xmlName(c.name())
		data := ""
		if len(c.b) > 0 && c.b[0] == tokenPIData {
			c.byte()
			data = " " + xmlPI(string(appendUTF16(nil, c.bytes(int(c.u16())), plain)))
		}
		c.open = append(c.open, part{kind: partPI, text: &text{xml: "<?" + target + data + "?>"}})
		return
	case tokenPIData: // without a target it says nothing
		c.byte()
		c.bytes(int(c.u16()))
		return
	}
	if n := len(c.open); n > start && c.open[n-1].kind == partText {
		last := c.open[n-1].text
		last.plain, _ = c.text(last.plain, token)
		return
	}
	if plain, ok := c.text(nil, token); ok {
		c.open = append(c.open, part{kind: partText, text: &text{plain: plain}})
	}
}

// seal escapes text.
func seal(content []part) {
	for i := range content {
		if p := &content[i]; p.kind == partText {
			p.text.escape()
		}
	}
}

// text appends what a token that stands for text says.
func (c *compiler) text(dst []byte, token byte) ([]byte, bool) {
	switch token {
	case tokenValue:
		c.byte()
		typ := Type(c.byte())
		v := Value{typ: typ, data: c.bytes(int(c.u16()))}
		return v.AppendText(dst), true
	case tokenCDATA:
		c.byte()
		return appendUTF16(dst, c.bytes(int(c.u16())), plain), true
	case tokenCharRef:
		c.byte()
		r := rune(c.u16())
		if !utf8.ValidRune(r) {
			r = utf8.RuneError
		}
		return utf8.AppendRune(dst, r), true
	case tokenEntityRef:
		c.byte()
		name := c.name()
		if s, ok := entities[name]; ok {
			return append(dst, s...), true
		}
		return append(append(append(dst, '&'), name...), ';'), true
	}
	return dst, false
}

// entities are XML's own; binary XML has no means to declare others.
var entities = map[string]string{"lt": "<", "gt": ">", "amp": "&", "quot": `"`, "apos": "'"}

// element reads an element behind its token.
func (c *compiler) element() *element {
	name := c.name()
	e := c.newElement()
	e.name, e.nameAttr = name, -1
	var keys *names
	for len(c.b) > 0 && c.b[0] == tokenAttribute {
		c.byte()
		a := attribute{name: c.name()}
		if len(e.attrs) > 0 { // hardly ever do two bear one name
			if keys == nil {
				keys = &names{}
				keys.take(e.attrs[0].name)
			}
			a.name = keys.free(a.name)
		}
		a.content = c.pieces()
		e.attrs = append(e.attrs, a)
	}
	if c.byte() == tokenCloseStart {
		e.content = c.pieces()
		c.byte() // the end
	}
	e.classify()
	return e
}

// pieces reads content up to its end.
func (c *compiler) pieces() []part {
	start := len(c.open)
	for {
		before := len(c.b)
		token := byte(tokenEOF)
		if before > 0 {
			token = c.b[0]
		}
		if token == tokenOpen {
			c.byte()
			e := c.element() // which uses open too
			c.open = append(c.open, part{kind: partElement, element: e})
			continue
		}
		c.piece(start)
		if len(c.b) == before {
			out := slices.Clone(c.open[start:])
			c.open = c.open[:start]
			return out
		}
	}
}

func (c *compiler) newElement() *element {
	if len(c.elements) == 0 {
		c.elements = make([]element, min(max(4, c.made), 64))
	}
	e := &c.elements[0]
	c.elements = c.elements[1:]
	c.made++
	return e
}
