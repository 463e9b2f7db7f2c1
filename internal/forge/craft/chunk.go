package craft

import (
	"encoding/binary"
	"hash/crc32"
)

// Chunk is a chunk in the making.
type Chunk struct {
	buf         []byte
	names       map[string]uint32
	templates   map[uint32]uint32
	first, last uint64
	lastAt      int
}

// NewChunk begins a chunk that stands alone.
func NewChunk() *Chunk {
	return &Chunk{buf: make([]byte, recordsStart, ChunkSize), names: map[string]uint32{}, templates: map[uint32]uint32{}}
}

// Record adds a record and returns its offset in the chunk. Ticks are 100 ns
// since 1601. What does not fit into the chunk makes its Bytes panic: see
// [Chunk.Fit].
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

// Fit adds a record as Record does if the chunk has room for it, and otherwise
// leaves the chunk as it was and returns false.
func (c *Chunk) Fit(id, ticks uint64, body ...Node) bool {
	at, first, last, lastAt := len(c.buf), c.first, c.last, c.lastAt
	c.Record(id, ticks, body...)
	// A chunk that is full to the last byte is legal, and libevtx then misses its
	// last record. Windows leaves some bytes.
	if len(c.buf) < ChunkSize {
		return true
	}
	c.unlink(nameTable, nameSlots, at)
	c.unlink(templateTable, templateSlots, at)
	for name, offset := range c.names {
		if int(offset) >= at {
			delete(c.names, name)
		}
	}
	for id, offset := range c.templates {
		if int(offset) >= at {
			delete(c.templates, id)
		}
	}
	c.buf, c.first, c.last, c.lastAt = c.buf[:at], first, last, lastAt
	return false
}

// Empty tells whether the chunk has no record yet.
func (c *Chunk) Empty() bool { return len(c.buf) == recordsStart }

// Bytes returns the chunk, 64 KiB.
func (c *Chunk) Bytes() []byte {
	b := make([]byte, ChunkSize)
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

// link puts what stands at an offset in front of its slot's list: the table has
// the newest, and each entry begins with the offset of the one before.
func (c *Chunk) link(table, slot int, at uint32) {
	head := c.buf[table+4*slot:]
	binary.LittleEndian.PutUint32(c.buf[at:], binary.LittleEndian.Uint32(head))
	binary.LittleEndian.PutUint32(head, at)
}

// unlink takes out of a table what stands behind an offset.
func (c *Chunk) unlink(table, slots, behind int) {
	for slot := range slots {
		head := c.buf[table+4*slot:]
		at := binary.LittleEndian.Uint32(head)
		for int(at) >= behind {
			at = binary.LittleEndian.Uint32(c.buf[at:])
		}
		binary.LittleEndian.PutUint32(head, at)
	}
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
	h := hash(units)
	c.u32(0)
	c.link(nameTable, int(h%nameSlots), at)
	c.u16(uint16(h))
	c.u16(uint16(len(units) / 2))
	c.put(units...)
	c.u16(0)
}

// hash is Windows' own, over units of 16 bits. Names bear its lower half; names
// and the GUIDs of templates go by it into their tables.
func hash(units []byte) uint32 {
	h := uint32(0)
	for i := 0; i+1 < len(units); i += 2 {
		h = h*65599 + uint32(binary.LittleEndian.Uint16(units[i:]))
	}
	return h
}

func (c *Chunk) units(s string) {
	units := UTF16(s)
	c.u16(uint16(len(units) / 2))
	c.put(units...)
}
