package athar_test

import (
	"testing"
	"time"

	"github.com/athar-forensics/athar"
)

func TestZoneLocal(t *testing.T) {
	europe := athar.Zone{
		Name: "W. Europe Standard Time", Minutes: 60, Summer: 60,
		Begins: &athar.Changeover{Month: 3, Week: 5, Hour: 2}, Ends: &athar.Changeover{Month: 10, Week: 5, Hour: 3},
	}
	sydney := athar.Zone{
		Minutes: 600, Summer: 60,
		Begins: &athar.Changeover{Month: 10, Week: 1, Hour: 2}, Ends: &athar.Changeover{Month: 4, Week: 1, Hour: 3},
	}
	pacific := athar.Zone{
		Minutes: -480, Summer: 60,
		Begins: &athar.Changeover{Month: 3, Week: 2, Hour: 2}, Ends: &athar.Changeover{Month: 11, Week: 1, Hour: 2},
	}
	at := func(s string) athar.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return athar.TimeOf(v)
	}
	for _, c := range []struct {
		zone     athar.Zone
		at, want string
	}{
		{europe, "2021-03-28T00:59:59Z", "01:59"},
		{europe, "2021-03-28T01:00:00Z", "03:00"},
		{europe, "2021-10-31T00:59:00Z", "02:59"},
		{europe, "2021-10-31T01:00:00Z", "02:00"},
		{europe, "2021-01-01T00:00:00Z", "01:00"},
		{sydney, "2021-01-15T00:00:00Z", "11:00"},
		{sydney, "2021-07-15T00:00:00Z", "10:00"},
		{sydney, "2021-12-31T15:00:00Z", "02:00"},
		{pacific, "2021-03-14T10:00:00Z", "03:00"},
		{pacific, "2021-11-07T09:00:00Z", "01:00"},
		{athar.Zone{Minutes: 345}, "2021-07-15T00:00:00Z", "05:45"},
	} {
		zone := c.zone
		if got := zone.Local(at(c.at)).Format("15:04"); got != c.want || !zone.Valid() {
			t.Errorf("%s in %s: %s, want %s", c.at, &zone, got, c.want)
		}
	}
	for _, bad := range []athar.Zone{{Minutes: 15 * 60}, {Minutes: -13 * 60}, {Summer: 600}, {Begins: &athar.Changeover{Month: 13, Week: 1}}} {
		if bad.Valid() {
			t.Errorf("%+v is believed", bad)
		}
	}
	if s := pacific.String(); s != "UTC-08:00" {
		t.Error(s)
	}
}
