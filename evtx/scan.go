package evtx

import (
	"bytes"
	"io"
)

// scanner finds chunks. They stand one behind the other, 64 KiB each, unless
// the file was damaged, cut together or recovered from a disk: then the next
// signature is searched byte by byte.
type scanner struct {
	f      *File
	at     int64
	end    int64 // of the file, as far as known
	window []byte
}

func (f *File) scan() scanner { return scanner{f: f, at: f.first, end: f.size} }

// read reads what there is at the scanner's place, and learns where the file
// ends. A stream that fails has ended.
func (s *scanner) read(b []byte) (int, error) {
	n, err := s.f.r.ReadAt(b[:min(int64(len(b)), s.end-s.at)], s.at)
	if err == io.EOF || err != nil && s.f.stream {
		s.end = s.at + int64(n)
	}
	return n, err
}

// next returns the place of the next chunk. Before a chunk it may report a gap,
// bytes that hold no chunk. ok is false at the end.
func (s *scanner) next() (at int64, gap *Damage, ok bool) {
	var magic [8]byte
	gapStart, gapErr := int64(-1), ErrGap
	for s.at < s.end {
		n, err := s.read(magic[:])
		if n == 8 && bytes.Equal(magic[:], chunkMagic) {
			break
		}
		if err != nil && err != io.EOF {
			// A bad sector costs what stands there, not the rest.
			if gapStart < 0 {
				gapStart = s.at
			}
			gapErr = err
			s.at = min(s.at+chunkSize, s.end)
			continue
		}
		if s.window == nil {
			// A signature may stand across the end of the first 64 KiB.
			s.window = make([]byte, chunkSize+len(chunkMagic)-1)
		}
		n, _ = s.read(s.window)
		w := s.window[:n]
		if headless(w) {
			break
		}
		if k := bytes.Index(w, chunkMagic); k > 0 {
			if !zero(w[:k]) && gapStart < 0 {
				gapStart = s.at
			}
			s.at += int64(k)
			break
		}
		if !zero(w[:min(n, chunkSize)]) && gapStart < 0 {
			gapStart = s.at
		}
		s.at = min(s.at+chunkSize, s.end)
	}
	if gapStart >= 0 {
		gap = &Damage{Offset: gapStart, Size: s.at - gapStart, Err: gapErr}
	}
	if s.at >= s.end {
		return 0, gap, false
	}
	at = s.at
	s.at += chunkSize
	return at, gap, true
}

// headless tells whether w is a chunk whose header was overwritten: a record
// starts where the first one does.
func headless(w []byte) bool {
	if len(w) < recordsStart+recordOverhead {
		return false
	}
	_, err := recordSize(w, recordsStart)
	return err == nil
}

// zero tells whether b holds nothing but zeros, as space does that Windows
// reserved and never used.
func zero(b []byte) bool {
	for len(b) >= len(zeros) {
		if !bytes.Equal(b[:len(zeros)], zeros[:]) {
			return false
		}
		b = b[len(zeros):]
	}
	return bytes.Equal(b, zeros[:len(b)])
}

var zeros [1024]byte
