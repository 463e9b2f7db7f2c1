package textlog

import (
	"bytes"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// sniffUTF16 tells from a text's start whether it is UTF-16, in which byte
// order, and how many bytes its mark has.
func sniffUTF16(head []byte) (big, wide bool, skip int) {
	switch {
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		return false, true, 2
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return true, true, 2
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
			return false, true, 0
		}
		if even*10 >= n*9 {
			return true, true, 0
		}
	}
	return false, false, 0
}

// Text returns a whole text in UTF-8: a mark and all NULs are dropped, and UTF-16
// is told as [NewReader] tells it. What is no text is kept as it is.
func Text(raw []byte) []byte {
	big, wide, skip := sniffUTF16(raw)
	if !wide {
		return bytes.ReplaceAll(bytes.TrimPrefix(raw, mark), []byte{0}, nil)
	}
	var out bytes.Buffer
	// Neither side of the copy can fail: it is all in memory.
	_, _ = out.ReadFrom(&utf16Reader{src: bytes.NewReader(raw[skip:]), big: big})
	return bytes.ReplaceAll(out.Bytes(), []byte{0}, nil)
}

// utf16Reader converts UTF-16 to UTF-8. Broken surrogates, and half a unit at
// the end, become U+FFFD.
type utf16Reader struct {
	src  io.Reader
	big  bool
	in   [32 << 10]byte
	odd  int  // bytes kept over
	high rune // half of a pair kept over
	buf  []byte
	out  []byte // the part of buf that was not read yet
	err  error
}

// Read implements io.Reader. It may return no bytes where the source did so.
func (u *utf16Reader) Read(p []byte) (int, error) {
	if len(u.out) == 0 {
		if u.err != nil {
			return 0, u.err
		}
		n, err := u.src.Read(u.in[u.odd:])
		u.err = err
		u.convert(u.in[:u.odd+n])
		if err != nil && (u.high != 0 || u.odd != 0) {
			u.buf = utf8.AppendRune(u.buf, utf8.RuneError)
			u.high, u.odd = 0, 0
		}
		u.out = u.buf
	}
	n := copy(p, u.out)
	u.out = u.out[n:]
	return n, nil
}

// convert decodes whole units into buf and keeps the rest over.
func (u *utf16Reader) convert(b []byte) {
	u.buf = u.buf[:0]
	i := 0
	for ; i+1 < len(b); i += 2 {
		c := rune(b[i]) | rune(b[i+1])<<8
		if u.big {
			c = rune(b[i])<<8 | rune(b[i+1])
		}
		if u.high != 0 {
			pair := utf16.DecodeRune(u.high, c)
			u.buf = utf8.AppendRune(u.buf, pair)
			u.high = 0
			if pair != utf8.RuneError {
				continue
			}
			// The unit is no second half: it stands for itself.
		}
		if c >= 0xD800 && c < 0xDC00 {
			u.high = c
			continue
		}
		u.buf = utf8.AppendRune(u.buf, c)
	}
	u.odd = copy(u.in[:], b[i:])
}
