package yara

import "encoding/binary"

// peResource is a leaf of the resource tree. A level has a name or a number;
// the number is -1 where there is a name.
type peResource struct {
	address, length int64
	offset          int64 // -1 if it lies outside the file
	ids             [3]int64
	names           [3]string // UTF-16, as it stands in the file
	named           [3]bool
}

type peResourceTree struct {
	present      bool
	timestamp    int64
	major, minor int64
	leaves       []peResource
	visits       int
	start        int64
	file         *peFile
}

func (p *peFile) readResources() *peResourceTree {
	t := &peResourceTree{file: p}
	t.start = p.directoryAt(resourceDirectory)
	b, ok := p.in.bytes(t.start, 16)
	if !ok {
		return t
	}
	le := binary.LittleEndian
	t.present = true
	t.timestamp = int64(le.Uint32(b[4:]))
	t.major, t.minor = int64(le.Uint16(b[8:])), int64(le.Uint16(b[10:]))
	t.directory(t.start, 0, peResource{ids: [3]int64{-1, -1, -1}})
	return t
}

// directory walks one directory at a level: type, name, language.
func (t *peResourceTree) directory(at int64, level int, path peResource) {
	in := t.file.in
	le := binary.LittleEndian
	b, ok := in.bytes(at, 16)
	if !ok || le.Uint32(b) != 0 {
		return
	}
	named, numbered := int(le.Uint16(b[12:])), int(le.Uint16(b[14:]))
	if named > 32768 || numbered > 32768 {
		return
	}
	entries, ok := in.bytes(at+16, 8*(named+numbered))
	if !ok {
		return
	}
	for ; len(entries) > 0; entries = entries[8:] {
		if t.visits++; t.visits > peVisits || len(t.leaves) >= peResources {
			return
		}
		name, to := le.Uint32(entries), le.Uint32(entries[4:])
		if to == 0 {
			continue
		}
		path.ids[level] = int64(int32(name))
		path.names[level], path.named[level] = t.name(name)
		target := t.start + int64(to&0x7fffffff)
		if to&0x80000000 != 0 && level < 2 {
			if target != at {
				t.directory(target, level+1, path)
			}
			continue
		}
		if leaf, ok := in.bytes(target, 16); ok {
			address, length := int64(le.Uint32(leaf)), int64(le.Uint32(leaf[4:]))
			if length > 0 && length <= 0x3fffffff {
				r := path
				r.address, r.length, r.offset = address, length, t.file.offset(uint64(address))
				t.leaves = append(t.leaves, r)
			}
		}
	}
}

// name reads the text that names an entry, if one does.
func (t *peResourceTree) name(name uint32) (string, bool) {
	if name&0x80000000 == 0 {
		return "", false
	}
	at := t.start + int64(name&0x7fffffff)
	b, ok := t.file.in.bytes(at, 2)
	if !ok {
		return "", false
	}
	n := int(binary.LittleEndian.Uint16(b))
	if n > 1000 {
		return "", false
	}
	b, ok = t.file.in.bytes(at+2, 2*n)
	return string(b), ok
}
