package assess

import (
	"slices"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
	"github.com/athar-forensics/athar/sigma"
)

// correlate runs athar's own correlations over a server's sightings. What a
// correlation supersedes is told by its finding alone.
func (a *assessor) correlate(h *host) []athar.Finding {
	var out []athar.Finding
	records := h.records()
	var runs matchRuns
	a.correlated(h.counted(), false, func(c *campaign.Correlation, m sigma.Match, whole []*seen) {
		records.absorb(whole, c.Meta.Supersedes)
		runs.add(c, m, whole)
	})
	for _, r := range runs.all {
		out = append(out, a.composite(h, r.of, r.whole))
	}
	return out
}

// correlateAll runs the user's correlations over all servers' sightings together:
// one account that is tried on many servers is one thing. A finding is the
// server's whose record is its first.
func (a *assessor) correlateAll(hosts []*host) map[*host][]athar.Finding {
	out := map[*host][]athar.Finding{}
	home := map[*seen]*host{}
	var all []*seen
	for _, h := range hosts {
		for _, s := range h.counted() {
			home[s] = h
			all = append(all, s)
		}
	}
	var runs matchRuns
	a.correlated(all, true, func(c *campaign.Correlation, m sigma.Match, whole []*seen) { runs.add(c, m, whole) })
	for _, r := range runs.all {
		h := home[r.whole[0]]
		out[h] = append(out[h], a.composite(h, r.of, r.whole))
	}
	return out
}

// correlated tells the matches of correlations, a user's or athar's own, among
// sightings.
func (a *assessor) correlated(sights []*seen, foreign bool, tell func(*campaign.Correlation, sigma.Match, []*seen)) {
	made := map[*sigma.Correlation]*campaign.Correlation{}
	var all []*sigma.Correlation
	feeding := map[string]bool{}
	for _, c := range a.know.Library.Correlations {
		// A user's may rest on athar's own.
		if foreign || !c.Foreign {
			made[c.Sigma] = c
			all = append(all, c.Sigma)
			for _, name := range c.Sigma.Rules {
				feeding[name] = true
			}
		}
	}
	if len(all) == 0 {
		return
	}
	var events []sigma.Sighted
	names := map[string][]string{}
	for i, s := range sights {
		of, known := names[s.Rule]
		if !known {
			of = slices.DeleteFunc(a.names(s.Rule), func(name string) bool { return !feeding[name] })
			names[s.Rule] = of
		}
		if len(of) > 0 && s.Time != 0 {
			events = append(events, sigma.Sighted{Rule: of, At: int64(s.Time), Field: s.field, Ref: i})
		}
	}
	matches, err := sigma.Correlate(all, events)
	if err != nil {
		return // the library has dropped correlations that rest on each other
	}
	for _, m := range matches {
		if made[m.Correlation].Foreign != foreign {
			continue
		}
		whole := make([]*seen, len(m.Refs))
		for i, ref := range m.Refs {
			whole[i] = sights[ref]
		}
		tell(made[m.Correlation], m.Match, whole)
	}
}

// field returns what a sighting has kept of a field. Addresses are compared in one
// spelling.
func (s *seen) field(name string) string {
	if name == "c-ip" && len(s.IP) > 0 {
		return s.IP[0]
	}
	return s.Fields[name]
}

// record tells one record of a server's evidence from all others.
type record struct {
	time athar.Time
	src  athar.Source
	hash uint64
}

// records are a server's sightings by what they are of.
type records map[record][]*seen

func (s *seen) record() record { return record{s.Time, s.src, s.Hash} }

func (h *host) records() records {
	out := make(records, len(h.sights))
	for _, s := range h.sights {
		out[s.record()] = append(out[s.record()], s)
	}
	for i := range h.echoes {
		if s := h.echoes[i].fed; s != nil {
			out[s.record()] = append(out[s.record()], s)
		}
	}
	return out
}

// absorb marks what the given rules say of the same records.
func (r records) absorb(whole []*seen, rules []string) {
	for _, s := range whole {
		for _, o := range r[s.record()] {
			o.absorbed = o.absorbed || slices.Contains(rules, o.Rule)
		}
	}
}

// names returns the names by which correlations know a rule.
func (a *assessor) names(rule string) []string {
	names := []string{rule}
	if r := a.rule(rule); r != nil && r.Sigma != nil && r.Sigma.ID != "" && r.Sigma.ID != rule {
		names = append(names, r.Sigma.ID)
	}
	return names
}

// composite makes the finding of a correlation's match. It begins with the first
// record, or where the correlation only rests on that one, with the second.
func (a *assessor) composite(h *host, c *campaign.Correlation, whole []*seen) athar.Finding {
	cited := whole
	if c.CiteLast && len(whole) > 1 {
		cited = whole[1:]
	}
	first, last := cited[0], cited[len(cited)-1]
	f := athar.Finding{
		Rule: c.Name, RuleFile: c.File, Campaign: c.Campaign, Title: c.Meta.Title, Why: c.Meta.Why,
		Stage: c.Stage, Severity: c.Severity, Confidence: c.Meta.Confidence,
		Time: first.Time, Until: last.Time, Count: len(cited),
		Source: first.src, Raw: first.Raw,
		CVE: list(c.Meta.CVE), Technique: list(c.Technique),
	}
	if f.Campaign == "" {
		f.Campaign = campaign.Persistence
	}
	a.cite(&f, cited)
	f.Evidence = evidence(c.Meta.Evidence, cited)
	f.ID = identify(h.name, &f)
	return f
}
