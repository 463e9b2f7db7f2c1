package yara

import (
	"encoding/binary"
	"strconv"
	"strings"
)

// value makes the structure that rules see. The headers are always read; the
// tables behind them when a rule asks for one of their fields.
func (p *peFile) value() value {
	f := fields{"is_pe": intValue(1)}
	p.headers(f)
	p.sectionFields(f)
	o := &object{fields: f}
	o.later(p.importFields, "number_of_imports", "number_of_imported_functions", "number_of_delayed_imports",
		"number_of_delayed_imported_functions", "import_details", "delayed_import_details")
	o.later(p.exportFields, "number_of_exports", "export_timestamp", "dll_name", "export_details")
	o.later(p.resourceFields, "number_of_resources", "resource_timestamp", "resource_version", "resources",
		"version_info", "version_info_list", "number_of_version_infos")
	o.later(func(f fields) { f["rich_signature"] = p.readRich().value() }, "rich_signature")
	o.later(func(f fields) { p.debugFields(f) }, "pdb_path")
	o.later(p.signatureFields, "signatures", "number_of_signatures")
	return value{kind: structKind, o: o}
}

func (p *peFile) headers(f fields) {
	le := binary.LittleEndian
	for name, v := range map[string]int64{
		"machine":                    int64(le.Uint16(p.coff)),
		"number_of_sections":         int64(le.Uint16(p.coff[2:])),
		"timestamp":                  int64(le.Uint32(p.coff[4:])),
		"pointer_to_symbol_table":    int64(le.Uint32(p.coff[8:])),
		"number_of_symbols":          int64(le.Uint32(p.coff[12:])),
		"size_of_optional_header":    int64(le.Uint16(p.coff[16:])),
		"characteristics":            int64(le.Uint16(p.coff[18:])),
		"opthdr_magic":               p.opt16(0),
		"size_of_code":               p.opt32(4),
		"size_of_initialized_data":   p.opt32(8),
		"size_of_uninitialized_data": p.opt32(12),
		"entry_point":                p.offset(uint64(p.opt32(16))),
		"entry_point_raw":            p.opt32(16),
		"base_of_code":               p.opt32(20),
		"image_base":                 p.optWord(28, 24),
		"section_alignment":          p.opt32(32),
		"file_alignment":             p.opt32(36),
		"win32_version_value":        p.opt32(52),
		"size_of_image":              p.opt32(56),
		"size_of_headers":            p.opt32(60),
		"checksum":                   p.opt32(64),
		"subsystem":                  p.opt16(68),
		"dll_characteristics":        p.opt16(70),
		"size_of_stack_reserve":      p.optWord(72, 72),
		"size_of_stack_commit":       p.optWord(76, 80),
		"size_of_heap_reserve":       p.optWord(80, 88),
		"size_of_heap_commit":        p.optWord(84, 96),
		"loader_flags":               p.opt32(len(p.opt) - 8),
		"number_of_rva_and_sizes":    p.opt32(len(p.opt) - 4),
	} {
		f[name] = intValue(v)
	}
	if !p.wide {
		f["base_of_data"] = intValue(p.opt32(24))
	}
	version := func(major, minor int64) value {
		return structValue(fields{"major": intValue(major), "minor": intValue(minor)})
	}
	f["linker_version"] = version(int64(p.opt[2]), int64(p.opt[3]))
	f["os_version"] = version(p.opt16(40), p.opt16(42))
	f["image_version"] = version(p.opt16(44), p.opt16(46))
	f["subsystem_version"] = version(p.opt16(48), p.opt16(50))
	var directories []value
	count, _ := p.directories()
	for i := range count {
		address, size, ok := p.directory(i)
		if !ok {
			break
		}
		directories = append(directories, structValue(fields{
			"virtual_address": intValue(int64(address)), "size": intValue(int64(size)),
		}))
	}
	f["data_directories"] = arrayValue(directories)
}

func (p *peFile) sectionFields(f fields) {
	le := binary.LittleEndian
	var sections []value
	end := int64(0)
	for _, s := range p.sections {
		name := s.name()
		one := fields{
			"name":                    stringValue(name),
			"characteristics":         intValue(int64(s.mode)),
			"virtual_address":         intValue(int64(s.address)),
			"virtual_size":            intValue(int64(s.size)),
			"raw_data_offset":         intValue(int64(s.rawOffset)),
			"raw_data_size":           intValue(int64(s.rawSize)),
			"pointer_to_relocations":  intValue(int64(le.Uint32(s.raw[24:]))),
			"pointer_to_line_numbers": intValue(int64(le.Uint32(s.raw[28:]))),
			"number_of_relocations":   intValue(int64(le.Uint16(s.raw[32:]))),
			"number_of_line_numbers":  intValue(int64(le.Uint16(s.raw[34:]))),
		}
		if full, ok := p.fullName(name); ok {
			one["full_name"] = stringValue(full)
		}
		sections = append(sections, structValue(one))
		// Sizes add up in 32 bits.
		end = max(end, int64(s.rawOffset+s.rawSize))
	}
	f["sections"] = arrayValue(sections)
	overlay := fields{"offset": intValue(0), "size": intValue(0)}
	if end > 0 && p.in.size > end {
		overlay["offset"], overlay["size"] = intValue(end), intValue(p.in.size-end)
	}
	f["overlay"] = structValue(overlay)
}

// fullName resolves a long name, which is /n: a place in the table of texts
// behind the symbols.
func (p *peFile) fullName(name string) (string, bool) {
	le := binary.LittleEndian
	symbols, count := int64(le.Uint32(p.coff[8:])), int64(le.Uint32(p.coff[12:]))
	if symbols == 0 || !strings.HasPrefix(name, "/") {
		return name, true
	}
	digits := strings.TrimLeft(name[1:], "0123456789")
	index, _ := strconv.ParseInt(name[1:len(name)-len(digits)], 10, 64)
	const symbolBytes = 18
	full := p.in.text(symbols+count*symbolBytes+index, peFunctionName)
	for i := range len(full) {
		if full[i] < ' ' || full[i] > '~' {
			return "", false
		}
	}
	return full, len(full) < peFunctionName && symbols+count*symbolBytes+index < p.in.size
}

// debugFields finds the path of the symbol file that the linker noted.
func (p *peFile) debugFields(f fields) {
	address, size, ok := p.directory(debugDirectory)
	if !ok || address == 0 || size == 0 {
		return
	}
	le := binary.LittleEndian
	at := p.offset(uint64(address))
	for n := min(int(size/28), 1024); at >= 0 && n > 0; n-- {
		b, ok := p.in.bytes(at, 28)
		if !ok {
			return
		}
		at += 28
		const codeView, longestPath = 2, 1024
		if le.Uint32(b[12:]) != codeView {
			continue
		}
		mapped, raw := le.Uint32(b[20:]), le.Uint32(b[24:])
		info := int64(-1)
		if mapped != 0 {
			info = p.offset(uint64(mapped))
		}
		if info <= 0 {
			info = int64(raw)
		}
		mark, ok := p.in.bytes(info, 4)
		if !ok || info == 0 {
			continue
		}
		head, known := map[string]int64{"RSDS": 24, "NB10": 16, "MTOC": 20}[string(mark)]
		if !known {
			continue
		}
		if path := p.in.text(info+head, longestPath); len(path) < longestPath {
			f["pdb_path"] = stringValue(path)
			return
		}
	}
}
