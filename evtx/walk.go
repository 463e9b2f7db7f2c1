package evtx

import (
	"iter"
	"sync"
)

// Chunks returns the file's chunks in the order in which they stand, and what
// is between them as errors of type [*Damage]. A chunk is good until the loop
// goes on.
//
// That order is that of time only in a log that never came round to its
// beginning; record identifiers tell the true one.
func (f *File) Chunks() iter.Seq2[*Chunk, error] {
	return func(yield func(*Chunk, error) bool) {
		s := f.scan()
		c := f.spare.Swap(nil)
		if c == nil {
			c = f.newChunk()
		}
		defer f.left.Store(c)
		for {
			at, gap, ok := s.next()
			if gap != nil && !yield(nil, gap) {
				return
			}
			if !ok {
				return
			}
			if err := c.load(at); err != nil {
				if !yield(nil, err) {
					return
				}
				continue
			}
			if !yield(c, nil) {
				return
			}
		}
	}
}

// Records returns all records, chunk by chunk, and what could not be read as
// errors of type [*Damage]; the loop goes on behind them. A record is good
// until then.
func (f *File) Records() iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		for c, err := range f.Chunks() {
			if err != nil {
				if !yield(nil, err) {
					return
				}
				continue
			}
			for r, err := range c.Records() {
				if !yield(r, err) {
					return
				}
			}
		}
	}
}

// EachChunk hands every chunk to one of several workers, each a goroutine that
// calls visit with its number, counted from 0. A chunk is nil where err is a
// [*Damage] between chunks. Chunks arrive in no fixed order: [Chunk.Offset]
// puts results back into one. The first error that visit returns ends the walk
// and is returned.
func (f *File) EachChunk(workers int, visit func(worker int, c *Chunk, err error) error) error {
	var (
		mu    sync.Mutex // guards all below
		s     = f.scan()
		first error
		wg    sync.WaitGroup
	)
	next := func(c *Chunk) (at int64, gap *Damage, loaded error, ok bool) {
		mu.Lock()
		defer mu.Unlock()
		if first != nil {
			return 0, nil, nil, false
		}
		if at, gap, ok = s.next(); ok && f.stream { // it passes by but once
			loaded = c.load(at)
		}
		return at, gap, loaded, ok
	}
	fail := func(err error) {
		mu.Lock()
		defer mu.Unlock()
		if first == nil {
			first = err
		}
	}
	for worker := range max(workers, 1) {
		wg.Go(func() {
			c := f.newChunk()
			for {
				at, gap, err, ok := next(c)
				if gap != nil {
					if err := visit(worker, nil, gap); err != nil {
						fail(err)
						return
					}
				}
				if !ok {
					return
				}
				if !f.stream {
					err = c.load(at)
				}
				chunk := c
				if err != nil {
					chunk = nil
				}
				if err := visit(worker, chunk, err); err != nil {
					fail(err)
					return
				}
			}
		})
	}
	wg.Wait()
	return first
}
