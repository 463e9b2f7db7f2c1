package assess

import (
	"sort"
	"strconv"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
)

// subjectKey groups sightings into what one finding can be about.
type subjectKey struct{ rule, subject string }

// findings makes one finding of every rule, subject and burst.
func (a *assessor) findings(h *host, p product) []athar.Finding {
	groups := map[subjectKey][]*seen{}
	for _, s := range h.sights {
		if s.absorbed || s.Quiet {
			continue
		}
		k := subjectKey{s.Rule, s.Subject}
		groups[k] = append(groups[k], s)
	}
	echoes := map[subjectKey][]*echo{}
	for i := range h.echoes {
		e := &h.echoes[i]
		if e.quiet || e.fed != nil && (e.fed.absorbed || e.fed.twin) {
			continue
		}
		k := subjectKey{e.rule, e.subject}
		echoes[k] = append(echoes[k], e)
	}
	keys := make([]subjectKey, 0, len(groups))
	for k := range groups {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool {
		if keys[i].rule != keys[j].rule {
			return keys[i].rule < keys[j].rule
		}
		return keys[i].subject < keys[j].subject
	})
	var out []athar.Finding
	for _, k := range keys {
		rule := a.rule(k.rule)
		if rule == nil {
			continue // a case written with rules that are no longer there
		}
		rule = a.settle(rule, k.subject, p)
		for _, b := range runs(rule, groups[k], echoes[k]) {
			out = append(out, a.finding(h, rule, b))
		}
	}
	return out
}

// onNewBuild are the detectors that stand for others where a build is newer than the
// list of pages covers: names that are new there prove nothing.
var onNewBuild = map[string]string{
	"page-foreign": "page-unknown", "mft-page": "mft-page-unknown", "mft-page-gone": "mft-page-unknown",
	"compiled-foreign": "compiled-unknown", webshellReached: webshellUnlisted,
}

// settle changes what a detector says where the product decides.
func (a *assessor) settle(rule *campaign.Rule, subject string, p product) *campaign.Rule {
	name, ok := onNewBuild[rule.Name]
	if !ok || !p.beyond(a.know.Pages.Newest) || name == webshellUnlisted && a.know.Pages.Outside(subject) {
		return rule
	}
	return a.know.Library.Detector(name)
}

func (a *assessor) finding(h *host, r *campaign.Rule, b burst) athar.Finding {
	first := b.whole[0]
	f := athar.Finding{
		Rule: r.Name, RuleFile: r.File, Campaign: r.Campaign, Title: r.Meta.Title, Why: r.Meta.Why,
		Stage: r.Stage, Severity: r.Severity, Confidence: r.Meta.Confidence,
		Time: first.Time, Until: b.until, Count: b.count,
		Source: first.src, Raw: first.Raw,
		CVE: list(r.Meta.CVE), Technique: list(r.Technique),
	}
	if first.campaign != "" {
		f.Campaign = first.campaign
	}
	if f.Campaign == "" {
		f.Campaign = campaign.Persistence
	}
	a.cite(&f, b.whole)
	f.Evidence = evidence(r.Meta.Evidence, b.whole)
	a.entry(&f, first)
	a.below(h, &f, r)
	a.ofExchange(&f, r)
	f.ID = identify(h.name, &f)
	return f
}

// cite gathers what the cited records hold: the first, and up to MaxAlso more.
func (a *assessor) cite(f *athar.Finding, whole []*seen) {
	var also []athar.Source
	for i, s := range whole {
		if i > 0 {
			also = append(also, s.src)
		}
		also = append(also, s.also...)
		if i > athar.MaxAlso {
			break
		}
		for _, v := range s.IP {
			f.IP = keep(f.IP, v)
		}
		for _, v := range s.Account {
			f.Account = keep(f.Account, v)
		}
		for _, v := range s.File {
			f.File = keep(f.File, v)
		}
		for _, v := range s.URL {
			f.URL = keep(f.URL, v)
		}
	}
	f.Also = also[:min(len(also), athar.MaxAlso)]
	f.Also, f.IP, f.Account, f.File, f.URL = list(f.Also), list(f.IP), list(f.Account), list(f.File), list(f.URL)
}

// evidence shows the fields that the rule looked at, of the first record that
// has each. Rules without a list show all that was kept.
func evidence(fields []string, whole []*seen) map[string]string {
	out := map[string]string{}
	for _, s := range whole {
		if len(fields) == 0 {
			for k, v := range s.Fields {
				if out[k] == "" && v != "" && k != "side" {
					out[k] = v
				}
			}
			continue
		}
		for _, k := range fields {
			if v := s.Fields[k]; out[k] == "" && v != "" {
				out[k] = v
			}
		}
	}
	return out
}

// maxMeasured is the most that one record's measure can be believed to be, in
// bytes. It keeps a forged number from turning a sum round.
const maxMeasured = 1 << 40

// measured reads a number of bytes from a sighting; false where it states none.
func (s *seen) measured(field string) (int64, bool) {
	n, err := strconv.ParseInt(s.Fields[field], 10, 64)
	if err != nil || n < 0 || n > maxMeasured {
		return 0, false
	}
	return n, true
}

// below lowers the stage of a finding whose rule does not reach its measure on
// this server: a theft in small portions is a theft. Records without the value,
// or kept as echoes only, may have been large, and where the back end logged
// that mail was read nothing is lowered.
func (a *assessor) below(h *host, f *athar.Finding, r *campaign.Rule) {
	m := r.Meta.Below
	if m == nil {
		return
	}
	for _, e := range h.echoes {
		if e.rule == r.Name {
			return
		}
	}
	var sum int64
	for _, s := range h.sights {
		if s.Rule != r.Name || s.absorbed || s.Quiet {
			continue
		}
		n, ok := s.measured(m.Field)
		if !ok || s.reads {
			return
		}
		sum += n
	}
	f.Evidence[m.Field] = strconv.FormatInt(sum, 10)
	if sum <= m.Sum {
		f.Stage, _ = athar.ParseStage(m.Stage)
		f.Severity = athar.High
	}
}

// list makes a nil list an empty one: the document has no null lists.
func list[T any](v []T) []T {
	if v == nil {
		return []T{}
	}
	return v
}
