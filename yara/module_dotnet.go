package yara

import "maps"

// dotnetModule describes .NET assemblies. Of other PE files it says that they are
// none, of all else nothing.
var dotnetModule = &module{schema: dotnetSchema(), load: func(s *scan) value {
	p := s.executable()
	if p == nil {
		return structValue(fields{})
	}
	d := readDotnet(p)
	if d == nil {
		return structValue(fields{"is_dotnet": intValue(0)})
	}
	return d.value()
}}

func dotnetSchema() *schema {
	version := structOf(integers(dotnetVersion[:]...))
	stream := integers("offset", "size")
	stream["name"] = text
	resource := integers("offset", "length")
	resource["name"] = text
	f := integers(
		"is_dotnet", "number_of_streams", "number_of_guids", "number_of_resources", "number_of_assembly_refs",
		"number_of_modulerefs", "number_of_user_strings", "number_of_constants", "number_of_field_offsets",
	)
	maps.Copy(f, map[string]*schema{
		"version": text, "module_name": text, "typelib": text,
		"streams":       arrayOf(structOf(stream)),
		"guids":         arrayOf(text),
		"resources":     arrayOf(structOf(resource)),
		"assembly":      structOf(map[string]*schema{"version": version, "name": text, "culture": text}),
		"assembly_refs": arrayOf(structOf(map[string]*schema{"version": version, "name": text, "public_key_or_token": text})),
		"modulerefs":    arrayOf(text),
		"user_strings":  arrayOf(text),
		"constants":     arrayOf(text),
		"field_offsets": arrayOf(integer),
	})
	return structOf(f)
}

// dotnetVersion are the parts of a version in the order in which they are stored.
var dotnetVersion = [...]string{"major", "minor", "build_number", "revision_number"}
