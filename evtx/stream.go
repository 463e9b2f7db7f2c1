package evtx

import (
	"errors"
	"io"
	"math"
)

// OpenStream begins to read an event log that can only be read once, from its
// beginning to its end, such as a member of an archive. It holds a window of
// three chunks, whatever the log's size. Its chunks and records can be iterated
// once; everything else is as with [Open].
func OpenStream(r io.Reader) (*File, error) {
	f, err := Open(&window{r: r}, math.MaxInt64)
	if err != nil {
		return nil, err
	}
	f.stream = true
	return f, nil
}

// window reads a stream at offsets that hardly go back. The scanner looks at a
// chunk's signature, at a chunk and eight bytes from there, and then the chunk
// is read; headers are looked for at 0 and at 4096.
type window struct {
	r    io.Reader
	buf  []byte
	at   int64 // of buf in the stream
	done error // what the stream ended with
}

var errBehind = errors.New("a stream cannot be read twice: open it anew")

// windowSize leaves room for the chunk in hand and the one behind it.
const windowSize = 3 * chunkSize

func (w *window) ReadAt(b []byte, at int64) (int, error) {
	if at < w.at {
		return 0, errBehind
	}
	w.fill(at, len(b))
	if at >= w.at+int64(len(w.buf)) {
		return 0, w.done
	}
	n := copy(b, w.buf[at-w.at:])
	if n < len(b) {
		return n, w.done
	}
	return n, nil
}

// fill reads until the window holds n bytes from an offset on, or the stream
// ends. It forgets what lies before the offset only when it needs the room.
func (w *window) fill(at int64, n int) {
	if w.buf == nil {
		w.buf = make([]byte, 0, windowSize)
	}
	idle := 0
	for want := at + int64(n); w.done == nil && w.at+int64(len(w.buf)) < want; {
		if want-w.at > windowSize {
			drop := min(at-w.at, int64(len(w.buf)))
			w.buf = w.buf[:copy(w.buf, w.buf[drop:])]
			w.at += drop
		}
		var got int
		got, w.done = w.r.Read(w.buf[len(w.buf):cap(w.buf)])
		w.buf = w.buf[:len(w.buf)+got]
		if idle++; got > 0 {
			idle = 0
		} else if idle > maxIdle && w.done == nil {
			w.done = io.ErrNoProgress
		}
	}
}

// maxIdle is how often a reader may return nothing and no error.
const maxIdle = 100
