package yara

import (
	"encoding/binary"
	"slices"
	"unicode/utf16"
)

// assembly lays out a small .NET assembly with one row of most that is read.
type assembly struct {
	names, blobs, strings []byte
}

func (a *assembly) name(s string) uint16 {
	at := len(a.names)
	a.names = append(append(a.names, s...), 0)
	return uint16(at)
}

func (a *assembly) blob(s string) uint16 {
	at := len(a.blobs)
	a.blobs = append(append(a.blobs, byte(len(s))), s...)
	return uint16(at)
}

// userString adds a text of the program; long ones have a length of two bytes.
func (a *assembly) userString(s string) {
	b := append(words16(utf16.Encode([]rune(s))...), 0)
	if len(b) < 0x80 {
		a.strings = append(a.strings, byte(len(b)))
	} else {
		a.strings = binary.BigEndian.AppendUint16(a.strings, uint16(0x8000|len(b)))
	}
	a.strings = append(a.strings, b...)
}

const (
	sampleTypelib = "6f0c1b1e-2a57-4f0a-9d8e-0123456789ab"
	sampleLong    = "a text that is so long that its length in UTF-16 does not fit into a single byte any more"
)

// tables are rows of cells of two bytes, four where the standard has four.
func (a *assembly) tables() []byte {
	guid := a.blob("\x01\x00" + string(rune(len(sampleTypelib))) + sampleTypelib + "\x00\x00")
	rows := []struct {
		table dotnetTable
		rows  [][]byte
	}{
		{tableModule, [][]byte{words16(0, a.name("sample.dll"), 1, 0, 0)}},
		{tableTypeRef, [][]byte{
			words16(6, a.name("CompilerGeneratedAttribute"), 0), words16(6, a.name("GuidAttribute"), 0),
		}},
		{tableMemberRef, [][]byte{words16(1<<3|1, a.name(".ctor"), 0), words16(2<<3|1, 0, 0)}},
		{tableConstant, [][]byte{
			words16(0x0e, 0, a.blob("k\x00e\x00y\x00")), words16(0x08, 0, a.blob("\x07\x00\x00\x00")),
		}},
		{tableCustomAttribute, [][]byte{
			words16(1<<5|14, 1<<3|3, guid), words16(1<<5|14, 2<<3|3, guid), words16(1<<5|3, 2<<3|3, a.blob("\x01\x00\x01x\x00\x00")),
		}},
		{tableModuleRef, [][]byte{words16(a.name("kernel32.dll"))}},
		{tableFieldRVA, [][]byte{append(words32(imageBase+8), words16(1)...), append(words32(0xffffff), words16(1)...)}},
		{tableAssembly, [][]byte{slices.Concat(
			words32(0x8004), words16(7, 1, 2, 3), words32(0), words16(0, a.name("sample"), a.name("ar-SA")),
		)}},
		{tableAssemblyRef, [][]byte{
			slices.Concat(words16(4, 0, 0, 1), words32(0), words16(a.blob("\xb7z\\V\x194\xe0\x89"), a.name("mscorlib"), 0, 0)),
			slices.Concat(words16(1, 2, 3, 4), words32(0), words16(0, a.name("other"), 0, 0)),
		}},
		{tableManifestResource, [][]byte{
			slices.Concat(words32(0, 1), words16(a.name("payload"), 0)), slices.Concat(words32(0, 1), words16(a.name("elsewhere"), 5)),
		}},
	}
	var valid uint64
	var counts, cells []byte
	for _, t := range rows {
		valid |= 1 << t.table
		counts = append(counts, words32(uint32(len(t.rows)))...)
		cells = append(cells, slices.Concat(t.rows...)...)
	}
	head := append(words32(0), 2, 0, 0, 1)
	head = binary.LittleEndian.AppendUint64(head, valid)
	return slices.Concat(binary.LittleEndian.AppendUint64(head, 0), counts, cells)
}

// sampleDotnet is an assembly; wide that of a 64-bit program.
func sampleDotnet(wide bool) []byte {
	m := &image{wide: wide}
	m.add(0xff, 0x25, 0, 0, 0, 0)
	resource := m.add(append(words32(5), "bytes"...)...)
	a := &assembly{names: []byte{0}, blobs: []byte{0}, strings: []byte{0}}
	tables := a.tables()
	a.userString("cmd.exe")
	a.userString("")
	a.userString(sampleLong)
	guid := []byte{0x8c, 0x3d, 0x8d, 0x34, 0xb0, 0x9f, 0x7d, 0x46, 0x94, 4, 0x8f, 0xd6, 0xe4, 0xad, 0xda, 0xe8}

	const version, heads = "v4.0.30319\x00\x00", 12 + 20 + 12 + 16 + 16
	root := slices.Concat(words32(0x424a5342), words16(1, 1), words32(0, uint32(len(version))), []byte(version), words16(0, 5))
	at := len(root) + heads
	var bodies []byte
	for _, s := range []struct {
		name string
		data []byte
	}{{"#~\x00\x00", tables}, {"#Strings\x00\x00\x00\x00", a.names}, {"#US\x00", a.strings}, {"#GUID\x00\x00\x00", guid}, {"#Blob\x00\x00\x00", a.blobs}} {
		root = append(append(root, words32(uint32(at+len(bodies)), uint32(len(s.data)))...), s.name...)
		bodies = append(bodies, s.data...)
	}
	metadata := m.add(append(root, bodies...)...)
	header := slices.Concat(words32(72), words16(2, 5), words32(metadata, uint32(len(root)+len(bodies)), 1, 0, resource, 9), make([]byte, 40))
	m.dirs[comDirectory] = [2]uint32{m.add(header...), 72}
	return m.bytes()
}
