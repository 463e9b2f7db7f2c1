package evtx

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"sync/atomic"
)

const (
	headerSize = 4096
	chunkSize  = 64 << 10
	// recordsStart is where a chunk's header with its two tables ends.
	recordsStart = 512
)

var (
	fileMagic  = []byte("ElfFile\x00")
	chunkMagic = []byte("ElfChnk\x00")
)

// File is an event log. Its methods may be called from several goroutines; the
// iterators they return each belong to one.
type File struct {
	r         io.ReaderAt
	size      int64 // math.MaxInt64 where a stream has yet to end
	header    Header
	first     int64
	stream    bool // r cannot go back
	templates cache
	// A chunk that an iterator has left, and one that the next may take.
	left, spare atomic.Pointer[Chunk]
}

// Header is what the file says about itself. Nothing else in this package
// relies on it: Windows updates it late, and after a crash not at all.
type Header struct {
	// Present is false where the file does not begin with a header.
	Present bool
	// FirstChunk and LastChunk number the oldest and the newest chunk.
	FirstChunk, LastChunk uint64
	// NextRecord is the identifier that the next record would have got.
	NextRecord uint64
	// Major and Minor are the version: 3.1, and 3.2 since Windows 10 (2004).
	Major, Minor uint16
	// Chunks is how many chunks there are said to be.
	Chunks uint16
	// Dirty marks a log that was not closed, Full one that may not grow.
	Dirty, Full bool
	// ChecksumOK tells whether the header's CRC-32 is right.
	ChecksumOK bool
}

// Open begins to read an event log of size bytes. It fails with [ErrNotEVTX]
// where there is neither a header nor a chunk in its usual place, and with the
// reader's own error.
func Open(r io.ReaderAt, size int64) (*File, error) {
	f := &File{}
	if err := f.Again(r, size); err != nil {
		return nil, err
	}
	return f, nil
}

// Again begins to read another reader with the same File, such as the next part of
// a log that is read in parts: what was learned of templates counts on, and shapes
// that last stay what they are. Whatever else came of the File is good no more, and
// nothing else may use it meanwhile. Errors are those of [Open].
func (f *File) Again(r io.ReaderAt, size int64) error {
	f.r, f.size, f.first, f.header, f.stream = r, size, 0, Header{}, false
	f.spare.Store(f.left.Swap(nil))
	var head [128]byte
	n, err := r.ReadAt(head[:min(int64(len(head)), max(size, 0))], 0)
	if err != nil && err != io.EOF {
		return err
	}
	if n == len(head) && bytes.HasPrefix(head[:], fileMagic) {
		f.header = parseHeader(&head)
		f.first = headerSize
		return nil
	}
	// Without its header a file may begin with the first chunk, or have the
	// first chunk where it always is.
	for _, at := range []int64{0, headerSize} {
		var magic [8]byte
		if n, _ := r.ReadAt(magic[:], at); n == len(magic) && bytes.Equal(magic[:], chunkMagic) {
			f.first = at
			return nil
		}
	}
	return ErrNotEVTX
}

// Header returns what the file says about itself.
func (f *File) Header() Header { return f.header }

func parseHeader(b *[128]byte) Header {
	le := binary.LittleEndian
	flags := le.Uint32(b[120:])
	return Header{
		Present:    true,
		FirstChunk: le.Uint64(b[8:]),
		LastChunk:  le.Uint64(b[16:]),
		NextRecord: le.Uint64(b[24:]),
		Minor:      le.Uint16(b[36:]),
		Major:      le.Uint16(b[38:]),
		Chunks:     le.Uint16(b[42:]),
		Dirty:      flags&1 != 0,
		Full:       flags&2 != 0,
		ChecksumOK: crc32.ChecksumIEEE(b[:120]) == le.Uint32(b[124:]),
	}
}
