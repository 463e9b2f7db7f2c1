package hunt

import (
	"slices"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
)

// Bounds of what one file may state of time zones.
const (
	maxZones    = 64
	maxZoneName = 100 // bytes
)

// zoned notes a server's time zone once, at the last time that it was stated.
func (r *reading) zoned(z athar.Zone) { r.t.Zones = zonesWith(r.t.Zones, z) }

func zonesWith(all []athar.Zone, z athar.Zone) []athar.Zone {
	if !z.Valid() {
		return all
	}
	z.Name = clip(z.Name, maxZoneName)
	i := slices.IndexFunc(all, func(o athar.Zone) bool {
		return o.Server == z.Server && o.Name == z.Name && o.Minutes == z.Minutes && o.How == z.How
	})
	if i >= 0 {
		all[i].Time = max(all[i].Time, z.Time)
		return all
	}
	if len(all) >= maxZones {
		return all
	}
	return append(all, z)
}

// uptimeEvent is the number of the event by which the event log says once a day how
// long the computer has run, and in which time zone.
const uptimeEvent = 6013

// zone reads the time zone of an uptime event: "-60 W. Europe Standard Time", in
// minutes west of UTC without summer time.
func (r *eventReader) zone() {
	e := &r.event
	if e.ID != uptimeEvent || e.Channel != "System" || e.Provider != "EventLog" {
		return
	}
	for i := range 10 {
		west, name, ok := strings.Cut(e.Unnamed(i), " ")
		minutes, err := strconv.Atoi(west)
		if !ok || err != nil || strings.TrimSpace(name) == "" {
			continue
		}
		r.zones = zonesWith(r.zones, athar.Zone{Server: e.Computer, Name: name, Minutes: -minutes, How: "event log", Time: e.Time})
		return
	}
}
