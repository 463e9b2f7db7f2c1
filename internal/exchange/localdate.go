package exchange

import (
	"errors"
	"fmt"
	"time"

	"github.com/athar-forensics/athar"
)

// DateOrder is the order in which a server's locale writes dates.
type DateOrder string

// The orders. The empty one stands for logs that do not write local dates.
const (
	MDY DateOrder = "MDY"
	DMY DateOrder = "DMY"
	YMD DateOrder = "YMD"
)

// Ambiguity says how well a date order is known. Empty means that it is proved.
type Ambiguity string

// The ambiguities.
const (
	// OrderProved: a value above 12, the file's name or neighbouring rows leave
	// one order only.
	OrderProved Ambiguity = ""
	// OrderLikely: one order alone keeps the rows within the few days that one
	// file covers.
	OrderLikely Ambiguity = "likely"
	// OrderOpen: day and month cannot be told apart; read both ways.
	OrderOpen Ambiguity = "open"
	// OrderTorn: no one order fits all samples, as in files put together.
	OrderTorn Ambiguity = "torn"
	// OrderNone: no sample is a date of a calendar that can be read.
	OrderNone Ambiguity = "none"
)

// ErrCalendar means that a date is of the Hijri, Persian or another calendar
// that is not converted.
var ErrCalendar = errors.New("date is not of the Gregorian calendar")

// maxSamples is how many dates are looked at to find their order.
const maxSamples = 4096

// nearFile is how far from the date in its name a log's first row may be: names
// are in UTC or local time, and a file covers a day or less.
const nearFile = 36 * athar.Hour

// ResolveDateOrder finds the order of server-locale dates from values that only
// one order allows, from the date in the file's name (zero where it has none)
// and from the rows' own sequence. Samples must be in file order.
func ResolveDateOrder(samples []string, fileDate athar.Time) (DateOrder, Ambiguity) {
	var read [2][]athar.Time // as MDY, as DMY
	var only [2]int          // samples that only this order allows
	dates, yearFirst := 0, 0
	for _, s := range samples[:min(len(samples), maxSamples)] {
		if st, ok := scanStamp(s); ok && st.yearFirst() {
			if _, err := ParseLocal(s, YMD); err == nil {
				yearFirst++
			}
			continue
		}
		m, errM := ParseLocal(s, MDY)
		d, errD := ParseLocal(s, DMY)
		switch {
		case errM == nil && errD == nil:
			read[0], read[1] = append(read[0], m), append(read[1], d)
		case errM == nil:
			only[0]++
		case errD == nil:
			only[1]++
		default:
			continue
		}
		dates++
	}
	switch {
	case yearFirst > 0 && dates > 0, only[0] > 0 && only[1] > 0:
		return MDY, OrderTorn
	case yearFirst > 0:
		return YMD, OrderProved
	case dates == 0:
		return "", OrderNone
	case only[0] > 0:
		return MDY, OrderProved
	case only[1] > 0:
		return DMY, OrderProved
	}
	return orderOfSequence(read[0], read[1], fileDate)
}

// orderOfSequence decides between two readings of the same rows.
func orderOfSequence(mdy, dmy []athar.Time, fileDate athar.Time) (DateOrder, Ambiguity) {
	if fileDate != 0 {
		if o, ok := either(near(mdy[0], fileDate), near(dmy[0], fileDate)); ok {
			return o, OrderProved
		}
	}
	if o, ok := either(rising(mdy), rising(dmy)); ok {
		return o, OrderProved
	}
	if o, ok := either(span(mdy) <= 2*athar.Day, span(dmy) <= 2*athar.Day); ok {
		return o, OrderLikely
	}
	for i := range mdy {
		if mdy[i] != dmy[i] {
			return MDY, OrderOpen
		}
	}
	return MDY, OrderProved // day and month are the same: both readings agree
}

// either returns the one order of two that fits.
func either(mdy, dmy bool) (DateOrder, bool) {
	if mdy {
		return MDY, !dmy
	}
	return DMY, dmy
}

func near(t, fileDate athar.Time) bool {
	return t > fileDate-nearFile && t < fileDate+athar.Day+nearFile
}

func rising(times []athar.Time) bool {
	for i := 1; i < len(times); i++ {
		// A minute of slack: rows are written when the request ends.
		if times[i] < times[i-1]-athar.Minute {
			return false
		}
	}
	return true
}

func span(times []athar.Time) athar.Time {
	lo, hi := times[0], times[0]
	for _, t := range times {
		lo, hi = min(lo, t), max(hi, t)
	}
	return hi - lo
}

// ParseLocal reads a date and time in a server's locale. The result is the local
// time as if it were UTC: the zone is not in the text. A year that stands first
// is read as YMD whatever the order says. Thai Buddhist years are converted;
// other calendars yield ErrCalendar.
func ParseLocal(s string, order DateOrder) (athar.Time, error) {
	st, ok := scanStamp(s)
	if !ok {
		return 0, fmt.Errorf("no date and time in %.40q", s)
	}
	y, m, d := st.n[2], st.n[0], st.n[1]
	switch {
	case st.yearFirst() || order == YMD:
		y, m, d = st.n[0], st.n[1], st.n[2]
	case order == DMY:
		m, d = d, m
	case order != MDY:
		return 0, fmt.Errorf("date order %q is not known", string(order))
	}
	year, err := gregorian(y)
	if err != nil {
		return 0, err
	}
	hour, err := st.hour()
	if err != nil {
		return 0, err
	}
	t := time.Date(year, time.Month(m), d, hour, st.n[4], st.n[5], 0, time.UTC)
	if m < 1 || m > 12 || d < 1 || t.Day() != d || st.n[4] > 59 || st.n[5] > 59 {
		return 0, fmt.Errorf("no such date in the order %s: %.40q", order, s)
	}
	return athar.TimeOf(t), nil
}

// gregorian turns a year as written into a Gregorian one. Two digits are of this
// century as long as request filtering exists; 1440 (2018) and later of the
// Hijri calendar and 1400 (2021) and later of the Persian one are not.
func gregorian(y int) (int, error) {
	switch {
	case y >= 13 && y < 40:
		return 2000 + y, nil
	case y >= 1990 && y <= 2100:
		return y, nil
	case y >= 1990+543 && y <= 2100+543:
		return y - 543, nil
	}
	return 0, fmt.Errorf("%w: year %d", ErrCalendar, y)
}
