package yara

import "maps"

// peModule describes Windows executables. For other files pe.is_pe is 0 and all
// else undefined; constants hold everywhere.
var peModule = &module{schema: peSchema(), load: func(s *scan) value {
	p := s.executable()
	if p == nil {
		return structValue(fields{"is_pe": intValue(0)})
	}
	return p.value()
}}

func peSchema() *schema {
	version := structOf(integers("major", "minor"))
	f := integers(
		"is_pe", "machine", "number_of_sections", "timestamp", "pointer_to_symbol_table", "number_of_symbols",
		"size_of_optional_header", "characteristics", "entry_point", "entry_point_raw", "image_base",
		"number_of_rva_and_sizes", "number_of_version_infos", "opthdr_magic", "size_of_code",
		"size_of_initialized_data", "size_of_uninitialized_data", "base_of_code", "base_of_data",
		"section_alignment", "file_alignment", "win32_version_value", "size_of_image", "size_of_headers",
		"checksum", "subsystem", "dll_characteristics", "size_of_stack_reserve", "size_of_stack_commit",
		"size_of_heap_reserve", "size_of_heap_commit", "loader_flags", "number_of_imports",
		"number_of_imported_functions", "number_of_delayed_imports", "number_of_delayed_imported_functions",
		"number_of_exports", "export_timestamp", "resource_timestamp", "number_of_resources",
		"number_of_signatures",
	)
	for name, v := range peConstants {
		f[name] = constant(v)
	}
	maps.Copy(f, map[string]*schema{
		"linker_version": version, "os_version": version, "image_version": version,
		"subsystem_version": version, "resource_version": version,
		"version_info":      dictOf(text),
		"version_info_list": arrayOf(structOf(map[string]*schema{"key": text, "value": text})),
		"data_directories":  arrayOf(structOf(integers("virtual_address", "size"))),
		"overlay":           structOf(integers("offset", "size")),
		"rich_signature":    richSchema,
		"dll_name":          text,
		"pdb_path":          text,
		"sections":          arrayOf(structOf(peSectionSchema())),
		"export_details": arrayOf(structOf(map[string]*schema{
			"offset": integer, "name": text, "forward_name": text, "ordinal": integer, "rva": integer,
		})),
		"import_details":         arrayOf(peImportSchema()),
		"delayed_import_details": arrayOf(peImportSchema()),
		"resources": arrayOf(structOf(map[string]*schema{
			"rva": integer, "offset": integer, "length": integer, "type": integer, "id": integer,
			"language": integer, "type_string": text, "name_string": text, "language_string": text,
		})),
		"signatures": arrayOf(peSignatureSchema()),
	})
	maps.Copy(f, peFunctions())
	return structOf(f)
}

func peSectionSchema() map[string]*schema {
	f := integers(
		"characteristics", "virtual_address", "virtual_size", "raw_data_offset", "raw_data_size",
		"pointer_to_relocations", "pointer_to_line_numbers", "number_of_relocations", "number_of_line_numbers",
	)
	f["name"], f["full_name"] = text, text
	return f
}

func peImportSchema() *schema {
	return structOf(map[string]*schema{
		"library_name": text, "number_of_functions": integer,
		"functions": arrayOf(structOf(map[string]*schema{"name": text, "ordinal": integer, "rva": integer})),
	})
}
