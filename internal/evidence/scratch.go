package evidence

import "os"

// mask is laid over every byte of a scratch file. An inner archive may hold a
// stored web shell; a virus guard would take the file away in the middle of a
// scan, and what lies there must not run.
const mask = 0xA5

func applyMask(b []byte) {
	for i := range b {
		b[i] ^= mask
	}
}

// maskedWriter masks what it is given in place: the caller's buffer is spent.
type maskedWriter struct {
	f *os.File
	n int64
}

func (w *maskedWriter) Write(b []byte) (int, error) {
	applyMask(b)
	n, err := w.f.Write(b)
	w.n += int64(n)
	return n, err
}

// scratchFile is an archive held on disk.
type scratchFile struct {
	path string
	size int64
}

func (s scratchFile) openAt() (readerAt, error) {
	f, err := os.Open(s.path)
	if err != nil {
		return nil, err
	}
	return maskedFile{f}, nil
}

func (s scratchFile) length() int64 { return s.size }

type maskedFile struct{ f *os.File }

func (m maskedFile) ReadAt(b []byte, off int64) (int, error) {
	n, err := m.f.ReadAt(b, off)
	applyMask(b[:n])
	return n, err
}

func (m maskedFile) Close() error { return m.f.Close() }
