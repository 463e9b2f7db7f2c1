package evidence

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// seen is what one walk handed out: path and content, in order. Content that
// ends with an error is followed by "!" and what it says.
type seen [][2]string

func (s seen) paths() []string {
	var paths []string
	for _, one := range s {
		paths = append(paths, one[0])
	}
	return paths
}

// open opens paths and closes them after the test.
func open(t testing.TB, lim Limits, paths ...string) *Set {
	t.Helper()
	if lim.Scratch == "" {
		lim.Scratch = t.TempDir()
	}
	s, err := Open(paths, lim)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func walk(t testing.TB, s *Set) seen {
	t.Helper()
	var all seen
	err := s.Walk(context.Background(), func(it *Item) error {
		all = append(all, [2]string{it.Path, textOf(it)})
		return nil
	})
	if err != nil && !errors.Is(err, ErrEmpty) {
		t.Fatal(err)
	}
	return all
}

func textOf(it *Item) string {
	rc, err := it.Open()
	if err != nil {
		return "!" + err.Error()
	}
	defer rc.Close()
	b, err := io.ReadAll(rc)
	if err != nil {
		return string(b) + "!" + err.Error()
	}
	return string(b)
}

// reasons are the skipped paths with what is said of them.
func reasons(s *Set) []string {
	var all []string
	for _, one := range s.Skipped() {
		all = append(all, one.Path+": "+one.Reason)
	}
	return all
}

// put writes a file below a folder and gives its path.
func put(t testing.TB, dir, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestFolder(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"b/x.log", "b-c.log", "b.log", "a/z/deep.log", "a/empty", "a b/c"} {
		put(t, dir, name, []byte(name))
	}
	s := open(t, Limits{}, dir+"/./b/..//")
	want := []string{"a/empty", "a/z/deep.log", "a b/c", "b/x.log", "b-c.log", "b.log"}
	for range 2 {
		if diff := cmp.Diff(want, walk(t, s).paths()); diff != "" {
			t.Error(diff)
		}
	}
	if len(s.Skipped()) != 0 {
		t.Error(s.Skipped())
	}
}

func TestItem(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "MAIL01")
	log := put(t, dir, "logs/u_ex.log", []byte("#Fields: date"))
	archive := put(t, dir, "MAIL02.ZIP", zipOf(t, stored("a.log", "x")))
	packed := put(t, dir, "MAIL03.tar.gz", gzipOf("", tarOf(t, "a.log", "x")))
	for _, tt := range []struct{ root, path, home string }{
		{dir, "MAIL02.ZIP!/a.log", "MAIL01"},
		{dir + "/", "MAIL02.ZIP!/a.log", "MAIL01"},
		{log, "u_ex.log", "logs"},
		{archive, "MAIL02.ZIP!/a.log", "MAIL02"},
		{packed, "MAIL03.tar.gz!/MAIL03.tar!/a.log", "MAIL03"},
	} {
		s := open(t, Limits{}, tt.root)
		var first *Item
		if err := s.Walk(t.Context(), func(it *Item) error {
			if first == nil {
				first = it
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if first.Path != tt.path || first.Home != tt.home || first.Root != tt.root {
			t.Errorf("%s: got %q %q %q", tt.root, first.Root, first.Path, first.Home)
		}
	}
}

func TestPlainFileIsReaderAt(t *testing.T) {
	s := open(t, Limits{}, put(t, t.TempDir(), "a.log", []byte("0123456789")))
	err := s.Walk(t.Context(), func(it *Item) error {
		if it.Size != 10 || it.Modified == 0 {
			t.Errorf("got %d bytes of %v", it.Size, it.Modified)
		}
		rc, err := it.Open()
		if err != nil {
			return err
		}
		defer rc.Close()
		at, ok := rc.(io.ReaderAt)
		if !ok {
			t.Fatal("a plain file has no random access")
		}
		b := make([]byte, 3)
		if _, err := at.ReadAt(b, 4); err != nil || string(b) != "456" {
			t.Errorf("got %q, %v", b, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestVisitStopsTheWalk(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "a.zip", zipOf(t, stored("1", ""), stored("2", "")))
	put(t, dir, "b", nil)
	s := open(t, Limits{}, dir)
	enough := errors.New("enough")
	n := 0
	if err := s.Walk(t.Context(), func(*Item) error { n++; return enough }); !errors.Is(err, enough) || n != 1 {
		t.Errorf("got %v after %d", err, n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if err := s.Walk(ctx, func(*Item) error { cancel(); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestCancelledWhileHolding(t *testing.T) {
	b := zipOf(t, stored("a", "x"), deflated("in.zip", zipOf(t, stored("b", string(repeat(100_000))))))
	s := open(t, Limits{Memory: 1000}, put(t, t.TempDir(), "f", b))
	ctx, cancel := context.WithCancel(t.Context())
	if err := s.Walk(ctx, func(*Item) error { cancel(); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if got := walk(t, s).paths(); len(got) != 2 || len(s.Skipped()) != 0 {
		t.Errorf("again: got %q, %q", got, reasons(s))
	}
	w := &walker{ctx: ctx, set: s}
	if r := w.random(place{root: s.roots[0], key: "k"}, gzipContent{of: memoryFile(gzipOf("", repeat(9000))), allotment: allotment{max: 9000, ratio: 1000}}); r != nil {
		t.Error("a cancelled walk held an archive")
	}
	if _, ok := s.store.find("k"); ok {
		t.Error("a part is kept as the whole")
	}
}

func TestAfterClose(t *testing.T) {
	s, err := Open([]string{put(t, t.TempDir(), "a.zip", zipOf(t, stored("1", "x")))}, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var item *Item
	if err := s.Walk(t.Context(), func(it *Item) error { item = it; return nil }); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Error(err)
	}
	if _, err := item.Open(); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("got %v", err)
	}
}

// find lists the files below a folder.
func find(t *testing.T, dir string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all = append(all, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// repeat is n bytes of log text, which deflate packs well below any bomb's ratio.
func repeat(n int) []byte {
	var b bytes.Buffer
	for i := uint32(1); b.Len() < n; i = i*1664525 + 1013904223 {
		b.WriteString("2021-03-03 04:05:")
		b.WriteByte(byte('0' + i>>28%10))
		b.WriteString(" 10.0.0.1 POST /ecp/y.js - 443 - 192.0.2.")
		b.WriteByte(byte('0' + i>>20%10))
		b.WriteByte(byte('0' + i>>12%10))
		b.WriteString(" python-requests/2.25.1 - 200 0 0 ")
		b.WriteByte(byte('0' + i>>16%10))
		b.WriteString("\r\n")
	}
	return b.Bytes()[:n]
}
