package textlog

import (
	"bytes"
	"io"
)

const (
	// BlockSize is the most that a block holds, in bytes.
	BlockSize = 1 << 18
	// MaxLine is the most of one line that is read, in bytes; the rest of a longer
	// line is skipped and counted. Exchange cuts its own rows far below this.
	MaxLine = BlockSize
	// maxIdle is how often in a row a source may give neither bytes nor an error.
	maxIdle = 100
)

var (
	// mark is the byte order mark in UTF-8.
	mark = []byte("\xEF\xBB\xBF")
	// hole is the number of NULs from which on they are a hole in the file, as a
	// crash leaves it, and not stray characters.
	hole = []byte("\x00\x00\x00\x00")
)

// Block is a run of whole lines in UTF-8. Data is only valid until the next one.
// A line goes on in the next block only where a hole in the file parts it.
type Block struct {
	Data []byte
	// Line is the number of the first line, counted from 1.
	Line int64
}

// Reader cuts a stream into blocks. How the source parts its reads makes no
// difference to what comes out.
type Reader struct {
	src   io.Reader
	buf   []byte
	n     int // filled part of buf
	ready int // part of buf that is whole lines, or the end of the stream
	done  int // part of buf that was handed out
	line  int64
	began bool
	skip  bool  // inside the rest of an overlong line
	lost  int64 // bytes of it that were skipped so far
	err   error

	// LongLines and LongBytes count lines longer than MaxLine and the bytes of
	// them that were not read.
	LongLines, LongBytes int64
	// NULBytes counts NULs, which are never handed out.
	NULBytes int64
}

// NewReader reads src, which may be UTF-8 or UTF-16 with a byte order mark, or
// UTF-16 without one where the first characters show it.
func NewReader(src io.Reader) *Reader {
	return &Reader{src: src, buf: make([]byte, BlockSize), line: 1}
}

// start looks at the first bytes, drops a mark and puts a converter in between
// where the text is UTF-16.
func (r *Reader) start() {
	r.began = true
	r.fill(4096)
	head := r.buf[:r.n]
	big, wide, skip := sniffUTF16(head)
	switch {
	case wide:
		rest := io.Reader(failed{r.err})
		if r.err == nil {
			rest = r.src
		}
		r.src = &utf16Reader{src: io.MultiReader(bytes.NewReader(bytes.Clone(head[skip:])), rest), big: big}
		r.n, r.err = 0, nil
	case bytes.HasPrefix(head, mark):
		r.done = len(mark)
	}
}

// failed is a source that only has an error left.
type failed struct{ err error }

func (f failed) Read([]byte) (int, error) { return 0, f.err }

// Next returns the next block, or io.EOF at the end. Another error is the
// source's: what was read before it has been handed out.
func (r *Reader) Next() (Block, error) {
	if !r.began {
		r.start()
	}
	for {
		if r.done < r.ready {
			if b := r.take(); len(b.Data) > 0 {
				return b, nil
			}
			continue
		}
		r.n = copy(r.buf, r.buf[r.done:r.n])
		r.done, r.ready = 0, 0
		r.fill(len(r.buf))
		switch {
		case r.n == 0:
			return Block{}, r.err
		case r.skip:
			r.skipLine()
		default:
			r.ready = r.whole()
		}
	}
}

// fill reads until the buffer holds want bytes or the source ends.
func (r *Reader) fill(want int) {
	for idle := 0; r.n < want && r.err == nil; {
		var k int
		k, r.err = r.src.Read(r.buf[r.n:want])
		r.n += k
		if idle++; k > 0 {
			idle = 0
		}
		if idle == maxIdle && r.err == nil {
			r.err = io.ErrNoProgress
		}
	}
}

// whole returns how much of a full buffer is whole lines, or reaches to a hole.
// Where one line fills it, that is its beginning, and the rest is skipped.
func (r *Reader) whole() int {
	data := r.buf[:r.n]
	if r.err != nil {
		return r.n
	}
	if end := bytes.LastIndexByte(data, '\n') + 1; end > 0 {
		return end
	}
	if at := bytes.LastIndex(data, hole); at >= 0 {
		return at + len(hole)
	}
	r.skip, r.lost = true, 0
	return r.n
}

// skipLine drops what is left of an overlong line, up to its end, a hole or the
// end of the buffer.
func (r *Reader) skipLine() {
	data := r.buf[:r.n]
	end := bytes.IndexByte(data, '\n')
	if end >= 0 {
		data = data[:end]
	}
	if at := bytes.Index(data, hole); at >= 0 {
		data, r.done, r.skip = data[:at], at, false
	} else if end >= 0 {
		r.done, r.skip = end+1, false
		r.line++
	} else {
		r.done = r.n
	}
	if r.lost == 0 && len(data) > 0 {
		r.LongLines++
	}
	r.lost += int64(len(data))
	r.LongBytes += int64(len(data))
}

// take hands out what is ready, up to a hole of NULs: the rows on both sides of
// it stay apart, and both keep the number of the line that the hole parts.
func (r *Reader) take() Block {
	data := r.buf[r.done:r.ready]
	b := Block{Line: r.line}
	at := bytes.IndexByte(data, 0)
	if at < 0 {
		b.Data, r.done = data, r.ready
	} else {
		b.Data = r.dropNUL(data, at)
	}
	r.line += int64(bytes.Count(b.Data, []byte{'\n'}))
	return b
}

// dropNUL removes stray NULs in place, from the first one on, and stops at a hole.
func (r *Reader) dropNUL(data []byte, at int) []byte {
	out := data[:at]
	for at < len(data) {
		if data[at] != 0 {
			end := bytes.IndexByte(data[at:], 0)
			if end < 0 {
				end = len(data) - at
			}
			out = append(out, data[at:at+end]...)
			at += end
			continue
		}
		run := at
		for at < len(data) && data[at] == 0 {
			at++
		}
		r.NULBytes += int64(at - run)
		if at-run >= len(hole) {
			break
		}
	}
	r.done += at
	return out
}

// Unmarked drops a byte order mark from a line's beginning: where files were
// joined, marks stand in the middle.
func Unmarked(line []byte) []byte {
	if len(line) > 2 && line[0] == mark[0] {
		return bytes.TrimPrefix(line, mark)
	}
	return line
}
