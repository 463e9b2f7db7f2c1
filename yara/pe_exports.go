package yara

import "encoding/binary"

// peExport is a function that a file offers.
type peExport struct {
	name, forward    string
	named            bool
	ordinal, address int64
	offset           int64 // -1 if it lies outside the file
	forwarded        bool
}

type peExportTable struct {
	timestamp int64
	dll       string
	dllKnown  bool
	exports   []peExport
	// readable is false when there is no table, or one that does not fit.
	present, readable bool
}

func (p *peFile) readExports() peExportTable {
	var t peExportTable
	address, size, ok := p.directory(exportDirectory)
	if !ok || address == 0 {
		return t
	}
	start := p.offset(uint64(address))
	b, ok := p.in.bytes(start, 40)
	if !ok {
		return t
	}
	le := binary.LittleEndian
	t.present = true
	t.timestamp = int64(le.Uint32(b[4:]))
	name, base := le.Uint32(b[12:]), int64(le.Uint32(b[16:]))
	count := min(int(le.Uint32(b[20:])), peExports)
	names := int(min(int64(le.Uint32(b[24:])), 1<<30))
	functionsAt, namesAt, ordinalsAt := p.offset(uint64(le.Uint32(b[28:]))), p.offset(uint64(le.Uint32(b[32:]))), p.offset(uint64(le.Uint32(b[36:])))
	if at := p.offset(uint64(name)); at > 0 {
		t.dll, t.dllKnown = p.in.text(at, peFunctionName), true
	}
	if names > 0 && (namesAt < 0 || int64(names) > (p.in.size-namesAt)/4) {
		return t
	}
	ordinals, ok := p.in.bytes(ordinalsAt, 2*count)
	if !ok {
		return t
	}
	functions, ok := p.in.bytes(functionsAt, 4*count)
	if !ok {
		return t
	}
	t.readable = true
	// The first name that points to a function counts.
	nameOf := make(map[int]int)
	for j := range min(names, count) {
		i := int(le.Uint16(ordinals[2*j:]))
		if _, known := nameOf[i]; !known {
			nameOf[i] = j
		}
	}
	for i := range count {
		a := le.Uint32(functions[4*i:])
		e := peExport{ordinal: base + int64(i), address: int64(a), offset: p.offset(uint64(a))}
		// What points into the table itself names a function elsewhere.
		if e.offset > start && e.offset < start+int64(size) {
			e.forward, e.forwarded = p.in.text(e.offset, peFunctionName), true
		}
		if j, ok := nameOf[i]; ok {
			if b, ok := p.in.bytes(namesAt+4*int64(j), 4); ok {
				if at := p.offset(uint64(le.Uint32(b))); at > 0 {
					e.name, e.named = p.in.text(at, peFunctionName), true
				}
			}
		}
		t.exports = append(t.exports, e)
	}
	return t
}
