package evtx

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"iter"
)

// Chunk is 64 KiB of an event log that can be read on its own: names and
// templates are referred to by their offset in it. A Chunk is reused for the
// next one.
type Chunk struct {
	f    *File
	at   int64
	data []byte // the chunk as far as the file has it
	buf  []byte

	templates      map[uint32]resolved    // by offset in the chunk
	recent         [64]recent             // some of them
	byID           map[uint32]*Template   // those of the chunk; nil where two share an identifier
	looseTemplates map[string]*Template   // by the brief form of elements of the chunk
	byGUID         map[[16]byte]*Template // of all chunks so far
	spent          int                    // weight of templates, against maxChunkWeight
	vain           int                    // weight of comparisons without result
	canon          canon
	names          map[string]string // those of compiled templates, by their UTF-16
	record         Record
	shapes         shapes
	strict         bool // names must have the right hash
}

// resolved is what stands at an offset where a template should.
type resolved struct {
	t    *Template
	id   uint32
	size int // of the definition with its header
	err  error
}

// recent is a template that was used. Offset 0 is in the chunk's header and so
// is none.
type recent struct {
	at  uint32
	got resolved
}

// ChunkHeader is what a chunk says about itself.
type ChunkHeader struct {
	// Present is false where the signature is missing.
	Present bool
	// FirstRecord and LastRecord are record identifiers.
	FirstRecord, LastRecord uint64
	// Free is the offset in the chunk behind the last record.
	Free uint32
	// HeaderOK and RecordsOK tell whether the two CRC-32 are right. In a log
	// copied while in use they often are not.
	HeaderOK, RecordsOK bool
}

func (f *File) newChunk() *Chunk {
	c := &Chunk{f: f, buf: make([]byte, chunkSize), templates: make(map[uint32]resolved), byID: make(map[uint32]*Template), looseTemplates: make(map[string]*Template), byGUID: make(map[[16]byte]*Template), names: make(map[string]string)}
	c.record.chunk = c
	c.shapes.f = f
	return c
}

// load reads the chunk at an offset. Where a stream breaks off, what came of the
// chunk is still good, and the scanner will tell.
func (c *Chunk) load(at int64) error {
	n, err := c.f.r.ReadAt(c.buf[:min(chunkSize, c.f.size-at)], at)
	if err != nil && err != io.EOF && (!c.f.stream || n == 0) {
		return &Damage{Offset: at, Size: chunkSize, Err: err}
	}
	c.reset(at, c.buf[:n])
	return nil
}

func (c *Chunk) reset(at int64, data []byte) {
	c.at, c.data = at, data
	c.spent, c.vain = 0, 0
	clear(c.templates)
	clear(c.recent[:])
	clear(c.byID)
	clear(c.looseTemplates)
}

// Offset returns the chunk's place in the file.
func (c *Chunk) Offset() int64 { return c.at }

// Header returns what the chunk says about itself, its checksums compared.
func (c *Chunk) Header() ChunkHeader {
	d, le := c.data, binary.LittleEndian
	if len(d) < recordsStart || !bytes.HasPrefix(d, chunkMagic) {
		return ChunkHeader{}
	}
	h := ChunkHeader{Present: true, FirstRecord: le.Uint64(d[24:]), LastRecord: le.Uint64(d[32:]), Free: le.Uint32(d[48:])}
	// The checksum leaves out itself and the flags before it.
	sum := crc32.Update(crc32.ChecksumIEEE(d[:120]), crc32.IEEETable, d[128:recordsStart])
	h.HeaderOK = sum == le.Uint32(d[124:])
	if h.Free >= recordsStart && int(h.Free) <= len(d) {
		h.RecordsOK = crc32.ChecksumIEEE(d[recordsStart:h.Free]) == le.Uint32(d[52:])
	}
	return h
}

// live returns where the header says that records end, or the chunk's end
// where it says nothing possible.
func (c *Chunk) live() int {
	if len(c.data) < recordsStart || !bytes.HasPrefix(c.data, chunkMagic) {
		return len(c.data)
	}
	free := binary.LittleEndian.Uint32(c.data[48:])
	if free < recordsStart || free > chunkSize {
		return len(c.data)
	}
	return min(int(free), len(c.data))
}

// Records returns the chunk's records in their order, and as errors of type
// [*Damage] what lies between them and is none.
//
// The header of a log that was not closed can be older than its records. Those
// behind the end that it gives are taken too, as long as each follows at once
// and bears the next identifier; anything else there is left to [Chunk.Slack].
func (c *Chunk) Records() iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		c.walk(yield)
	}
}

// walk yields the live records and returns where they end.
func (c *Chunk) walk(yield func(*Record, error) bool) int {
	pos, live, last := recordsStart, c.live(), uint64(0)
	for pos+recordOverhead <= len(c.data) {
		if pos >= live && last == 0 {
			return pos
		}
		size, err := recordSize(c.data, pos)
		if pos >= live && (err != nil || recordID(c.data, pos) != last+1) {
			return pos
		}
		if err != nil {
			if zero(c.data[pos:live]) {
				return live
			}
			next := c.resync(pos+4, live)
			id := uint64(0)
			if bytes.HasPrefix(c.data[pos:], recordMagic) {
				id = recordID(c.data, pos)
			}
			if !yield(nil, c.damage(pos, next-pos, id, err)) {
				return next
			}
			pos = next
			continue
		}
		last = recordID(c.data, pos)
		if err := c.record.parse(pos, size); err != nil {
			if !yield(nil, c.damage(pos, size, last, err)) {
				return pos
			}
		} else if !yield(&c.record, nil) {
			return pos
		}
		pos += size
	}
	if pos < live && !zero(c.data[pos:live]) {
		yield(nil, c.damage(pos, live-pos, 0, ErrTruncated))
	}
	return pos
}

// resync returns where the next plausible record starts, or end.
func (c *Chunk) resync(pos, end int) int {
	for pos < end {
		k := bytes.Index(c.data[pos:end], recordMagic)
		if k < 0 {
			return end
		}
		pos += k
		if _, err := recordSize(c.data, pos); err == nil {
			return pos
		}
		pos++
	}
	return end
}

func (c *Chunk) damage(pos, size int, record uint64, err error) *Damage {
	return &Damage{Offset: c.at + int64(pos), Size: int64(size), Record: record, Err: err}
}
