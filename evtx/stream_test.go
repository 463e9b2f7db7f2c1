package evtx

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/iotest"
)

// streamed reads bytes as a stream and returns what a walk of it came to.
func streamed(t *testing.T, r io.Reader) outcome {
	t.Helper()
	f, err := OpenStream(r)
	if err != nil {
		t.Fatal(err)
	}
	return walk(t, f)
}

// same compares what was read in one way with what was read in another.
func same(t *testing.T, name string, want, got outcome) {
	t.Helper()
	if !slices.Equal(want.ids, got.ids) {
		t.Errorf("%s: records %v, want %v", name, got.ids, want.ids)
	}
	if !slices.EqualFunc(want.damage, got.damage, func(a, b *Damage) bool { return a.Error() == b.Error() }) {
		t.Errorf("%s: damage %v, want %v", name, got.damage, want.damage)
	}
}

// A stream gives what the file gives, however it comes in.
func TestStream(t *testing.T) {
	log, at := threeChunks()
	chunks := log[headerSize:]
	junk := bytes.Repeat([]byte("junk"), 70000)
	for name, b := range map[string][]byte{
		"whole":               log,
		"no header":           chunks,
		"header only":         log[:headerSize],
		"cut in a record":     log[:headerSize+2*chunkSize+at[2]+8],
		"cut in a header":     log[:headerSize+2*chunkSize+100],
		"garbage":             slices.Concat(log[:headerSize], chunks[:chunkSize], junk, chunks[chunkSize:]),
		"garbage, odd":        slices.Concat(log[:headerSize], junk[:3*chunkSize-5], chunks, junk[:5]),
		"reserved at the end": slices.Concat(log, make([]byte, 5*chunkSize)),
	} {
		want := walk(t, read(t, b))
		same(t, name, want, streamed(t, bytes.NewReader(b)))
		same(t, name+", by halves", want, streamed(t, iotest.HalfReader(bytes.NewReader(b))))
		same(t, name+", end with the data", want, streamed(t, iotest.DataErrReader(bytes.NewReader(b))))
	}
	same(t, "by bytes", walk(t, read(t, log)), streamed(t, iotest.OneByteReader(bytes.NewReader(log))))
	if _, err := OpenStream(bytes.NewReader(junk)); !errors.Is(err, ErrNotEVTX) {
		t.Errorf("junk: %v", err)
	}
	if _, err := OpenStream(iotest.ErrReader(errDisk)); !errors.Is(err, errDisk) {
		t.Errorf("no stream at all: %v", err)
	}
}

// A stream that breaks off gives the records that came, and tells why it ended.
func TestStreamBreaksOff(t *testing.T) {
	log, at := threeChunks()
	cut := headerSize + chunkSize + at[3] + 5
	f, err := OpenStream(io.MultiReader(bytes.NewReader(log[:cut]), iotest.ErrReader(errDisk)))
	if err != nil {
		t.Fatal(err)
	}
	o := walk(t, f)
	n := len(o.damage)
	if !slices.Equal(o.ids, ids(1, 8)) || n != 2 || !errors.Is(o.damage[0], ErrTruncated) || !errors.Is(o.damage[1], errDisk) {
		t.Errorf("records %v, damage %v", o.ids, o.damage)
	}
	if o := streamed(t, io.MultiReader(bytes.NewReader(log[:cut]), idle{})); !errors.Is(o.damage[len(o.damage)-1], io.ErrNoProgress) {
		t.Errorf("idle: %v", o.damage)
	}
}

// idle returns nothing for ever.
type idle struct{}

func (idle) Read([]byte) (int, error) { return 0, nil }

// Workers on a stream see each chunk once, as they do on a file.
func TestStreamEachChunk(t *testing.T) {
	log, _ := threeChunks()
	log = slices.Concat(log[:headerSize], bytes.Repeat(log[headerSize:], 20))
	f, err := OpenStream(bytes.NewReader(log))
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	offsets, records := map[int64]bool{}, 0
	err = f.EachChunk(4, func(_ int, c *Chunk, err error) error {
		if err != nil {
			return err
		}
		n := 0
		for _, err := range c.Records() {
			if err != nil {
				return err
			}
			n++
		}
		mu.Lock()
		defer mu.Unlock()
		offsets[c.Offset()], records = true, records+n
		return nil
	})
	if err != nil || len(offsets) != 60 || records != 300 {
		t.Errorf("%d chunks, %d records, %v", len(offsets), records, err)
	}
	if again := walk(t, f); len(again.ids) > 0 || len(again.damage) != 1 || !errors.Is(again.damage[0], errBehind) {
		t.Errorf("read twice: %+v", again)
	}
}

// A stream's window gives what a reader at offsets gives, as long as these do
// not go back behind it.
func TestWindow(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	data := make([]byte, 2<<20)
	for i := range data {
		data[i] = byte(rng.Uint32())
	}
	w := &window{r: iotest.HalfReader(bytes.NewReader(data))}
	for at := int64(0); at < int64(len(data))+2*chunkSize; at += int64(rng.IntN(2 * chunkSize)) {
		b, c := make([]byte, rng.IntN(chunkSize+8)), make([]byte, chunkSize+8)
		n, err := w.ReadAt(b, at)
		m, want := bytes.NewReader(data).ReadAt(c[:len(b)], at)
		if n != m || !bytes.Equal(b[:n], c[:m]) || (err == nil) != (want == nil) && len(b) > 0 {
			t.Fatalf("%d bytes at %d: %d, %v; want %d, %v", len(b), at, n, err, m, want)
		}
	}
	if cap(w.buf) > windowSize {
		t.Errorf("the window grew to %d bytes", cap(w.buf))
	}
}
