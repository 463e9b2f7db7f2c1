package hunt

import (
	"testing"

	"github.com/athar-forensics/athar"
)

// Who bore a number is known from the newest start with it, on the same machine and
// over the parts of a log; what comes before its parent's start is not told.
func TestParents(t *testing.T) {
	const worker = "worker-started"
	child := func(server string, creator uint64, name string) start {
		return start{server: server, pid: 900, creator: creator, children: []athar.Sighting{{Subject: name}}, asks: []string{worker}}
	}
	parts := [][]start{
		{child("A", 7, "too early"), {server: "A", pid: 7, creator: 1, parent: worker}, child("A", 7, "of the worker")},
		{child("A", 7, "in a later part"), child("B", 7, "of another machine"), child("A", 8, "of another number")},
		{{server: "A", pid: 7, creator: 1}, child("A", 7, "of whoever has the number now")},
		{{server: "A", pid: 7, creator: 1, parent: "another-rule"}, child("A", 7, "of a parent that nobody asked for")},
	}
	var p parents
	var got []string
	for _, part := range parts {
		p.settle(part, func(s athar.Sighting) { got = append(got, s.Subject) })
	}
	if len(got) != 2 || got[0] != "of the worker" || got[1] != "in a later part" {
		t.Errorf("told: %q", got)
	}
	// A log that names new processes without end is not remembered without end.
	var many []start
	for i := range maxParents + 100 {
		many = append(many, start{server: "A", pid: uint64(i), parent: worker})
	}
	p = nil
	p.settle(many, func(athar.Sighting) {})
	if len(p) != maxParents {
		t.Errorf("%d parents are kept", len(p))
	}
}
