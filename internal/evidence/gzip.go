package evidence

import (
	"io"
	"path"
	"strings"

	"github.com/klauspost/compress/gzip"
)

// gzipContent is what a gzip stream holds: all of its members, one after the other.
type gzipContent struct {
	of content
	allotment
}

func (g gzipContent) open() (io.ReadCloser, error) {
	rc, err := g.of.open()
	if err != nil {
		return nil, err
	}
	in := newInput()
	in.reset(rc)
	z, err := gzip.NewReader(in)
	if err != nil {
		_ = rc.Close()
		return nil, readable(err)
	}
	return readCloser{&guard{allotment: g.allotment, src: z, in: in}, rc}, nil
}

// gzip enters a gzip stream, which holds one file.
func (w *walker) gzip(p place, c content) error {
	name, ok := gzipName(c, path.Base(p.path))
	if !ok {
		// Three bytes are no proof: without a whole header it is a file like others.
		return w.hand(p, c, false)
	}
	if err := w.itself(p, c, false); err != nil {
		return err
	}
	g := gzipContent{of: c, allotment: p.spent.allot(-1, max(p.size, 0))}
	m := p.within(name)
	m.size = -1
	if p.depth > 0 {
		// In an archive its size counts for the archive's total, and only
		// reading tells it: the size at a gzip's end is the writer's word.
		m.size = w.measure(g)
		p.spent.spend(m.size)
	}
	if g.max == 0 && w.exhausted(p) {
		return nil
	}
	return w.file(m, g)
}

// measure is how many bytes content yields within its allotment.
func (w *walker) measure(c content) int64 {
	rc, err := c.open()
	if err != nil {
		return 0
	}
	defer rc.Close()
	n, _ := io.Copy(io.Discard, cancelled{w.ctx, rc}) // an error is met again by whoever reads the item
	return n
}

// gzipName is the name of a stream's file: the header's where it is a plain
// name, else the archive's own without its ending.
func gzipName(c content, archive string) (string, bool) {
	rc, err := c.open()
	if err != nil {
		return "", false
	}
	defer rc.Close()
	z, err := gzip.NewReader(io.LimitReader(rc, 1<<20))
	if err != nil {
		return "", false
	}
	named := z.Name[strings.LastIndexAny(z.Name, `/\`)+1:]
	if named != "" && len(named) <= 255 && cleanName(named) == named {
		return named, true
	}
	for _, ending := range []struct{ from, to string }{{".gz", ""}, {".tgz", ".tar"}} {
		if n := len(archive) - len(ending.from); n > 0 && strings.EqualFold(archive[n:], ending.from) {
			return archive[:n] + ending.to, true
		}
	}
	return archive, true
}

// exhausted notes that an outermost archive has nothing left to spend.
func (w *walker) exhausted(p place) bool {
	if p.spent.bytes > 0 {
		return false
	}
	e := LimitError{Limit: "total", Max: w.set.limits.Total}
	w.fill(p, e.Error())
	return true
}
