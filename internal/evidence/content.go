package evidence

import (
	"errors"
	"io"
	"os"
)

// content can be opened for reading, again and again, by several at once.
type content interface {
	open() (io.ReadCloser, error)
}

// random is bytes with random access, as an archive's directory needs it.
type random interface {
	openAt() (readerAt, error)
	length() int64
}

type readerAt interface {
	io.ReaderAt
	io.Closer
}

// readCloser joins a decoder and what must be closed after it.
type readCloser struct {
	io.Reader
	io.Closer
}

// disk is a file below a root. It is opened for each reading, so that a hundred
// thousand items hold no descriptor.
type disk struct {
	root *root
	rel  string
	size int64
}

func (d disk) openFile() (*os.File, error) {
	var f *os.File
	var err error
	if d.root.folder == nil {
		f, err = os.OpenFile(d.root.abs, openFlags, 0)
	} else {
		f, err = d.root.folder.OpenFile(d.rel, openFlags, 0)
	}
	if err != nil {
		return nil, err
	}
	// What was a file when its folder was read may have been replaced since.
	fi, err := f.Stat()
	if err == nil && !fi.Mode().IsRegular() {
		err = errSpecial
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

func (d disk) open() (io.ReadCloser, error) {
	f, err := d.openFile()
	if err != nil {
		return nil, err
	}
	return f, nil
}

func (d disk) openAt() (readerAt, error) {
	f, err := d.openFile()
	if err != nil {
		return nil, err
	}
	return f, nil
}

func (d disk) length() int64 { return d.size }

// section is a stretch of other content: what an archive stores uncompressed.
type section struct {
	of   random
	off  int64
	size int64
}

func (s section) openAt() (readerAt, error) {
	ra, err := s.of.openAt()
	if err != nil {
		return nil, err
	}
	return struct {
		io.ReaderAt
		io.Closer
	}{io.NewSectionReader(ra, s.off, s.size), ra}, nil
}

func (s section) open() (io.ReadCloser, error) {
	ra, err := s.of.openAt()
	if err != nil {
		return nil, err
	}
	return readCloser{&exact{io.NewSectionReader(ra, s.off, s.size), s.size}, ra}, nil
}

func (s section) length() int64 { return s.size }

// exact tells content that ends early, because its archive does.
type exact struct {
	r    io.Reader
	left int64
}

func (e *exact) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	e.left -= int64(n)
	if errors.Is(err, io.EOF) && e.left > 0 {
		err = errCut
	}
	return n, err
}
