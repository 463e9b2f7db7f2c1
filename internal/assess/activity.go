package assess

import (
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
	activityMost   = 10 // first hours that are listed of one source
	longestPast    = 90 * athar.Day
)

// activity compares each hour of the sources that clients reach with the server's
// own past: the same hour on earlier working days, or on earlier days off. The
// first hour of each rise is listed: the overnight rise of 28 February 2021 is what
// gave that campaign away. Hours are counted in UTC, which parts days off from
// working days by a few hours wrongly where the server is far from it.
func (h *host) activity() []athar.Activity {
	out := []athar.Activity{}
	kinds := make([]athar.Kind, 0, len(h.spans))
	for k := range h.spans {
		if k == athar.KindIIS || k.FrontEnd() || k == athar.KindECPServer || strings.HasPrefix(string(k), "exchange/cmdletinfra/") {
			kinds = append(kinds, k)
		}
	}
	slices.Sort(kinds)
	for _, k := range kinds {
		out = append(out, rises(k, h.spans[k])...)
	}
	return out
}

// rises finds where a source rises above its own past.
func rises(kind athar.Kind, spans []span) []athar.Activity {
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
			if t-last > athar.Hour && len(out) < activityMost {
				out = append(out, athar.Activity{Source: kind, Zone: "UTC", From: t, Until: t + athar.Hour, Records: n, Usual: usual})
			} else if i := len(out) - 1; i >= 0 && t-last <= athar.Hour {
				out[i].Until = t + athar.Hour
				out[i].Records += n
			}
			last = t
		}
	}
	return out
}

// slot is an hour of a working day or of a day off.
type slot struct {
	hour int
	off  bool
}

func slotOf(t athar.Time) slot {
	at := t.Std()
	return slot{at.Hour(), at.Weekday() == time.Saturday || at.Weekday() == time.Sunday}
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
