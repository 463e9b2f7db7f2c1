package evt

import (
	"encoding/binary"
	"errors"
	"io"
)

const (
	headerSize = 48
	// minRecord is a record without any text. A record is at most some 64 KiB of
	// texts and as much binary data; maxRecord leaves room.
	minRecord = 56
	maxRecord = 1 << 20
	eofSize   = 40
)

// signature stands in the header and in every record, behind its size.
const signature = 0x654c664c // "LfLe"

// ErrNotEVT is returned for what does not begin like an event log of old.
var ErrNotEVT = errors.New("not an event log of Windows before Vista: no header found")

// File is an event log.
type File struct {
	r      io.ReaderAt
	size   int64
	header Header
}

// Header is what the file says about itself. While a log is in use it is not
// kept up to date.
type Header struct {
	Major, Minor uint32
	// Oldest and Next are record numbers: the oldest record's, and the one that
	// the next record would have got.
	Oldest, Next uint32
	// First is the offset of the oldest record.
	First uint32
	// Dirty marks a log that was not closed, Wrapped one that came round to its
	// beginning, Full one that lost events, Archived one that was saved.
	Dirty, Wrapped, Full, Archived bool
}

// IsHeader tells whether b is the beginning of an event log.
func IsHeader(b []byte) bool {
	return len(b) >= headerSize && binary.LittleEndian.Uint32(b) == headerSize &&
		binary.LittleEndian.Uint32(b[4:]) == signature && binary.LittleEndian.Uint32(b[44:]) == headerSize
}

// Open begins to read an event log of size bytes.
func Open(r io.ReaderAt, size int64) (*File, error) {
	var b [headerSize]byte
	n, err := r.ReadAt(b[:min(headerSize, max(size, 0))], 0)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if !IsHeader(b[:n]) {
		return nil, ErrNotEVT
	}
	le := binary.LittleEndian
	flags := le.Uint32(b[36:])
	return &File{r: r, size: size, header: Header{
		Major: le.Uint32(b[8:]), Minor: le.Uint32(b[12:]),
		First: le.Uint32(b[16:]), Next: le.Uint32(b[24:]), Oldest: le.Uint32(b[28:]),
		Dirty: flags&1 != 0, Wrapped: flags&2 != 0, Full: flags&4 != 0, Archived: flags&8 != 0,
	}}, nil
}

// Header returns what the file says about itself.
func (f *File) Header() Header { return f.header }
