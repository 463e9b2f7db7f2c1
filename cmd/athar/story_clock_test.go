package main

import (
	"testing"
	"time"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
)

// The night on which a mass attack began stands out by the server's own clock, as its
// registry, its event log or its setup log states it; and where none does, that is said.
func TestStoriesFirstAbnormalHour(t *testing.T) {
	t.Parallel()
	riyadh := time.FixedZone("(UTC+03:00) Kuwait, Riyadh", 3*3600)
	for _, c := range []struct {
		name  string
		zone  *time.Location
		state func(d *draw)
		want  string
	}{
		{"registry", mustZone(t, "Europe/Berlin"), func(d *draw) { d.host.System(forge.State{At: d.from + 20*athar.Day}) }, "UTC+01:00 (W. Europe Standard Time)"},
		{"event log", mustZone(t, "America/New_York"), func(d *draw) {
			d.events = forge.NewWindowsEvents(d.seed, d.host.Name)
			d.events.Uptime(d.from+15*athar.Day, "300 Eastern Standard Time")
		}, "UTC-05:00 (Eastern Standard Time)"},
		{"setup log", riyadh, func(d *draw) { d.host.Installed(d.from) }, "UTC+03:00 ((UTC+03:00) Kuwait, Riyadh)"},
		{"nothing", mustZone(t, "Asia/Kolkata"), func(*draw) {}, "UTC"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for seed := range seeds(t) {
				x := &tale{name: c.name, build: cu19, from: on(2021, 2, 1, 0, 0, 0), foreign: true}
				d, _ := newDraw(t, x, 14000+seed)
				s := newStory(t, 14000+seed)
				d.from = on(2021, 2, 1, 6, 0, 0)
				d.host = s.serverOf(forge.Server{Name: "MAIL01", Build: cu19, Zone: c.zone})
				d.host.Healthy(forge.Traffic{From: d.from, Until: d.from + 28*athar.Day, PerHour: 12, Probe: 6 * athar.Hour})
				c.state(d)
				night := on(2021, 2, 28, 3, 0, 0) // a Sunday
				for i := range 60 + d.IntN(60) {
					d.host.RefusedChain(forge.ProxyLogon{At: night + athar.Time(i)*20*athar.Second, From: d.who}, 500)
				}
				if d.events != nil {
					if err := d.events.Installed(d.host); err != nil {
						t.Fatal(err)
					}
				}
				srv := scan(t, s.pack()).only()
				var found *athar.Activity
				for i := range srv.Activity {
					if a := &srv.Activity[i]; a.Source == athar.KindIIS && a.From == night {
						found = a
					}
					if srv.Activity[i].Zone != c.want || srv.Activity[i].ZoneKnown != (c.want != "UTC") {
						t.Errorf("seed %d: in zone %q, want %q", seed, srv.Activity[i].Zone, c.want)
					}
				}
				if found == nil {
					t.Errorf("seed %d: the night is not told: %+v", seed, srv.Activity)
				}
			}
		})
	}
}

func mustZone(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Skipf("this machine has no time zones: %v", err)
	}
	return zone
}
