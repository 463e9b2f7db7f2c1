package forge

import (
	"encoding/binary"
	"unicode/utf16"

	"github.com/athar-forensics/athar"
)

// RegKey is a key of a registry hive to be made.
type RegKey struct {
	Name    string
	Written athar.Time
	Values  []RegValue
	Keys    []RegKey
}

// RegValue is a value of a key: a text, or data of another type.
type RegValue struct {
	Name string
	// Text becomes a REG_SZ where Data is nil.
	Text string
	Type uint32
	Data []byte
}

// RegNumber is a value that holds a number.
func RegNumber(name string, n uint32) RegValue {
	return RegValue{Name: name, Type: 4, Data: binary.LittleEndian.AppendUint32(nil, n)}
}

// Wide is UTF-16, little-endian, as Windows keeps text.
func Wide(s string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		out = binary.LittleEndian.AppendUint16(out, u)
	}
	return out
}

// Hive makes a registry hive with that root key. A dirty one says that changes
// stand in its logs only.
func Hive(root RegKey, dirty bool) []byte {
	w := &hiveWriter{}
	at := w.key(root, 0xffffffff)
	for len(w.cells)%4096 != 4096-32 { // one bin, whole pages
		w.cells = append(w.cells, 0)
	}
	le := binary.LittleEndian
	head := make([]byte, 4096)
	copy(head, "regf")
	le.PutUint32(head[4:], 7)
	le.PutUint32(head[8:], 7)
	if dirty {
		le.PutUint32(head[4:], 8)
	}
	le.PutUint64(head[12:], fileTime(root.Written))
	le.PutUint32(head[20:], 1)
	le.PutUint32(head[24:], 5)
	le.PutUint32(head[32:], 1)
	le.PutUint32(head[36:], at)
	le.PutUint32(head[40:], uint32(len(w.cells)+32))
	bin := make([]byte, 32)
	copy(bin, "hbin")
	le.PutUint32(bin[8:], uint32(len(w.cells)+32))
	return append(append(head, bin...), w.cells...)
}

type hiveWriter struct{ cells []byte }

// cell adds a cell and returns its offset, the bin's header counted.
func (w *hiveWriter) cell(data []byte) uint32 {
	size := (len(data) + 4 + 7) &^ 7
	at := uint32(len(w.cells) + 32)
	w.cells = binary.LittleEndian.AppendUint32(w.cells, uint32(-int32(size)))
	w.cells = append(w.cells, data...)
	for len(w.cells)%8 != 0 {
		w.cells = append(w.cells, 0)
	}
	return at
}

func (w *hiveWriter) key(k RegKey, parent uint32) uint32 {
	le := binary.LittleEndian
	values, subkeys := uint32(0xffffffff), uint32(0xffffffff)
	if len(k.Values) > 0 {
		var list []byte
		for _, v := range k.Values {
			list = le.AppendUint32(list, w.value(v))
		}
		values = w.cell(list)
	}
	if len(k.Keys) > 0 {
		list := le.AppendUint16([]byte("lh"), uint16(len(k.Keys)))
		for _, s := range k.Keys {
			list = le.AppendUint32(le.AppendUint32(list, w.key(s, 0)), 0)
		}
		subkeys = w.cell(list)
	}
	c := make([]byte, 76, 76+len(k.Name))
	copy(c, "nk")
	le.PutUint16(c[2:], 0x20)
	le.PutUint64(c[4:], fileTime(k.Written))
	le.PutUint32(c[16:], parent)
	le.PutUint32(c[20:], uint32(len(k.Keys)))
	le.PutUint32(c[28:], subkeys)
	le.PutUint32(c[36:], uint32(len(k.Values)))
	le.PutUint32(c[40:], values)
	le.PutUint16(c[72:], uint16(len(k.Name)))
	return w.cell(append(c, k.Name...))
}

func (w *hiveWriter) value(v RegValue) uint32 {
	le := binary.LittleEndian
	kind, data := v.Type, v.Data
	if data == nil {
		data = append(Wide(v.Text), 0, 0)
		if kind == 0 {
			kind = 1
		}
	}
	c := make([]byte, 20, 20+len(v.Name))
	copy(c, "vk")
	le.PutUint16(c[2:], uint16(len(v.Name)))
	le.PutUint32(c[4:], uint32(len(data)))
	if len(data) <= 4 {
		le.PutUint32(c[4:], uint32(len(data))|0x80000000)
		copy(c[8:12], data)
	} else {
		le.PutUint32(c[8:], w.cell(data))
	}
	le.PutUint32(c[12:], kind)
	le.PutUint16(c[16:], 1)
	return w.cell(append(c, v.Name...))
}
