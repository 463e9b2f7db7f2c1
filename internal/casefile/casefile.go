// Package casefile is a case on disk: a folder with the assessment, the traces
// that it was computed from, and a manifest.
//
//	manifest.json            what is in the case, with hashes
//	traces-000001.jsonl.zst  one trace a line
//	skipped.jsonl.zst        what could not be opened at all
//	assessment.json.zst      the verdict
//	report.html              for people
//
// Every file is written beside its name, synced and renamed: a case that was cut
// off has no manifest, and is never taken for a whole one.
package casefile

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/athar-forensics/athar"
	"github.com/klauspost/compress/zstd"
)

// Format names the layout of a case folder.
const Format = "athar.case/1"

// perSegment is the number of traces in one segment.
const perSegment = 5000

// Manifest lists the files of a case.
type Manifest struct {
	Format     string     `json:"format"`
	Tool       athar.Tool `json:"tool"`
	Created    athar.Time `json:"created"`
	Segments   []File     `json:"segments"`
	Skipped    File       `json:"skipped"`
	Assessment File       `json:"assessment"`
}

// File is one file of a case.
type File struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
	Lines  int    `json:"lines,omitempty"`
}

// Write puts a case into a folder, which must be new or empty. The folder is
// readable by its owner only: what it holds is as sensitive as the evidence.
func Write(dir string, c *athar.Case, a *athar.Assessment) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if names, err := os.ReadDir(dir); err != nil {
		return err
	} else if len(names) > 0 {
		return fmt.Errorf("%s is not empty: name another folder with --out", dir)
	}
	m := Manifest{Format: Format, Tool: a.Tool, Created: a.Generated, Segments: []File{}}
	traces := c.Traces()
	for n := 1; len(traces) > 0; n++ {
		part := traces[:min(len(traces), perSegment)]
		traces = traces[len(part):]
		f, err := writeLines(dir, fmt.Sprintf("traces-%06d.jsonl.zst", n), part)
		if err != nil {
			return err
		}
		m.Segments = append(m.Segments, f)
	}
	var err error
	if m.Skipped, err = writeLines(dir, "skipped.jsonl.zst", c.Skipped()); err != nil {
		return err
	}
	if m.Assessment, err = writeLines(dir, "assessment.json.zst", []*athar.Assessment{a}); err != nil {
		return err
	}
	return Replace(filepath.Join(dir, "manifest.json"), func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(m)
	})
}

// writeLines writes values as compressed JSON lines.
func writeLines[T any](dir, name string, values []T) (File, error) {
	f := File{Name: name, Lines: len(values)}
	sum := sha256.New()
	err := Replace(filepath.Join(dir, name), func(w io.Writer) error {
		z, err := zstd.NewWriter(io.MultiWriter(w, sum), zstd.WithEncoderConcurrency(1))
		if err != nil {
			return err
		}
		e := json.NewEncoder(z)
		e.SetEscapeHTML(false)
		for _, v := range values {
			if err := e.Encode(v); err != nil {
				return err
			}
		}
		return z.Close()
	})
	f.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return f, err
}

// Replace writes a file beside its name, syncs it and renames it into place, so
// that the name never stands for half a file.
func Replace(name string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), ".athar-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	b := bufio.NewWriterSize(f, 1<<16)
	if err := write(b); err != nil {
		return err
	}
	if err := errors.Join(b.Flush(), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
