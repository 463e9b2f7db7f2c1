package yara

import "encoding/binary"

// elfFile reads the headers of an ELF file, of 32 or 64 bits, in either order of
// bytes (System V ABI, gABI 4.1).
type elfFile struct {
	in    *input
	order binary.ByteOrder
	wide  bool // 64 bits

	kind, machine              int64
	entry, segmentsAt, tableAt int64
	segmentSize, segmentCount  int64
	sectionSize, sectionCount  int64
	names                      int64 // the section that holds the names of sections
}

const (
	elfTables  = 65_280  // sections or segments; more are a sign of other numbering
	elfSymbols = 1 << 17 // the table of a file with more is not read
	elfName    = 4096    // bytes of one name
)

// readELF returns nil for other files.
func readELF(in *input) *elfFile {
	const longest = 64
	head := in.upTo(0, longest)
	if len(head) < 52 || string(head[:4]) != "\x7fELF" || head[4] < 1 || head[4] > 2 || head[5] < 1 || head[5] > 2 {
		return nil
	}
	e := &elfFile{in: in, order: binary.LittleEndian, wide: head[4] == 2}
	if head[5] == 2 {
		e.order = binary.BigEndian
	}
	if e.wide && len(head) < longest {
		return nil
	}
	r := elfFields{e: e, b: head[16:]}
	e.kind, e.machine = r.half(), r.half()
	r.word()
	e.entry, e.segmentsAt, e.tableAt = r.address(), r.address(), r.address()
	r.word()
	r.half()
	e.segmentSize, e.segmentCount = r.half(), r.half()
	e.sectionSize, e.sectionCount, e.names = r.half(), r.half(), r.half()
	return e
}

// elfFields reads fields one after the other; what is missing is zero.
type elfFields struct {
	e *elfFile
	b []byte
}

func (r *elfFields) take(n int) []byte {
	if len(r.b) < n {
		r.b = nil
		return make([]byte, n)
	}
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

func (r *elfFields) byte() int64 { return int64(r.take(1)[0]) }
func (r *elfFields) half() int64 { return int64(r.e.order.Uint16(r.take(2))) }
func (r *elfFields) word() int64 { return int64(r.e.order.Uint32(r.take(4))) }

// address reads what is as wide as the file.
func (r *elfFields) address() int64 {
	if r.e.wide {
		return int64(r.e.order.Uint64(r.take(8)))
	}
	return r.word()
}

// width chooses by the width of the file.
func (e *elfFile) width(narrow, wide int64) int64 {
	if e.wide {
		return wide
	}
	return narrow
}

// row reads row i of a table; whole says that all the table lies in the file.
func (e *elfFile) row(at, size, i int64) elfFields {
	b, _ := e.in.bytes(at+i*size, int(size))
	return elfFields{e, b}
}

func (e *elfFile) fits(at, count, size int64) bool {
	return at > 0 && count > 0 && count < elfTables && at < e.in.size && count*size <= e.in.size-at
}

type elfSection struct{ name, kind, flags, address, offset, size, link int64 }

// sections reads the table of sections, if it lies in the file.
func (e *elfFile) sections() []elfSection {
	size := e.width(40, 64)
	if !e.fits(e.tableAt, e.sectionCount, size) || e.names >= e.sectionCount {
		return nil
	}
	out := make([]elfSection, e.sectionCount)
	for i := range out {
		r := e.row(e.tableAt, size, int64(i))
		s := &out[i]
		s.name, s.kind = r.word(), r.word()
		s.flags, s.address, s.offset, s.size = r.address(), r.address(), r.address(), r.address()
		s.link = r.word()
	}
	return out
}

type elfSegment struct {
	kind, flags, offset, virtual, physical, fileSize, memorySize, alignment int64
}

// segments reads the table of segments, if it lies in the file.
func (e *elfFile) segments() []elfSegment {
	size := e.width(32, 56)
	if !e.fits(e.segmentsAt, e.segmentCount, size) {
		return nil
	}
	out := make([]elfSegment, e.segmentCount)
	for i := range out {
		r := e.row(e.segmentsAt, size, int64(i))
		s := &out[i]
		s.kind = r.word()
		if e.wide {
			s.flags = r.word()
		}
		s.offset, s.virtual, s.physical, s.fileSize, s.memorySize = r.address(), r.address(), r.address(), r.address(), r.address()
		if !e.wide {
			s.flags = r.word()
		}
		s.alignment = r.address()
	}
	return out
}

// name reads a text of a table of names that lies in a section.
func (e *elfFile) name(table elfSection, index int64) (string, bool) {
	if table.offset < 0 || index < 0 || table.offset >= e.in.size || index >= e.in.size-table.offset {
		return "", false
	}
	name := e.in.text(table.offset+index, elfName)
	return name, len(name) < elfName
}
