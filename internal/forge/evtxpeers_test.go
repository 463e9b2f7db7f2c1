package forge

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/athar-forensics/athar/evtx"
	"github.com/athar-forensics/athar/internal/corpus"
)

// pythonEvtx prints how many records python-evtx turns into XML.
const pythonEvtx = `
import sys
import Evtx.Evtx
with Evtx.Evtx.Evtx(sys.argv[1]) as log:
    print(sum(1 for r in log.records() if r.xml()))
`

// Other readers accept what is written here, and read as many records.
func TestEventLogPeers(t *testing.T) {
	name := filepath.Join(t.TempDir(), "load.evtx")
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	l := NewEventLog(file)
	for _, e := range allKinds() {
		// libevtx refuses a null that is not optional; Windows writes none.
		e.Data = slices.DeleteFunc(e.Data, func(f EventField) bool { return f.Value == nil })
		if err := l.Write(e); err != nil {
			t.Fatal(err)
		}
	}
	s := newEventScene(1)
	for i := range 400 {
		if err := l.Write(eventMakers[i%len(eventMakers)].make(s)); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	log, err := evtx.Open(file, l.size)
	if err != nil {
		t.Fatal(err)
	}
	want := 0
	for _, err := range log.Records() {
		if err != nil {
			t.Fatal(err)
		}
		want++
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	run := func(t *testing.T, name string, args ...string) string {
		var out, errs bytes.Buffer
		cmd := exec.Command(name, args...)
		cmd.Stdout, cmd.Stderr = &out, &errs
		if err := cmd.Run(); err != nil || errs.Len() > 0 {
			t.Errorf("%v: %s", err, errs.String())
		}
		return out.String()
	}
	for peer, count := range map[string]func(t *testing.T) int{
		"evtx_dump": func(t *testing.T) int {
			dump := corpus.Peer(t, "evtx_dump")
			if exec.Command(dump, "--version").Run() != nil { // python-evtx has one of that name
				t.Skip(dump + " is not that of the Rust crate")
			}
			return strings.Count(run(t, dump, "-t", "1", "-o", "jsonl", name), "\n")
		},
		"evtxexport": func(t *testing.T) int {
			return strings.Count(run(t, corpus.Peer(t, "evtxexport"), name), "\nEvent number")
		},
		"python-evtx": func(t *testing.T) int {
			python := corpus.Peer(t, "python3")
			if exec.Command(python, "-c", "import Evtx.Evtx").Run() != nil {
				t.Skip("python3 has no python-evtx")
			}
			n, err := strconv.Atoi(strings.TrimSpace(run(t, python, "-c", pythonEvtx, name)))
			if err != nil {
				t.Error(err)
			}
			return n
		},
	} {
		t.Run(peer, func(t *testing.T) {
			if n := count(t); n != want {
				t.Errorf("%d records, want %d", n, want)
			}
		})
	}
}
