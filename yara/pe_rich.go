package yara

import (
	"bytes"
	"encoding/binary"
)

// richHeader is what Microsoft's linker leaves between the DOS stub and the PE
// header: which tools made the objects, under a key.
type richHeader struct {
	offset     int64
	key        uint32
	raw, clear []byte
}

// readRich finds the header from its end: the word Rich and the key stand
// there in clear, the word DanS at its beginning under the key.
func (p *peFile) readRich() *richHeader {
	const most = 1 << 16
	le := binary.LittleEndian
	from := max(64, p.header-most)
	// Steps of four count from the PE header.
	from += (p.header - from) & 3
	b, ok := p.in.bytes(from, int(p.header-from))
	if p.header < from || !ok {
		return nil
	}
	end := len(b) - 4
	for end >= 0 && string(b[end:end+4]) != "Rich" {
		end -= 4
	}
	if end < 0 {
		return nil
	}
	keyBytes, ok := p.in.bytes(from+int64(end)+4, 4)
	if !ok {
		return nil
	}
	key := le.Uint32(keyBytes)
	if key == 0 {
		return nil
	}
	const dans = 0x536e6144
	start := end - 4
	for start >= 0 && le.Uint32(b[start:])^key != dans {
		start -= 4
	}
	if start < 0 {
		return nil
	}
	h := &richHeader{offset: from + int64(start), key: key, raw: bytes.Clone(b[start:end])}
	h.clear = bytes.Clone(h.raw)
	for i := 0; i+4 <= len(h.clear); i += 4 {
		le.PutUint32(h.clear[i:], le.Uint32(h.clear[i:])^key)
	}
	return h
}

// entries calls each with the version, tool and number of uses of each entry.
// The entries follow DanS and three words of padding.
func (h *richHeader) entries(each func(version, tool uint16, uses uint32)) {
	le := binary.LittleEndian
	for i := 16; i+8 <= len(h.clear); i += 8 {
		id := le.Uint32(h.clear[i:])
		each(uint16(id), uint16(id>>16), le.Uint32(h.clear[i+4:]))
	}
}

// value is the structure that rules see.
func (h *richHeader) value() value {
	if h == nil {
		return structValue(fields{})
	}
	var versions []byte
	for i := 16; i+8 <= len(h.clear); i += 8 {
		versions = append(versions, h.clear[i:i+4]...)
	}
	return structValue(fields{
		"offset": intValue(h.offset), "length": intValue(int64(len(h.raw))), "key": intValue(int64(h.key)),
		"raw_data": stringValue(string(h.raw)), "clear_data": stringValue(string(h.clear)),
		"version_data": stringValue(string(versions)),
	})
}

// richSchema is the type of pe.rich_signature. A version or tool of -1 is any.
var richSchema = structOf(map[string]*schema{
	"offset": integer, "length": integer, "key": integer,
	"raw_data": text, "clear_data": text, "version_data": text,
	"version": function(
		overload{"i", intKind, func(s *scan, _ value, a []value) value { return s.richUses(a[0].i, -1) }},
		overload{"ii", intKind, func(s *scan, _ value, a []value) value { return s.richUses(a[0].i, a[1].i) }},
	),
	"toolid": function(
		overload{"i", intKind, func(s *scan, _ value, a []value) value { return s.richUses(-1, a[0].i) }},
		overload{"ii", intKind, func(s *scan, _ value, a []value) value { return s.richUses(a[1].i, a[0].i) }},
	),
})

func (s *scan) richUses(version, tool int64) value {
	p := s.executable()
	if p == nil {
		return undefined
	}
	h := p.readRich()
	if h == nil || len(h.clear) < 16 {
		return undefined
	}
	uses := int64(0)
	h.entries(func(v, t uint16, n uint32) {
		if (version < 0 || version == int64(v)) && (tool < 0 || tool == int64(t)) {
			uses += int64(n)
		}
	})
	return intValue(uses)
}
