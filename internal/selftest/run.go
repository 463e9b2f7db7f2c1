package selftest

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/assess"
	"github.com/athar-forensics/athar/internal/evidence"
	"github.com/athar-forensics/athar/internal/hunt"
)

// Result is what became of one sample.
type Result struct {
	Sample *Sample
	// Told are the rules that tell of the sample, sorted.
	Told []string
	// Failures say what is not as expected; none means that all is.
	Failures []string
}

// Run reads each sample as a body of evidence of its own and judges it. The
// samples are texts of attacks: packed in archives, none of them lies on disk in
// clear, and they are opened as collected evidence is.
func (set *Set) Run(ctx context.Context, know assess.Knowledge) (out []Result, err error) {
	dir, err := os.MkdirTemp("", "athar-samples-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	file := filepath.Join(dir, archive)
	for _, s := range set.Samples {
		if err := s.pack(file); err != nil {
			return nil, err
		}
		found, err := read(ctx, file, hunt.Knowledge{Library: know.Library, Pages: know.Pages})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Path(), err)
		}
		out = append(out, judge(s, found, know))
	}
	return out, nil
}

// archive is the name under which each sample is packed.
const archive = "sample.zip"

// read hunts through one archive.
func read(ctx context.Context, file string, know hunt.Knowledge) (found *athar.Case, err error) {
	opened, err := evidence.Open([]string{file}, evidence.Limits{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	return hunt.New(know, hunt.Options{}).Run(ctx, opened)
}

func (s *Sample) pack(file string) (err error) {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := zip.NewWriter(f)
	for _, member := range s.Files {
		to, err := w.Create(member.Name)
		if err != nil {
			return err
		}
		if _, err := to.Write(member.Data); err != nil {
			return err
		}
	}
	return w.Close()
}
