package yara

// value makes the structure that rules see; the symbols when a rule asks.
func (e *elfFile) value() value {
	f := fields{
		"type": intValue(e.kind), "machine": intValue(e.machine),
		"sh_offset": intValue(e.tableAt), "sh_entry_size": intValue(e.sectionSize), "number_of_sections": intValue(e.sectionCount),
		"ph_offset": intValue(e.segmentsAt), "ph_entry_size": intValue(e.segmentSize), "number_of_segments": intValue(e.segmentCount),
	}
	sections, segments := e.sections(), e.segments()
	if at, ok := e.offset(sections, segments); ok && e.entry != 0 {
		f["entry_point"] = intValue(at)
	}
	var list []value
	for _, s := range sections {
		one := fields{
			"type": intValue(s.kind), "flags": intValue(s.flags), "address": intValue(s.address),
			"size": intValue(s.size), "offset": intValue(s.offset),
		}
		if name, ok := e.name(sections[e.names], s.name); ok {
			one["name"] = stringValue(name)
		}
		list = append(list, structValue(one))
	}
	f["sections"] = arrayValue(list)
	list = nil
	for _, s := range segments {
		list = append(list, structValue(fields{
			"type": intValue(s.kind), "flags": intValue(s.flags), "offset": intValue(s.offset),
			"virtual_address": intValue(s.virtual), "physical_address": intValue(s.physical),
			"file_size": intValue(s.fileSize), "memory_size": intValue(s.memorySize), "alignment": intValue(s.alignment),
		}))
		const dynamic = 2
		if s.kind == dynamic {
			e.dynamicFields(f, s)
		}
	}
	f["segments"] = arrayValue(list)
	o := &object{fields: f}
	o.later(func(f fields) { e.symbolFields(f, sections) }, "symtab", "symtab_entries")
	return value{kind: structKind, o: o}
}

// offset is where the entry point lies in the file: programs are looked up by
// segment, all else by section.
func (e *elfFile) offset(sections []elfSection, segments []elfSegment) (int64, bool) {
	const executable, null, nobits = 2, 0, 8
	if e.kind == executable {
		for _, s := range segments {
			if e.entry >= s.virtual && e.entry-s.virtual < s.memorySize {
				return s.offset + e.entry - s.virtual, true
			}
		}
		return 0, false
	}
	for _, s := range sections {
		if s.kind != null && s.kind != nobits && e.entry >= s.address && e.entry-s.address < s.size {
			return s.offset + e.entry - s.address, true
		}
	}
	return 0, false
}

// dynamicFields reads what the linker is told, up to the entry that ends it.
func (e *elfFile) dynamicFields(f fields, s elfSegment) {
	size := e.width(8, 16)
	var list []value
	for i := int64(0); i < elfTables && s.offset >= 0 && s.offset < e.in.size && (i+1)*size <= e.in.size-s.offset; i++ {
		r := e.row(s.offset, size, i)
		kind, val := r.address(), r.address()
		list = append(list, structValue(fields{"type": intValue(kind), "val": intValue(val)}))
		if kind == 0 {
			break
		}
	}
	f["dynamic"], f["dynamic_section_entries"] = arrayValue(list), intValue(int64(len(list)))
}

// symbolFields reads the table of symbols.
func (e *elfFile) symbolFields(f fields, sections []elfSection) {
	const table, texts = 2, 3
	size := e.width(16, 24)
	for _, s := range sections {
		if s.kind != table || s.link >= int64(len(sections)) || sections[s.link].kind != texts {
			continue
		}
		count := s.size / size
		if s.offset < 0 || s.size < 0 || s.offset >= e.in.size || s.size > e.in.size-s.offset || count > elfSymbols {
			return
		}
		list := make([]value, 0, count)
		for i := range count {
			r := e.row(s.offset, size, i)
			name := r.word()
			var info, index, at, length int64
			if e.wide {
				info = r.byte()
				r.byte()
				index, at, length = r.half(), r.address(), r.address()
			} else {
				at, length, info = r.word(), r.word(), r.byte()
				r.byte()
				index = r.half()
			}
			one := fields{
				"value": intValue(at), "size": intValue(length), "type": intValue(info & 15), "bind": intValue(info >> 4),
				"shndx": intValue(index),
			}
			if text, ok := e.name(sections[s.link], name); ok {
				one["name"] = stringValue(text)
			}
			list = append(list, structValue(one))
		}
		f["symtab"], f["symtab_entries"] = arrayValue(list), intValue(count)
		return
	}
}
