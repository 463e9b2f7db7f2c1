package yara

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// value makes the structure that rules see; tables and strings when a rule asks.
// As with yara a list that the assembly does not have is undefined, and so is its
// number.
func (d *dotnetFile) value() value {
	var streams []value
	for _, s := range d.streams {
		streams = append(streams, structValue(fields{
			"name": stringValue(s.name), "offset": intValue(s.offset), "size": intValue(s.size),
		}))
	}
	o := &object{fields: fields{"is_dotnet": intValue(1), "version": d.version}}
	setList(o.fields, "streams", streams)
	o.later(d.guidFields, "guids", "number_of_guids")
	o.later(d.userStringFields, "user_strings", "number_of_user_strings")
	o.later(d.tableFields, "module_name", "typelib", "assembly", "assembly_refs", "number_of_assembly_refs",
		"resources", "number_of_resources", "modulerefs", "number_of_modulerefs",
		"constants", "number_of_constants", "field_offsets", "number_of_field_offsets")
	return value{kind: structKind, o: o}
}

// setList sets a list and its number.
func setList(f fields, name string, items []value) {
	f[name], f["number_of_"+name] = arrayValue(items), intValue(int64(len(items)))
}

func (d *dotnetFile) guidFields(f fields) {
	s, ok := d.stream("#GUID")
	if !ok {
		return
	}
	le := binary.LittleEndian
	var guids []value
	for i := range min(s.size/16, dotnetGUIDs) {
		b, ok := d.in.bytes(s.offset+16*i, 16)
		if !ok {
			break
		}
		guids = append(guids, stringValue(fmt.Sprintf("%08x-%04x-%04x-%x-%x",
			le.Uint32(b), le.Uint16(b[4:]), le.Uint16(b[6:]), b[8:10], b[10:])))
	}
	setList(f, "guids", guids)
}

// userStringFields reads the texts of the program itself, in UTF-16. The last byte
// of each, 0 or 1, says whether it has special characters; read as an entry of its
// own it is an empty one, and is skipped as such.
func (d *dotnetFile) userStringFields(f fields) {
	s, ok := d.stream("#US")
	if !ok || s.size == 0 || s.size > d.in.size-s.offset {
		return
	}
	if first, ok := d.in.bytes(s.offset, 1); !ok || first[0] != 0 {
		return
	}
	var texts []value
	for at := s.offset + 1; at < s.offset+s.size && len(texts) < dotnetStrings; {
		length, size := d.blobLength(at)
		if size == 0 {
			break
		}
		at += size
		if length < 2 {
			continue
		}
		if length-1 > d.in.size-at {
			continue
		}
		text, ok := d.keepAt(at, length-1)
		if !ok {
			break
		}
		texts = append(texts, stringValue(text))
		at += length - 1
	}
	setList(f, "user_strings", texts)
}

// tableFields reads the tables. They are of no use without names and blobs.
func (d *dotnetFile) tableFields(f fields) {
	stream, isThere := d.stream("#~")
	names, hasNames := d.stream("#Strings")
	blobs, hasBlobs := d.stream("#Blob")
	if !isThere || !hasNames || !hasBlobs {
		return
	}
	t := d.readTables(stream)
	if t == nil {
		return
	}
	if row, ok := t.row(tableModule, 0); ok {
		d.setName(f, "module_name", names, row[1])
	}
	if row, ok := t.row(tableAssembly, 0); ok {
		one := fields{"version": dotnetVersionOf(row[1:5])}
		d.setName(one, "name", names, row[7])
		if culture, ok := d.name(names, row[8]); ok && culture != "" {
			one["culture"] = stringValue(culture)
		}
		f["assembly"] = structValue(one)
	}
	if typelib, ok := d.typelib(t, names, blobs); ok {
		f["typelib"] = stringValue(typelib)
	}
	for _, one := range []struct {
		table dotnetTable
		name  string
		read  func(row dotnetRow) (value, bool)
	}{
		{tableConstant, "constants", func(row dotnetRow) (value, bool) {
			const text = 0x0e
			if row[0] != text {
				return undefined, false
			}
			s, ok := d.blob(blobs, row[3])
			return stringValue(s), ok
		}},
		{tableModuleRef, "modulerefs", func(row dotnetRow) (value, bool) {
			name, ok := d.name(names, row[0])
			return stringValue(name), ok
		}},
		{tableFieldRVA, "field_offsets", func(row dotnetRow) (value, bool) {
			at := d.pe.offset(uint64(row[0]))
			return intValue(at), at >= 0
		}},
		{tableAssemblyRef, "assembly_refs", func(row dotnetRow) (value, bool) {
			return d.assemblyRef(names, blobs, row), true
		}},
		{tableManifestResource, "resources", func(row dotnetRow) (value, bool) {
			return d.resource(names, row)
		}},
	} {
		if !t.has(one.table) {
			continue
		}
		var items []value
		t.each(one.table, dotnetRows, func(row dotnetRow) {
			if v, ok := one.read(row); ok {
				items = append(items, v)
			}
		})
		setList(f, one.name, items)
	}
}

func (d *dotnetFile) setName(f fields, field string, names dotnetStream, index uint32) {
	if name, ok := d.name(names, index); ok {
		f[field] = stringValue(name)
	}
}

func dotnetVersionOf(parts []uint32) value {
	f := make(fields, len(dotnetVersion))
	for i, name := range dotnetVersion {
		f[name] = intValue(int64(parts[i]))
	}
	return structValue(f)
}

func (d *dotnetFile) assemblyRef(names, blobs dotnetStream, row dotnetRow) value {
	f := fields{"version": dotnetVersionOf(row[:4])}
	key, ok := d.blob(blobs, row[5])
	if !ok {
		return structValue(f)
	}
	if key != "" {
		f["public_key_or_token"] = stringValue(key)
	}
	d.setName(f, "name", names, row[6])
	return structValue(f)
}

// resource reads where a resource lies, if it lies in this file. Its length
// precedes it.
func (d *dotnetFile) resource(names dotnetStream, row dotnetRow) (value, bool) {
	at := d.resources + int64(row[0])
	if row[3] != 0 || d.resources < 0 {
		return undefined, false
	}
	b, ok := d.in.bytes(at, 4)
	if !ok {
		return undefined, false
	}
	length := int64(binary.LittleEndian.Uint32(b))
	if length > d.in.size-at {
		return undefined, false
	}
	f := fields{"offset": intValue(at + 4), "length": intValue(length)}
	d.setName(f, "name", names, row[2])
	return structValue(f), true
}

// typelib reads the last GuidAttribute of the assembly: CustomAttribute, its
// constructor in MemberRef, and that one's class in TypeRef.
func (d *dotnetFile) typelib(t *dotnetTables, names, blobs dotnetStream) (found string, ok bool) {
	const (
		parentIsAssembly, parentBits = 14, 5
		typeIsMember, typeBits       = 3, 3
		classIsTypeRef, classBits    = 1, 3
		prologue                     = "\x01\x00"
	)
	t.each(tableCustomAttribute, dotnetAttributes, func(row dotnetRow) {
		if row[0]&(1<<parentBits-1) != parentIsAssembly || row[1]&(1<<typeBits-1) != typeIsMember || row[2] == 0 {
			return
		}
		// Rows count from 1.
		member, isThere := t.row(tableMemberRef, row[1]>>typeBits-1)
		if !isThere || member[0]&(1<<classBits-1) != classIsTypeRef {
			return
		}
		class, isThere := t.row(tableTypeRef, member[0]>>classBits-1)
		if !isThere {
			return
		}
		if name, ok := d.nameBytes(names, class[1]); !ok || string(name) != "GuidAttribute" {
			return
		}
		// A text with its length in one byte; 0xff is none at all.
		at, length := d.blobAt(blobs, row[2])
		const longest = int64(len(prologue) + 1 + 255)
		b, isAttribute := bytes.CutPrefix(d.in.upTo(at, int(min(length, longest))), []byte(prologue))
		if !isAttribute || len(b) < 2 {
			return
		}
		text, _, _ := bytes.Cut(b[1:min(len(b), 1+int(b[0]))], []byte{0})
		found, ok = string(text), true
	})
	return found, ok
}
