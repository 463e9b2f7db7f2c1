package assess

import (
	"sort"
	"strings"

	"github.com/athar-forensics/athar"
)

// gapLeast is the shortest silence that is a gap (contract).
const gapLeast = 6 * athar.Hour

// silenceMost is the longest silence that a source still covers, usual or not: a
// few rows a year rule nothing out.
const silenceMost = 3 * athar.Day

// coverage lists every source of a server with its gaps, and the sources that
// campaigns wait for and that are not there.
func (a *assessor) coverage(h *host) []athar.Coverage {
	out := []athar.Coverage{}
	kinds := make([]athar.Kind, 0, len(h.spans))
	for k := range h.spans {
		kinds = append(kinds, k)
	}
	sort.Slice(kinds, func(i, j int) bool { return kinds[i] < kinds[j] })
	clocks := map[athar.Kind]athar.Clock{}
	for _, t := range h.traces {
		k := t.Kind
		if c, ok := clocks[k]; !ok || c.Basis == "" || t.Clock.Basis != "" && t.Clock.Basis > c.Basis {
			clocks[k] = t.Clock
		}
	}
	for _, k := range kinds {
		c := athar.Coverage{Source: k, Gaps: h.gaps(k), Clock: clocks[k]}
		if c.Clock.Assumed == "" {
			c.Clock = athar.Clock{Assumed: "UTC", Basis: "this log is written in UTC"}
		}
		for _, s := range h.spans[k] {
			c.Records += s.Count
			if c.First == 0 || s.First < c.First {
				c.First = s.First
			}
			c.Last = max(c.Last, s.Last)
		}
		out = append(out, c)
	}
	if h.exchange {
		out = append(out, a.absent(h)...)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Source < out[j].Source })
	return out
}

// absent lists the sources that campaigns are ruled out by and that this server's
// evidence does not have.
func (a *assessor) absent(h *host) []athar.Coverage {
	want := map[athar.Kind]bool{}
	for _, c := range a.know.Library.Campaigns {
		for _, set := range c.CoveredBy {
			for _, k := range set {
				want[k] = true
			}
		}
		for _, k := range c.Secondary {
			want[k] = true
		}
	}
	var out []athar.Coverage
	for k := range want {
		if len(h.spans[k]) == 0 && k != athar.KindFile {
			out = append(out, athar.Coverage{
				Source: k, Gaps: []athar.Interval{}, Clock: athar.Clock{Assumed: "UTC", Basis: "not in the evidence"},
			})
		}
	}
	return out
}

// gaps finds the silences of a source: longer than six hours and than six times
// what is usual at that hour of the day, while another source has records.
func (h *host) gaps(kind athar.Kind) []athar.Interval {
	spans := ordered(h.spans[kind])
	usual := usualSpacing(spans)
	out := []athar.Interval{}
	var until athar.Time
	for _, s := range spans {
		if until != 0 {
			hour := int((until/athar.Hour + 1) % 24) // the first hour that the silence fills
			if silence := s.First - until; silence > max(gapLeast, 6*usual[hour]) && h.awake(kind, until, s.First) {
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

// awake reports whether another source has records inside a stretch.
func (h *host) awake(kind athar.Kind, from, until athar.Time) bool {
	for k, spans := range h.spans {
		if k == kind {
			continue
		}
		for _, s := range spans {
			if s.First > from && s.First < until || s.Last > from && s.Last < until {
				return true
			}
		}
	}
	return false
}

// covered returns when a source had records, its gaps left out. Only files that
// could show what is looked for count. Kinds of one protocol may be asked for.
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
	return union(seen).minus(union(h.gaps(kind)))
}

// scan accounts for the evidence as a whole. A file given twice counts once.
func (a *assessor) scan(c *athar.Case, hosts []*host) athar.Scan {
	s := athar.Scan{Roots: []string{}, Ignored: map[string]int{}, Skipped: c.Skipped()}
	for _, t := range a.traces {
		s.Files++
		s.Bytes += t.Bytes
		s.Records += t.Records
		for k, n := range t.Ignored {
			s.Ignored[k] += n
		}
		for _, l := range t.Losses {
			s.Skipped = append(s.Skipped, athar.Skipped{Path: t.Path, Reason: l.Reason, Records: l.Records, Bytes: l.Bytes})
		}
	}
	s.Skipped = list(s.Skipped)
	athar.SortSkipped(s.Skipped)
	s.Rules = a.rules(hosts)
	return s
}

// rules says which rules could work on this evidence.
func (a *assessor) rules(hosts []*host) athar.RuleReport {
	lib := a.know.Library
	r := athar.RuleReport{Loaded: len(lib.Rules) + len(lib.Correlations), Failed: list(lib.Failed), Unreachable: []string{}}
	kinds := map[athar.Kind]bool{}
	for _, h := range hosts {
		for k := range h.spans {
			kinds[k] = true
		}
		for _, t := range h.traces {
			kinds[t.Kind] = true
		}
	}
next:
	for _, rule := range lib.Rules {
		for k := range kinds {
			if rule.Answers(k) {
				continue next
			}
		}
		r.Unreachable = append(r.Unreachable, rule.Name)
	}
	sort.Strings(r.Unreachable)
	return r
}

// mentioned lists the servers that records name and that were not given.
func (a *assessor) mentioned(hosts []*host) []athar.Mentioned {
	given := map[string]bool{}
	for _, h := range hosts {
		given[h.name] = true
	}
	because := map[string][]athar.Source{}
	once := map[string]bool{}
	for _, t := range a.traces {
		for _, m := range t.Mentions {
			if given[shortName(m.Name)] {
				continue
			}
			name := strings.ToLower(m.Name)
			src := sourceOf(t, "", m.Line)
			if key := name + " " + src.SHA256; len(because[name]) < 5 && !once[key] {
				once[key] = true
				because[name] = append(because[name], src)
			}
		}
	}
	out := []athar.Mentioned{}
	for name, src := range because {
		out = append(out, athar.Mentioned{Name: name, Because: src})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}
