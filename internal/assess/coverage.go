package assess

import (
	"sort"
	"strings"

	"github.com/athar-forensics/athar"
)

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
		c := athar.Coverage{Source: k, Gaps: h.gaps(h.spans[k]), Clock: clocks[k]}
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
