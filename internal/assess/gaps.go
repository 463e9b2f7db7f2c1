package assess

import (
	"slices"
	"sort"
	"strings"

	"github.com/athar-forensics/athar"
)

// gapLeast is the shortest silence that is a gap (contract).
const gapLeast = 6 * athar.Hour

// silenceMost is the longest silence that a source still covers, usual or not: a
// few rows a year rule nothing out.
const silenceMost = 3 * athar.Day

// gaps finds the silences of a source while another source has records.
func (h *host) gaps(spans []span) []athar.Interval {
	out := []athar.Interval{}
	for _, v := range silences(ordered(spans)) {
		if h.awake(v.From, v.Until) {
			out = append(out, v)
		}
	}
	return out
}

// silences are longer than six hours and than six times what is usual at that
// hour of the day. The spans are in order.
func silences(spans []span) []athar.Interval {
	usual := usualSpacing(spans)
	var out []athar.Interval
	var until athar.Time
	for _, s := range spans {
		if until != 0 {
			hour := int((until/athar.Hour + 1) % 24) // the first hour that the silence fills
			if silence := s.First - until; silence > gapLeast && silence/6 > usual[hour] {
				out = append(out, athar.Interval{From: until, Until: s.First})
			}
		}
		until = max(until, s.Last)
	}
	return out
}

func ordered(spans []span) []span {
	spans = append([]span(nil), spans...)
	sort.Slice(spans, func(i, j int) bool {
		if spans[i].First != spans[j].First {
			return spans[i].First < spans[j].First
		}
		return spans[i].Last < spans[j].Last
	})
	return spans
}

// usualSpacing is, for each hour of the day, the median over the days of how far
// apart records are then. An hour without records is as far apart as the silence
// that it lies in, so a server that sleeps every night has long nights.
func usualSpacing(spans []span) [24]athar.Time {
	var samples [24][]athar.Time
	var until athar.Time
	for _, s := range spans {
		if until != 0 {
			silence := s.First - until
			// A silence of many days says nothing more of an hour than one day of it does.
			for t, n := until-until%athar.Hour+athar.Hour, 0; t+athar.Hour <= s.First && n < 24; t, n = t+athar.Hour, n+1 {
				samples[t/athar.Hour%24] = append(samples[t/athar.Hour%24], silence)
			}
		}
		hour := s.First / athar.Hour % 24
		samples[hour] = append(samples[hour], athar.Hour/athar.Time(max(s.Count, 1)))
		until = max(until, s.Last)
	}
	var out [24]athar.Time
	for i, all := range samples {
		if len(all) == 0 {
			continue
		}
		sort.Slice(all, func(x, y int) bool { return all[x] < all[y] })
		out[i] = all[(len(all)-1)/2]
	}
	return out
}

// momentsOf are when a server had records, of whatever source.
func momentsOf(spans map[athar.Kind][]span) []athar.Time {
	var out []athar.Time
	for _, all := range spans {
		for _, s := range all {
			out = append(out, s.First, s.Last)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// awake reports whether there are records inside a silence of one source: they
// are another's.
func (h *host) awake(from, until athar.Time) bool {
	i, _ := slices.BinarySearch(h.moments, from+1)
	return i < len(h.moments) && h.moments[i] < until
}

// darkness is when a source's files were there and could not be read.
func (h *host) darkness(kind athar.Kind) stretches {
	var out []athar.Interval
	for _, d := range h.dark {
		if strings.HasPrefix(string(kind), string(d.Kind)) {
			out = append(out, d.Interval)
		}
	}
	return union(out)
}

// covered returns when a source had records. Its silences are left out whether
// another source was awake or not: what was not written cannot be read. Only files
// that could show what is looked for count: rows of the inner site do not fill a
// silence of the outer one.
func (h *host) covered(kind athar.Kind) stretches {
	var spans []span
	for _, s := range h.spans[kind] {
		if s.covers {
			spans = append(spans, s)
		}
	}
	if len(spans) == 0 {
		return nil
	}
	spans = ordered(spans)
	seen := []athar.Interval{{From: spans[0].First, Until: spans[0].Last}}
	for _, s := range spans {
		last := &seen[len(seen)-1]
		if s.First-last.Until > silenceMost {
			seen = append(seen, athar.Interval{From: s.First, Until: s.Last})
			continue
		}
		last.Until = max(last.Until, s.Last)
	}
	return union(seen).minus(union(silences(spans))).minus(h.darkness(kind))
}
