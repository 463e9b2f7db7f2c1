package evtx

import (
	"bytes"
	"encoding/binary"
	"io"
	"iter"
	"maps"
	"slices"
)

// Slack returns records behind the end of the chunk's live ones: what is left
// from before the log was cleared or the chunk used again. A record counts only
// if all of it can still be decoded. Its template must bear the identifier that
// the record names and the template's names their hashes, so that what has been
// overwritten does not lend a record wrong fields. See [Record.Borrowed] for
// where the template comes from then.
func (c *Chunk) Slack() iter.Seq[*Record] {
	return func(yield func(*Record) bool) {
		pos := c.walk(func(*Record, error) bool { return true })
		c.beStrict(true)
		defer c.beStrict(false)
		for {
			pos = c.resync(pos, len(c.data))
			if pos == len(c.data) {
				return
			}
			size, err := recordSize(c.data, pos)
			if err != nil || c.record.parse(pos, size) != nil {
				pos++
				continue
			}
			if !yield(&c.record) {
				return
			}
			pos += size
		}
	}
}

// beStrict switches the check of name hashes and reads the chunk's templates
// again with it. Their order matters only to the limit on them.
func (c *Chunk) beStrict(strict bool) {
	if c.strict == strict {
		return
	}
	c.strict = strict
	offsets := slices.Sorted(maps.Keys(c.templates))
	c.reset(c.at, c.data)
	for _, at := range offsets {
		c.template(at)
	}
}

// Carve finds records in any bytes: an image, free space, memory, a gap that
// [File.Chunks] reported. It yields them in their order, live and deleted alike,
// and an error where r fails, which ends it.
//
// Records lean on templates and names elsewhere in their chunk. Where a chunk
// has its signature, that is its place; where not, a record that brings its own
// template tells it, because a template's offset in the chunk is known then.
// Records of a chunk of which neither is left cannot be read.
func Carve(r io.ReaderAt, size int64) iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		c := carver{chunk: (&File{r: r, size: size}).newChunk(), base: -1 << 62}
		c.chunk.strict = true
		block := make([]byte, carveBlock+chunkSize)
		for start := int64(0); start < size; start += carveBlock {
			n, err := r.ReadAt(block[:min(int64(len(block)), size-start)], start)
			if err != nil && err != io.EOF {
				yield(nil, &Damage{Offset: start, Size: size - start, Err: err})
				return
			}
			if !c.block(block[:n], start, yield) {
				return
			}
		}
	}
}

const (
	// carveBlock is searched at a time; behind it one chunk more is in memory.
	carveBlock = 1 << 20
	// carveWork is what templates may weigh for each byte searched. Crafted
	// bytes could ask for thousands.
	carveWork = 256
)

// carver remembers which chunk the last record belonged to.
type carver struct {
	chunk *Chunk
	base  int64 // where the chunk in hand starts; may be before the first byte
	done  int64 // everything before has been read
	spent int64
}

// block looks at every signature that starts in the first carveBlock bytes.
func (c *carver) block(b []byte, start int64, yield func(*Record, error) bool) bool {
	end := min(len(b), carveBlock)
	pos := int(max(c.done-start, 0))
	nextChunk := -1
	for pos < end {
		if nextChunk < pos {
			if nextChunk = bytes.Index(b[pos:], chunkMagic); nextChunk < 0 {
				nextChunk = len(b)
			} else {
				nextChunk += pos
			}
		}
		k := bytes.Index(b[pos:min(nextChunk+len(recordMagic)-1, len(b))], recordMagic)
		if k < 0 {
			if nextChunk < end {
				c.use(start + int64(nextChunk))
			}
			pos = nextChunk + 1
			continue
		}
		if pos += k; pos >= end {
			break
		}
		size, err := recordSize(b, pos)
		if err != nil || size > chunkSize-recordsStart || !c.read(b[pos:pos+size], start+int64(pos)) {
			pos++
			continue
		}
		if !yield(&c.chunk.record, nil) {
			return false
		}
		pos += size
	}
	c.done = max(c.done, start+int64(pos))
	return true
}

// read decodes a record at an offset of the evidence, in the chunk in hand or
// in the one that it points to itself.
func (c *carver) read(record []byte, at int64) bool {
	if c.parse(len(record), at) {
		return true
	}
	base, ok := claimedBase(record, at)
	if !ok || base == c.base || c.spent > carveWork*(at+chunkSize) {
		return false
	}
	held := c.base
	c.use(base)
	if c.parse(len(record), at) {
		return true
	}
	c.use(held)
	return false
}

func (c *carver) parse(size int, at int64) bool {
	pos := at - c.base
	if pos < recordsStart || pos+int64(size) > int64(len(c.chunk.data)) {
		return false
	}
	before := c.chunk.spent
	err := c.chunk.record.parse(int(pos), size)
	c.spent += int64(c.chunk.spent - before)
	return err == nil
}

// use takes the 64 KiB at base in hand. What lies before the evidence begins is
// zeros.
func (c *carver) use(base int64) {
	c.base = base
	missing := max(-base, 0)
	if missing >= chunkSize {
		c.chunk.reset(base, nil)
		return
	}
	clear(c.chunk.buf[:missing])
	n, _ := c.chunk.f.r.ReadAt(c.chunk.buf[missing:min(chunkSize, c.chunk.f.size-base)], base+missing)
	c.chunk.reset(base, c.chunk.buf[:missing+int64(n)])
}

// claimedBase returns where the chunk of a record starts that brings its own
// template: fragment header, instance, then the definition, whose offset in the
// chunk the instance gives.
func claimedBase(record []byte, at int64) (int64, bool) {
	const definition = 24 + 4 + 10
	if len(record) < definition+definitionHeader || record[24] != tokenFragment || record[28] != tokenInstance {
		return 0, false
	}
	id, offset := record[30:34], binary.LittleEndian.Uint32(record[34:])
	if !bytes.Equal(id, record[definition+4:definition+8]) || offset < recordsStart+definition || offset > chunkSize {
		return 0, false
	}
	return at + definition - int64(offset), true
}
