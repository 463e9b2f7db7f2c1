package evtx

import (
	"bytes"
	"encoding/binary"
)

// is tells whether what stands at an offset of the chunk is a known template: it
// follows the canonical form and compares, which costs far less than making the
// form anew. A log brings the same few templates in every chunk. A no means only
// that it must be looked at properly; a yes is what canon would have come to.
func (c *Chunk) is(t *Template, pos, end int) bool {
	form, data := t.canonical, c.data
	for len(form) > 0 {
		if pos >= end || data[pos]&^tokenMore != form[0] {
			return false
		}
		size := 1 // of what is copied as it is
		switch form[0] {
		case tokenOpen:
			more := 0
			if data[pos]&tokenMore != 0 {
				more = 4
			}
			if pos, form = c.sameName(pos+1+2+4, end, form); pos < 0 {
				return false
			}
			pos += more
			continue
		case tokenAttribute, tokenEntityRef, tokenPITarget:
			if pos, form = c.sameName(pos+1, end, form); pos < 0 {
				return false
			}
			continue
		case tokenValue:
			// token, type, count of UTF-16 units; the form has their bytes.
			if pos+4 > end || data[pos+1] != byte(TypeString) || form[1] != byte(TypeString) {
				return false
			}
			n := 2 * int(binary.LittleEndian.Uint16(data[pos+2:]))
			if n != int(binary.LittleEndian.Uint16(form[2:])) || pos+4+n > end || !bytes.Equal(data[pos+4:pos+4+n], form[4:4+n]) {
				return false
			}
			pos, form = pos+4+n, form[4+n:]
			continue
		case tokenHole, tokenOptional:
			size = 4
		case tokenCharRef:
			size = 3
		case tokenCDATA, tokenPIData: // Windows writes none
			return false
		}
		if pos+size > end || !bytes.Equal(data[pos+1:pos+size], form[1:size]) {
			return false
		}
		pos, form = pos+size, form[size:]
	}
	return pos == end || pos < end && data[pos] == tokenEOF
}

// sameName compares the name that an offset points to with that at the form's
// beginning and returns what follows either, or -1.
func (c *Chunk) sameName(pos, end int, form []byte) (int, []byte) {
	if pos+4 > end {
		return -1, nil
	}
	at := int(binary.LittleEndian.Uint32(c.data[pos:]))
	pos += 4
	n := 2 + 2*int(binary.LittleEndian.Uint16(form[1:])) // count and units
	if at+6+n+2 > len(c.data) || !bytes.Equal(c.data[at+6:at+6+n], form[1:1+n]) {
		return -1, nil
	}
	if at == pos {
		if pos += 6 + n + 2; pos > end {
			return -1, nil
		}
	}
	return pos, form[1+n:]
}

// known returns the template that bore a GUID when it was last seen, if it is
// what stands at an offset.
func (c *Chunk) known(guid [16]byte, pos, end int) *Template {
	t := c.byGUID[guid]
	if t == nil || c.strict || c.vain > maxChunkWeight {
		return nil
	}
	if !c.is(t, pos, end) {
		c.vain += 8 * len(t.canonical)
		return nil
	}
	return t
}

// remember keeps a template for known. Those that the file does not keep are
// not worth it.
func (c *Chunk) remember(guid [16]byte, t *Template) {
	if t.serial == 0 {
		return
	}
	if _, ok := c.byGUID[guid]; ok || len(c.byGUID) < maxCachedTemplates {
		c.byGUID[guid] = t
	}
}
