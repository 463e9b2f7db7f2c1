package yara

import (
	"encoding/binary"
	"unicode/utf16"
)

// image lays out a small PE file: headers, one section mapped at 0x1000, and
// what stands behind it.
type image struct {
	wide bool
	body []byte // of the section
	dirs [16][2]uint32
	tail []byte
	rich []byte
}

const (
	imageBase    = 0x1000 // address of the section
	imageRaw     = 0x400  // its place in the file
	imageRawSize = 0x2000
)

// add puts bytes into the section and returns their address.
func (m *image) add(b ...byte) uint32 {
	for len(m.body)%8 != 0 {
		m.body = append(m.body, 0)
	}
	at := uint32(imageBase + len(m.body))
	m.body = append(m.body, b...)
	return at
}

func (m *image) text(s string) uint32 { return m.add(append([]byte(s), 0)...) }

func words32(v ...uint32) []byte {
	var b []byte
	for _, x := range v {
		b = binary.LittleEndian.AppendUint32(b, x)
	}
	return b
}

func words16(v ...uint16) []byte {
	var b []byte
	for _, x := range v {
		b = binary.LittleEndian.AppendUint16(b, x)
	}
	return b
}

func utf16z(s string) []byte { return words16(append(utf16.Encode([]rune(s)), 0)...) }

func (m *image) pointers(v ...uint32) uint32 {
	var b []byte
	for _, x := range v {
		b = append(b, words32(x)...)
		if m.wide {
			b = append(b, words32(x&0x80000000)...)
			if x&0x80000000 != 0 {
				copy(b[len(b)-8:], words32(x&^0x80000000))
			}
		}
	}
	return m.add(b...)
}

// bytes writes the file.
func (m *image) bytes() []byte {
	le := binary.LittleEndian
	out := make([]byte, imageRaw)
	copy(out, "MZ")
	const header = 0x100
	le.PutUint32(out[60:], header)
	copy(out[0x80:], m.rich)
	copy(out[header:], "PE\x00\x00")
	coff, opt := out[header+4:], out[header+24:]
	size, machine, magic, dirs := uint16(224), uint16(0x14c), uint16(0x10b), 96
	if m.wide {
		size, machine, magic, dirs = 240, 0x8664, 0x20b, 112
	}
	le.PutUint16(coff, machine)
	le.PutUint16(coff[2:], 1)
	le.PutUint32(coff[4:], 1614729600)
	le.PutUint16(coff[16:], size)
	le.PutUint16(coff[18:], 0x2002)
	le.PutUint16(opt, magic)
	le.PutUint32(opt[16:], imageBase)
	le.PutUint32(opt[32:], 0x1000)
	le.PutUint32(opt[36:], 0x200)
	le.PutUint32(opt[56:], 0x4000)
	le.PutUint16(opt[68:], 3)
	le.PutUint32(opt[dirs-4:], 16)
	for i, d := range m.dirs {
		copy(opt[dirs+8*i:], words32(d[0], d[1]))
	}
	section := opt[size:]
	copy(section, ".text")
	copy(section[8:], words32(imageRawSize, imageBase, imageRawSize, imageRaw))
	le.PutUint32(section[36:], 0x60000020)
	out = append(out, make([]byte, imageRawSize)...)
	copy(out[imageRaw:], m.body)
	return append(out, m.tail...)
}

// samplePE has one of everything that the module reads.
func samplePE(wide bool) []byte {
	m := &image{wide: wide}
	m.add(0xc3)
	// Imports: one by name, one by ordinal from a library whose names are known.
	kernel, sockets := m.text("KERNEL32.dll"), m.text("WS2_32.dll")
	named := m.add(append([]byte{0, 0}, "ExitProcess\x00"...)...)
	thunks1, thunks2 := m.pointers(named, 0), m.pointers(0x80000001, 0)
	m.dirs[importDirectory] = [2]uint32{m.add(words32(
		thunks1, 0, 0, kernel, thunks1,
		thunks2, 0, 0, sockets, thunks2,
		0, 0, 0, 0, 0)...), 60}
	// Exports: ordinals 5 and 6, the first with a name, the second forwarded.
	library, name := m.text("sample.dll"), m.text("Run")
	names, ordinals := m.add(words32(name)...), m.add(words16(0, 1)...)
	exports := m.add(make([]byte, 40)...)
	functions := m.add(words32(imageBase, exports+48)...)
	m.add(append([]byte("other.Func"), 0)...)
	copy(m.body[exports-imageBase:], words32(0, 99, 0, library, 5, 2, 1, functions, names, ordinals))
	m.dirs[exportDirectory] = [2]uint32{exports, 80}
	// The path of the symbols.
	symbols := m.add(append(append([]byte("RSDS"), make([]byte, 20)...), "C:\\sample.pdb\x00"...)...)
	m.dirs[debugDirectory] = [2]uint32{m.add(words32(0, 0, 0, 2, 40, symbols, 0)...), 28}
	// One resource: a version with one text, under type 16, name 1, language 0x409.
	version := m.add(versionResource("CompanyName", "Athar")...)
	leaf := words32(version, 200, 0, 0)
	entry := func(id, to uint32) []byte {
		return append(words32(0, 0, 0), append(words16(0, 1), words32(id, to)...)...)
	}
	tree := append(entry(16, 0x80000018), entry(1, 0x80000030)...)
	tree = append(append(tree, entry(0x409, 0x48)...), leaf...)
	m.dirs[resourceDirectory] = [2]uint32{m.add(tree...), uint32(len(tree))}
	// The linker's header under a key: one entry, tool 259, version 40116.
	const key = 0x01020304
	for _, w := range []uint32{0x536e6144, 0, 0, 0, 259<<16 | 40116, 7} {
		m.rich = append(m.rich, words32(w^key)...)
	}
	m.rich = append(append(m.rich, "Rich"...), words32(key)...)
	signature := samplePKCS7()
	m.tail = append(words32(uint32(8+len(signature))), words16(0x200, 2)...)
	m.tail = append(m.tail, signature...)
	m.dirs[securityDirectory] = [2]uint32{imageRaw + imageRawSize, uint32(len(m.tail))}
	return m.bytes()
}

// versionResource nests one key and its value as Windows does.
func versionResource(key, value string) []byte {
	block := func(key string, valueLength int, inner []byte) []byte {
		b := append(words16(0, uint16(valueLength), 1), utf16z(key)...)
		for len(b)%4 != 0 {
			b = append(b, 0)
		}
		b = append(b, inner...)
		binary.LittleEndian.PutUint16(b, uint16(len(b)))
		for len(b)%4 != 0 {
			b = append(b, 0)
		}
		return b
	}
	line := block(key, len(value)+1, utf16z(value))
	table := block("040904b0", 0, line)
	return block("VS_VERSION_INFO", 52, append(make([]byte, 52), block("StringFileInfo", 0, table)...))
}
