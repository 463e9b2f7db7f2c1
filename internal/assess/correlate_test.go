package assess

import (
	"testing"

	"github.com/athar-forensics/athar"
)

// What a correlation supersedes is told by it of the same record only.
func TestAbsorb(t *testing.T) {
	at := func(rule string, line int64, hash uint64) *seen {
		return &seen{Sighting: athar.Sighting{Rule: rule, Time: at(0), Hash: hash}, src: athar.Source{Path: "x", Line: line}}
	}
	h := &host{sights: []*seen{at("more", 1, 7), at("less", 1, 7), at("less", 2, 7), at("less", 1, 8), at("other", 1, 7)}}
	h.records().absorb(h.sights[:1], []string{"less"})
	for i, s := range h.sights {
		if s.absorbed != (i == 1) {
			t.Errorf("sighting %d of %s: absorbed %v", i, s.Rule, s.absorbed)
		}
	}
}
