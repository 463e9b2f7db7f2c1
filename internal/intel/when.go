package intel

import (
	"strconv"
	"strings"
	"time"

	"github.com/athar-forensics/athar"
)

// layouts are the ways in which lists write times; all are taken as UTC where
// they name no zone. Dates with slashes are read only where day and month cannot
// be mistaken: year first.
var layouts = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006-01-02 15:04",
	"2006-01-02", "2006/01/02 15:04:05", "2006/01/02", "2006-01-02 15:04:05 UTC", "2006-01-02T15:04Z",
	"20060102", "2 January 2006", "2 Jan 2006", "January 2, 2006", "Jan 2, 2006",
}

// when reads a time, 0 where it is none that can be read with certainty.
func when(v string) athar.Time {
	v = strings.TrimSpace(v)
	if v == "" || len(v) > 40 {
		return 0
	}
	for _, l := range layouts {
		if len(v) == 10 && len(l) != 10 {
			continue // a bare date, as nearly all are
		}
		if t, err := time.Parse(l, v); err == nil && t.Year() > 1990 && t.Year() < 2200 {
			return athar.TimeOf(t.UTC())
		}
	}
	// MISP writes seconds since 1970.
	if n, err := strconv.ParseInt(v, 10, 64); err == nil && n > 631152000 && n < 7258118400 {
		return athar.TimeOf(time.Unix(n, 0))
	}
	return 0
}

// ending reads the end of a validity: of a bare date the day counts whole.
func ending(v string) athar.Time {
	t := when(v)
	if t != 0 && t%athar.Day == 0 && !strings.Contains(v, ":") {
		t += athar.Day - 1
	}
	return t
}
