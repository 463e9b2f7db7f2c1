package digest

import (
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/i18n"
)

// blind lists what could not be seen of one system, the gravest first: times
// that an open answer hangs on, sources that are absent, gaps, doubtful clocks.
func blind(s *athar.Server, p *i18n.Printer) []string {
	out := uncovered(s, p)
	if absent := absentSources(s, p); len(absent) > 0 {
		out = append(out, p.T("blind.absent", "Sources", strings.Join(absent, comma(p))))
	}
	for _, c := range s.Coverage {
		if len(c.Gaps) == 0 {
			continue
		}
		longest := slices.MaxFunc(c.Gaps, byLength)
		line := p.T("blind.gap", "Source", p.Kind(c.Source), "When", longest)
		out = append(out, andMore(line, len(c.Gaps)-1, p))
	}
	for _, c := range s.Coverage {
		// A zone that is assumed without a proven offset, for a stated reason, is a doubt.
		if c.Clock.Assumed != "" && c.Clock.Assumed != "UTC" && c.Clock.Offset == nil && c.Clock.Basis != "" {
			out = append(out, p.T("blind.clock", "Source", p.Kind(c.Source), "Basis", c.Clock.Basis))
		}
	}
	return out
}

// uncovered says which times leave which questions open. Questions that hang on
// the same times share a line.
func uncovered(s *athar.Server, p *i18n.Printer) []string {
	a := &s.Answers
	type group struct {
		when      string
		questions []string
	}
	var groups []*group
	for i, answer := range []athar.Answer{a.Exposed, a.Attacked, a.Entered, a.Taken, a.StillThere} {
		if len(answer.Uncovered) == 0 {
			continue
		}
		when := andMore(p.Interval(answer.Uncovered[0]), len(answer.Uncovered)-1, p)
		question := p.QuestionLong(i18n.Questions()[i])
		at := slices.IndexFunc(groups, func(g *group) bool { return g.when == when })
		if at < 0 {
			groups = append(groups, &group{when, []string{question}})
		} else {
			groups[at].questions = append(groups[at].questions, question)
		}
	}
	var out []string
	for _, g := range groups {
		out = append(out, p.T("blind.uncovered", "When", g.when, "Questions", strings.Join(g.questions, " ")))
	}
	return out
}

func absentSources(s *athar.Server, p *i18n.Printer) []string {
	var out []string
	for _, c := range s.Coverage {
		if c.Records == 0 {
			out = append(out, p.Kind(c.Source))
		}
	}
	return out
}

// ScanBlind lists what could not be seen by the scan as a whole.
func ScanBlind(a *athar.Assessment, p *i18n.Printer) []string {
	var out []string
	if n := len(a.Scan.Skipped); n > 0 {
		line := p.T("blind.skipped", "Count", n)
		lost := int64(0)
		for _, s := range a.Scan.Skipped {
			lost += max(s.Records, 0)
		}
		if lost > 0 {
			line += comma(p) + p.T("blind.skipped.records", "Count", lost)
		}
		out = append(out, line)
	}
	if n := len(a.Scan.Rules.Failed); n > 0 {
		out = append(out, p.T("blind.failed", "Count", n))
	}
	if n := len(a.Scan.Rules.Unreachable); n > 0 {
		out = append(out, p.T("blind.unreachable", "Count", n))
	}
	if n := len(a.Mentioned); n > 0 {
		var names []string
		for _, m := range a.Mentioned[:min(n, 5)] {
			names = append(names, m.Name)
		}
		out = append(out, p.T("blind.mentioned", "Names", andMore(strings.Join(names, comma(p)), n-5, p)))
	}
	return out
}

func comma(p *i18n.Printer) string {
	if p.RTL() {
		return "، "
	}
	return ", "
}
