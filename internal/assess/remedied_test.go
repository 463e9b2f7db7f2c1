package assess

import (
	"testing"

	"github.com/athar-forensics/athar"
)

// EOMT's log dates its mitigation; nothing before it is closed by it, and neither is
// what came after it was taken away, by its log or by something that it does not tell.
func TestRemedied(t *testing.T) {
	const vulnerable, mitigated, unknown = athar.Vulnerable, athar.Mitigated, athar.ExposureOpen
	from, at := athar.Date(2021, 1, 3), athar.Date(2021, 3, 16)
	day := 24 * athar.Hour
	applied := func(at athar.Time) *seen { return &seen{Sighting: athar.Sighting{Rule: remedyApplied, Time: at}} }
	removed := func(at athar.Time) *seen { return &seen{Sighting: athar.Sighting{Rule: remedyRemoved, Time: at}} }
	configs := []*athar.Trace{{Kind: athar.KindIISConfig, Records: 3}}
	rule := &seen{Sighting: athar.Sighting{Rule: mitigationRule, Fields: map[string]string{"name": "X-AnonResource-Backend Abort - inbound"}}}
	late := at + farWest
	type span struct {
		state       athar.ExposureState
		from, until athar.Time
	}
	tests := map[string]struct {
		sights []*seen
		traces []*athar.Trace
		want   []span
	}{
		"nothing":             {nil, nil, []span{{vulnerable, from, 0}}},
		"applied":             {[]*seen{applied(at)}, nil, []span{{vulnerable, from, late}, {mitigated, late, 0}}},
		"applied twice":       {[]*seen{applied(at + day), applied(at)}, nil, []span{{vulnerable, from, late}, {mitigated, late, 0}}},
		"applied and removed": {[]*seen{removed(at + 9*day), applied(at)}, nil, []span{{vulnerable, from, late}, {mitigated, late, at + 9*day - farEast}, {vulnerable, at + 9*day - farEast, 0}}},
		"removed at once":     {[]*seen{applied(at), removed(at + athar.Hour)}, nil, []span{{vulnerable, from, 0}}},
		"removed only":        {[]*seen{removed(at)}, nil, []span{{vulnerable, from, 0}}},
		"gone unseen":         {[]*seen{applied(at)}, configs, []span{{vulnerable, from, late}, {unknown, late, 0}}},
		"seen to stand":       {[]*seen{applied(at), rule}, configs, []span{{vulnerable, from, late}, {mitigated, late, 0}}},
		"another tool's day":  {[]*seen{applied(athar.Date(2026, 5, 20))}, nil, []span{{vulnerable, from, 0}}},
	}
	a := &assessor{know: knowledge(t)}
	for name, tt := range tests {
		other := athar.Exposure{CVE: "CVE-2021-27065", State: vulnerable, From: from}
		history := []athar.Exposure{{CVE: "CVE-2021-26855", State: vulnerable, From: from}, other}
		got := a.mitigate(&host{end: athar.Date(2021, 6, 1), sights: tt.sights, traces: tt.traces}, history)
		var mine []span
		for _, e := range got {
			if e.CVE == "CVE-2021-26855" {
				mine = append(mine, span{e.State, e.From, e.Until})
			}
		}
		if len(got) != len(tt.want)+1 || len(mine) != len(tt.want) {
			t.Errorf("%s: %+v", name, got)
			continue
		}
		for i := range mine {
			if mine[i] != tt.want[i] {
				t.Errorf("%s: %d: %+v, want %+v", name, i, mine[i], tt.want[i])
			}
		}
	}
}
