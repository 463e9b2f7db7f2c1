package assess

import (
	"slices"
	"sort"

	"github.com/athar-forensics/athar"
)

// answers gives the five answers. "No" is only said where coverage carries it.
func (v *verdict) answers() {
	var dark []athar.Interval
	for _, in := range v.s.Incidents {
		dark = append(dark, in.Uncovered...)
	}
	uncovered := list([]athar.Interval(union(dark)))
	whole := len(uncovered) == 0 && v.h.exchange && v.h.end != 0 && v.glimpsed()

	a := &v.s.Answers
	a.Exposed = v.exposed()
	a.Attacked = v.found(athar.Attempted, athar.Impacted, whole, uncovered)
	if unseen := v.unwatched(); a.Attacked.Answer == athar.No && len(unseen) > 0 {
		a.Attacked = athar.Answer{Answer: athar.Unsure, Because: []string{}, Uncovered: unseen}
		whole = false
	}
	if blurred := v.blurredTimes(); a.Attacked.Answer == athar.No && len(blurred) > 0 {
		a.Attacked = athar.Answer{Answer: athar.Unsure, Because: []string{}, Uncovered: blurred}
		whole = false
	}
	a.Entered = v.found(athar.Accessed, athar.Impacted, whole, uncovered)
	// What left through an open door shows only where every reader is logged, so
	// once someone was in, silence is no answer.
	a.Taken = v.found(athar.Exfiltrated, athar.Exfiltrated, whole && a.Entered.Answer == athar.No, uncovered)
	for _, t := range v.thefts {
		if a.Taken.Answer != athar.Yes && t.band() != "enumerated" {
			a.Taken.Answer = athar.Yes
		}
	}
	if len(v.exported()) > 0 {
		a.Taken.Answer = athar.Yes
	}
	a.StillThere = v.stillThere(whole && a.Entered.Answer == athar.No, uncovered)
}

// found answers by the findings from one stage to another.
func (v *verdict) found(from, to athar.Stage, whole bool, uncovered []athar.Interval) athar.Answer {
	out := athar.Answer{Answer: athar.Unsure, Because: []string{}, Uncovered: uncovered}
	for i := range v.s.Findings {
		if f := &v.s.Findings[i]; f.Stage >= from && f.Stage <= to {
			out.Because = append(out.Because, f.ID)
		}
	}
	switch {
	case len(out.Because) > 0:
		out.Answer = athar.Yes
	case whole:
		out.Answer = athar.No
	}
	return out
}

// exposed answers by the history of the flaws that were exploited in the world
// before the evidence ends.
func (v *verdict) exposed() athar.Answer {
	out := athar.Answer{Answer: athar.No, Because: []string{}, Uncovered: []athar.Interval{}}
	var open []athar.Interval
	known, doors := false, map[string]bool{}
	for _, c := range v.a.know.Library.Campaigns {
		for _, cve := range c.CVE {
			doors[cve] = true
		}
	}
	for _, e := range v.history {
		known = true
		if !v.counts(e) {
			continue
		}
		switch {
		case e.State == athar.Vulnerable:
			out.Answer = athar.Yes
		case e.State == athar.ExposureOpen && doors[e.CVE]:
			until := e.Until
			if until == 0 || until > v.h.end {
				until = v.h.end
			}
			open = append(open, athar.Interval{From: max(e.From, e.ExploitedSince), Until: until})
		}
	}
	out.Uncovered = list([]athar.Interval(union(open)))
	if out.Answer == athar.Yes {
		for i := range v.s.Findings {
			f := &v.s.Findings[i]
			if r := v.a.rule(f.Rule); r != nil && len(r.Meta.Proves) > 0 {
				out.Because = append(out.Because, f.ID)
			}
		}
		return out
	}
	if !known || len(open) > 0 || !v.h.exchange || v.h.end == 0 {
		out.Answer = athar.Unsure
	}
	return out
}

// unwatched are the times in which a flaw was open and exploited in the world
// that no campaign of the content looks for.
func (v *verdict) unwatched() []athar.Interval {
	var out []athar.Interval
	for _, e := range v.history {
		if e.State != athar.Vulnerable || !v.counts(e) {
			continue
		}
		watched := false
		for _, c := range v.a.know.Library.Campaigns {
			watched = watched || slices.Contains(c.CVE, e.CVE)
		}
		if watched {
			continue
		}
		until := e.Until
		if until == 0 || until > v.h.end {
			until = v.h.end
		}
		out = append(out, athar.Interval{From: max(e.From, e.ExploitedSince), Until: until})
	}
	return list([]athar.Interval(union(out)))
}

// stillThere is yes where an implant stands in the newest state seen: a page on
// disk, or one whose last request was answered.
func (v *verdict) stillThere(whole bool, uncovered []athar.Interval) athar.Answer {
	out := athar.Answer{Answer: athar.Unsure, Because: []string{}, Uncovered: uncovered}
	for i := range v.s.Findings {
		f := &v.s.Findings[i]
		if f.Stage < athar.Implanted {
			continue
		}
		if v.stands(f) || v.answersLast(f) {
			out.Because = append(out.Because, f.ID)
		}
	}
	sort.Strings(out.Because)
	switch {
	case len(out.Because) > 0:
		out.Answer = athar.Yes
	case whole:
		out.Answer = athar.No
	}
	return out
}

// stands reports whether a finding is of an implant in a file that shows the state
// which was copied. What was packed to be taken away is no implant, a configuration
// that IIS keeps of former days is no state, and neither is a deleted file.
func (v *verdict) stands(f *athar.Finding) bool {
	if r := v.a.rule(f.Rule); r != nil && r.Meta.Loot {
		return false
	}
	switch f.Source.Kind {
	case athar.KindMFT:
		return f.Evidence["state"] == "current"
	case athar.KindFile, athar.KindRegistry, athar.KindTasks, athar.KindIISConfig, athar.KindExchangeConfig:
		return f.Evidence["state"] != "history"
	}
	return false
}

// answersLast reports whether a finding is of a page that nothing later shows gone.
func (v *verdict) answersLast(f *athar.Finding) bool {
	if f.Rule != webshellReached && f.Rule != webshellUsed {
		return false
	}
	for i := range v.s.Findings {
		g := &v.s.Findings[i]
		if g.Rule == webshellGone && g.Evidence["script"] == f.Evidence["script"] && g.Time >= f.Until {
			return false
		}
	}
	return true
}
