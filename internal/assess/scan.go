package assess

import (
	"sort"

	"github.com/athar-forensics/athar"
)

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
	r := athar.RuleReport{Loaded: len(lib.Rules) + len(lib.Correlations), Failed: list(lib.Failed), Unreachable: []string{}, Indicators: a.know.Indicators}
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
