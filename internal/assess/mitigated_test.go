package assess

import (
	"testing"

	"github.com/athar-forensics/athar"
)

// A standing mitigation changes the present state of its flaw alone, and nothing of
// what was before.
func TestMitigate(t *testing.T) {
	end := athar.Date(2022, 10, 20)
	open := func(cve string, state athar.ExposureState) athar.Exposure {
		return athar.Exposure{CVE: cve, State: state, From: athar.Date(2022, 8, 1), ExploitedSince: athar.Date(2022, 8, 1)}
	}
	history := []athar.Exposure{open("CVE-2022-41040", athar.Vulnerable), open("CVE-2022-41080", athar.Vulnerable), open("CVE-2021-26855", athar.Fixed)}
	tests := map[string]struct {
		name, state string
		want        int
	}{
		"EEMS":        {"EEMS M1.1 PowerShell - inbound", "current", 1},
		"EOMTv2":      {"PowerShell - inbound", "", 1},
		"in a copy":   {"EEMS M1.1 PowerShell - inbound", "history", 0},
		"another":     {"redirect to https", "current", 0},
		"fixed since": {"X-BEResource Abort - inbound", "current", 0},
	}
	for what, tt := range tests {
		h := &host{end: end, sights: []*seen{{Sighting: athar.Sighting{Rule: mitigationRule, Fields: map[string]string{"name": tt.name, "state": tt.state}}}}}
		a := &assessor{know: knowledge(t)}
		got := a.mitigate(h, history)
		mitigated := 0
		for _, e := range got {
			if e.State != athar.Mitigated {
				continue
			}
			mitigated++
			if e.CVE != "CVE-2022-41040" || e.From != end || e.Until != 0 {
				t.Errorf("%s: %+v", what, e)
			}
		}
		if mitigated != tt.want || len(got) != len(history)+tt.want {
			t.Errorf("%s: %d mitigated of %d entries, want %d", what, mitigated, len(got), tt.want)
		}
		if tt.want == 1 && got[0].Until != end && got[1].Until != end {
			t.Errorf("%s: the open time does not end: %+v", what, got)
		}
		if history[0].Until != 0 {
			t.Fatal("the history that was given is changed")
		}
	}
}
