package assess

import (
	"slices"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
)

// verdict works out what a server's findings and coverage amount to.
type verdict struct {
	a       *assessor
	h       *host
	s       *athar.Server
	history []athar.Exposure
	// windows are the times that matter, by campaign.
	windows map[string]stretches
	thefts  map[string]*theft // by mailbox
}

// shortest is the least uncovered time that is worth saying.
const shortest = athar.Hour

// incidents lists every campaign: how far it got, and when it could not be seen.
func (v *verdict) incidents() {
	v.s.Incidents = []athar.Incident{}
	v.windows = map[string]stretches{}
	for _, c := range v.a.know.Library.Campaigns {
		v.windows[c.ID] = v.window(c)
	}
	for _, c := range v.a.know.Library.Campaigns {
		in := v.incident(c)
		if v.h.exchange || v.h.tenant || len(in.Findings) > 0 {
			v.s.Incidents = append(v.s.Incidents, in)
		}
	}
}

func (v *verdict) incident(c *campaign.Campaign) athar.Incident {
	in := athar.Incident{
		Campaign: c.ID, Stage: athar.NoStage, Findings: []string{},
		Uncovered: list([]athar.Interval(v.uncovered(c))), Relation: list(c.Relation),
	}
	for i := range v.s.Findings {
		f := &v.s.Findings[i]
		if f.Campaign != c.ID {
			continue
		}
		in.Findings = append(in.Findings, f.ID)
		in.Stage = max(in.Stage, f.Stage)
		if f.Stage == athar.NoStage || f.Time == 0 {
			continue
		}
		if in.First == 0 || f.Time < in.First {
			in.First = f.Time
		}
		in.Last = max(in.Last, f.Until)
	}
	if in.Stage >= athar.Probed {
		return in
	}
	switch {
	case c.IsAdjacent():
		in.Stage = athar.Unknown
	case v.open(c) && v.glimpsed():
		in.Stage = athar.Exposed
	case !v.glimpsed() || len(in.Uncovered) > 0 || !v.h.exchange || v.h.end == 0:
		in.Stage = athar.Unknown
	default:
		in.Stage = athar.Clear
	}
	return in
}

// glimpsed reports whether any log that could rule a campaign out has records at
// all. Where none has, nothing can be said, of the exposure either.
func (v *verdict) glimpsed() bool {
	for _, c := range v.a.know.Library.Campaigns {
		if len(c.Door) > 0 && len(v.coveredBy(c)) > 0 {
			return true
		}
	}
	return false
}

// open reports whether one of a campaign's flaws is known to have been open in
// the time that matters.
func (v *verdict) open(c *campaign.Campaign) bool {
	for _, e := range v.history {
		if slices.Contains(c.CVE, e.CVE) && v.counts(e) && e.State == athar.Vulnerable {
			return true
		}
	}
	return false
}

// counts reports whether an entry of the history lies in the time that matters:
// of a flaw that was exploited somewhere before the evidence ends.
func (v *verdict) counts(e athar.Exposure) bool {
	if e.ExploitedSince == 0 || e.ExploitedSince >= v.h.end {
		return false
	}
	return (e.Until == 0 || e.Until > e.ExploitedSince) && e.From < v.h.end
}

// window is the time that matters for a campaign: while its door was open or
// not known to be shut, from its first known use to the end of the evidence. For
// what may have been left behind it is from the first such moment on.
func (v *verdict) window(c *campaign.Campaign) stretches {
	if c.IsAdjacent() {
		return nil
	}
	if len(c.Door) == 0 {
		var first athar.Time
		for _, other := range v.a.know.Library.Campaigns {
			if len(other.Door) == 0 {
				continue
			}
			if w := v.window(other); len(w) > 0 && (first == 0 || w[0].From < first) {
				first = w[0].From
			}
		}
		if first == 0 {
			return nil
		}
		return union([]athar.Interval{{From: first, Until: v.h.end}})
	}
	var all []athar.Interval
	for _, e := range v.history {
		if !slices.Contains(c.Door, e.CVE) || !v.counts(e) || e.State == athar.Fixed || e.State == athar.NotAffected {
			continue
		}
		from, until := max(e.From, e.ExploitedSince), e.Until
		if until == 0 || until > v.h.end {
			until = v.h.end
		}
		all = append(all, athar.Interval{From: from, Until: until})
	}
	return union(all)
}

// uncovered is the part of the time that matters in which none of the sets of
// sources that could rule the campaign out has records.
func (v *verdict) uncovered(c *campaign.Campaign) stretches {
	return v.windows[c.ID].minus(v.coveredBy(c)).over(shortest)
}

// coveredBy is when one of the sets of sources that could rule a campaign out has
// records, all of it.
func (v *verdict) coveredBy(c *campaign.Campaign) stretches {
	var seen []athar.Interval
	for _, set := range c.CoveredBy {
		var both stretches
		for i, kind := range set {
			got := v.h.covered(kind)
			if kind == athar.KindFile && v.h.webRoot {
				// Files show what stands at the end, whenever it was put there.
				got = v.windows[c.ID]
			}
			if i == 0 {
				both = got
			} else {
				both = both.and(got)
			}
		}
		seen = append(seen, both...)
	}
	if v.a.opt.Since != 0 || v.a.opt.Until != 0 {
		until := v.a.opt.Until
		if until == 0 {
			until = v.h.end
		}
		return union(seen).and(stretches{{From: v.a.opt.Since, Until: until}})
	}
	return union(seen)
}

// stage settles the server's stage: the highest of its incidents, and where
// nothing was found that of the least covered one.
func (v *verdict) stage() {
	least, most := athar.Clear, athar.Unknown
	for _, in := range v.s.Incidents {
		most = max(most, in.Stage)
		if !v.a.know.Library.Campaign(in.Campaign).IsAdjacent() {
			least = min(least, in.Stage)
		}
	}
	v.s.Stage = most
	if most <= athar.Clear {
		v.s.Stage = least
	}
	if len(v.s.Incidents) == 0 {
		v.s.Stage = athar.Unknown
	}
	if v.s.Stage <= athar.Clear && v.s.Answers.Exposed.Answer == athar.Yes && v.glimpsed() {
		v.s.Stage = athar.Exposed
	}
	if v.s.Stage == athar.Clear && v.s.Answers.Attacked.Answer != athar.No {
		v.s.Stage = athar.Unknown
	}
	v.confidence()
}

// confidence of a stage that was found is that of its best finding; of one that
// rests on silence, how much of the expected evidence was there.
func (v *verdict) confidence() {
	v.s.Confidence = athar.Doubtful
	switch {
	case v.s.Stage >= athar.Probed:
		for i := range v.s.Findings {
			if f := &v.s.Findings[i]; f.Stage == v.s.Stage && f.Confidence.Rank() > v.s.Confidence.Rank() {
				v.s.Confidence = f.Confidence
			}
		}
	case v.s.Stage == athar.Exposed && v.s.Answers.Attacked.Answer == athar.No, v.s.Stage == athar.Clear:
		v.s.Confidence = athar.Sure
		for _, c := range v.a.know.Library.Campaigns {
			for _, k := range c.Secondary {
				if len(v.h.spans[k]) == 0 {
					v.s.Confidence = athar.Probable
				}
			}
		}
		if v.s.Answers.Exposed.Answer == athar.Unsure {
			v.s.Confidence = athar.Probable
		}
	case v.s.Stage == athar.Exposed:
		v.s.Confidence = athar.Probable
	}
}
