package evidence

import (
	"context"
	"fmt"
	"io"
)

// archive enters content that was recognised as an archive.
func (w *walker) archive(p place, c content, f form) error {
	if p.depth > w.set.limits.Depth {
		w.skip(p, fmt.Sprintf("archives lie more than %d deep in one another: it was not opened", w.set.limits.Depth))
		return w.hand(p, c, true)
	}
	if p.spent == nil {
		p.spent = &allowance{limits: w.set.limits, path: p.path, files: max(1, w.files/2), bytes: w.set.limits.Total}
	}
	if err := w.count(p); err != nil {
		return err
	}
	switch f {
	case gzipArchive:
		return w.gzip(p, c)
	case tarArchive:
		return w.tar(p, c)
	}
	return w.zip(p, c, f == zipTail)
}

// itself hands out an archive beside its members, where that is asked for or
// the file holds something else too.
func (w *walker) itself(p place, c content, more bool) error {
	if more || w.set.limits.Archives {
		return w.hand(p, c, true)
	}
	return nil
}

// random gives an archive's content random access, held where it lies packed
// in another. What could be had of damaged content is given all the same.
func (w *walker) random(p place, c content) random {
	switch c := c.(type) {
	case random:
		return c
	case zipMember:
		if r, ok := c.stored(); ok {
			return r
		}
	}
	if r, ok := w.set.store.find(p.key); ok {
		if p.size < 0 {
			p.spent.spend(r.length())
		}
		return r
	}
	rc, err := c.open()
	if err != nil {
		w.skip(p, reason(err))
		return nil
	}
	defer rc.Close()
	r, err := w.set.store.hold(p.key, cancelled{w.ctx, rc})
	if w.ctx.Err() != nil {
		w.set.store.drop(p.key) // a part of it must not pass for the whole later
		return nil
	}
	if err != nil {
		lost := p
		if r != nil {
			lost.size = max(0, p.size-r.length())
		}
		w.skip(lost, reason(err))
	}
	if r != nil && p.size < 0 {
		p.spent.spend(r.length())
	}
	return r
}

// cancelled ends reading with its context: an inner archive can take minutes.
type cancelled struct {
	ctx context.Context
	io.Reader
}

func (c cancelled) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.Reader.Read(p)
}
