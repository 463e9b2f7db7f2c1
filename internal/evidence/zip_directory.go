package evidence

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
)

// The standard library's zip reader takes all of a directory or nothing, before
// any limit can act, and says nothing of a directory that was cut off. What
// reaches athar is cut off often, so the records are read here.

// maxNames bounds the names of one archive that are held at once, in bytes.
const maxNames = 256 << 20

// endWindow is how far from its end a zip's end record is looked for:
// the longest comment has 64 KiB, the rest is room for what was appended.
const endWindow = 1 << 20

// zipListing is what an archive says that it holds.
type zipListing struct {
	entries []zipEntry
	start   int64 // bytes before the archive's own
	after   int64 // bytes behind its end
	broken  int   // directory entries that could not be read
	more    bool  // it goes on beyond the limits of files or names
	names   int64
}

func (l *zipListing) add(e zipEntry, limit int) bool {
	l.names += int64(len(e.path))
	if len(l.entries) >= limit || l.names > maxNames {
		l.more = true
		return false
	}
	l.entries = append(l.entries, e)
	return true
}

// zipEnd is where a directory lies, as the end record says.
type zipEnd struct {
	at      int64 // of the end record
	after   int64 // bytes behind it and its comment
	dir     int64 // offset of the directory, from the archive's own start
	size    int64
	records uint64
}

var errNoDirectory = errors.New("the archive's directory is missing")

// readDirectory lists an archive by its directory, at most limit members.
func readDirectory(ra io.ReaderAt, size int64, limit int) (zipListing, error) {
	var l zipListing
	end, ok := findEnd(ra, size)
	if !ok {
		return l, errNoDirectory
	}
	// Offsets count from the archive's start, which is not the file's where
	// something was put before it; or from the file's where a tool put that right.
	l.start = end.at - end.size - end.dir
	if l.start < 0 || end.records > 0 && !hasMagic(ra, l.start+end.dir, centralMagic) {
		l.start = 0
	}
	if end.records > 0 && !hasMagic(ra, l.start+end.dir, centralMagic) {
		return l, errNoDirectory
	}
	l.after = end.after
	from := l.start + end.dir
	in := bufio.NewReaderSize(io.NewSectionReader(ra, from, end.at-from), 64<<10)
	for read := uint64(0); read < end.records; read++ {
		e, err := readCentral(in)
		if err != nil {
			// Without its length the next entry cannot be found.
			l.broken += int(min(end.records-read, math.MaxInt32))
			break
		}
		e.header += l.start
		if e.header < 0 || e.packed < 0 || e.size < 0 || e.header > size-localSize || e.packed > size {
			l.broken++
			continue
		}
		if !l.add(e, limit) {
			break
		}
	}
	return l, nil
}

// readCentral reads the next entry of a directory.
func readCentral(in *bufio.Reader) (zipEntry, error) {
	var b [centralSize]byte
	if _, err := io.ReadFull(in, b[:]); err != nil {
		return zipEntry{}, err
	}
	if string(b[:4]) != centralMagic {
		return zipEntry{}, errNoDirectory
	}
	le := binary.LittleEndian
	e := zipEntry{
		flags: le.Uint16(b[8:]), method: le.Uint16(b[10:]), crc: le.Uint32(b[16:]),
		packed: int64(le.Uint32(b[20:])), size: int64(le.Uint32(b[24:])), header: int64(le.Uint32(b[42:])),
	}
	names, extra, comment := int(le.Uint16(b[28:])), int(le.Uint16(b[30:])), int(le.Uint16(b[32:]))
	rest := make([]byte, names+extra)
	if _, err := io.ReadFull(in, rest); err != nil {
		return zipEntry{}, err
	}
	if _, err := in.Discard(comment); err != nil {
		return zipEntry{}, err
	}
	raw := rest[:names]
	x := readExtras(rest[names:], raw, &e, &e.header)
	e.modified = x.modified
	e.name(raw, x)
	// Made on Unix (3) or macOS (19), the upper half is the file's mode.
	if host := b[5]; (host == 3 || host == 19) && le.Uint32(b[38:])>>16&0xf000 == 0xa000 {
		e.link = true
	}
	return e, nil
}

// findEnd looks for the end record from the end of the file.
func findEnd(ra io.ReaderAt, size int64) (zipEnd, bool) {
	for _, window := range []int64{4 << 10, endWindow} {
		window = min(window, size)
		b := make([]byte, window)
		from := size - window
		n, _ := ra.ReadAt(b, from)
		b = b[:n]
		for i := bytes.LastIndex(b, []byte(endMagic)); i >= 0; i = bytes.LastIndex(b[:i], []byte(endMagic)) {
			if end, ok := readEnd(ra, b[i:], from+int64(i)); ok {
				return end, true
			}
		}
		if window == size {
			break
		}
	}
	return zipEnd{}, false
}

func readEnd(ra io.ReaderAt, b []byte, at int64) (zipEnd, bool) {
	if len(b) < endSize {
		return zipEnd{}, false
	}
	le := binary.LittleEndian
	after := int64(len(b)) - endSize - int64(le.Uint16(b[20:]))
	end := zipEnd{
		at: at, after: max(after, 0), records: uint64(le.Uint16(b[10:])),
		size: int64(le.Uint32(b[12:])), dir: int64(le.Uint32(b[16:])),
	}
	if end.records == math.MaxUint16 || end.size == math.MaxUint32 || end.dir == math.MaxUint32 {
		end.widen(ra)
	}
	return end, after >= 0 && end.size >= 0 && end.dir >= 0 && end.size <= end.at && end.dir <= end.at-end.size
}

// widen takes the directory's place from a zip64 record, where there is one.
func (end *zipEnd) widen(ra io.ReaderAt) {
	le := binary.LittleEndian
	loc := make([]byte, locator64Size)
	if n, _ := ra.ReadAt(loc, max(end.at-locator64Size, 0)); n < len(loc) || string(loc[:4]) != locator64Magic {
		return
	}
	// As stated, or just before the locator where something precedes the archive.
	for _, at := range []int64{clamp(le.Uint64(loc[8:])), end.at - locator64Size - end64Size} {
		b := make([]byte, end64Size)
		if at < 0 {
			continue
		}
		if n, _ := ra.ReadAt(b, at); n < len(b) || string(b[:4]) != end64Magic {
			continue
		}
		end.records = le.Uint64(b[32:])
		end.size, end.dir = clamp(le.Uint64(b[40:])), clamp(le.Uint64(b[48:]))
		end.at = at
		return
	}
}

func hasMagic(ra io.ReaderAt, off int64, magic string) bool {
	var b [4]byte
	n, _ := ra.ReadAt(b[:], off)
	return n == 4 && string(b[:]) == magic
}
