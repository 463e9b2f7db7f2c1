package craft

import (
	"encoding/binary"
	"hash/crc32"
)

const (
	headerSize   = 4096
	chunkSize    = 64 << 10
	recordsStart = 512
)

// Log is an event log in the making.
type Log struct {
	chunks []*Chunk
}

// Chunk is a chunk in the making.
type Chunk struct {
	buf         []byte
	names       map[string]uint32
	templates   map[byte]uint32
	first, last uint64
	lastAt      int
}

// Chunk begins a new chunk.
func (l *Log) Chunk() *Chunk {
	c := &Chunk{buf: make([]byte, recordsStart, chunkSize), names: map[string]uint32{}, templates: map[byte]uint32{}}
	l.chunks = append(l.chunks, c)
	return c
}

// Record adds a record and returns its offset in the chunk. Ticks are 100 ns
// since 1601.
func (c *Chunk) Record(id, ticks uint64, body ...Node) int {
	at := len(c.buf)
	c.put('*', '*', 0, 0)
	size := len(c.buf)
	c.u32(0)
	c.u64(id)
	c.u64(ticks)
	for _, n := range body {
		n.write(c)
	}
	c.put(0x00)
	for (len(c.buf)+4-at)%8 != 0 {
		c.put(0)
	}
	n := uint32(len(c.buf) + 4 - at)
	c.u32(n)
	binary.LittleEndian.PutUint32(c.buf[size:], n)
	if c.first == 0 {
		c.first = id
	}
	c.last, c.lastAt = id, at
	return at
}

// Bytes returns the chunk, 64 KiB.
func (c *Chunk) Bytes() []byte {
	b := make([]byte, chunkSize)
	copy(b, c.buf)
	le := binary.LittleEndian
	copy(b, "ElfChnk\x00")
	le.PutUint64(b[8:], c.first)
	le.PutUint64(b[16:], c.last)
	le.PutUint64(b[24:], c.first)
	le.PutUint64(b[32:], c.last)
	le.PutUint32(b[40:], 128)
	le.PutUint32(b[44:], uint32(c.lastAt))
	le.PutUint32(b[48:], uint32(len(c.buf)))
	le.PutUint32(b[52:], crc32.ChecksumIEEE(b[recordsStart:len(c.buf)]))
	le.PutUint32(b[124:], crc32.Update(crc32.ChecksumIEEE(b[:120]), crc32.IEEETable, b[128:recordsStart]))
	return b
}

// Bytes returns the whole file.
func (l *Log) Bytes() []byte {
	b := make([]byte, headerSize)
	le := binary.LittleEndian
	copy(b, "ElfFile\x00")
	le.PutUint64(b[16:], uint64(max(len(l.chunks)-1, 0)))
	if n := len(l.chunks); n > 0 {
		le.PutUint64(b[24:], l.chunks[n-1].last+1)
	}
	le.PutUint32(b[32:], 128)
	le.PutUint16(b[36:], 1)
	le.PutUint16(b[38:], 3)
	le.PutUint16(b[40:], headerSize)
	le.PutUint16(b[42:], uint16(len(l.chunks)))
	le.PutUint32(b[124:], crc32.ChecksumIEEE(b[:120]))
	for _, c := range l.chunks {
		b = append(b, c.Bytes()...)
	}
	return b
}

func (c *Chunk) put(b ...byte) { c.buf = append(c.buf, b...) }
func (c *Chunk) u16(n uint16)  { c.buf = binary.LittleEndian.AppendUint16(c.buf, n) }
func (c *Chunk) u32(n uint32)  { c.buf = binary.LittleEndian.AppendUint32(c.buf, n) }
func (c *Chunk) u64(n uint64)  { c.buf = binary.LittleEndian.AppendUint64(c.buf, n) }

// hold leaves room for a size, which fill puts there: what was written since.
func (c *Chunk) hold(n int) int {
	at := len(c.buf)
	c.put(make([]byte, n)...)
	return at
}

func (c *Chunk) fill(at int) {
	binary.LittleEndian.PutUint32(c.buf[at:], uint32(len(c.buf)-at-4))
}

// name writes a reference to a name, and the name where it is new.
func (c *Chunk) name(s string) {
	if at, ok := c.names[s]; ok {
		c.u32(at)
		return
	}
	at := uint32(len(c.buf) + 4)
	c.names[s] = at
	c.u32(at)
	units := UTF16(s)
	c.u32(0)
	h := uint32(0)
	for i := 0; i < len(units); i += 2 {
		h = h*65599 + uint32(binary.LittleEndian.Uint16(units[i:]))
	}
	c.u16(uint16(h))
	c.u16(uint16(len(units) / 2))
	c.put(units...)
	c.u16(0)
}

func (c *Chunk) units(s string) {
	units := UTF16(s)
	c.u16(uint16(len(units) / 2))
	c.put(units...)
}
