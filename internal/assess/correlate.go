package assess

import (
	"slices"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
	"github.com/athar-forensics/athar/sigma"
)

// correlate runs the correlations over a server's sightings. What a correlation
// supersedes is told by its finding alone.
func (a *assessor) correlate(h *host) []athar.Finding {
	var out []athar.Finding
	records := h.records()
	for _, c := range a.know.Library.Correlations {
		var hits []sigma.Hit
		known := map[string]string{}
		for i, s := range h.sights {
			name, ok := known[s.Rule]
			if !ok {
				name = a.names(s.Rule, c.Sigma.Rules)
				known[s.Rule] = name
			}
			if name == "" || s.Time == 0 {
				continue
			}
			hits = append(hits, sigma.Hit{Rule: name, At: int64(s.Time), Key: groupKey(c, name, s), Value: value(c, s), Ref: i})
		}
		if len(hits) == 0 {
			continue
		}
		for _, m := range c.Sigma.Evaluate(hits) {
			var whole []*seen
			for _, ref := range m.Refs {
				whole = append(whole, h.sights[ref])
			}
			records.absorb(whole, c.Meta.Supersedes)
			out = append(out, a.composite(h, c, whole))
		}
	}
	return out
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

// names returns the name under which a correlation knows a sighting's rule.
func (a *assessor) names(rule string, wanted []string) string {
	r := a.rule(rule)
	for _, w := range wanted {
		if w == rule || r != nil && r.Sigma != nil && r.Sigma.ID != "" && r.Sigma.ID == w {
			return w
		}
	}
	return ""
}

func groupKey(c *campaign.Correlation, rule string, s *seen) []string {
	key := make([]string, len(c.Sigma.GroupBy))
	for i, group := range c.Sigma.GroupBy {
		field := c.Sigma.Field(group, rule)
		key[i] = strings.ToLower(s.Fields[field])
		if field == "c-ip" && len(s.IP) > 0 {
			key[i] = s.IP[0]
		}
	}
	return key
}

// value is what a correlation counts of a sighting, empty where it has none of
// it. Several values are quoted, so that no two lists of them look the same.
func value(c *campaign.Correlation, s *seen) string {
	fields := c.Sigma.Condition.Fields
	switch len(fields) {
	case 0:
		return ""
	case 1:
		return s.Fields[fields[0]]
	}
	var out string
	for _, f := range fields {
		if s.Fields[f] == "" {
			return ""
		}
		out += strconv.Quote(s.Fields[f])
	}
	return out
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
		Rule: c.Name, Campaign: c.Campaign, Title: c.Meta.Title, Why: c.Meta.Why,
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
