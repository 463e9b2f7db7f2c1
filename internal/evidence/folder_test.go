package evidence

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLinks(t *testing.T) {
	outside := put(t, t.TempDir(), "secret", []byte("x"))
	dir := t.TempDir()
	put(t, dir, "logs/a.log", []byte("x"))
	for name, target := range map[string]string{
		"again": "logs", "loop": ".", "self": "self", "out": outside, "up": "../../..",
		"absolute": filepath.Join(dir, "logs"), "dangling": "nothing",
	} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Skip("no symbolic links here: " + err.Error())
		}
	}
	s := open(t, Limits{}, dir)
	if got := walk(t, s).paths(); !cmp.Equal(got, []string{"logs/a.log"}) {
		t.Errorf("got %q", got)
	}
	want := []string{
		"dangling: it is a link to something that is not there",
		"out: it is a link that leads outside what was given: it was not followed",
		"self: it is a link that leads outside what was given: it was not followed",
		"up: it is a link that leads outside what was given: it was not followed",
	}
	if diff := cmp.Diff(want, reasons(s)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]int{"link": 3}, s.Ignored()); diff != "" {
		t.Error(diff)
	}
}

func TestUnreadable(t *testing.T) {
	if os.Geteuid() == 0 || runtime.GOOS == "windows" {
		t.Skip("permission bits do not bind this account")
	}
	dir := t.TempDir()
	put(t, dir, "a.log", []byte("x"))
	put(t, dir, "closed/b.log", []byte("x"))
	locked := filepath.Join(dir, "closed")
	if err := os.Chmod(locked, 0); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(locked, 0o755)
	s := open(t, Limits{}, dir)
	if got := walk(t, s).paths(); !cmp.Equal(got, []string{"a.log"}) {
		t.Errorf("got %q", got)
	}
	if got := reasons(s); len(got) != 1 || !strings.HasPrefix(got[0], "closed: permission denied") {
		t.Errorf("got %q", got)
	}
}

func TestGoneSinceTheWalk(t *testing.T) {
	dir := t.TempDir()
	path := put(t, dir, "a.log", []byte("x"))
	s := open(t, Limits{}, dir)
	err := s.Walk(t.Context(), func(it *Item) error {
		if err := os.Remove(path); err != nil {
			return err
		}
		_, err := it.Open()
		if !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("got %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := reasons(s); !cmp.Equal(got, []string{"a.log: it does not exist"}) {
		t.Errorf("got %q", got)
	}
}

func TestNamesThatShowAlike(t *testing.T) {
	dir := t.TempDir()
	for i, name := range []string{"a\x01.gz", "a%01.gz"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, gzipOf("z", zipOf(t, stored("in", string(rune('1'+i))))), 0o644); err != nil {
			t.Skip("such a name cannot be here: " + err.Error())
		}
	}
	want := seen{{"a%01.gz!/z!/in", "1"}, {"a%01.gz!/z!/in", "2"}}
	if diff := cmp.Diff(want, walk(t, open(t, Limits{}, dir))); diff != "" {
		t.Error(diff)
	}
}

func TestDeepFolders(t *testing.T) {
	dir := t.TempDir()
	deep := strings.Repeat("d/", maxFolders)
	put(t, dir, deep+"in.log", nil)
	if err := os.Mkdir(filepath.Join(dir, filepath.FromSlash(deep), "d"), 0o755); err != nil {
		t.Skip("no folder can be that deep here: " + err.Error())
	}
	s := open(t, Limits{}, dir)
	if got := walk(t, s).paths(); !cmp.Equal(got, []string{deep + "in.log"}) {
		t.Errorf("got %q", got)
	}
	if got := reasons(s); !cmp.Equal(got, []string{deep + "d: " + errDeep.Error()}) {
		t.Errorf("got %q", got)
	}
}

// TestLoop gives a folder that already stands above itself, as a mount can.
func TestLoop(t *testing.T) {
	s := open(t, Limits{}, t.TempDir())
	self, err := os.Stat(s.roots[0].abs)
	if err != nil {
		t.Fatal(err)
	}
	w := &walker{ctx: t.Context(), set: s}
	at := folder{root: s.roots[0], dir: s.roots[0].folder, rel: "again", shown: "again", above: []fs.FileInfo{self}}
	if err := w.folder(at); err != nil {
		t.Fatal(err)
	}
	if got := reasons(s); !cmp.Equal(got, []string{"again: " + errLoop.Error()}) {
		t.Errorf("got %q", got)
	}
}
