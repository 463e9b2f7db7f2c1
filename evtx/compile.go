package evtx

import (
	"encoding/binary"
	"unicode/utf8"
)

// compiler reads a canonical form (see canon), which has been checked for its
// depth, its size and the order of its tokens.
type compiler struct {
	b    []byte
	uses map[uint16]int // of each hole
}

func compile(canonical []byte) (*Template, error) {
	c := compiler{b: canonical, uses: make(map[uint16]int)}
	t := &Template{}
	for len(c.b) > 0 {
		before := len(c.b)
		t.roots = c.piece(t.roots)
		if len(c.b) == before {
			return nil, ErrMalformed
		}
	}
	for hole, n := range c.uses {
		if n > maxUses {
			return nil, ErrLimit
		}
		t.holes = max(t.holes, int(hole)+1)
	}
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
	return string(appendUTF16(nil, c.bytes(2*int(c.u16())), plain))
}

// piece reads one piece of content and adds it; text joins text before it.
// At the end of an element or a tag it reads nothing.
func (c *compiler) piece(to []part) []part {
	if len(c.b) == 0 {
		return to
	}
	token := c.b[0]
	switch token {
	case tokenOpen:
		c.byte()
		return append(to, part{kind: partElement, element: c.element()})
	case tokenHole, tokenOptional:
		c.byte()
		hole := c.u16()
		c.uses[hole]++
		return append(to, part{kind: partHole, hole: hole, declared: Type(c.byte()), optional: token == tokenOptional})
	case tokenPITarget:
		c.byte()
		target := xmlName(c.name())
		data := ""
		if len(c.b) > 0 && c.b[0] == tokenPIData {
			c.byte()
			data = " " + xmlPI(string(appendUTF16(nil, c.bytes(int(c.u16())), plain)))
		}
		return append(to, part{kind: partPI, text: &text{xml: "<?" + target + data + "?>"}})
	case tokenPIData: // without a target it says nothing
		c.byte()
		c.bytes(int(c.u16()))
		return to
	}
	if n := len(to); n > 0 && to[n-1].kind == partText {
		to[n-1].text.plain, _ = c.text(to[n-1].text.plain, token)
		return to
	}
	if plain, ok := c.text(nil, token); ok {
		return append(to, part{kind: partText, text: &text{plain: plain}})
	}
	return to
}

// seal escapes text.
func seal(content []part, f forms) {
	for i := range content {
		if p := &content[i]; p.kind == partText {
			p.text.escape(f)
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
	e := &element{name: name, nameAttr: -1}
	var keys names
	for len(c.b) > 0 && c.b[0] == tokenAttribute {
		c.byte()
		a := attribute{name: keys.free(c.name())}
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

func (c *compiler) pieces() []part {
	var out []part
	for {
		before := len(c.b)
		if out = c.piece(out); len(c.b) == before {
			return out
		}
	}
}
