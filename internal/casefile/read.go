package casefile

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/athar-forensics/athar"
	"github.com/klauspost/compress/zstd"
)

// Bounds of what a case may make its reader hold: it is ours, and may have been
// tampered with, hashes and all.
const (
	maxManifest = 16 << 20  // bytes
	maxLine     = 512 << 20 // bytes of one trace or of an assessment
	maxWindow   = 64 << 20  // bytes that a zstd stream may refer back over; we write 8 MiB
	maxSkipped  = 10_000_000
	// A file may grow to maxRatio times its size when it is decompressed, and
	// freely to freeBytes: traces compress some thirty times.
	maxRatio  = 2000
	freeBytes = 8 << 20
)

// ErrBomb means that a file of a case holds more than anything athar wrote could.
var ErrBomb = errors.New("it decompresses to more than a case can hold")

// Assessment reads the verdict of a case.
func Assessment(dir string) (*athar.Assessment, error) {
	m, err := manifest(dir)
	if err != nil {
		return nil, err
	}
	var out *athar.Assessment
	err = readLines(dir, m.Assessment, 1, func(line []byte) error { return json.Unmarshal(line, &out) })
	if err != nil {
		return nil, err
	}
	if out == nil {
		return nil, fmt.Errorf("%s holds no assessment: scan the evidence again", dir)
	}
	return out, nil
}

// Case reads the traces of a case, and what its scan could not open.
func Case(dir string) (*athar.Case, error) {
	m, err := manifest(dir)
	if err != nil {
		return nil, err
	}
	c := athar.NewCase()
	for _, f := range m.Segments {
		err := readLines(dir, f, perSegment, func(line []byte) error {
			var t *athar.Trace
			if err := json.Unmarshal(line, &t); err != nil || t == nil {
				return orError(err, "a line holds no trace")
			}
			c.Add(t)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	err = readLines(dir, m.Skipped, maxSkipped, func(line []byte) error {
		var s athar.Skipped
		if err := json.Unmarshal(line, &s); err != nil {
			return err
		}
		c.Skip(s)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

// orError is err, or where that is nil an error that says so.
func orError(err error, otherwise string) error {
	if err != nil {
		return err
	}
	return errors.New(otherwise)
}

func manifest(dir string) (*Manifest, error) {
	src, err := openFile(dir, "manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is no case: it has no manifest.json (a scan writes one with --out)", dir)
	}
	if err != nil {
		return nil, err
	}
	defer src.Close()
	data, err := io.ReadAll(io.LimitReader(src, maxManifest))
	if err != nil {
		return nil, err
	}
	m := &Manifest{}
	if err := json.Unmarshal(data, m); err != nil {
		return nil, fmt.Errorf("%s: manifest.json cannot be read: %w", dir, err)
	}
	if m.Format != Format {
		return nil, fmt.Errorf("%s: format %q is none that this version reads", dir, m.Format)
	}
	return m, nil
}

// openFile opens a regular file of a case: a pipe would wait for ever.
func openFile(dir, name string) (*os.File, error) {
	path := filepath.Join(dir, name)
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no regular file", path)
	}
	return os.Open(path)
}

// readLines calls line for every line of a file, at most so many, and checks the
// file's hash. What line was given counts only where there is no error.
func readLines(dir string, f File, most int, line func([]byte) error) error {
	if f.Name != filepath.Base(f.Name) || f.Name == "." || f.Name == ".." {
		return fmt.Errorf("%s: the manifest names a file outside the case: %q", dir, f.Name)
	}
	src, err := openFile(dir, f.Name)
	if err != nil {
		return err
	}
	defer src.Close()
	info, err := src.Stat()
	if err != nil {
		return err
	}
	sum := sha256.New()
	read := decompress(io.TeeReader(src, sum), info.Size(), most, line)
	// A changed file fails in many ways; that it was changed explains them all.
	if _, err := io.Copy(sum, src); err != nil {
		return err
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != f.SHA256 {
		return fmt.Errorf("%s: %s was changed or damaged after the case was written", dir, f.Name)
	}
	if read != nil {
		return fmt.Errorf("%s: %s: %w", dir, f.Name, read)
	}
	return nil
}

// decompress calls line for every line of a compressed stream of that size.
func decompress(src io.Reader, size int64, most int, line func([]byte) error) error {
	z, err := zstd.NewReader(src, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return err
	}
	defer z.Close()
	in := &guard{z, max(freeBytes, maxRatio*size)}
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 1<<16), maxLine)
	for n := 0; lines.Scan(); n++ {
		// The last line before an error is handed out too, and is cut.
		if n == most || in.left < 0 {
			return ErrBomb
		}
		if err := line(lines.Bytes()); err != nil {
			return err
		}
	}
	return lines.Err()
}

// guard ends a stream with an error where it grows beyond what is left.
type guard struct {
	src  io.Reader
	left int64
}

func (g *guard) Read(p []byte) (int, error) {
	n, err := g.src.Read(p)
	if g.left -= int64(n); g.left < 0 {
		return 0, ErrBomb
	}
	return n, err
}
