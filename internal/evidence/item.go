package evidence

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/athar-forensics/athar"
)

// Item is one file: on disk, or a member of an archive.
type Item struct {
	// Root is the place it was found in, as the user gave it.
	Root string
	// Path is its place below the root, "/" between parts and "!/" between an
	// archive and its member. A root that is a file has its own name as Path.
	// What does not print in a name is shown as %XX.
	Path string
	// Home is the name for a server that nothing else names: the base name of
	// the root folder, of a root archive without its endings, or of the folder
	// that a root file lies in.
	Home string
	// Size is in bytes, decompressed; -1 where only reading would tell.
	Size int64
	// Modified is unknown for members with a local time alone: zip's own time
	// field has no zone.
	Modified athar.Time
	// Archive says that the item is an archive itself, its members being items
	// too. One is handed out where [Limits].Archives asks for it, where
	// something else than the archive is in the file, and, without its members,
	// where it lies too deep to be opened.
	Archive bool

	set     *Set
	root    *root
	content content
}

// Open reads the item from its start, as decoded from its container. Each call
// gives a reader of its own, until the set is closed. For a plain file the
// reader is an [io.ReaderAt] too. An error after the first bytes leaves those
// that were delivered valid; it is also listed by [Set.Skipped].
func (it *Item) Open() (io.ReadCloser, error) {
	if it.set.closed.Load() {
		return nil, fmt.Errorf("%s: %w", it.Path, fs.ErrClosed)
	}
	rc, err := it.content.open()
	if err != nil {
		it.set.ledger.skip(it.root, it.Path, reason(err), max(it.Size, 0))
		return nil, fmt.Errorf("%s: %w", it.Path, err)
	}
	r := &reading{it: it, rc: rc}
	if at, ok := rc.(readerAt); ok {
		return &readingAt{r, at}, nil
	}
	return r, nil
}

// reading says where an error happened, and notes it.
type reading struct {
	it  *Item
	rc  io.ReadCloser
	out int64
}

func (r *reading) Read(p []byte) (int, error) {
	n, err := r.rc.Read(p)
	r.out += int64(n)
	return n, r.note(err)
}

func (r *reading) Close() error { return r.rc.Close() }

func (r *reading) note(err error) error {
	if err == nil || errors.Is(err, io.EOF) {
		return err
	}
	if !errors.Is(err, fs.ErrClosed) {
		lost := r.it.Size - r.out
		// A wrong checksum doubts all of it.
		if errors.Is(err, ErrChecksum) {
			lost = 0
		}
		r.it.set.ledger.skip(r.it.root, r.it.Path, reason(err), max(lost, 0))
	}
	return fmt.Errorf("%s: %w", r.it.Path, err)
}

type readingAt struct {
	*reading
	at io.ReaderAt
}

func (r *readingAt) ReadAt(p []byte, off int64) (int, error) {
	n, err := r.at.ReadAt(p, off)
	return n, r.note(err)
}
