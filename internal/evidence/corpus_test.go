package evidence

import (
	"archive/zip"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/athar-forensics/athar/internal/corpus"
)

// TestCorpus reads all of it, and compares each zip with the standard library.
func TestCorpus(t *testing.T) {
	dir := corpus.Path(t)
	s := open(t, Limits{}, dir)
	sums := map[string]string{}
	if err := s.Walk(t.Context(), func(it *Item) error {
		rc, err := it.Open()
		if err != nil {
			return err
		}
		defer rc.Close()
		h := sha256.New()
		n, err := io.Copy(h, rc)
		if it.Size >= 0 && n != it.Size {
			t.Errorf("%s: %d of %d bytes", it.Path, n, it.Size)
		}
		sums[it.Path] = hex.EncodeToString(h.Sum(nil))
		if err != nil && len(s.Skipped()) == 0 {
			t.Errorf("%s: %v is not accounted for", it.Path, err)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, one := range s.Skipped() {
		file, _, _ := strings.Cut(one.Path, "!/")
		if strings.Contains(one.Reason, "athar does not open") || gzipFails(t, filepath.Join(dir, file)) {
			t.Log(one.Path, one.Reason)
			continue
		}
		t.Errorf("%s: %s", one.Path, one.Reason)
	}
	members := 0
	for _, file := range find(t, dir) {
		z, err := zip.OpenReader(file)
		if err != nil {
			continue
		}
		rel, _ := filepath.Rel(dir, file)
		for _, f := range z.File {
			if strings.HasSuffix(f.Name, "/") {
				continue
			}
			rc, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			h := sha256.New()
			if _, err := io.Copy(h, rc); err != nil {
				t.Fatal(err)
			}
			path := filepath.ToSlash(rel) + "!/" + f.Name
			if sums[path] != hex.EncodeToString(h.Sum(nil)) {
				t.Errorf("%s differs", path)
			}
			members++
		}
		z.Close()
	}
	t.Logf("%d items, %d members of zips compared", len(sums), members)
}

// gzipFails tells a gzip file that the standard library cannot read either:
// some of the corpus are cut off themselves.
func gzipFails(t *testing.T, path string) bool {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return true
	}
	_, err = io.Copy(io.Discard, z)
	return err != nil
}
