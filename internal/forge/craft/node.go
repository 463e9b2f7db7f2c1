package craft

import (
	"encoding/binary"
	"unicode/utf16"
)

// Node is a piece of binary XML, written into a chunk.
type Node interface {
	write(c *Chunk)
}

// Element is an element. Loose leaves out the dependency number, as it is
// outside templates.
type Element struct {
	Name    string
	Attrs   []Attr
	Content []Node
	Loose   bool
}

// Attr is an attribute.
type Attr struct {
	Name  string
	Value Node
}

// Text is constant text.
type Text string

// Hole stands for a value by its number.
type Hole struct {
	Number   uint16
	Type     byte
	Optional bool
}

// Entity is a reference like amp, Char one to a code unit, CDATA a section.
type (
	Entity string
	Char   uint16
	CDATA  string
)

// PI is a processing instruction.
type PI struct{ Target, Data string }

// Raw is written as it is.
type Raw []byte

func (e Element) write(c *Chunk) {
	token := byte(0x01)
	if len(e.Attrs) > 0 {
		token |= 0x40
	}
	c.put(token)
	if !e.Loose {
		c.u16(0xffff)
	}
	size := c.hold(4)
	c.name(e.Name)
	if len(e.Attrs) > 0 {
		list := c.hold(4)
		for i, a := range e.Attrs {
			token := byte(0x06)
			if i < len(e.Attrs)-1 {
				token |= 0x40
			}
			c.put(token)
			c.name(a.Name)
			a.Value.write(c)
		}
		c.fill(list)
	}
	if len(e.Content) == 0 {
		c.put(0x03)
	} else {
		c.put(0x02)
		for _, n := range e.Content {
			n.write(c)
		}
		c.put(0x04)
	}
	c.fill(size)
}

func (t Text) write(c *Chunk)   { c.put(0x05, 0x01); c.units(string(t)) }
func (t CDATA) write(c *Chunk)  { c.put(0x07); c.units(string(t)) }
func (t Char) write(c *Chunk)   { c.put(0x08); c.u16(uint16(t)) }
func (t Entity) write(c *Chunk) { c.put(0x09); c.name(string(t)) }
func (r Raw) write(c *Chunk)    { c.put(r...) }

func (p PI) write(c *Chunk) {
	c.put(0x0a)
	c.name(p.Target)
	c.put(0x0b)
	c.units(p.Data)
}

func (h Hole) write(c *Chunk) {
	token := byte(0x0d)
	if h.Optional {
		token = 0x0e
	}
	c.put(token)
	c.u16(h.Number)
	c.put(h.Type)
}

// Instance is a template with values. Templates of one number are written once
// a chunk and referred to after that; the number decides their GUID.
type Instance struct {
	GUID     uint32
	Template Node
	Values   []Value
}

func (in Instance) write(c *Chunk) {
	c.put(0x0f, 1, 1, 0, 0x0c, 1)
	id := binary.LittleEndian.AppendUint32(nil, in.GUID+0x124aa700)
	c.put(id...)
	at, known := c.templates[in.GUID]
	if !known {
		at = uint32(len(c.buf) + 4)
		c.templates[in.GUID] = at
	}
	c.u32(at)
	if !known {
		guid := append(id, make([]byte, 12)...)
		c.u32(0)
		c.link(templateTable, int(hash(guid)%templateSlots), at)
		c.put(guid...)
		size := c.hold(4)
		c.put(0x0f, 1, 1, 0)
		in.Template.write(c)
		c.put(0x00)
		c.fill(size)
	}
	c.u32(uint32(len(in.Values)))
	descriptors := len(c.buf)
	c.put(make([]byte, 4*len(in.Values))...)
	for i, v := range in.Values {
		start := len(c.buf)
		v.Data.write(c)
		d := c.buf[descriptors+4*i:]
		binary.LittleEndian.PutUint16(d, uint16(len(c.buf)-start))
		d[2] = v.Type
	}
}

// Value is a value of an instance.
type Value struct {
	Type byte
	Data Node
}

// Null is no value.
func Null() Value { return Value{Data: Raw(nil)} }

// String is text.
func String(s string) Value { return Value{Type: 0x01, Data: Raw(UTF16(s))} }

// Bytes is a value of any type.
func Bytes(typ byte, b ...byte) Value { return Value{Type: typ, Data: Raw(b)} }

// Uint16, Uint32 and Uint64 are numbers of any type of that size.
func Uint16(typ byte, n uint16) Value {
	return Bytes(typ, binary.LittleEndian.AppendUint16(nil, n)...)
}

// Uint32 is 4 bytes.
func Uint32(typ byte, n uint32) Value {
	return Bytes(typ, binary.LittleEndian.AppendUint32(nil, n)...)
}

// Uint64 is 8 bytes.
func Uint64(typ byte, n uint64) Value {
	return Bytes(typ, binary.LittleEndian.AppendUint64(nil, n)...)
}

// Nested is a binary XML value.
func Nested(n Node) Value { return Value{Type: 0x21, Data: n} }

// UTF16 returns little-endian UTF-16.
func UTF16(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}
