package windows

import (
	"encoding/binary"
	"strconv"
	"time"

	"github.com/athar-forensics/athar"
)

// zone reads the server's time zone from SYSTEM. Minutes are counted west of UTC
// there, as 32-bit numbers with a sign.
func (w *regWalk) zone(control key) {
	k := find(control, "TimeZoneInformation")
	if k == nil {
		return
	}
	minutes, ok := signed(get(k, "Bias"))
	if !ok {
		return
	}
	z := athar.Zone{Name: get(k, "TimeZoneKeyName"), Minutes: -minutes, How: "registry", Time: k.written()}
	if summer, ok := signed(get(k, "DaylightBias")); ok && get(k, "DynamicDaylightTimeDisabled") != "1" {
		z.Begins, z.Ends = changeover(k, "DaylightStart"), changeover(k, "StandardStart")
		if z.Begins != nil && z.Ends != nil {
			z.Summer = -summer
		}
	}
	if z.Valid() {
		w.facts.Zone = &z
	}
}

func signed(decimal string) (int, bool) {
	n, err := strconv.ParseUint(decimal, 10, 32)
	return int(int32(n)), err == nil
}

// changeover reads a rule of sixteen bytes: year, month, week, hour, minute, second,
// milliseconds, day of the week (TIME_FIELDS). A year is given where the rule is of
// that year only; month 0 is none.
func changeover(k key, name string) *athar.Changeover {
	for _, v := range k.values() {
		if v.name != name || len(v.data) < 16 {
			continue
		}
		le := binary.LittleEndian
		field := func(i int) int { return int(le.Uint16(v.data[2*i:])) }
		if field(0) != 0 || field(1) == 0 {
			return nil
		}
		return &athar.Changeover{Month: time.Month(field(1)), Week: field(2), Hour: field(3), Minute: field(4), Weekday: time.Weekday(field(7))}
	}
	return nil
}
