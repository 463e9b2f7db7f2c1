package windows

import (
	"encoding/binary"
	"errors"
	"strings"

	"github.com/athar-forensics/athar"
)

// Bounds of a hive. Windows' own are larger only where nobody goes.
const (
	hiveHeader  = 4096    // before the first bin, in bytes
	maxKeyName  = 1024    // bytes
	maxValues   = 4096    // of one key
	maxSubkeys  = 100_000 // of one key
	maxCells    = 4 << 20 // read of one hive in all
	maxRegValue = 64 << 10
)

// hive is a registry hive in memory. Offsets in it count from its first bin. All
// of them are checked, and the cells read are counted: a list that leads in
// circles ends at the bound.
type hive struct {
	data  []byte
	cells int
	cut   bool
	dirty bool
	root  uint32
}

// key is a registry key, of a hive or of an export.
type key interface {
	name() string
	written() athar.Time
	subkeys() []key
	values() []value
}

// value is a value of a key.
type value struct {
	name string
	kind uint32
	data []byte
}

// The types of values that are read.
const (
	regSZ       = 1
	regExpandSZ = 2
	regBinary   = 3
	regDWORD    = 4
	regMultiSZ  = 7
	regQWORD    = 11
)

// IsHiveLog reports whether bytes that begin as a hive are the log of changes to
// one.
func IsHiveLog(head []byte) bool {
	if len(head) < 32 {
		return false
	}
	kind := binary.LittleEndian.Uint32(head[28:])
	return kind != 0 || len(head) >= 516 && string(head[512:516]) == "HvLE" || len(head) >= 516 && string(head[512:516]) == "DIRT"
}

var errNoHive = errors.New("its header is that of a registry hive, and nothing after it is")

func openHive(data []byte) (*hive, error) {
	if len(data) < hiveHeader+32 || string(data[:4]) != "regf" || string(data[hiveHeader:hiveHeader+4]) != "hbin" {
		return nil, errNoHive
	}
	le := binary.LittleEndian
	h := &hive{data: data[hiveHeader:], root: le.Uint32(data[36:])}
	h.dirty = le.Uint32(data[4:]) != le.Uint32(data[8:])
	if h.node(h.root) == nil {
		return nil, errNoHive
	}
	return h, nil
}

// cell returns the content of a cell, nil where there is none.
func (h *hive) cell(at uint32) []byte {
	if h.cells++; h.cells > maxCells {
		h.cut = true
		return nil
	}
	if int64(at)+8 > int64(len(h.data)) {
		return nil
	}
	size := int32(binary.LittleEndian.Uint32(h.data[at:]))
	if size >= 0 { // free
		return nil
	}
	end := int64(at) - int64(size)
	if end > int64(len(h.data)) || end <= int64(at)+4 {
		return nil
	}
	return h.data[at+4 : end]
}

// node returns a key's cell.
func (h *hive) node(at uint32) []byte {
	c := h.cell(at)
	if len(c) < 76 || string(c[:2]) != "nk" {
		return nil
	}
	return c
}

func (h *hive) rootKey() key { return hiveKey{h, h.node(h.root)} }

type hiveKey struct {
	h *hive
	c []byte // at least 76 bytes
}

func (k hiveKey) name() string {
	n := int(binary.LittleEndian.Uint16(k.c[72:]))
	return k.h.text(k.c[76:], n, binary.LittleEndian.Uint16(k.c[2:])&0x20 != 0)
}

// text reads a name in Latin-1 or UTF-16.
func (h *hive) text(b []byte, n int, narrow bool) string {
	b = b[:min(n, len(b), maxKeyName)]
	if !narrow {
		return fromUTF16(b)
	}
	out := make([]rune, len(b))
	for i, c := range b {
		out[i] = rune(c)
	}
	return string(out)
}

func (k hiveKey) written() athar.Time {
	return fileTime(binary.LittleEndian.Uint64(k.c[4:]))
}

func (k hiveKey) subkeys() []key {
	if binary.LittleEndian.Uint32(k.c[20:]) == 0 {
		return nil
	}
	var out []key
	k.h.list(binary.LittleEndian.Uint32(k.c[28:]), 0, func(at uint32) bool {
		if c := k.h.node(at); c != nil {
			out = append(out, hiveKey{k.h, c})
		}
		return len(out) < maxSubkeys
	})
	return out
}

// list walks a list of subkeys; lists of lists are one deep.
func (h *hive) list(at uint32, depth int, see func(uint32) bool) bool {
	c := h.cell(at)
	if len(c) < 4 {
		return true
	}
	n := int(binary.LittleEndian.Uint16(c[2:]))
	step := 4
	switch string(c[:2]) {
	case "lf", "lh":
		step = 8
	case "li":
	case "ri":
		if depth > 0 {
			return true
		}
		for i := range min(n, (len(c)-4)/4) {
			if !h.list(binary.LittleEndian.Uint32(c[4+4*i:]), depth+1, see) {
				return false
			}
		}
		return true
	default:
		return true
	}
	for i := range min(n, (len(c)-4)/step) {
		if h.cut || !see(binary.LittleEndian.Uint32(c[4+step*i:])) {
			return false
		}
	}
	return true
}

func (k hiveKey) values() []value {
	le := binary.LittleEndian
	n := min(int(le.Uint32(k.c[36:])), maxValues)
	if n == 0 {
		return nil
	}
	c := k.h.cell(le.Uint32(k.c[40:]))
	var out []value
	for i := range min(n, len(c)/4) {
		v := k.h.cell(le.Uint32(c[4*i:]))
		if len(v) < 20 || string(v[:2]) != "vk" {
			continue
		}
		out = append(out, value{
			name: k.h.text(v[20:], int(le.Uint16(v[2:])), le.Uint16(v[16:])&1 != 0),
			kind: le.Uint32(v[12:]),
			data: k.h.content(v),
		})
	}
	return out
}

// content returns a value's data: in the cell itself, in one of its own, or in
// several.
func (h *hive) content(v []byte) []byte {
	le := binary.LittleEndian
	size, at := le.Uint32(v[4:]), le.Uint32(v[8:])
	if size&0x80000000 != 0 {
		return v[8 : 8+min(size&0x7fffffff, 4)]
	}
	c := h.cell(at)
	if size > 16344 && len(c) >= 8 && string(c[:2]) == "db" {
		parts := h.cell(le.Uint32(c[4:]))
		var out []byte
		for i := range min(int(le.Uint16(c[2:])), len(parts)/4, 1+maxRegValue/16344) {
			part := h.cell(le.Uint32(parts[4*i:]))
			out = append(out, part[:min(len(part), 16344)]...)
		}
		return out[:min(len(out), int(size), maxRegValue)]
	}
	return c[:min(len(c), int(min(size, maxRegValue)))]
}

// text returns a value as text: strings as they are, lists by semicolons, numbers
// in decimals.
func (v *value) text() string {
	switch v.kind {
	case regSZ, regExpandSZ:
		s, _, _ := strings.Cut(fromUTF16(v.data), "\x00")
		return s
	case regMultiSZ:
		return strings.Trim(strings.ReplaceAll(fromUTF16(v.data), "\x00", ";"), ";")
	case regDWORD:
		if len(v.data) >= 4 {
			return decimal(uint64(binary.LittleEndian.Uint32(v.data)))
		}
	case regQWORD:
		if len(v.data) >= 8 {
			return decimal(binary.LittleEndian.Uint64(v.data))
		}
	}
	return ""
}
