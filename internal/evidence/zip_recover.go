package evidence

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
)

// maxCandidates is how many places are tried for the end of one member whose
// length no header states. It keeps the search linear on hostile bytes.
const maxCandidates = 64

// recoverZip lists an archive that lost its directory, as an interrupted
// collection does, by the headers before its members. Deleted members may
// appear, and the last one is often cut off.
func recoverZip(ra io.ReaderAt, size int64, limit int) zipListing {
	var l zipListing
	s := scanner{ra: ra, size: size}
	for off := s.next(0, localMagic); off < size; {
		e, ok := s.local(off)
		if !ok {
			off = s.next(off+4, localMagic)
			continue
		}
		if e.flags&flagDescriptor != 0 && e.packed == 0 {
			s.measure(&e)
			e.folder = e.folder && e.size == 0
		}
		next := e.data + e.packed
		if next > size || next < e.data {
			e.packed, next = size-e.data, size
		}
		if !l.add(e, limit) {
			break
		}
		off = s.next(next, localMagic, centralMagic)
		if hasMagic(ra, off, centralMagic) {
			break
		}
	}
	return l
}

// scanner looks for records in bytes that nothing describes.
type scanner struct {
	ra   io.ReaderAt
	size int64
	buf  []byte
	from int64 // of buf
}

// next is where one of the magics stands at or after off; size where none does.
func (s *scanner) next(off int64, magics ...string) int64 {
	for ; off < s.size; off = s.from + int64(len(s.buf)) - 3 {
		if off < s.from || off+4 > s.from+int64(len(s.buf)) {
			s.fill(off)
		}
		b := s.buf[off-s.from:]
		best := -1
		for _, m := range magics {
			window := b
			if best >= 0 {
				window = b[:best+3]
			}
			if i := bytes.Index(window, []byte(m)); i >= 0 {
				best = i
			}
		}
		if best >= 0 {
			return off + int64(best)
		}
		if s.from+int64(len(s.buf)) >= s.size || len(s.buf) < 4 {
			break
		}
	}
	return s.size
}

func (s *scanner) fill(off int64) {
	if s.buf == nil {
		s.buf = make([]byte, 256<<10)
	}
	n, _ := s.ra.ReadAt(s.buf[:cap(s.buf)], off)
	s.buf, s.from = s.buf[:n], off
}

// local reads the header at off, where it can be one.
func (s *scanner) local(off int64) (zipEntry, bool) {
	var b [localSize]byte
	if n, _ := s.ra.ReadAt(b[:], off); n < localSize {
		return zipEntry{}, false
	}
	e, names := readLocal(b[:], off)
	// Versions end at 6.3, methods at 99: four bytes of chance rarely pass both.
	if b[4] > 100 || e.method > 99 || names == 0 || e.data > s.size {
		return zipEntry{}, false
	}
	rest := make([]byte, e.data-off-localSize)
	if n, _ := s.ra.ReadAt(rest, off+localSize); n < len(rest) {
		return zipEntry{}, false
	}
	x := readExtras(rest[names:], rest[:names], &e, nil)
	e.modified = x.modified
	if e.packed < 0 || e.size < 0 {
		return zipEntry{}, false
	}
	if e.flags&flagDescriptor != 0 && e.packed == 0 {
		e.size = -1 // zero means that the sizes come later
	}
	e.name(rest[:names], x)
	return e, true
}

// measure finds the end of a member whose sizes come after it: the next header
// that a descriptor with the right length precedes, else the next header.
func (s *scanner) measure(e *zipEntry) {
	first := int64(math.MaxInt64)
	at := e.data
	for range maxCandidates {
		at = s.next(at, localMagic, centralMagic)
		first = min(first, at)
		if s.described(e, at) {
			return
		}
		if at >= s.size {
			break
		}
		at += 4
	}
	e.packed = first - e.data
}

// described takes packed, size and crc from a descriptor that ends at a
// position, with sizes of 32 or 64 bits. One without a
// magic says too little to be believed.
func (s *scanner) described(e *zipEntry, at int64) bool {
	le := binary.LittleEndian
	var b [24]byte
	n := min(at-e.data, int64(len(b)))
	if got, _ := s.ra.ReadAt(b[:n], at-n); int64(got) < n {
		return false
	}
	tail := b[:n]
	for _, length := range []int64{16, 24} {
		if n < length {
			continue
		}
		d := tail[n-length:]
		if string(d[:4]) != descriptorMagic {
			continue
		}
		packed, size := int64(le.Uint32(d[8:])), int64(le.Uint32(d[12:]))
		if length == 24 {
			packed, size = clamp(le.Uint64(d[8:])), clamp(le.Uint64(d[16:]))
		}
		if packed == at-length-e.data {
			e.crc, e.packed, e.size = le.Uint32(d[4:]), packed, size
			return true
		}
	}
	return false
}
