package craft

import (
	"encoding/binary"
	"hash/crc32"
)

const (
	// HeaderSize and ChunkSize are the parts of a file: one header, then chunks.
	HeaderSize = 4096
	ChunkSize  = 64 << 10

	recordsStart = 512
	// A chunk's header ends with two hash tables of offsets, of names and of
	// templates.
	nameSlots, nameTable         = 64, 128
	templateSlots, templateTable = 32, 384
)

// Log is an event log in the making.
type Log struct {
	chunks []*Chunk
}

// Chunk begins a new chunk.
func (l *Log) Chunk() *Chunk {
	c := NewChunk()
	l.chunks = append(l.chunks, c)
	return c
}

// Bytes returns the whole file.
func (l *Log) Bytes() []byte {
	h := Header{Chunks: len(l.chunks), NextRecord: 0}
	if n := len(l.chunks); n > 0 {
		h.NextRecord = l.chunks[n-1].last + 1
	}
	b := h.Bytes()
	for _, c := range l.chunks {
		b = append(b, c.Bytes()...)
	}
	return b
}

// Header is the beginning of a file.
type Header struct {
	Chunks     int
	NextRecord uint64
	Dirty      bool
}

// Bytes returns the header, 4 KiB.
func (h Header) Bytes() []byte {
	b := make([]byte, HeaderSize)
	le := binary.LittleEndian
	copy(b, "ElfFile\x00")
	le.PutUint64(b[16:], uint64(max(h.Chunks-1, 0)))
	le.PutUint64(b[24:], h.NextRecord)
	le.PutUint32(b[32:], 128)
	le.PutUint16(b[36:], 1)
	le.PutUint16(b[38:], 3)
	le.PutUint16(b[40:], HeaderSize)
	le.PutUint16(b[42:], uint16(h.Chunks))
	if h.Dirty {
		b[120] = 1
	}
	le.PutUint32(b[124:], crc32.ChecksumIEEE(b[:120]))
	return b
}
