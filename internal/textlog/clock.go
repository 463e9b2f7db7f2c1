package textlog

import "github.com/athar-forensics/athar"

// Clock parses the times of successive rows. Neighbouring rows share the hour,
// so the calendar is only worked out when the first 13 bytes change.
type Clock struct {
	prefix [13]byte // "2021-03-05 03" or "2021-03-05T03"
	base   athar.Time
	ok     bool
}

// Parse reads "2006-01-02 15:04:05" or "2006-01-02T15:04:05", with an optional
// fraction of up to nine digits and an optional Z, from the start of b. It
// returns the length read, 0 where there is no time.
func (c *Clock) Parse(b []byte) (athar.Time, int) {
	if len(b) < 19 || b[13] != ':' || b[16] != ':' {
		return 0, 0
	}
	if !c.ok || [13]byte(b[:13]) != c.prefix {
		base, ok := parseHour(b)
		if !ok {
			return 0, 0
		}
		c.prefix, c.base, c.ok = [13]byte(b[:13]), base, true
	}
	mi, ok1 := two(b[14:])
	se, ok2 := two(b[17:])
	if !ok1 || !ok2 || mi > 59 || se > 60 {
		return 0, 0
	}
	t := c.base + athar.Time(mi*60+se)*athar.Second
	n := 19
	if n < len(b) && b[n] == '.' {
		n++
		for unit := athar.Second / 10; n < len(b) && b[n]-'0' <= 9; n++ {
			t += athar.Time(b[n]-'0') * unit
			unit /= 10
		}
	}
	if n < len(b) && b[n] == 'Z' {
		n++
	}
	return t, n
}

func two(b []byte) (int, bool) {
	h, l := b[0]-'0', b[1]-'0'
	return int(h)*10 + int(l), h <= 9 && l <= 9
}

func parseHour(b []byte) (athar.Time, bool) {
	day, ok := ParseDay(b)
	if !ok || (b[10] != ' ' && b[10] != 'T') {
		return 0, false
	}
	h, ok := two(b[11:])
	if !ok || h > 23 {
		return 0, false
	}
	return day + athar.Time(h)*athar.Hour, true
}

// ParseDay reads "2006-01-02" from the start of b. Years outside 1990 to 2100
// are refused: no log that athar reads has them, and a wild year would stretch
// every window.
func ParseDay(b []byte) (athar.Time, bool) {
	if len(b) < 10 || b[4] != '-' || b[7] != '-' {
		return 0, false
	}
	y1, ok1 := two(b)
	y2, ok2 := two(b[2:])
	m, ok3 := two(b[5:])
	d, ok4 := two(b[8:])
	year := y1*100 + y2
	if !ok1 || !ok2 || !ok3 || !ok4 || year < 1990 || year > 2100 || m < 1 || m > 12 || d < 1 || d > daysIn(year, m) {
		return 0, false
	}
	return athar.Time(daysFromCivil(year, m, d)) * athar.Day, true
}

func daysIn(year, m int) int {
	switch m {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// daysFromCivil counts days since 1970-01-01 in the proleptic Gregorian
// calendar (Howard Hinnant's algorithm).
func daysFromCivil(y, m, d int) int {
	if m <= 2 {
		y--
	}
	era := y / 400
	yoe := y - era*400
	doy := (153*((m+9)%12)+2)/5 + d - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return era*146097 + doe - 719468
}
