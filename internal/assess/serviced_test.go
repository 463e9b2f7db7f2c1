package assess

import (
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/google/go-cmp/cmp"
)

// The mitigation service's events date what it mitigates: not before, not another
// flaw, and not behind the moment in which it was taken away.
func TestServiced(t *testing.T) {
	const vulnerable, mitigated, unknown, fixed = athar.Vulnerable, athar.Mitigated, athar.ExposureOpen, athar.Fixed
	from, at, day := athar.Date(2022, 8, 1), athar.Date(2022, 10, 1), 24*athar.Hour
	says := func(at athar.Time, text string) *seen {
		return &seen{Sighting: athar.Sighting{Rule: serviceApplied, Time: at, Fields: map[string]string{"EventID": "1005", "Data": text, "Provider_Name": "MSExchange Mitigation Service"}}}
	}
	blocks := func(at athar.Time, server, ids string) *seen {
		return &seen{Sighting: athar.Sighting{Rule: serviceBlocked, Time: at, Fields: map[string]string{"param.identity": server, "param.mitigationsblocked": ids}}}
	}
	type span struct {
		State       athar.ExposureState
		From, Until athar.Time
	}
	configs := []*athar.Trace{{Kind: athar.KindIISConfig, Records: 3}}
	rule := &seen{Sighting: athar.Sighting{Rule: mitigationRule, Fields: map[string]string{"name": "EEMS M1.1 PowerShell - inbound"}}}
	stands := []span{{vulnerable, from, at}, {mitigated, at, 0}}
	ended := []span{{vulnerable, from, at}, {mitigated, at, at + 9*day}, {vulnerable, at + 9*day, 0}}
	for name, tt := range map[string]struct {
		sights []*seen
		traces []*athar.Trace
		state  athar.ExposureState
		want   []span
	}{
		"nothing":              {want: []span{{vulnerable, from, 0}}},
		"at work, names none":  {sights: []*seen{says(at, "Fetched mitigations")}, want: []span{{vulnerable, from, 0}}},
		"applied":              {sights: []*seen{says(at, "Mitigation M1 was applied")}, want: stands},
		"each hour":            {sights: []*seen{says(at, "M1"), says(at+athar.Hour, "M1"), says(at+2*athar.Hour, "M1")}, want: stands},
		"by its part":          {sights: []*seen{says(at, "M01.1")}, want: stands},
		"another's":            {sights: []*seen{says(at, "M2"), says(at, "M11"), says(at, "PING1"), says(at, "SM1")}, want: []span{{vulnerable, from, 0}}},
		"taken away":           {sights: []*seen{says(at, "M1"), says(at+9*day, "Mitigation M1 removed")}, want: ended},
		"blocked":              {sights: []*seen{says(at, "M1"), blocks(at+9*day, `"MAIL01"`, `"M1"`)}, want: ended},
		"another blocked":      {sights: []*seen{says(at, "M1"), blocks(at+9*day, "MAIL01", "M2")}, want: stands},
		"on another server":    {sights: []*seen{says(at, "M1"), blocks(at+9*day, "MAIL02", "M1")}, want: stands},
		"and again":            {sights: []*seen{says(at, "M1"), blocks(at+9*day, "MAIL01.corp.test", "M1"), says(at+10*day, "M1")}, want: append(ended[:2:2], span{vulnerable, at + 9*day, at + 10*day}, span{mitigated, at + 10*day, 0})},
		"its rule stands":      {sights: []*seen{says(at, "M1"), rule}, traces: configs, want: stands},
		"its rule is not seen": {sights: []*seen{says(at, "M1")}, traces: configs, want: []span{{vulnerable, from, at}, {unknown, at, 0}}},
		"no fix is undone":     {sights: []*seen{says(at, "M1")}, state: fixed, want: []span{{fixed, from, 0}}},
	} {
		state := vulnerable
		if tt.state != "" {
			state = tt.state
		}
		a := &assessor{know: knowledge(t)}
		history := []athar.Exposure{{CVE: "CVE-2022-41040", State: state, From: from}, {CVE: "CVE-2022-41080", State: vulnerable, From: from}}
		var got []span
		for _, e := range a.mitigate(&host{name: "MAIL01", end: athar.Date(2022, 12, 1), sights: tt.sights, traces: tt.traces}, history) {
			switch e.CVE {
			case "CVE-2022-41040":
				if e.State == mitigated && e.From > athar.Date(2022, 11, 1) {
					continue // what stands in the configuration, from the end on
				}
				got = append(got, span{e.State, e.From, e.Until})
			default:
				if e.State != vulnerable || e.Until != 0 {
					t.Errorf("%s: %+v: the mitigation is of another flaw", name, e)
				}
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
