package assess

import (
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
	"github.com/athar-forensics/athar/sigma"
)

// Several counted fields are one value, and no two lists of them look the same.
func TestValue(t *testing.T) {
	of := func(fields ...string) *campaign.Correlation {
		return &campaign.Correlation{Sigma: &sigma.Correlation{Condition: sigma.CountCondition{Fields: fields}}}
	}
	s := func(a, b string) *seen {
		return &seen{Sighting: athar.Sighting{Fields: map[string]string{"a": a, "b": b}}}
	}
	if got := value(of(), s("1", "2")); got != "" {
		t.Errorf("nothing is counted, and the value is %q", got)
	}
	if got := value(of("a"), s("1", "2")); got != "1" {
		t.Errorf("one field: %q", got)
	}
	if got := value(of("a", "b"), s("1", "")); got != "" {
		t.Errorf("a record without one of the fields: %q", got)
	}
	if x, y := value(of("a", "b"), s(`1"`, "2")), value(of("a", "b"), s("1", `"2`)); x == y {
		t.Errorf("two lists of values look the same: %q", x)
	}
}

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
