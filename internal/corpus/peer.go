package corpus

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Peer returns the path of another program that a test compares with: in the
// folder that ATHAR_PEERS names, or on the PATH. A test without it is skipped.
func Peer(tb testing.TB, name string) string {
	tb.Helper()
	if dir := os.Getenv("ATHAR_PEERS"); dir != "" {
		path, err := exec.LookPath(filepath.Join(dir, name))
		if err == nil {
			return path
		}
		if !errors.Is(err, fs.ErrNotExist) {
			tb.Fatal(err)
		}
	}
	path, err := exec.LookPath(name)
	if err != nil {
		tb.Skipf("%s needs %s on the PATH or in ATHAR_PEERS: %v", tb.Name(), name, err)
	}
	return path
}
