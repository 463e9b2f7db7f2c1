package yara

import (
	"encoding/binary"
	"errors"
	"testing"
)

// sampleELF lays out a small program: one segment to load, one for the linker,
// sections with names and one symbol.
func sampleELF(wide bool, order binary.AppendByteOrder) []byte {
	address := func(b []byte, v uint64) []byte {
		if wide {
			return order.AppendUint64(b, v)
		}
		return order.AppendUint32(b, uint32(v))
	}
	halves := func(b []byte, v ...uint16) []byte {
		for _, x := range v {
			b = order.AppendUint16(b, x)
		}
		return b
	}
	class, header, segment, section, symbol, dynamic := byte(1), 52, 32, 40, 16, 8
	if wide {
		class, header, segment, section, symbol, dynamic = 2, 64, 56, 64, 24, 16
	}
	data := byte(1)
	if order.String() == "BigEndian" {
		data = 2
	}
	const names, load = "\x00.names\x00.symbols\x00main\x00", 0x10000
	segmentsAt := header
	dynamicAt := segmentsAt + 2*segment
	namesAt := dynamicAt + 2*dynamic
	symbolsAt := namesAt + len(names)
	sectionsAt := symbolsAt + 2*symbol

	b := []byte{0x7f, 'E', 'L', 'F', class, data, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0}
	b = order.AppendUint32(halves(b, 2, 62), 1)
	b = address(address(address(b, load+0x20), uint64(segmentsAt)), uint64(sectionsAt))
	b = order.AppendUint32(b, 0)
	b = halves(b, uint16(header), uint16(segment), 2, uint16(section), 3, 1)
	addSegment := func(kind, offset, size uint32) {
		b = order.AppendUint32(b, kind)
		if wide {
			b = order.AppendUint32(b, 5)
		}
		for _, v := range []uint32{offset, load + offset, load + offset, size, size} {
			b = address(b, uint64(v))
		}
		if !wide {
			b = order.AppendUint32(b, 5)
		}
		b = address(b, 16)
	}
	addSegment(1, 0, 0x100)
	addSegment(2, uint32(dynamicAt), uint32(2*dynamic))
	b = address(address(b, 1), 7)
	b = address(address(b, 0), 0)
	b = append(b, names...)
	b = append(b, make([]byte, symbol)...)
	b = order.AppendUint32(b, 17)
	if wide {
		b = append(b, 0x12, 0)
		b = address(address(halves(b, 1), load), 9)
	} else {
		b = order.AppendUint32(order.AppendUint32(b, load), 9)
		b = halves(append(b, 0x12, 0), 1)
	}
	addSection := func(name, kind, offset, size, link int) {
		b = order.AppendUint32(order.AppendUint32(b, uint32(name)), uint32(kind))
		for _, v := range []int{2, 0, offset, size} {
			b = address(b, uint64(v))
		}
		b = order.AppendUint32(order.AppendUint32(b, uint32(link)), 0)
		b = address(address(b, 1), 0)
	}
	addSection(0, 0, 0, 0, 0)
	addSection(1, 3, namesAt, len(names), 0)
	addSection(8, 2, symbolsAt, 2*symbol, 1)
	return b
}

const elfRule = `import "elf"
rule r { condition:
  elf.type == elf.ET_EXEC and elf.machine == elf.EM_X86_64 and elf.entry_point == 0x20 and
  elf.number_of_segments == 2 and elf.number_of_sections == 3 and
  elf.segments[0].type == elf.PT_LOAD and elf.segments[0].flags == elf.PF_X | elf.PF_R and
  elf.segments[0].virtual_address == 0x10000 and elf.segments[1].alignment == 16 and
  elf.sections[1].name == ".names" and elf.sections[2].type == elf.SHT_SYMTAB and elf.sections[2].flags == elf.SHF_ALLOC and
  elf.dynamic_section_entries == 2 and elf.dynamic[0].type == elf.DT_NEEDED and elf.dynamic[0].val == 7 and
  elf.symtab_entries == 2 and elf.symtab[1].name == "main" and elf.symtab[1].type == elf.STT_FUNC and
  elf.symtab[1].bind == elf.STB_GLOBAL and elf.symtab[1].shndx == 1 and elf.symtab[1].size == 9 and elf.symtab[1].value == 0x10000
}`

func TestELF(t *testing.T) {
	rules, err := Compile([]Source{{Text: elfRule}}, CompileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, wide := range []bool{false, true} {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			data := sampleELF(wide, order)
			if m, err := rules.Scan(t.Context(), data, ScanOptions{}); err != nil || len(m) != 1 {
				t.Errorf("64 bits: %v, %v: %v, %v", wide, order, m, err)
			}
			for n := range data {
				if m, err := rules.Scan(t.Context(), data[:n], ScanOptions{}); err != nil || len(m) != 0 {
					t.Fatalf("the first %d bytes: %v, %v", n, m, err)
				}
			}
		}
	}
}

func FuzzELF(f *testing.F) {
	f.Add(sampleELF(false, binary.BigEndian))
	f.Add(sampleELF(true, binary.LittleEndian))
	rules, err := Compile([]Source{{Text: `import "elf"
rule a { condition:
  elf.entry_point == 1 or for any s in elf.sections : ( s.name == "x" ) or for any s in elf.segments : ( s.flags == 9 ) or
  for any d in elf.dynamic : ( d.val == 3 ) or for any s in elf.symtab : ( s.name == "y" )
}`}}, CompileOptions{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := rules.Scan(t.Context(), data, ScanOptions{}); err != nil && !errors.As(err, new(*LimitError)) {
			t.Fatal(err)
		}
	})
}
