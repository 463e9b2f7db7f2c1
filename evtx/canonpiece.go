package evtx

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// take returns the next n bytes behind the token and moves behind them.
func (c *canon) take(n int) ([]byte, error) {
	if c.pos+n > c.end {
		return nil, ErrTruncated
	}
	b := c.data[c.pos : c.pos+n]
	c.pos += n
	return b, nil
}

// copy writes a token and the n bytes that follow it.
func (c *canon) copy(token byte, n int) error {
	b, err := c.take(1 + n)
	if err != nil {
		return err
	}
	c.out = append(append(c.out, token), b[1:]...)
	return nil
}

// open reads the start of an element: [dependency u16] size u32, name, and with
// the flag the size of the attributes, which nothing needs.
func (c *canon) open() error {
	flagged := c.data[c.pos]&tokenMore != 0
	skip := 1 + 4
	if c.dependency {
		skip += 2
	}
	if _, err := c.take(skip); err != nil {
		return err
	}
	if err := c.name(tokenOpen); err != nil {
		return err
	}
	if flagged {
		_, err := c.take(4)
		return err
	}
	return nil
}

func (c *canon) named(token byte) error {
	c.pos++
	return c.name(token)
}

// name reads an offset and writes the name that stands there: next u32, hash
// u16, count u16, UTF-16, NUL. Where a chunk needs a name for the first time it
// stands right behind the offset.
func (c *canon) name(token byte) error {
	b, err := c.take(4)
	if err != nil {
		return err
	}
	at := int(binary.LittleEndian.Uint32(b))
	if at < 0 || at+8 > len(c.data) {
		return fmt.Errorf("%w: name at offset %d", ErrMalformed, at)
	}
	count := int(binary.LittleEndian.Uint16(c.data[at+6:]))
	if count > maxName {
		return ErrLimit
	}
	size := 8 + 2*count + 2
	if count == 0 || at+size > len(c.data) {
		return fmt.Errorf("%w: name at offset %d", ErrMalformed, at)
	}
	if units := c.data[at+8 : at+8+2*count]; c.strict && nameHash(units) != binary.LittleEndian.Uint16(c.data[at+4:]) {
		return fmt.Errorf("%w: name at offset %d was overwritten", ErrMalformed, at)
	}
	if at == c.pos {
		if _, err := c.take(size); err != nil {
			return err
		}
	}
	c.pieces++
	c.lastName, c.out = c.data[at+8:at+8+2*count], append(c.out, token)
	if c.brief {
		c.out = binary.LittleEndian.AppendUint16(c.out, uint16(at)) // a chunk has 64 KiB
		return nil
	}
	c.out = append(c.out, c.data[at+6:at+8+2*count]...)
	return nil
}

// The attributes whose text makes an element what it is: Data's names are names
// of fields.
var nameUnits, xmlnsUnits = []byte("N\x00a\x00m\x00e\x00"), []byte("x\x00m\x00l\x00n\x00s\x00")

// naming tells whether the attribute that was just read is one of them.
func (c *canon) naming() bool {
	return bytes.Equal(c.lastName, nameUnits) || bytes.Equal(c.lastName, xmlnsUnits)
}

// nameHash is the hash that stands before a name and chooses its place in the
// chunk's string table: the low half of the sum of units × 65599^i.
func nameHash(units []byte) uint16 {
	h := uint32(0)
	for ; len(units) >= 2; units = units[2:] {
		h = h*65599 + uint32(binary.LittleEndian.Uint16(units))
	}
	return uint16(h)
}

func (c *canon) content(token byte) error {
	c.pieces++
	switch token {
	case tokenCDATA:
		return c.units(token)
	case tokenCharRef:
		return c.copy(token, 2)
	case tokenEntityRef:
		return c.named(token)
	case tokenHole, tokenOptional:
		if c.loose {
			return c.vacant(token)
		}
		return c.copy(token, 3)
	}
	return c.value()
}

// units reads a count of UTF-16 units and them.
func (c *canon) units(token byte) error {
	c.pos++
	b, err := c.take(2)
	if err != nil {
		return err
	}
	return c.sized(token, 2*int(binary.LittleEndian.Uint16(b)))
}

func (c *canon) sized(token byte, size int) error {
	b, err := c.take(size)
	if err != nil {
		return err
	}
	if size > 0xffff {
		return ErrLimit
	}
	c.out = append(c.out, token)
	c.out = binary.LittleEndian.AppendUint16(c.out, uint16(size))
	c.out = append(c.out, b...)
	return nil
}

// value reads text of the template itself: type u8, then a count and UTF-16, or
// for other types, which the format allows and Windows does not write, the
// bytes that the type takes.
func (c *canon) value() error {
	c.pos++
	b, err := c.take(1)
	if err != nil {
		return err
	}
	typ := Type(b[0])
	size := 0
	switch typ {
	case TypeNull:
	case TypeString, TypeAnsiString:
		if b, err = c.take(2); err != nil {
			return err
		}
		size = int(binary.LittleEndian.Uint16(b))
		if typ == TypeString {
			size *= 2
		}
	case TypeSID:
		if c.pos+2 > c.end {
			return ErrTruncated
		}
		size = 8 + 4*int(c.data[c.pos+1])
	default:
		if size = typ.width(); size == 0 {
			return fmt.Errorf("%w: value of type 0x%02x in a template", ErrMalformed, byte(typ))
		}
	}
	if size > 0xffff {
		return ErrLimit
	}
	raw, err := c.take(size)
	if err != nil {
		return err
	}
	if c.loose && !c.fixed && typ == TypeString {
		c.hole(tokenHole, TypeString, slot{at: uint16(c.pos - size), size: uint16(size), typ: TypeString, child: -1})
		return nil
	}
	c.out = append(c.out, tokenValue, byte(typ))
	c.out = binary.LittleEndian.AppendUint16(c.out, uint16(size))
	c.out = append(c.out, raw...)
	return nil
}
