package yara

import (
	"errors"
	"fmt"
	"io"
)

// input is the data of a scan: in memory, or read by pages as they are asked
// for.
type input struct {
	whole []byte
	r     io.ReaderAt
	size  int64
	// pages are the last ones read, the newest first.
	pages []page
	// err is the first error of r; what could not be read counts as absent.
	err error
}

type page struct {
	number int64
	data   []byte
}

// bytes returns n bytes at an offset, if all of them are there. What it
// returns is valid until the next call and must not be changed.
func (in *input) bytes(offset int64, n int) ([]byte, bool) {
	if offset < 0 || n < 0 || offset > in.size-int64(n) {
		return nil, false
	}
	if in.r == nil {
		return in.whole[offset : offset+int64(n)], true
	}
	first := offset / pageBytes
	if (offset+int64(n)-1)/pageBytes != first || n == 0 {
		b := make([]byte, n)
		return b, in.read(b, offset)
	}
	p, ok := in.page(first)
	if !ok {
		return nil, false
	}
	from := offset - first*pageBytes
	return p[from : from+int64(n)], true
}

func (in *input) page(number int64) ([]byte, bool) {
	for i, p := range in.pages {
		if p.number == number {
			copy(in.pages[1:i+1], in.pages[:i])
			in.pages[0] = p
			return p.data, true
		}
	}
	p := page{number: number, data: make([]byte, min(pageBytes, in.size-number*pageBytes))}
	if !in.read(p.data, number*pageBytes) {
		return nil, false
	}
	if len(in.pages) < cachedPages {
		in.pages = append(in.pages, page{})
	}
	copy(in.pages[1:], in.pages)
	in.pages[0] = p
	return p.data, true
}

func (in *input) read(b []byte, offset int64) bool {
	n, err := in.r.ReadAt(b, offset)
	if n == len(b) {
		return true
	}
	if err == nil || errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if in.err == nil {
		in.err = fmt.Errorf("reading %d bytes at %d: %w", len(b), offset, err)
	}
	return false
}

// upTo returns at most n bytes at an offset; fewer at the end.
func (in *input) upTo(offset int64, n int) []byte {
	if offset < 0 || offset >= in.size {
		return nil
	}
	b, _ := in.bytes(offset, int(min(int64(n), in.size-offset)))
	return b
}

// stretch calls each with the data of [offset, offset+length) in order,
// cut at the end of the data, until it returns false. It reports whether
// offset lies in the data and all of it could be read.
func (in *input) stretch(offset, length int64, each func(b []byte) bool) bool {
	if offset < 0 || length < 0 || offset >= in.size {
		return false
	}
	end := in.size
	if length < in.size-offset {
		end = offset + length
	}
	for offset < end {
		b, ok := in.bytes(offset, int(min(end-offset, pageBytes-offset%pageBytes)))
		if !ok {
			return false
		}
		if !each(b) {
			return true
		}
		offset += int64(len(b))
	}
	return true
}
