package forge

import (
	"encoding/binary"
	"strings"

	"github.com/athar-forensics/athar"
)

// TableFile is a file in a file system's table ($MFT) to be made.
type TableFile struct {
	// Path has / between its parts and begins below the drive.
	Path string
	Gone bool
	// Born is when its name was made, Claims when it says that it was.
	Born, Claims athar.Time
	Data         []byte // up to 600 bytes, which lie in the table itself
}

const tableRecord = 1024

// Table makes an $MFT with these files and the folders that they need.
func Table(files []TableFile) []byte {
	w := &tableWriter{folders: map[string]uint64{"": 5}}
	for i := range uint64(24) { // the system's own
		name, flags := "$Own", uint16(1)
		switch i {
		case 0:
			name = "$MFT"
		case 5:
			name, flags = ".", 3
		}
		w.record(5, name, flags, TableFile{})
	}
	for _, f := range files {
		dir, name := "", f.Path
		if at := strings.LastIndexByte(f.Path, '/'); at >= 0 {
			dir, name = f.Path[:at], f.Path[at+1:]
		}
		flags := uint16(1)
		if f.Gone {
			flags = 0
		}
		w.record(w.folder(dir), name, flags, f)
	}
	return w.out
}

type tableWriter struct {
	out     []byte
	folders map[string]uint64
}

func (w *tableWriter) folder(path string) uint64 {
	if at, ok := w.folders[path]; ok {
		return at
	}
	up, name := "", path
	if at := strings.LastIndexByte(path, '/'); at >= 0 {
		up, name = path[:at], path[at+1:]
	}
	parent := w.folder(up)
	w.folders[path] = uint64(len(w.out) / tableRecord)
	w.record(parent, name, 3, TableFile{})
	return w.folders[path]
}

// record adds an entry: a file's times, its name, its content.
func (w *tableWriter) record(parent uint64, name string, flags uint16, f TableFile) {
	le := binary.LittleEndian
	b := make([]byte, tableRecord)
	copy(b, "FILE")
	le.PutUint16(b[4:], 48) // the places of sector ends, two and a counter
	le.PutUint16(b[6:], 3)
	le.PutUint16(b[16:], 1) // sequence
	le.PutUint16(b[18:], 1)
	le.PutUint16(b[20:], 56)
	le.PutUint16(b[22:], flags)
	le.PutUint32(b[28:], tableRecord)
	at := 56
	attribute := func(kind uint32, v []byte) {
		size := (24 + len(v) + 7) &^ 7
		le.PutUint32(b[at:], kind)
		le.PutUint32(b[at+4:], uint32(size))
		le.PutUint32(b[at+16:], uint32(len(v)))
		le.PutUint16(b[at+20:], 24)
		copy(b[at+24:], v)
		at += size
	}
	times := make([]byte, 48)
	for i := range 4 {
		le.PutUint64(times[8*i:], fileTime(f.Claims))
	}
	attribute(0x10, times)
	wide := Wide(name)
	v := make([]byte, 66, 66+len(wide))
	le.PutUint64(v, parent|1<<48)
	for i := range 4 {
		le.PutUint64(v[8+8*i:], fileTime(f.Born))
	}
	v[64], v[65] = byte(len(wide)/2), 1
	attribute(0x30, append(v, wide...))
	if flags&2 == 0 {
		attribute(0x80, f.Data[:min(len(f.Data), 600)])
	}
	le.PutUint32(b[at:], 0xffffffff)
	le.PutUint32(b[24:], uint32(at+8))
	for i := 1; i <= 2; i++ { // a counter in place of each sector's end
		copy(b[48+2*i:], b[i*512-2:i*512])
		b[i*512-2], b[i*512-1] = 7, 0
	}
	b[48], b[49] = 7, 0
	w.out = append(w.out, b...)
}
