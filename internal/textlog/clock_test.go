package textlog

import (
	"testing"
	"time"

	"github.com/athar-forensics/athar"
	"pgregory.net/rapid"
)

func TestClock(t *testing.T) {
	at := func(nano int) athar.Time {
		return athar.TimeOf(time.Date(2021, 3, 5, 3, 6, 27, nano, time.UTC))
	}
	tests := []struct {
		in   string
		want athar.Time
		n    int
	}{
		{"2021-03-05 03:06:27", at(0), 19},
		{"2021-03-05 03:06:27 10.0.0.1 GET", at(0), 19},
		{"2021-03-05T03:06:27.696Z,x", at(696e6), 24},
		{"2021-03-05T03:06:27.123456789", at(123456789), 29},
		{"2021-03-05T03:06:27.1234567891Z", at(123456789), 31},
		{"2021-03-05T03:06:27.", at(0), 20},
		{"2021-03-05T03:06:26.5Z", at(-5e8), 22},
		{"2021-03-05 03:06:60", at(0) + 33*athar.Second, 19},
		{"2020-02-29 00:00:00", athar.Date(2020, 2, 29), 19},
		{"1990-01-01 00:00:00", athar.Date(1990, 1, 1), 19},
		{"2100-12-31 00:00:00", athar.Date(2100, 12, 31), 19},
		{"2021-02-29 00:00:00", 0, 0},
		{"2100-02-29 00:00:00", 0, 0},
		{"1989-12-31 23:59:59", 0, 0},
		{"2101-01-01 00:00:00", 0, 0},
		{"9999-99-99 00:00:00", 0, 0},
		{"2021-03-05 24:00:00", 0, 0},
		{"2021-03-05 03:60:00", 0, 0},
		{"2021-03-05 03:06:61", 0, 0},
		{"2021-03-05 03:06:2", 0, 0},
		{"2021-03-05x03:06:27", 0, 0},
		{"2021/03/05 03:06:27", 0, 0},
		{"05.03.2021 03:06:27", 0, 0},
		{"", 0, 0},
	}
	var warm Clock // remembers the hour of the row before, and must not be misled by it
	for _, tt := range tests {
		for name, c := range map[string]*Clock{"fresh": {}, "warm": &warm} {
			if got, n := c.Parse([]byte(tt.in)); got != tt.want || n != tt.n {
				t.Errorf("%s clock, %q: %v, %d; want %v, %d", name, tt.in, got, n, tt.want, tt.n)
			}
		}
	}
}

func TestClockAgreesWithTheCalendar(t *testing.T) {
	var c Clock
	first, last := athar.Date(1990, 1, 1).Std().UnixMilli(), athar.Date(2101, 1, 1).Std().UnixMilli()-1
	rapid.Check(t, func(t *rapid.T) {
		want := time.UnixMilli(rapid.Int64Range(first, last).Draw(t, "ms")).UTC()
		text := want.Format("2006-01-02T15:04:05.000Z")
		if got, n := c.Parse([]byte(text)); got != athar.TimeOf(want) || n != len(text) {
			t.Fatalf("%s: %v, %d", text, got, n)
		}
	})
}
