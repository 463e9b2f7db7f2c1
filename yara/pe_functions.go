package yara

import "encoding/binary"

// Kinds of imports that the function imports can be asked for.
const (
	standardImport = 1
	delayedImport  = 2
)

// peFunctions are the functions of the module. All are undefined for files
// that are not PE.
func peFunctions() map[string]*schema {
	on := func(args string, result kind, call func(s *scan, p *peFile, a []value) value) overload {
		return overload{args, result, func(s *scan, _ value, a []value) value {
			p := s.executable()
			if p == nil {
				return undefined
			}
			return call(s, p, a)
		}}
	}
	imports := func(args string, call func(s *scan, dlls []peDLL, a []value) int64, once bool) []overload {
		sum := func(s *scan, p *peFile, kinds int64, a []value) value {
			p.readImports()
			n := int64(0)
			if kinds&standardImport != 0 {
				n += call(s, p.imports, a)
			}
			if kinds&delayedImport != 0 {
				n += call(s, p.delayed, a)
			}
			if once {
				n = min(n, 1)
			}
			return intValue(n)
		}
		return []overload{
			on(args, intKind, func(s *scan, p *peFile, a []value) value { return sum(s, p, standardImport, a) }),
			on("i"+args, intKind, func(s *scan, p *peFile, a []value) value { return sum(s, p, a[0].i, a[1:]) }),
		}
	}
	var all []overload
	all = append(all, imports("ss", importsNamed, true)...)
	all = append(all, imports("si", importsOrdinal, true)...)
	all = append(all, imports("s", importsFrom, false)...)
	all = append(all, imports("rr", importsMatching, false)...)
	exports := func(index bool) []overload {
		answer := func(i int) value {
			switch {
			case index && i >= 0:
				return intValue(int64(i))
			case index:
				return undefined
			}
			return intValue(boolValue(i >= 0).i)
		}
		return []overload{
			on("s", intKind, func(_ *scan, p *peFile, a []value) value {
				name := lowerText(a[0].s)
				return answer(p.export(func(e peExport) bool { return e.named && lowerText(e.name) == name }))
			}),
			on("r", intKind, func(s *scan, p *peFile, a []value) value {
				re, _ := a[0].o.(*program)
				return answer(p.export(func(e peExport) bool { return e.named && s.search(re, e.name) }))
			}),
			on("i", intKind, func(_ *scan, p *peFile, a []value) value {
				return answer(p.export(func(e peExport) bool {
					// YARA takes no ordinal above the number of exports.
					return e.ordinal == a[0].i && e.ordinal != 0 && e.ordinal <= int64(len(p.exports.exports))
				}))
			}),
		}
	}
	rva := func(delayed bool) []overload {
		find := func(p *peFile, dll string, is func(f peImport) bool) value {
			p.readImports()
			dlls := p.imports
			if delayed {
				dlls = p.delayed
			}
			for _, d := range dlls {
				if lowerText(d.name) != lowerText(dll) {
					continue
				}
				for _, f := range d.functions {
					if is(f) {
						return intValue(int64(f.address))
					}
				}
			}
			return undefined
		}
		return []overload{
			on("ss", intKind, func(_ *scan, p *peFile, a []value) value {
				return find(p, a[0].s, func(f peImport) bool { return lowerText(f.name) == lowerText(a[1].s) })
			}),
			on("si", intKind, func(_ *scan, p *peFile, a []value) value {
				return find(p, a[0].s, func(f peImport) bool { return f.byOrdinal && int64(f.ordinal) == a[1].i })
			}),
		}
	}
	language := func(mask int64) *schema {
		return function(on("i", intKind, func(_ *scan, p *peFile, a []value) value {
			for _, r := range p.readResources().leaves {
				if !r.named[2] && r.ids[2]&mask == a[0].i {
					return intValue(1)
				}
			}
			return intValue(0)
		}))
	}
	return map[string]*schema{
		"imports":            function(all...),
		"import_rva":         function(rva(false)...),
		"delayed_import_rva": function(rva(true)...),
		"exports":            function(exports(false)...),
		"exports_index":      function(exports(true)...),
		"imphash":            function(on("", stringKind, func(_ *scan, p *peFile, _ []value) value { return stringValue(p.importHash()) })),
		"locale":             language(0xffff),
		"language":           language(0xff),
		"is_dll": function(on("", intKind, func(_ *scan, p *peFile, _ []value) value {
			return intValue(int64(binary.LittleEndian.Uint16(p.coff[18:]) & 0x2000))
		})),
		"is_32bit": function(on("", intKind, func(_ *scan, p *peFile, _ []value) value { return intValue(boolValue(!p.wide).i) })),
		"is_64bit": function(on("", intKind, func(_ *scan, p *peFile, _ []value) value { return intValue(boolValue(p.wide).i) })),
		"section_index": function(
			on("s", intKind, func(s *scan, p *peFile, a []value) value {
				return p.sectionIndex(func(one peSection) bool { return one.name() == a[0].s })
			}),
			on("i", intKind, func(s *scan, p *peFile, a []value) value {
				return p.sectionIndex(func(one peSection) bool {
					at := a[0].i - int64(one.rawOffset)
					return at >= 0 && at < int64(one.rawSize)
				})
			}),
		),
		"calculate_checksum": function(on("", intKind, func(s *scan, p *peFile, _ []value) value { return p.checksum(s) })),
	}
}

func (p *peFile) sectionIndex(is func(peSection) bool) value {
	for i, one := range p.sections {
		if is(one) {
			return intValue(int64(i))
		}
	}
	return undefined
}

// export returns the index of the first export that fits, -1 if none does.
func (p *peFile) export(is func(peExport) bool) int {
	if p.exports == nil {
		t := p.readExports()
		p.exports = &t
	}
	for i, e := range p.exports.exports {
		if is(e) {
			return i
		}
	}
	return -1
}

func importsNamed(_ *scan, dlls []peDLL, a []value) int64 {
	dll, name := lowerText(a[0].s), lowerText(a[1].s)
	return countImports(dlls, func(d peDLL) bool { return lowerText(d.name) == dll }, func(f peImport) bool { return lowerText(f.name) == name })
}

func importsOrdinal(_ *scan, dlls []peDLL, a []value) int64 {
	dll := lowerText(a[0].s)
	return countImports(dlls, func(d peDLL) bool { return lowerText(d.name) == dll }, func(f peImport) bool {
		return f.byOrdinal && int64(f.ordinal) == a[1].i
	})
}

func importsFrom(_ *scan, dlls []peDLL, a []value) int64 {
	dll := lowerText(a[0].s)
	return countImports(dlls, func(d peDLL) bool { return lowerText(d.name) == dll }, func(peImport) bool { return true })
}

func importsMatching(s *scan, dlls []peDLL, a []value) int64 {
	dll, _ := a[0].o.(*program)
	name, _ := a[1].o.(*program)
	return countImports(dlls, func(d peDLL) bool { return s.search(dll, d.name) }, func(f peImport) bool { return s.search(name, f.name) })
}

func countImports(dlls []peDLL, from func(peDLL) bool, is func(peImport) bool) int64 {
	n := int64(0)
	for _, d := range dlls {
		if !from(d) {
			continue
		}
		for _, f := range d.functions {
			if is(f) {
				n++
			}
		}
	}
	return n
}

// checksum is the sum that drivers and system libraries must carry: 16-bit
// words with end-around carry, without the field itself, plus the length.
func (p *peFile) checksum(s *scan) value {
	skip := p.optional + 64
	sum, at := uint64(0), int64(0)
	ok := p.in.stretch(0, p.in.size, func(b []byte) bool {
		for i, c := range b {
			if pos := at + int64(i); pos/4*4 != skip {
				sum += uint64(c) << (8 * (pos & 3))
			}
			if i&0xfff == 0 {
				sum = sum&0xffffffff + sum>>32
			}
		}
		at += int64(len(b))
		return s.read(len(b))
	})
	if !ok {
		return undefined
	}
	for sum > 0xffff {
		sum = sum&0xffff + sum>>16
	}
	return intValue(int64(sum) + p.in.size)
}
