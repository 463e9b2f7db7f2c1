package yara

import (
	"bytes"
	"errors"
	"testing"
)

const dotnetRule = `import "dotnet"
rule r { condition:
  dotnet.is_dotnet and dotnet.version == "v4.0.30319" and dotnet.module_name == "sample.dll" and
  dotnet.number_of_streams == 5 and dotnet.streams[0].name == "#~" and uint16(dotnet.streams[0].offset + 4) == 2 and
  dotnet.streams[3].size == 16 and dotnet.number_of_guids == 1 and dotnet.guids[0] == "348d3d8c-9fb0-467d-9404-8fd6e4addae8" and
  dotnet.typelib == "` + sampleTypelib + `" and
  dotnet.number_of_constants == 1 and dotnet.constants[0] == "k\x00e\x00y\x00" and
  dotnet.number_of_modulerefs == 1 and dotnet.modulerefs[0] == "kernel32.dll" and
  dotnet.number_of_field_offsets == 1 and dotnet.field_offsets[0] == 0x408 and
  dotnet.assembly.name == "sample" and dotnet.assembly.culture == "ar-SA" and dotnet.assembly.version.major == 7 and
  dotnet.assembly.version.minor == 1 and dotnet.assembly.version.build_number == 2 and dotnet.assembly.version.revision_number == 3 and
  dotnet.number_of_assembly_refs == 2 and dotnet.assembly_refs[0].name == "mscorlib" and
  dotnet.assembly_refs[0].version.revision_number == 1 and dotnet.assembly_refs[0].public_key_or_token == "\xb7z\\V\x194\xe0\x89" and
  not defined dotnet.assembly_refs[1].public_key_or_token and dotnet.assembly_refs[1].version.major == 1 and
  dotnet.number_of_resources == 1 and dotnet.resources[0].name == "payload" and dotnet.resources[0].length == 5 and
  uint32be(dotnet.resources[0].offset) == 0x62797465 and
  dotnet.number_of_user_strings == 2 and dotnet.user_strings[0] == "c\x00m\x00d\x00.\x00e\x00x\x00e\x00" and
  for any s in dotnet.user_strings : ( s startswith "a\x00 \x00t\x00e\x00x\x00t\x00" )
}
rule native { condition: dotnet.is_dotnet == 0 }
rule unknown { condition: not defined dotnet.is_dotnet and not defined dotnet.assembly.name and not defined dotnet.number_of_guids }`

func TestDotnet(t *testing.T) {
	rules, err := Compile([]Source{{Text: dotnetRule}}, CompileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	// A program of 32 bits must begin in the runtime; a library need not.
	program := sampleDotnet(false)
	program[0x100+4+19] = 0
	native := bytes.Clone(program)
	native[imageRaw] = 0xc3
	for _, tt := range []struct {
		name, want string
		data       []byte
	}{
		{"a library of 32 bits", "r", sampleDotnet(false)},
		{"one of 64 bits", "r", sampleDotnet(true)},
		{"a program", "r", program},
		{"a program that begins in native code", "native", native},
		{"a native library", "native", samplePE(false)},
		{"a text", "unknown", []byte("BSJB is no assembly")},
	} {
		m, err := rules.Scan(t.Context(), tt.data, ScanOptions{})
		if err != nil || len(m) != 1 || m[0].Rule != tt.want {
			t.Errorf("%s: %v, %v", tt.name, m, err)
		}
	}
}

// TestDotnetBounds lets all rows refer to one large text: what is kept must stay
// within its limit.
func TestDotnetBounds(t *testing.T) {
	const blob = 1 << 20
	d := &dotnetFile{in: &input{whole: make([]byte, 2*blob)}, texts: dotnetTexts}
	d.in.size = int64(len(d.in.whole))
	copy(d.in.whole, []byte{0xc0 | blob>>24, blob >> 16 & 0xff, blob >> 8 & 0xff, blob & 0xff})
	kept := 0
	for range 100 {
		if text, ok := d.blob(dotnetStream{}, 0); ok {
			kept += len(text)
		}
	}
	if kept != dotnetTexts {
		t.Errorf("%d bytes are kept, the limit is %d", kept, dotnetTexts)
	}
}

func FuzzDotnet(f *testing.F) {
	f.Add(sampleDotnet(false))
	f.Add(sampleDotnet(true))
	rules, err := Compile([]Source{{Text: `import "dotnet"
rule a { condition:
  dotnet.typelib == "x" or dotnet.module_name == "x" or dotnet.assembly.culture == "x" or
  for any s in dotnet.streams : ( s.name == "x" ) or for any g in dotnet.guids : ( g == "x" ) or
  for any r in dotnet.resources : ( r.name == "x" ) or for any r in dotnet.assembly_refs : ( r.public_key_or_token == "x" ) or
  for any s in dotnet.user_strings : ( s == "x" ) or for any s in dotnet.constants : ( s == "x" ) or
  for any m in dotnet.modulerefs : ( m == "x" ) or for any o in dotnet.field_offsets : ( o == 1 )
}`}}, CompileOptions{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		limited(t, rules, data)
		in := &input{r: bytes.NewReader(data), size: int64(len(data))}
		if _, err := rules.scan(t.Context(), in, ScanOptions{}); err != nil && !errors.As(err, new(*LimitError)) {
			t.Fatal(err)
		}
	})
}
