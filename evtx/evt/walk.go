package evt

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/athar-forensics/athar/evtx"
)

// Records returns the records from the oldest on, and what could not be read as
// errors of type [*evtx.Damage]; the loop goes on behind them.
func (f *File) Records() iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		w := walker{f: f, yield: yield}
		start := int64(f.header.First)
		if start%4 != 0 || start < headerSize || start >= f.size || !w.plausible(start) {
			start = headerSize
		}
		w.resume = headerSize
		if w.part(start, f.size) {
			w.part(max(w.resume, headerSize), start)
		}
	}
}

// walker goes round the ring once.
type walker struct {
	f     *File
	yield func(*Record, error) bool
	// resume is where the second part begins: behind what a record that was cut
	// by the file's end has there.
	resume int64
	window []byte
	at     int64 // of window
	failed error
	// afterEnd tells whether the mark of the ring's end was passed and no record
	// since: what remains there of old records is no damage.
	afterEnd bool
}

// windowSize is what is read at a time.
const windowSize = 256 << 10

// bytes returns what there is of n bytes at an offset, good until the next call.
func (w *walker) bytes(at int64, n int) []byte {
	if at < w.at || at+int64(n) > w.at+int64(len(w.window)) {
		size := max(n, windowSize)
		if cap(w.window) < size {
			w.window = make([]byte, size)
		}
		got, err := w.f.r.ReadAt(w.window[:min(int64(cap(w.window)), max(w.f.size-at, 0))], at)
		if err != nil && !errors.Is(err, io.EOF) && got < n {
			w.failed = err
		}
		w.window, w.at = w.window[:got], at
	}
	return w.window[at-w.at:][:min(int64(n), w.at+int64(len(w.window))-at)]
}

// u32 reads a number that may be far from the window, -1 where there is none.
func (w *walker) u32(at int64) int64 {
	if at >= w.at && at+4 <= w.at+int64(len(w.window)) {
		return int64(binary.LittleEndian.Uint32(w.window[at-w.at:]))
	}
	var b [4]byte
	if n, err := w.f.r.ReadAt(b[:], at); n < len(b) {
		if err != nil && !errors.Is(err, io.EOF) {
			w.failed = err
		}
		return -1
	}
	return int64(binary.LittleEndian.Uint32(b[:]))
}

// plausible tells whether a record or the end mark starts at an offset.
func (w *walker) plausible(at int64) bool {
	_, err := w.size(at)
	return err == nil || w.end(at)
}

// size returns the size of the record at an offset, if its copy agrees. A record
// at the file's end may go on behind the header.
func (w *walker) size(at int64) (int64, error) {
	if w.u32(at+4) != signature {
		return 0, evtx.ErrSignature
	}
	n := w.u32(at)
	if n < minRecord+4+4 || n > maxRecord || n%4 != 0 {
		return 0, fmt.Errorf("%w: %d bytes", evtx.ErrSize, n)
	}
	last := at + n - 4
	if last >= w.f.size {
		last += headerSize - w.f.size
	}
	if last >= w.f.size || w.u32(last) != n {
		return 0, fmt.Errorf("%w: %d bytes and its copy differ", evtx.ErrSize, n)
	}
	return n, nil
}

// end tells whether the mark behind the newest record stands at an offset.
func (w *walker) end(at int64) bool {
	return w.u32(at) == eofSize && w.u32(at+4) == 0x11111111 && w.u32(at+8) == 0x22222222 && w.u32(at+12) == 0x33333333 && w.u32(at+16) == 0x44444444
}

// part reads what lies between two offsets and tells whether to go on.
func (w *walker) part(from, to int64) bool {
	gap := int64(-1)
	for at := from; at+8 <= to; {
		w.failed = nil
		if b := w.bytes(at, 8); len(b) < 8 && w.failed != nil {
			// What a bad sector costs is not known: try behind it.
			next := min(at&^4095+4096, to)
			err := w.failed
			if !w.lost(gap, at) || !w.yield(nil, &evtx.Damage{Offset: at, Size: next - at, Err: err}) {
				return false
			}
			gap, at = -1, next
			continue
		}
		size, err := w.size(at)
		switch {
		case err == nil:
			if !w.lost(gap, at) || !w.record(at, size) {
				return false
			}
			gap, at = -1, at+size
			w.afterEnd = false
		case w.end(at):
			if !w.lost(gap, at) {
				return false
			}
			gap, at = -1, at+eofSize
			w.afterEnd = true
		default:
			if gap < 0 {
				gap = at
			}
			at = w.next(at+4, to)
		}
	}
	return w.lost(gap, to)
}

// recordMark and endMark stand four bytes behind where a record or the end mark
// starts.
var recordMark, endMark = []byte("LfLe"), []byte{0x11, 0x11, 0x11, 0x11, 0x22, 0x22, 0x22, 0x22}

// next returns the offset of what may be the next record or the end mark, or to.
func (w *walker) next(at, to int64) int64 {
	for at+8 <= to {
		b := w.bytes(at+4, int(min(windowSize/2, to-at-4)))
		if len(b) < 4 {
			if w.failed != nil {
				return at // to be told there
			}
			return to
		}
		first := -1
		for _, mark := range [][]byte{recordMark, endMark} {
			if k := bytes.Index(b, mark); k >= 0 && (first < 0 || k < first) {
				first = k
			}
		}
		switch {
		case first < 0:
			at += int64(max(len(b)-7, 4)) &^ 3
		case first%4 != 0:
			at += int64(first)&^3 + 4
		default:
			return at + int64(first)
		}
	}
	return to
}

// record yields the record at an offset.
func (w *walker) record(at, size int64) bool {
	b := w.bytes(at, int(size))
	if left := w.f.size - at; left < size {
		whole := append(make([]byte, 0, size), b...)
		b = append(whole, w.bytes(headerSize, int(size-left))...)
		w.resume = headerSize + size - left
	}
	if int64(len(b)) < size {
		err := w.failed
		if err == nil {
			err = evtx.ErrTruncated
		}
		return w.yield(nil, &evtx.Damage{Offset: at, Size: size, Err: err})
	}
	r, err := parse(b, at)
	if err != nil {
		return w.yield(nil, &evtx.Damage{Offset: at, Size: size, Record: uint64(binary.LittleEndian.Uint32(b[8:])), Err: err})
	}
	return w.yield(r, nil)
}

// lost reports what lies between two offsets as damage, unless it is nothing,
// filling, or the remains of records that the ring has overwritten.
func (w *walker) lost(from, to int64) bool {
	if from < 0 || from >= to || w.afterEnd {
		return true
	}
	for at := from; at < to; {
		b := w.bytes(at, int(min(windowSize, to-at)))
		if len(b) == 0 {
			break
		}
		for i := 0; i < len(b); i++ {
			// The end of a ring is filled with the number 0x27.
			if b[i] != 0 && b[i] != 0x27 {
				return w.yield(nil, &evtx.Damage{Offset: from, Size: to - from, Err: evtx.ErrSignature})
			}
		}
		at += int64(len(b))
	}
	return true
}
