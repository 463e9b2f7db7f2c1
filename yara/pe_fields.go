package yara

// importFields, exportFields and resourceFields fill the fields that describe
// the tables of the same name.

func (p *peFile) importFields(f fields) {
	p.readImports()
	f["import_details"], f["number_of_imports"], f["number_of_imported_functions"] = importValues(p.imports)
	f["delayed_import_details"], f["number_of_delayed_imports"], f["number_of_delayed_imported_functions"] = importValues(p.delayed)
}

func importValues(dlls []peDLL) (details, libraries, functions value) {
	var out []value
	total := 0
	for _, dll := range dlls {
		var list []value
		for _, fn := range dll.functions {
			one := fields{"name": stringValue(fn.name), "rva": intValue(int64(fn.address))}
			if fn.byOrdinal {
				one["ordinal"] = intValue(int64(fn.ordinal))
			}
			list = append(list, structValue(one))
		}
		total += len(list)
		out = append(out, structValue(fields{
			"library_name": stringValue(dll.name), "number_of_functions": intValue(int64(len(list))),
			"functions": arrayValue(list),
		}))
	}
	return arrayValue(out), intValue(int64(len(dlls))), intValue(int64(total))
}

func (p *peFile) exportFields(f fields) {
	t := p.readExports()
	f["number_of_exports"] = intValue(int64(len(t.exports)))
	if !t.present {
		return
	}
	f["export_timestamp"] = intValue(t.timestamp)
	if t.dllKnown {
		f["dll_name"] = stringValue(t.dll)
	}
	var out []value
	for _, e := range t.exports {
		one := fields{"ordinal": intValue(e.ordinal), "rva": intValue(e.address)}
		if e.named {
			one["name"] = stringValue(e.name)
		}
		switch {
		case e.forwarded:
			one["forward_name"] = stringValue(e.forward)
		case e.offset >= 0:
			one["offset"] = intValue(e.offset)
		}
		out = append(out, structValue(one))
	}
	f["export_details"] = arrayValue(out)
}

func (p *peFile) resourceFields(f fields) {
	t := p.readResources()
	f["number_of_resources"] = intValue(int64(len(t.leaves)))
	if t.present {
		f["resource_timestamp"] = intValue(t.timestamp)
		f["resource_version"] = structValue(fields{"major": intValue(t.major), "minor": intValue(t.minor)})
	}
	var out, list []value
	var keys []string
	texts := make(map[string]string)
	const versionType = 16
	for _, r := range t.leaves {
		one := fields{"rva": intValue(r.address), "length": intValue(r.length)}
		if r.offset >= 0 {
			one["offset"] = intValue(r.offset)
		}
		for level, name := range [...][2]string{{"type", "type_string"}, {"id", "name_string"}, {"language", "language_string"}} {
			switch {
			case r.named[level]:
				one[name[1]] = stringValue(r.names[level])
			case r.ids[level] != -1:
				one[name[0]] = intValue(r.ids[level])
			}
		}
		out = append(out, structValue(one))
		if r.ids[0] != versionType || r.offset < 0 || len(list) >= peVersionStrings {
			continue
		}
		for _, v := range p.versions(r.offset) {
			if _, known := texts[v.key]; !known {
				keys = append(keys, v.key)
			}
			texts[v.key] = v.value
			list = append(list, structValue(fields{"key": stringValue(v.key), "value": stringValue(v.value)}))
		}
	}
	f["resources"] = arrayValue(out)
	f["version_info"] = dictionary(keys, texts)
	f["version_info_list"] = arrayValue(list)
	f["number_of_version_infos"] = intValue(int64(len(list)))
}
