package assess

import (
	"cmp"
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/exchange/release"
)

// The rules that date the mitigation of Microsoft's tool by its own log.
const (
	remedyApplied = "eomt-applied"
	remedyRemoved = "eomt-removed"
)

// EOMT.ps1 was written against ProxyLogon; what bears its name since 2026 mitigates
// another flaw and is not dated by this.
const (
	remedyRule = "X-AnonResource-Backend Abort"
	remedyEnds = "CVE-2022-41040" // whose tool, EOMTv2, took its place
)

// The zone of the log's times is not known: what began, began as late, and what
// ended, ended as early as any zone of the world allows.
const (
	farWest = 12 * athar.Hour
	farEast = 14 * athar.Hour
)

// remedied are the times in which EOMT's mitigation surely stood, by its log.
func (a *assessor) remedied(h *host) (out []athar.Interval) {
	var turns []*seen
	for _, s := range h.sights {
		if s.Time != 0 && (s.Rule == remedyApplied || s.Rule == remedyRemoved) {
			turns = append(turns, s)
		}
	}
	slices.SortStableFunc(turns, func(x, y *seen) int {
		return cmp.Or(cmp.Compare(x.Time, y.Time), cmp.Compare(x.Line, y.Line), strings.Compare(x.Rule, y.Rule))
	})
	for i := 0; i < len(turns); i++ {
		if turns[i].Rule == remedyRemoved {
			continue
		}
		m := athar.Interval{From: turns[i].Time + farWest}
		if h.end != 0 {
			m.From = min(m.From, max(h.end, turns[i].Time))
		}
		for i+1 < len(turns) && turns[i+1].Rule == remedyApplied {
			i++
		}
		if i+1 < len(turns) {
			m.Until = turns[i+1].Time - farEast
		}
		if m.Until == 0 || m.Until > m.From {
			out = append(out, m)
		}
	}
	return out
}

// standing is a time in which a mitigation surely stood, by what put it in place.
type standing struct {
	athar.Interval
	// rule is how the names of its rules in the web server's configuration begin.
	rule  string
	stops func(release.Flaw) bool
}

// unseen reports whether configurations of the web server were read, and a
// mitigation's rules do not stand in them: something took them away that no log tells
// of, as cumulative updates did.
func (h *host) unseen(rule string) bool {
	for _, s := range h.sights {
		if s.Rule == mitigationRule && s.Fields["state"] != "history" && strings.Contains(strings.ToLower(s.Fields["name"]), strings.ToLower(rule)) {
			return false
		}
	}
	return slices.ContainsFunc(h.traces, func(t *athar.Trace) bool { return t.Kind == athar.KindIISConfig && t.Records > 0 })
}

// dated parts the open times of flaws where EOMT's log or the mitigation service says
// that their mitigation was put in place and taken away.
func (a *assessor) dated(h *host, history []athar.Exposure) []athar.Exposure {
	var all []standing
	for _, m := range a.remedied(h) {
		if m.From < a.remedyEnds() {
			all = append(all, standing{m, remedyRule, func(f release.Flaw) bool { return mitigatedBy(f, remedyRule) }})
		}
	}
	all = append(all, serviced(h)...)
	for _, m := range all {
		history = a.stood(h, m, history)
	}
	return history
}

// stood parts the open times of the flaws that a mitigation stops at its beginning
// and its end.
func (a *assessor) stood(h *host, m standing, history []athar.Exposure) []athar.Exposure {
	var out []athar.Exposure
	for _, e := range history {
		flaw, ok := a.know.Releases.Flaw(e.CVE)
		if !ok || e.State != athar.Vulnerable && e.State != athar.ExposureOpen || !m.stops(flaw) ||
			m.Until != 0 && m.Until <= max(m.From, e.From) || e.Until != 0 && m.From >= e.Until {
			out = append(out, e)
			continue
		}
		if m.From > e.From {
			before := e
			before.Until = m.From
			out = append(out, before)
			e.From = m.From
		}
		closed := e
		closed.State = athar.Mitigated
		if m.Until != 0 && (e.Until == 0 || m.Until < e.Until) {
			closed.Until = m.Until
		}
		if closed.Until == 0 && h.unseen(m.rule) {
			closed.State = athar.ExposureOpen
		}
		out = append(out, closed)
		if closed.Until != e.Until {
			e.From = closed.Until
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, byBeginning)
	return out
}

// remedyEnds is when another tool took EOMT's place.
func (a *assessor) remedyEnds() athar.Time {
	flaw, _ := a.know.Releases.Flaw(remedyEnds)
	return flaw.ExploitedSince
}

// mitigatedBy reports whether a rewrite rule stops the known requests of a flaw.
func mitigatedBy(flaw release.Flaw, rule string) bool {
	return slices.ContainsFunc(flaw.MitigatedBy, func(part string) bool {
		return strings.Contains(strings.ToLower(rule), strings.ToLower(part))
	})
}

func byBeginning(x, y athar.Exposure) int {
	if x.From != y.From {
		return int(min(max(x.From-y.From, -1), 1))
	}
	return strings.Compare(x.CVE, y.CVE)
}
