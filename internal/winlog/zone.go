package winlog

import (
	"strconv"

	"github.com/athar-forensics/athar"
)

// Zone gathers what events say of the zone that their exporter wrote times in.
// Some exporters take the server's own time and mark it Z all the same; events
// that hold the same moment twice betray it.
type Zone struct {
	seen map[athar.Time]int64 // by what has to be taken off for UTC
}

const (
	quarter = 15 * athar.Minute // zones differ by multiples of it
	slack   = 5 * athar.Minute  // between an event and when it was written or taken over
	maxZone = 14 * athar.Hour
)

// add notes a moment in the exporter's time, and about the same one in UTC.
func (z *Zone) add(theirs, utc athar.Time) {
	if theirs == 0 || utc == 0 {
		return
	}
	off := theirs - utc
	near := (off + quarter/2 + maxZone*8) / quarter * quarter
	near -= maxZone * 8
	if near > maxZone || near < -maxZone || off-near > slack || near-off > slack {
		return
	}
	if z.seen == nil {
		z.seen = map[athar.Time]int64{}
	}
	z.seen[near]++
}

// Offset returns how far ahead of UTC the exporter's times are. It is proved
// where nearly all events that say something say the same: single ones are
// written late. told is false where none says anything, and proved where they
// disagree, as over a change to summer time.
func (z *Zone) Offset() (off athar.Time, told, proved bool) {
	var all, most int64
	for o, n := range z.seen {
		all += n
		if n > most || n == most && o < off {
			off, most = o, n
		}
	}
	return off, all > 0, most*10 >= all*9 && all > 0
}

// ZoneName writes an offset as "+05:30".
func ZoneName(off athar.Time) string {
	sign := "+"
	if off < 0 {
		sign, off = "-", -off
	}
	two := func(n athar.Time) string { return strconv.Itoa(int(n/10)) + strconv.Itoa(int(n%10)) }
	return sign + two(off/athar.Hour) + ":" + two(off%athar.Hour/athar.Minute)
}
