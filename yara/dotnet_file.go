package yara

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// Limits of the .NET reader. Rows may all refer to one text, so what is kept is
// bounded too.
const (
	dotnetRows       = 10_000 // of one table that are told; yara reads no table that has more
	dotnetAttributes = 65_536 // custom attributes that are looked at
	dotnetName       = 1024   // bytes of one name; yara's own limit
	dotnetGUIDs      = 16     // yara's own limit
	dotnetStrings    = 1 << 17
	dotnetTexts      = 16 << 20 // bytes of all texts of a file
)

// comDirectory is the data directory of the CLI header.
const comDirectory = 14

// dotnetFile reads the metadata of a .NET assembly (ECMA-335, II.24 and II.25).
type dotnetFile struct {
	pe        *peFile
	in        *input
	version   value
	resources int64 // where the resources begin; -1 where there are none
	streams   []dotnetStream
	// texts is how many bytes of text may still be kept.
	texts int
}

// dotnetStream is a heap or the tables; offset is its place in the file.
type dotnetStream struct {
	name         string
	offset, size int64
}

// readDotnet returns nil where the file is no assembly.
func readDotnet(p *peFile) *dotnetFile {
	le := binary.LittleEndian
	count, at := p.directories()
	// The loader of 32-bit files does not ask how many directories there are.
	if p.wide && count < comDirectory {
		return nil
	}
	entry, ok := p.in.bytes(at+8*comDirectory, 8)
	if !ok {
		return nil
	}
	const headerBytes, metadataBytes, magic, longestVersion = 72, 16, 0x424a5342, 255
	header, ok := p.in.bytes(p.offset(uint64(le.Uint32(entry))), headerBytes)
	if !ok || le.Uint32(header) != headerBytes {
		return nil
	}
	root, resources := p.offset(uint64(le.Uint32(header[8:]))), p.offset(uint64(le.Uint32(header[24:])))
	metadata, ok := p.in.bytes(root, metadataBytes)
	if !ok || le.Uint32(metadata) != magic {
		return nil
	}
	length := int64(le.Uint32(metadata[12:]))
	if length == 0 || length > longestVersion || length%4 != 0 {
		return nil
	}
	d := &dotnetFile{pe: p, in: p.in, resources: resources, texts: dotnetTexts}
	version, ok := p.in.bytes(root+metadataBytes, int(length))
	if text, _, ended := bytes.Cut(version, []byte{0}); ended {
		d.version = stringValue(string(text))
	}
	if !ok || !p.startsManaged() {
		return nil
	}
	d.readStreams(root, root+metadataBytes+length+2)
	return d
}

// startsManaged reports whether a program of 32 bits begins with the jump into
// the runtime that every assembly has there; others have no need of it.
func (p *peFile) startsManaged() bool {
	const library = 0x2000
	if p.wide || binary.LittleEndian.Uint16(p.coff[18:])&library != 0 {
		return true
	}
	jump, ok := p.in.bytes(p.offset(uint64(p.opt32(16))), 2)
	return ok && jump[0] == 0xff && jump[1] == 0x25
}

// readStreams reads the list of streams, whose offsets count from the root. yara
// takes the low byte of their number only.
func (d *dotnetFile) readStreams(root, at int64) {
	const longestName = 32
	le := binary.LittleEndian
	count, ok := d.in.bytes(at, 1)
	if !ok {
		return
	}
	at += 2
	for n := int(count[0]); n > 0; n-- {
		b, ok := d.in.bytes(at, 8+longestName)
		if !ok {
			return
		}
		name, _, ended := strings.Cut(string(b[8:]), "\x00")
		if !ended {
			return
		}
		d.streams = append(d.streams, dotnetStream{name, root + int64(le.Uint32(b)), int64(le.Uint32(b[4:]))})
		// The name is filled up with zeros, one at least, to four bytes.
		at += 8 + int64(len(name)) + 4 - int64(len(name)%4)
	}
}

// stream finds a stream by the beginning of its name, as yara does. Which one of
// several counts is yara's choice too.
func (d *dotnetFile) stream(name string) (found dotnetStream, ok bool) {
	last := name == "#GUID" || name == "#Blob"
	for _, s := range d.streams {
		tables := name == "#~" && strings.HasPrefix(s.name, "#-") // the form that was not optimised
		if strings.HasPrefix(s.name, name) || tables {
			found, ok = s, true
			if !last {
				return found, ok
			}
		}
	}
	return found, ok
}

// name reads a text of the heap of names.
func (d *dotnetFile) name(heap dotnetStream, index uint32) (string, bool) {
	b, ok := d.nameBytes(heap, index)
	if !ok {
		return "", false
	}
	return d.keep(b)
}

// nameBytes is name without a copy; it is valid until the next read.
func (d *dotnetFile) nameBytes(heap dotnetStream, index uint32) ([]byte, bool) {
	b := d.in.upTo(heap.offset+int64(index), dotnetName+1)
	end := bytes.IndexByte(b, 0)
	return b[:max(end, 0)], end >= 0
}

// blobLength reads the length that precedes an entry of a heap (II.24.2.4), and
// says how many bytes it takes; 0 where there is none.
func (d *dotnetFile) blobLength(at int64) (length int64, size int64) {
	b := d.in.upTo(at, 4)
	switch {
	case len(b) > 0 && b[0]&0x80 == 0:
		return int64(b[0]), 1
	case len(b) > 1 && b[0]&0xc0 == 0x80:
		return int64(binary.BigEndian.Uint16(b) & 0x3fff), 2
	case len(b) > 3 && b[0]&0xe0 == 0xc0:
		return int64(binary.BigEndian.Uint32(b) & 0x1fffffff), 4
	}
	return 0, 0
}

// blobAt is where an entry of the heap of blobs lies, and its length; -1 where
// there is none.
func (d *dotnetFile) blobAt(heap dotnetStream, index uint32) (at, length int64) {
	at = heap.offset + int64(index)
	length, size := d.blobLength(at)
	if size == 0 {
		return -1, 0
	}
	return at + size, length
}

// blob reads an entry of the heap of blobs.
func (d *dotnetFile) blob(heap dotnetStream, index uint32) (string, bool) {
	return d.keepAt(d.blobAt(heap, index))
}

// keepAt copies bytes of the file, as long as there is room for texts.
func (d *dotnetFile) keepAt(at, length int64) (string, bool) {
	if length > int64(d.texts) {
		return "", false
	}
	b, ok := d.in.bytes(at, int(length))
	if !ok {
		return "", false
	}
	return d.keep(b)
}

func (d *dotnetFile) keep(b []byte) (string, bool) {
	if len(b) > d.texts {
		return "", false
	}
	d.texts -= len(b)
	return string(b), true
}
