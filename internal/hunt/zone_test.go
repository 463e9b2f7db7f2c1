package hunt

import (
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
)

// A zone is noted once, at its last time, and what cannot be one is not.
func TestZonesWith(t *testing.T) {
	var all []athar.Zone
	for i, z := range []athar.Zone{
		{Name: "A", Minutes: 60, How: "event log", Time: 5},
		{Name: "A", Minutes: 60, How: "event log", Time: 3},
		{Name: "A", Minutes: 60, How: "event log", Time: 9},
		{Name: "B", Minutes: 6000},
		{Name: strings.Repeat("x", 500), Minutes: 120},
	} {
		all = zonesWith(all, z)
		if len(all) == 0 {
			t.Fatalf("the zone %d is lost", i)
		}
	}
	if len(all) != 2 || all[0].Time != 9 || len(all[1].Name) != maxZoneName {
		t.Errorf("%+v", all)
	}
	for range 100 {
		all = zonesWith(all, athar.Zone{Minutes: len(all)})
	}
	if len(all) != maxZones {
		t.Errorf("%d zones of one file", len(all))
	}
}

// The uptime event states the zone; others of that number, and made-up values, do not.
func TestEventZone(t *testing.T) {
	for value, want := range map[string]int{"-60 W. Europe Standard Time": 60, "300 Eastern Standard Time": -300, "0 Coordinated Universal Time": 0, "99999 Nowhere": -1, "60": -1, "x y": -1} {
		w := forge.NewWindowsEvents(1, "MAIL01")
		w.Uptime(athar.Date(2024, 3, 4), value)
		files, err := w.Files()
		if err != nil {
			t.Fatal(err)
		}
		trace := learned(t, Options{}, files[0].Path, string(files[0].Data))
		got := -1
		for _, z := range trace.Zones {
			got = z.Minutes
		}
		if got != want {
			t.Errorf("%s: %v", value, trace.Zones)
		}
	}
}
