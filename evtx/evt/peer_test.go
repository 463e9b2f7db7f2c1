package evt

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/athar-forensics/athar/internal/corpus"
)

// libevt reads as many records of a ring as this package does. It stops where the
// end of the file is filled; these sizes leave nothing to fill.
func TestPeer(t *testing.T) {
	peer := corpus.Peer(t, "evtexport")
	var all []made
	for n := range uint32(60) {
		m := numbered(n + 1)
		if n%3 == 0 {
			m.sid, m.data = system, []byte{1, 2, 3}
		}
		all = append(all, m)
	}
	for _, size := range []int{0, 2000, 2048, 3000, 4096} {
		b := ring(size, all...)
		name := filepath.Join(t.TempDir(), "x.evt")
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(peer, name).Output()
		numbers, damage := read(t, b)
		if n := bytes.Count(out, []byte("\nEvent number")); err != nil || n != len(numbers) || len(damage) > 0 {
			t.Errorf("%d bytes: evtexport reads %d (%v), this %d with damage %v", size, n, err, len(numbers), damage)
		}
	}
}
