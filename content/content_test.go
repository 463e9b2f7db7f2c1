package content

import (
	"bytes"
	"io/fs"
	"os"
	"strings"
	"testing"
)

// The embedded archive and the folder hold the same files.
func TestArchiveIsCurrent(t *testing.T) {
	archive, err := FS()
	if err != nil {
		t.Fatal(err)
	}
	folder := os.DirFS(".")
	n := 0
	walk := func(from, to fs.FS, label string) {
		err := fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasSuffix(name, ".go") || strings.HasSuffix(name, ".zst") {
				return err
			}
			n++
			a, err := fs.ReadFile(from, name)
			if err != nil {
				return err
			}
			b, err := fs.ReadFile(to, name)
			if err != nil || !bytes.Equal(a, b) {
				t.Errorf("%s of the %s differs: run go generate ./content", name, label)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	walk(folder, archive, "folder")
	walk(archive, folder, "archive")
	if n == 0 {
		t.Fatal("no content")
	}
}
