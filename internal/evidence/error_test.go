package evidence

import (
	"errors"
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOpenSaysWhy(t *testing.T) {
	dir := t.TempDir()
	missing := filepath.Join(dir, "nowhere")
	_, err := Open([]string{missing, ""}, Limits{})
	var e *Error
	if !errors.As(err, &e) || !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("got %v", err)
	}
	want := "cannot open " + missing + ": it does not exist\ncannot open : the path is empty"
	if err.Error() != want {
		t.Errorf("got %q", err)
	}
	if _, err := Open(nil, Limits{}); !errors.As(err, &e) {
		t.Errorf("no path: got %v", err)
	}
	put(t, dir, "a.log", []byte("x"))
	s := open(t, Limits{}, missing, dir, dir+"/.")
	if got := walk(t, s).paths(); !cmp.Equal(got, []string{"a.log"}) {
		t.Errorf("the same root twice: got %q", got)
	}
	if got := reasons(s); !cmp.Equal(got, []string{missing + ": it does not exist"}) {
		t.Errorf("got %q", got)
	}
}

func TestNothingAtAll(t *testing.T) {
	for name, path := range map[string]string{
		"folder": t.TempDir(),
		"zip":    put(t, t.TempDir(), "empty.zip", zipOf(t)),
	} {
		s := open(t, Limits{}, path)
		if err := s.Walk(t.Context(), func(*Item) error { return nil }); !errors.Is(err, ErrEmpty) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	// A broken archive is something.
	s := open(t, Limits{}, put(t, t.TempDir(), "x", []byte("PK\x03\x04 no zip")))
	if got := walk(t, s); len(got) != 1 || len(s.Skipped()) != 1 {
		t.Errorf("got %q, skipped %v", got, s.Skipped())
	}
}
