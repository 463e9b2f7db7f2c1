//go:build unix

package evidence

import (
	"net"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSpecial would hang where a pipe without a writer is opened.
func TestSpecial(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "a.log", []byte("x"))
	pipe := filepath.Join(dir, "pipe.log")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("no pipes here: " + err.Error())
	}
	if l, err := net.Listen("unix", filepath.Join(dir, "s")); err == nil {
		defer l.Close()
	}
	s := open(t, Limits{}, dir)
	if got := walk(t, s).paths(); !cmp.Equal(got, []string{"a.log"}) {
		t.Errorf("got %q", got)
	}
	if n := s.Ignored()["special"]; n != 2 {
		t.Errorf("%d special files", n)
	}
	if _, err := Open([]string{pipe}, Limits{}); err == nil || !strings.Contains(err.Error(), "pipe") {
		t.Errorf("got %v", err)
	}
}
