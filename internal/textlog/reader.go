package textlog

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	// BlockSize is the most that a block holds, in bytes.
	BlockSize = 1 << 18
	// MaxLine is the most of one line that is read; the rest of a longer line is
	// skipped and counted. Exchange cuts its own rows far below this.
	MaxLine = BlockSize / 2
	// nulRun is the number of NULs from which on they are a hole in the file and
	// not a stray character.
	nulRun = 4
)

// Block is a run of whole lines in UTF-8. Data is only valid until the next one.
type Block struct {
	Data []byte
	// Line is the number of the first line, counted from 1.
	Line int64
}

// Reader cuts a stream into blocks.
type Reader struct {
	src  io.Reader
	buf  []byte
	n    int // filled part of buf
	done int // part of buf that was handed out
	line int64
	skip bool // inside the rest of an overlong line
	err  error

	// LongLines and LongBytes count lines longer than MaxLine and the bytes of
	// them that were not read.
	LongLines, LongBytes int64
	// NULBytes counts bytes in runs of NUL.
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
	n, err := io.ReadFull(r.src, r.buf[:4096])
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		r.err = err
	}
	head := r.buf[:n]
	big, width, mark := sniffUTF16(head)
	switch {
	case width == 2:
		rest := io.MultiReader(bytes.NewReader(bytes.Clone(head[mark:])), r.src)
		r.src = &utf16Reader{src: rest, big: big}
	case bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")):
		r.n = copy(r.buf, head[3:])
	default:
		r.n = n
	}
}

// sniffUTF16 tells byte order and width (1 or 2 bytes a unit) of a text's start.
func sniffUTF16(head []byte) (big bool, width, mark int) {
	switch {
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		return false, 2, 2
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return true, 2, 2
	}
	// Latin text in UTF-16 has a NUL in every second place.
	even, odd := 0, 0
	for i := 0; i+1 < len(head) && i < 64; i += 2 {
		if head[i] == 0 && head[i+1] != 0 {
			even++
		}
		if head[i] != 0 && head[i+1] == 0 {
			odd++
		}
	}
	if n := min(len(head), 64) / 2; n >= 8 {
		if odd*10 >= n*9 {
			return false, 2, 0
		}
		if even*10 >= n*9 {
			return true, 2, 0
		}
	}
	return false, 1, 0
}

// Next returns the next block, or io.EOF at the end. Another error is the
// source's: what was read before it has been handed out.
func (r *Reader) Next() (Block, error) {
	if r.done == 0 && r.n == 0 && r.line == 1 && r.err == nil {
		r.start()
	}
	for {
		r.n = copy(r.buf, r.buf[r.done:r.n])
		r.done = 0
		r.fill()
		data := r.buf[:r.n]
		if r.skip {
			data = r.skipLine(data)
			if r.skip && r.err == nil {
				continue
			}
		}
		if len(data) == 0 && r.err != nil {
			return Block{}, r.err
		}
		end := bytes.LastIndexByte(data, '\n') + 1
		switch {
		case end > 0:
		case r.err != nil:
			end = len(data)
		default:
			// One line fills the buffer: hand out its beginning.
			end = MaxLine
			r.skip = true
			r.LongLines++
		}
		if r.err != nil {
			end = len(data)
		}
		r.done = r.n - len(data) + end
		return r.block(data[:end]), nil
	}
}

func (r *Reader) fill() {
	for r.n < len(r.buf) && r.err == nil {
		var k int
		k, r.err = r.src.Read(r.buf[r.n:])
		r.n += k
	}
}

func (r *Reader) skipLine(data []byte) []byte {
	i := bytes.IndexByte(data, '\n')
	if i < 0 {
		r.LongBytes += int64(len(data))
		r.done = r.n
		return nil
	}
	r.LongBytes += int64(i)
	r.skip = false
	return data[i+1:]
}

func (r *Reader) block(data []byte) Block {
	if bytes.IndexByte(data, 0) >= 0 {
		data = r.dropNUL(data)
	}
	b := Block{Data: data, Line: r.line}
	r.line += int64(bytes.Count(data, []byte{'\n'}))
	if r.skip {
		r.line++
	}
	return b
}

// dropNUL turns a hole of NULs into a line end, so that the rows on both sides
// of it stay apart, and removes stray ones. It works in place.
func (r *Reader) dropNUL(data []byte) []byte {
	out := data[:0]
	for i := 0; i < len(data); {
		if data[i] != 0 {
			out = append(out, data[i])
			i++
			continue
		}
		j := i
		for j < len(data) && data[j] == 0 {
			j++
		}
		r.NULBytes += int64(j - i)
		if j-i >= nulRun && len(out) > 0 && out[len(out)-1] != '\n' {
			out = append(out, '\n')
		}
		i = j
	}
	return out
}

// utf16Reader converts UTF-16 to UTF-8. Broken surrogates become U+FFFD.
type utf16Reader struct {
	src  io.Reader
	big  bool
	in   [32 << 10]byte
	odd  int // bytes kept over
	high rune
	out  []byte
	err  error
}

func (u *utf16Reader) Read(p []byte) (int, error) {
	for len(u.out) == 0 {
		if u.err != nil {
			return 0, u.err
		}
		n, err := u.src.Read(u.in[u.odd:])
		u.err = err
		u.convert(u.in[:u.odd+n])
	}
	n := copy(p, u.out)
	u.out = u.out[n:]
	return n, nil
}

func (u *utf16Reader) convert(b []byte) {
	u.out = u.out[:0]
	i := 0
	for ; i+1 < len(b); i += 2 {
		c := rune(b[i]) | rune(b[i+1])<<8
		if u.big {
			c = rune(b[i])<<8 | rune(b[i+1])
		}
		switch {
		case u.high != 0:
			u.out = utf8.AppendRune(u.out, utf16.DecodeRune(u.high, c))
			u.high = 0
		case c >= 0xD800 && c < 0xDC00:
			u.high = c
		default:
			u.out = utf8.AppendRune(u.out, c)
		}
	}
	u.odd = copy(u.in[:], b[i:])
}
