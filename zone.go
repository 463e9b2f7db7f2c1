package athar

import (
	"fmt"
	"time"
)

// Zone is a server's own time zone as a piece of its evidence states it.
type Zone struct {
	Server string `json:"server,omitempty"`
	// Name is what Windows calls it.
	Name string `json:"name"`
	// Minutes is how far it lies east of UTC, and Summer what is added in summer.
	Minutes int `json:"minutes"`
	Summer  int `json:"summer,omitempty"`
	// Begins and Ends are when summer time does, by the clock on the wall. Without
	// them it is not known whether there is any.
	Begins *Changeover `json:"begins,omitempty"`
	Ends   *Changeover `json:"ends,omitempty"`
	// How is "registry", "event log" or "setup log"; Time is when it was stated.
	How  string `json:"how"`
	Time Time   `json:"time"`
}

// Changeover is a rule for a moment of each year: "the last Sunday in March, 02:00".
type Changeover struct {
	Month   time.Month   `json:"month"`
	Weekday time.Weekday `json:"weekday"`
	// Week is 1 for the month's first such day, 5 for its last.
	Week   int `json:"week"`
	Hour   int `json:"hour"`
	Minute int `json:"minute"`
}

// Valid reports whether a zone can be one: clocks lie between 12 hours west and 14
// hours east of UTC, and summer time adds no more than two hours.
func (z *Zone) Valid() bool {
	rules := true
	for _, c := range []*Changeover{z.Begins, z.Ends} {
		rules = rules && (c == nil || c.Month >= 1 && c.Month <= 12 && c.Weekday >= 0 && c.Weekday <= 6 && c.Week >= 1 && c.Week <= 5 && c.Hour >= 0 && c.Hour < 24 && c.Minute >= 0 && c.Minute < 60)
	}
	return rules && z.Minutes >= -12*60 && z.Minutes <= 14*60 && z.Summer >= 0 && z.Summer <= 120
}

// Local is what the clock on the server's wall shows at a moment, as a time in UTC.
func (z *Zone) Local(t Time) time.Time {
	return t.Std().Add(time.Duration(z.offset(t)) * time.Minute)
}

// offset is the distance from UTC at a moment, in minutes.
func (z *Zone) offset(t Time) int {
	if z.Begins == nil || z.Ends == nil || z.Summer == 0 {
		return z.Minutes
	}
	year := t.Std().Add(time.Duration(z.Minutes) * time.Minute).Year()
	begins := z.Begins.in(year).Add(-time.Duration(z.Minutes) * time.Minute)
	ends := z.Ends.in(year).Add(-time.Duration(z.Minutes+z.Summer) * time.Minute)
	at := t.Std()
	summer := !at.Before(begins) && at.Before(ends)
	if ends.Before(begins) { // south of the equator
		summer = !at.Before(begins) || at.Before(ends)
	}
	if summer {
		return z.Minutes + z.Summer
	}
	return z.Minutes
}

// in is the moment in a year, by the clock on the wall.
func (c *Changeover) in(year int) time.Time {
	first := time.Date(year, c.Month, 1, c.Hour, c.Minute, 0, 0, time.UTC)
	day := first.AddDate(0, 0, (int(c.Weekday)-int(first.Weekday())+7)%7+7*(c.Week-1))
	for day.Month() != c.Month { // the last one is the fourth
		day = day.AddDate(0, 0, -7)
	}
	return day
}

// String is the zone as people read it: "UTC+01:00 (W. Europe Standard Time)".
func (z *Zone) String() string {
	sign, minutes := '+', z.Minutes
	if minutes < 0 {
		sign, minutes = '-', -minutes
	}
	s := fmt.Sprintf("UTC%c%02d:%02d", sign, minutes/60, minutes%60)
	if z.Name != "" {
		s += " (" + z.Name + ")"
	}
	return s
}
