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

// Assessment reads the verdict of a case.
func Assessment(dir string) (*athar.Assessment, error) {
	m, err := manifest(dir)
	if err != nil {
		return nil, err
	}
	var out *athar.Assessment
	err = readLines(dir, m.Assessment, func(line []byte) error {
		out = &athar.Assessment{}
		return json.Unmarshal(line, out)
	})
	if err != nil {
		return nil, err
	}
	if out == nil {
		return nil, fmt.Errorf("%s holds no assessment", dir)
	}
	return out, nil
}

// Case reads the traces of a case.
func Case(dir string) (*athar.Case, error) {
	m, err := manifest(dir)
	if err != nil {
		return nil, err
	}
	c := athar.NewCase()
	for _, f := range m.Segments {
		err := readLines(dir, f, func(line []byte) error {
			t := &athar.Trace{}
			if err := json.Unmarshal(line, t); err != nil {
				return err
			}
			c.Add(t)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return c, nil
}

func manifest(dir string) (*Manifest, error) {
	data, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is no case: it has no manifest.json (a scan writes one with --out)", dir)
	}
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

// readLines calls line for every line of a file, and checks the file's hash.
func readLines(dir string, f File, line func([]byte) error) error {
	if f.Name != filepath.Base(f.Name) {
		return fmt.Errorf("%s: the manifest names a file outside the case: %q", dir, f.Name)
	}
	src, err := os.Open(filepath.Join(dir, f.Name))
	if err != nil {
		return err
	}
	defer src.Close()
	sum := sha256.New()
	z, err := zstd.NewReader(io.TeeReader(src, sum), zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxLine))
	if err != nil {
		return err
	}
	defer z.Close()
	lines := bufio.NewScanner(z)
	lines.Buffer(make([]byte, 1<<16), maxLine)
	for lines.Scan() {
		if err := line(lines.Bytes()); err != nil {
			return fmt.Errorf("%s: %s: %w", dir, f.Name, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("%s: %s: %w", dir, f.Name, err)
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != f.SHA256 {
		return fmt.Errorf("%s: %s was changed after the case was written", dir, f.Name)
	}
	return nil
}
