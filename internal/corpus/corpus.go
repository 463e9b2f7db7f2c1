// Package corpus finds real evidence for tests. It is no part of the repository:
// ATHAR_CORPUS names its folder, or it lies in ../shared/corpus seen from the
// module's root. A test that needs what is not there is skipped.
package corpus

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// Path returns the path of a file or folder of the corpus.
func Path(tb testing.TB, parts ...string) string {
	tb.Helper()
	path := filepath.Join(append([]string{root(tb)}, parts...)...)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		tb.Skipf("%s needs the corpus (set ATHAR_CORPUS): %v", tb.Name(), err)
	} else if err != nil {
		tb.Fatal(err)
	}
	return path
}

// File returns the bytes of a file of the corpus.
func File(tb testing.TB, path string) []byte {
	tb.Helper()
	data, err := os.ReadFile(Path(tb, filepath.FromSlash(path)))
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func root(tb testing.TB) string {
	tb.Helper()
	if dir := os.Getenv("ATHAR_CORPUS"); dir != "" {
		return dir
	}
	// Tests run in the folder of their package.
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for up := filepath.Dir(dir); up != dir; dir, up = up, filepath.Dir(up) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
	}
	return filepath.Join(dir, "..", "shared", "corpus")
}
