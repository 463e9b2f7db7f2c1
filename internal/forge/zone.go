package forge

import (
	"encoding/binary"
	"time"

	"github.com/athar-forensics/athar"
)

// zoneNames are what Windows calls some zones.
var zoneNames = map[string]string{
	"UTC": "UTC", "Europe/Berlin": "W. Europe Standard Time", "Asia/Riyadh": "Arab Standard Time", "America/New_York": "Eastern Standard Time",
	"Asia/Kolkata": "India Standard Time", "Australia/Sydney": "AUS Eastern Standard Time",
}

// zoneValues are what the registry holds of the server's time zone in a year: minutes
// west of UTC, and the rules of summer time.
func zoneValues(zone *time.Location, year int) []RegValue {
	winter, summer, begins, ends := seasons(zone, year)
	values := []RegValue{
		RegNumber("Bias", uint32(int32(-winter))), RegNumber("StandardBias", 0), RegNumber("DaylightBias", uint32(int32(winter-summer))),
		{Name: "TimeZoneKeyName", Text: zoneNames[zone.String()]},
	}
	return append(values, RegValue{Name: "DaylightStart", Type: 3, Data: timeFields(begins)}, RegValue{Name: "StandardStart", Type: 3, Data: timeFields(ends)})
}

// seasons finds the two offsets of a zone in minutes east of UTC, and the moments, by
// the clock on the wall before each, at which they change; zero where they never do.
func seasons(zone *time.Location, year int) (winter, summer int, begins, ends time.Time) {
	offset := func(t time.Time) int {
		_, s := t.In(zone).Zone()
		return s / 60
	}
	first := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
	winter = min(offset(first), offset(first.AddDate(0, 6, 0)))
	summer = max(offset(first), offset(first.AddDate(0, 6, 0)))
	for t := first; t.Year() == year; t = t.Add(time.Hour) {
		switch before, after := offset(t.Add(-time.Second)), offset(t); {
		case after > before:
			begins = t.Add(time.Duration(before) * time.Minute)
		case after < before:
			ends = t.Add(time.Duration(before) * time.Minute)
		}
	}
	return winter, summer, begins, ends
}

// timeFields is the rule "the n-th such weekday of the month" behind a moment, as the
// registry writes it. Of a day in a month's last week it is the last.
func timeFields(t time.Time) []byte {
	out := make([]byte, 16)
	if t.IsZero() {
		return out
	}
	week := (t.Day() + 6) / 7
	if t.AddDate(0, 0, 7).Month() != t.Month() {
		week = 5
	}
	for i, v := range []int{0, int(t.Month()), week, t.Hour(), t.Minute(), 0, 0, int(t.Weekday())} {
		binary.LittleEndian.PutUint16(out[2*i:], uint16(v))
	}
	return out
}

// Uptime is the event that tells once a day how long the computer has run, and its
// time zone: minutes west of UTC and the zone's name in the system's language.
func (w *WindowsEvents) Uptime(at athar.Time, zone string) {
	w.note(at, func() Event {
		return w.classic("System", "EventLog", 6013, 4, "", "", "", "", "86412", "60", zone)
	})
}
