package assess

import (
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
)

// headline says in one or two sentences what happened and what is ruled out.
func (a *assessor) headline(s *athar.Server) athar.Text {
	t := a.know.Texts
	first, last := a.moment(s)
	out := fill(t.Headlines[s.Stage.String()], "first", stamp(first), "last", stamp(last))
	if s.Stage == athar.Implanted {
		out = join(out, t.Headlines["not-returned"])
	}
	if ruled := a.ruledOut(s); ruled.En != "" {
		return join(out, ruled)
	}
	if s.Stage < athar.Attempted {
		return join(out, t.Blind)
	}
	return out
}

// ruledOut names the campaigns whose whole time that matters is covered without
// a trace of them, each with the beginning of that time. One that the world met only
// after the evidence ends is not among them: nothing was looked for.
func (a *assessor) ruledOut(s *athar.Server) athar.Text {
	var names []string
	for _, in := range s.Incidents {
		c := a.know.Library.Campaign(in.Campaign)
		if len(c.Door) == 0 || in.Stage >= athar.Attempted || in.Stage == athar.Unknown || len(in.Uncovered) > 0 {
			continue
		}
		var since athar.Time
		for _, e := range s.Exposure {
			if slices.Contains(c.Door, e.CVE) && e.ExploitedSince != 0 && e.ExploitedSince < a.end {
				since = e.ExploitedSince
			}
		}
		if since != 0 {
			names = append(names, c.Name+" ("+day(since)+")")
		}
	}
	if len(names) == 0 {
		return athar.Text{}
	}
	return athar.Text{
		En: strings.ReplaceAll(a.know.Texts.Ruled.En, "{list}", strings.Join(names, ", ")),
		Ar: strings.ReplaceAll(a.know.Texts.Ruled.Ar, "{list}", strings.Join(names, "، ")),
	}
}

// moment is the time of the first and the last finding at the server's stage.
func (a *assessor) moment(s *athar.Server) (first, last athar.Time) {
	for i := range s.Findings {
		f := &s.Findings[i]
		if f.Stage != s.Stage || f.Time == 0 {
			continue
		}
		if first == 0 || f.Time < first {
			first = f.Time
		}
		last = max(last, f.Until)
	}
	return first, last
}

func stamp(t athar.Time) string {
	if t == 0 {
		return ""
	}
	return t.Std().Format("2006-01-02 15:04") + " UTC"
}

func day(t athar.Time) string {
	if t == 0 {
		return ""
	}
	return t.Std().Format("2006-01-02")
}
