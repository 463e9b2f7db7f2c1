package assess

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/athar-forensics/athar"
)

// When an hour is abnormal: it has records enough to speak of, several times what
// this server has at that hour on such days, and twice the most it ever had then.
const (
	activityLeast  = 20
	activityFactor = 4
	activityDays   = 3  // earlier days of the same sort that a comparison needs
	activityPast   = 20 // and the most that it looks back to
	activityMost   = 10 // rises that are listed of one source: the highest
	longestPast    = 90 * athar.Day
)

// activity compares each hour of the sources that clients reach with the server's
// own past: the same hour on earlier working days, or on earlier days off. The
// first hour of each rise is listed: the overnight rise of 28 February 2021 is what
// gave that campaign away. Days and hours are those of the server's own clock, and
// those of UTC, as is said then, where no evidence states its zone.
func (h *host) activity() []athar.Activity {
	out := []athar.Activity{}
	kinds := make([]athar.Kind, 0, len(h.spans))
	for k := range h.spans {
		if k == athar.KindIIS || k.FrontEnd() || k == athar.KindECPServer || strings.HasPrefix(string(k), "exchange/cmdletinfra/") {
			kinds = append(kinds, k)
		}
	}
	slices.Sort(kinds)
	zone := h.zone()
	for _, k := range kinds {
		out = append(out, rises(k, h.spans[k], zone)...)
	}
	return out
}

// rises finds where a source rises above its own past.
func rises(kind athar.Kind, spans []span, zone *athar.Zone) []athar.Activity {
	hours := map[athar.Time]int64{}
	for _, s := range spans {
		hours[s.First-s.First%athar.Hour] += s.Count
	}
	if len(hours) == 0 {
		return nil
	}
	order := make([]athar.Time, 0, len(hours))
	for t := range hours {
		order = append(order, t)
	}
	slices.Sort(order)
	begin := order[0] - order[0]%athar.Day + athar.Day // the first day may be half a day
	off := daysOff(hours, zone)
	slotOf := func(t athar.Time) slot { return slotOf(t, zone, off) }
	past := map[slot][]int64{}
	var out []athar.Activity
	var last athar.Time // the abnormal hour before
	filled := begin
	for _, t := range order {
		// Hours without a record are of the past too: nights of nothing. More of
		// them than are looked back to say nothing new.
		filled = max(filled, t-t%athar.Hour-longestPast)
		for ; filled < t; filled += athar.Hour {
			past[slotOf(filled)] = recent(past[slotOf(filled)], hours[filled])
		}
		n, before := hours[t], past[slotOf(t)]
		usual, most := middle(before)
		if len(before) >= activityDays && n >= activityLeast && n > activityFactor*max(usual, 1) && n > 2*most {
			if t-last > athar.Hour {
				out = append(out, athar.Activity{Source: kind, Zone: nameOf(zone), ZoneKnown: zone != nil, From: t, Until: t + athar.Hour, Records: n, Usual: usual})
			} else {
				rise := &out[len(out)-1]
				rise.Until = t + athar.Hour
				rise.Records += n
			}
			last = t
		}
	}
	return highest(out)
}

// highest keeps those that rise most above what is usual, in the order of time: a
// quiet server's noise must not hide the night on which it was attacked.
func highest(all []athar.Activity) []athar.Activity {
	if len(all) <= activityMost {
		return all
	}
	slices.SortStableFunc(all, func(a, b athar.Activity) int { return cmp.Compare(b.Records-b.Usual, a.Records-a.Usual) })
	all = all[:activityMost]
	slices.SortFunc(all, func(a, b athar.Activity) int { return cmp.Compare(a.From, b.From) })
	return all
}

// slot is an hour of a working day or of a day off.
type slot struct {
	hour int
	off  bool
}

func slotOf(t athar.Time, zone *athar.Zone, off weekdays) slot {
	at := localTime(t, zone)
	return slot{at.Hour(), off[at.Weekday()]}
}

func localTime(t athar.Time, zone *athar.Zone) time.Time {
	if zone == nil {
		return t.Std()
	}
	return zone.Local(t)
}

// weekdays tells those on which people are off.
type weekdays [7]bool

// daysOff are the weekdays on which a source usually has less than half of what it has
// on the busiest: Saturday and Sunday in one country, Friday and Saturday in another.
// Where not all weekdays are there twice, they are Saturday and Sunday.
func daysOff(hours map[athar.Time]int64, zone *athar.Zone) weekdays {
	days := map[time.Time]int64{}
	for t, n := range hours {
		at := localTime(t, zone)
		days[time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)] += n
	}
	var of [7][]int64
	for day, n := range days {
		of[day.Weekday()] = append(of[day.Weekday()], n)
	}
	var usual [7]int64
	var most int64
	for d, counts := range of {
		if len(counts) < 2 {
			return weekdays{time.Saturday: true, time.Sunday: true}
		}
		usual[d], _ = middle(counts)
		most = max(most, usual[d])
	}
	var off weekdays
	for d, n := range usual {
		off[d] = n < most/2
	}
	return off
}

func recent(past []int64, n int64) []int64 {
	if len(past) == activityPast {
		past = past[1:]
	}
	return append(past, n)
}

// middle returns the median of some counts, and the largest.
func middle(counts []int64) (median, most int64) {
	if len(counts) == 0 {
		return 0, 0
	}
	sorted := slices.Clone(counts)
	slices.Sort(sorted)
	return sorted[len(sorted)/2], sorted[len(sorted)-1]
}

// zoneRank orders what states a zone: the registry knows of summer time, too.
var zoneRank = map[string]int{"registry": 3, "event log": 2, "setup log": 1}

// zone is the server's own time zone as its best evidence states it, the newest of
// equals; nil where none does.
func (h *host) zone() *athar.Zone {
	var best *athar.Zone
	for i := range h.zones {
		z := &h.zones[i]
		if best == nil || cmp.Or(cmp.Compare(zoneRank[z.How], zoneRank[best.How]), cmp.Compare(z.Time, best.Time), cmp.Compare(z.String(), best.String())) > 0 {
			best = z
		}
	}
	return best
}

func nameOf(zone *athar.Zone) string {
	if zone == nil {
		return "UTC"
	}
	return zone.String()
}
