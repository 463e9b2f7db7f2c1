package evidence

import (
	"bufio"
	"io"
	"sync"

	"github.com/klauspost/compress/flate"
)

// ratioFrom is how many decompressed bytes a member may yield before its ratio
// is judged: a small file of one repeated line is no bomb.
const ratioFrom = 16 << 20

// ratioStep is how often the ratio is judged, in decompressed bytes. A fixed
// step makes the cut fall on the same byte whatever the reader's buffer.
const ratioStep = 64 << 10

// allotment is what one member may yield, and what to say where it would yield more.
type allotment struct {
	max    int64
	beyond LimitError
	ratio  int64
}

// guard ends a decoder's output at its allotment.
type guard struct {
	allotment
	src io.Reader
	in  *input // what src decompresses; nil where nothing is compressed
	out int64
	err error
}

// Read implements [io.Reader].
func (g *guard) Read(p []byte) (int, error) {
	if g.err != nil || len(p) == 0 {
		return 0, g.err
	}
	if g.in != nil && g.out >= ratioFrom && g.out%ratioStep == 0 && g.out/g.ratio > g.in.used() {
		g.err = &LimitError{Limit: "ratio", Max: g.ratio}
		return 0, g.err
	}
	room := min(g.max-g.out, ratioStep-g.out%ratioStep)
	if room <= 0 {
		g.err = g.end()
		return 0, g.err
	}
	n, err := g.src.Read(p[:min(int64(len(p)), room)])
	g.out += int64(n)
	if err != nil {
		g.err = readable(err)
	}
	return n, g.err
}

// end tells content that ends at its limit from content that goes on.
func (g *guard) end() error {
	var one [1]byte
	if _, err := io.ReadFull(g.src, one[:]); err != nil {
		return readable(err)
	}
	return &g.beyond
}

// input counts the compressed bytes that a decoder has taken. It is a
// [flate.Reader], so that decoders read from it without a buffer of their own.
type input struct {
	*bufio.Reader
	from countingReader
}

type countingReader struct {
	r io.Reader
	n int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

func (in *input) used() int64 { return in.from.n - int64(in.Buffered()) }

func (in *input) reset(r io.Reader) {
	in.from = countingReader{r: r}
	in.Reset(&in.from)
}

func newInput() *input {
	in := &input{}
	in.Reader = bufio.NewReaderSize(&in.from, 32<<10)
	return in
}

// inflater is a deflate decoder with its input, kept for the next member: an
// archive of small files would otherwise spend its time on making them.
type inflater struct {
	in    *input
	flate io.ReadCloser
}

var inflaters = sync.Pool{New: func() any {
	in := newInput()
	return &inflater{in: in, flate: flate.NewReader(in)}
}}

func getInflater(r io.Reader) (*inflater, error) {
	f := inflaters.Get().(*inflater)
	f.in.reset(r)
	return f, f.flate.(flate.Resetter).Reset(f.in, nil)
}

func (f *inflater) put() {
	f.in.reset(nil)
	inflaters.Put(f)
}
