package winlog

import (
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/textlog"
)

// moments reads the times of exports.
type moments struct{ clock textlog.Clock }

// parse reads RFC 3339 and what is near it, with or without a zone, Splunk's
// seconds and .NET's "/Date(ms)/". Zero is none.
func (m *moments) parse(s string) athar.Time {
	if ms, ok := strings.CutPrefix(s, "/Date("); ok {
		ms, _, _ = strings.Cut(ms, ")")
		return since1970(ms, athar.Second/1000)
	}
	if len(s) < 19 || s[4] != '-' {
		sec, _, _ := strings.Cut(s, ".")
		return since1970(sec, athar.Second)
	}
	t, n := m.clock.Parse([]byte(s[:min(len(s), 40)]))
	if n == 0 {
		return 0
	}
	return t - zoneOf(strings.TrimSpace(s[min(n, len(s)):]))
}

// zoneOf reads "+01:00" or "+0100".
func zoneOf(s string) athar.Time {
	if len(s) < 5 || s[0] != '+' && s[0] != '-' {
		return 0
	}
	digits := strings.ReplaceAll(s[1:], ":", "")
	if len(digits) != 4 {
		return 0
	}
	n, err := strconv.ParseUint(digits, 10, 16)
	if err != nil {
		return 0
	}
	off := athar.Time(n/100)*athar.Hour + athar.Time(n%100)*athar.Minute
	if s[0] == '-' {
		off = -off
	}
	return off
}

// Years outside 1990 to 2100 are no times of events, as in every other log.
const (
	year1990 = 631152000
	year2101 = 4133980800
)

func since1970(digits string, unit athar.Time) athar.Time {
	n, err := strconv.ParseInt(digits, 10, 64)
	per := int64(athar.Second / unit)
	if err != nil || n < year1990*per || n > year2101*per {
		return 0
	}
	return athar.Time(n) * unit
}
