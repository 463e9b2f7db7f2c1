package windows

import (
	"encoding/binary"
	"errors"
	"io"
	"strings"

	"github.com/athar-forensics/athar"
)

// Bounds of an $MFT.
const (
	maxRecordSize = 4096
	maxFolders    = 4 << 20 // remembered, to name paths
	maxWanted     = 200_000 // files that were asked for
	maxPathDepth  = 64
	maxAttributes = 256
)

// Entry is a file that an $MFT lists, in use or deleted.
type Entry struct {
	// Path begins with a backslash: the table does not know its drive. A part
	// whose folder is no longer known is "?".
	Path string
	Name string
	Gone bool
	// Born and Changed are of the name ($FILE_NAME), which only the file system
	// writes; Claims is the time of birth that a folder shows ($STANDARD_INFORMATION).
	Born, Changed, Claims athar.Time
	Size                  int64
	// Resident is the content of a file so small that it lies in its entry.
	Resident []byte
	// Number is the entry's place in the table.
	Number int64
}

// Backdated reports whether a file claims to be older than its name. Installers
// do this to files they unpack; for a page that no installer brought it is a lie.
func (e *Entry) Backdated() bool {
	return e.Born != 0 && e.Claims != 0 && e.Claims < e.Born-athar.Second
}

// IsMFT reports whether a file begins as an $MFT does: with the record that
// describes itself.
func IsMFT(head []byte) bool {
	if len(head) < 48 || string(head[:4]) != "FILE" {
		return false
	}
	le := binary.LittleEndian
	fix, size := le.Uint16(head[4:]), le.Uint32(head[28:])
	return fix >= 42 && fix <= 48 && (size == 1024 || size == 4096)
}

// MFT reads a table and returns its files whose names are wanted. Records are
// counted; damaged says how many could not be read.
func MFT(in io.Reader, wanted func(name string) bool) (files []Entry, records, damaged int64, err error) {
	m := mft{folders: map[uint64]folder{}, wanted: wanted}
	first := make([]byte, 48)
	if _, err := io.ReadFull(in, first); err != nil || !IsMFT(first) {
		return nil, 0, 0, errors.New("its first record is not that of an $MFT")
	}
	size := int(binary.LittleEndian.Uint32(first[28:]))
	block := make([]byte, size*256)
	filled := copy(block, first)
	for {
		n, err := io.ReadFull(in, block[filled:])
		filled += n
		for at := 0; at+size <= filled; at += size {
			m.record(block[at:at+size], records)
			records++
		}
		if err != nil {
			if filled%size != 0 {
				m.damaged++
			}
			if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
				return m.named(), records, m.damaged, err
			}
			break
		}
		filled = 0
	}
	if m.cut {
		err = errors.New("read up to a limit: more files or folders than are kept of one table")
	}
	return m.named(), records, m.damaged, err
}

type mft struct {
	folders map[uint64]folder // by number
	files   []mftFile
	wanted  func(string) bool
	damaged int64
	cut     bool
}

type folder struct {
	parent   uint64 // reference: number in 48 bits, sequence in 16
	sequence uint16
	name     string
}

type mftFile struct {
	Entry
	parent uint64
}

const numberBits = 1<<48 - 1

// record reads one entry of the table.
func (m *mft) record(b []byte, number int64) {
	switch string(b[:4]) {
	case "FILE":
	case "BAAD":
		m.damaged++
		return
	default:
		return // never used
	}
	if !fixUp(b) {
		m.damaged++
		return
	}
	le := binary.LittleEndian
	if base := le.Uint64(b[32:]); base&numberBits != 0 {
		return // the rest of another entry
	}
	flags := le.Uint16(b[22:])
	var e mftFile
	e.Number, e.Gone = number, flags&1 == 0
	best := byte(255)
	at := int(le.Uint16(b[20:]))
	for range maxAttributes {
		if at < 42 || at+16 > len(b) {
			break
		}
		kind, length := le.Uint32(b[at:]), int(le.Uint32(b[at+4:]))
		if kind == 0xffffffff || length < 16 || at+length > len(b) {
			break
		}
		m.attribute(&e, &best, kind, b[at:at+length])
		at += length
	}
	switch {
	case e.Name == "":
	case flags&2 != 0:
		if len(m.folders) < maxFolders {
			m.folders[uint64(number)] = folder{e.parent, le.Uint16(b[16:]), e.Name}
		} else {
			m.cut = true
		}
	case m.wanted(e.Name):
		if len(m.files) < maxWanted {
			m.files = append(m.files, e)
		} else {
			m.cut = true
		}
	}
}

// fixUp puts back the last two bytes of each sector, which the file system
// replaces by a counter to notice torn writes.
func fixUp(b []byte) bool {
	le := binary.LittleEndian
	at, n := int(le.Uint16(b[4:])), int(le.Uint16(b[6:]))
	if n < 1 || at < 40 || at+2*n > len(b) || (n-1)*512 > len(b) {
		return false
	}
	for i := 1; i < n; i++ {
		end := i*512 - 2
		if b[end] != b[at] || b[end+1] != b[at+1] {
			return false
		}
		b[end], b[end+1] = b[at+2*i], b[at+2*i+1]
	}
	return true
}

// attribute reads what is needed of one. Of several names the long one counts.
func (m *mft) attribute(e *mftFile, best *byte, kind uint32, a []byte) {
	le := binary.LittleEndian
	if a[8] != 0 { // not in the entry
		if kind == 0x80 && a[9] == 0 && len(a) >= 56 {
			e.Size = int64(le.Uint64(a[48:]))
		}
		return
	}
	if len(a) < 24 {
		return
	}
	size, offset := int(le.Uint32(a[16:])), int(le.Uint16(a[20:]))
	if size < 0 || offset+size > len(a) {
		return
	}
	v := a[offset : offset+size]
	switch {
	case kind == 0x10 && len(v) >= 8:
		e.Claims = fileTime(le.Uint64(v))
	case kind == 0x30 && len(v) >= 66:
		space, n := v[65], int(v[64])*2
		if 66+n > len(v) || rankOfName(space) >= *best {
			return
		}
		*best = rankOfName(space)
		e.Name = strings.ToValidUTF8(fromUTF16(v[66:66+n]), "\uFFFD")
		e.parent = le.Uint64(v)
		e.Born, e.Changed = fileTime(le.Uint64(v[8:])), fileTime(le.Uint64(v[16:]))
	case kind == 0x80 && a[9] == 0:
		e.Size = int64(size)
		e.Resident = append([]byte(nil), v...)
	}
}

// rankOfName prefers long names (1: long, 3: long and short in one, 0: POSIX, 2: short).
func rankOfName(space byte) byte {
	switch space {
	case 1, 3:
		return 0
	case 0:
		return 1
	}
	return 2
}

// named gives the files their paths, now that all folders are known.
func (m *mft) named() []Entry {
	out := make([]Entry, 0, len(m.files))
	for i := range m.files {
		f := &m.files[i]
		f.Path = m.path(f.parent) + `\` + f.Name
		out = append(out, f.Entry)
	}
	return out
}

// path names a folder. Number 5 is the root; a folder whose entry has been given
// to another since is not known any more.
func (m *mft) path(ref uint64) string {
	var parts []string
	for range maxPathDepth {
		number := ref & numberBits
		if number == 5 {
			break
		}
		f, ok := m.folders[number]
		if !ok || f.sequence != uint16(ref>>48) {
			parts = append(parts, "?")
			break
		}
		parts = append(parts, f.name)
		ref = f.parent
	}
	var b strings.Builder
	for i := len(parts) - 1; i >= 0; i-- {
		b.WriteString(`\` + parts[i])
	}
	return b.String()
}
