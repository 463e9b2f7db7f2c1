package assess

import (
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/google/go-cmp/cmp"
)

// An event that stands in a log and in its export is one event in two places.
func TestExported(t *testing.T) {
	log := athar.EventLog("Security")
	event := func(kind athar.Kind, file string, number int64, at athar.Time) *seen {
		return &seen{
			Sighting: athar.Sighting{Rule: "r", Event: number, Time: monday + at},
			src:      athar.Source{Path: file, SHA256: file, Kind: kind, Record: number},
		}
	}
	tests := map[string]struct {
		sights []*seen
		want   map[string][]string // by file of what is kept: where it stands as well
	}{
		"log and export":              {[]*seen{event(athar.KindEventsJSON, "json", 7, 0), event(log, "log", 7, athar.Second/3)}, map[string][]string{"log": {"json"}}},
		"two exports":                 {[]*seen{event(athar.KindEventsJSON, "json", 7, 0), event(athar.KindEventsJSON, "other", 7, 0)}, map[string][]string{"json": {"other"}}},
		"another number":              {[]*seen{event(athar.KindEventsJSON, "json", 8, 0), event(log, "log", 7, 0)}, map[string][]string{"json": nil, "log": nil}},
		"another hour":                {[]*seen{event(athar.KindEventsJSON, "json", 7, athar.Hour), event(log, "log", 7, 0)}, map[string][]string{"json": nil, "log": nil}},
		"without numbers":             {[]*seen{event(athar.KindEventsJSON, "json", 0, 0), event(log, "log", 0, 0)}, map[string][]string{"json": nil, "log": nil}},
		"two logs with equal numbers": {[]*seen{event(log, "log", 7, 0), event(athar.EventLog("System"), "other", 7, 0)}, map[string][]string{"log": nil, "other": nil}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			h := &host{sights: tt.sights}
			h.exported()
			got := map[string][]string{}
			for _, s := range h.sights {
				got[s.src.Path] = nil
				for _, src := range s.also {
					got[s.src.Path] = append(got[s.src.Path], src.Path)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestExportedEchoes(t *testing.T) {
	event := func(kind athar.Kind, file string) echo {
		s := &seen{Sighting: athar.Sighting{Rule: "r", Event: 7, Time: monday}, src: athar.Source{SHA256: file, Kind: kind}}
		return echo{run: &run{rule: "r", kind: kind}, fed: s}
	}
	h := &host{echoes: []echo{event(athar.KindEventsJSON, "json"), event(athar.EventLog("Security"), "log")}}
	h.exported()
	if len(h.echoes) != 1 || h.echoes[0].fed.src.SHA256 != "log" {
		t.Errorf("%d are counted", len(h.echoes))
	}
}
