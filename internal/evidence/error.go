package evidence

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"

	"github.com/athar-forensics/athar"
)

// ErrEmpty is what [Set.Walk] returns where there is nothing at all: no file,
// and nothing that was skipped.
var ErrEmpty = errors.New("there is no file in it")

// ErrChecksum ends the content of a member whose bytes are not those that were
// packed. Everything before it was delivered.
var ErrChecksum = errors.New("its checksum is wrong: the content was changed or damaged after it was packed")

var (
	errCut      = fmt.Errorf("it is cut off: it ends before its content does (%w)", io.ErrUnexpectedEOF)
	errDamaged  = errors.New("its compressed data is damaged")
	errTrailing = errors.New("something that is not gzip follows its content")
	errHeader   = errors.New("its header is not where the archive's directory says")
)

// Error is what a person is told where nothing that they named can be opened.
type Error struct {
	// Failed has one entry a path, in the order given.
	Failed []athar.Skipped
	errs   []error
}

func (e *Error) add(path string, err error) {
	e.Failed = append(e.Failed, athar.Skipped{Path: path, Reason: reason(err)})
	e.errs = append(e.errs, err)
}

// Error says one plain sentence a path.
func (e *Error) Error() string {
	if len(e.Failed) == 0 {
		return "no path was given: name a folder, a file or an archive"
	}
	lines := make([]string, len(e.Failed))
	for i, f := range e.Failed {
		lines[i] = fmt.Sprintf("cannot open %s: %s", cleanPath(f.Path), f.Reason)
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives the causes, so that errors.Is(err, fs.ErrNotExist) works.
func (e *Error) Unwrap() []error { return e.errs }

// LimitError ends the content of an item that reached one of the [Limits].
// Everything within the limit was delivered.
type LimitError struct {
	// Limit is "member", "total", "ratio" or "declared" (the size that the
	// archive's own directory states).
	Limit string
	// Max is the limit that was reached: bytes, or the ratio.
	Max int64
}

// Error says which limit it was, and what that means.
func (e *LimitError) Error() string {
	switch e.Limit {
	case "ratio":
		return fmt.Sprintf("it unpacks to more than %d times its size, as a zip bomb does: reading stopped there", e.Max)
	case "total":
		return fmt.Sprintf("its archive unpacks to more than %d bytes in all: reading stopped there", e.Max)
	case "declared":
		return fmt.Sprintf("it holds more than the %d bytes that its archive declares: reading stopped there", e.Max)
	default:
		return fmt.Sprintf("it unpacks to more than %d bytes: reading stopped there", e.Max)
	}
}

// readable turns a decoder's error into one that a person understands.
// What it does not know it leaves alone.
func readable(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case err == nil, errors.Is(err, io.EOF):
		return err
	case errors.Is(err, errCut):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errCut
	case errors.As(err, &corrupt):
		return errDamaged
	case errors.Is(err, gzip.ErrChecksum):
		return ErrChecksum
	case errors.Is(err, gzip.ErrHeader):
		return errTrailing
	}
	return err
}

// reason is the cause in plain English, without the path that the system names:
// that may be a scratch file's, and would differ from run to run.
func reason(err error) string {
	var at *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "it does not exist"
	case errors.Is(err, fs.ErrPermission):
		return "permission denied: run athar with an account that may read it"
	case errors.As(err, &at):
		return at.Err.Error()
	}
	return err.Error()
}
