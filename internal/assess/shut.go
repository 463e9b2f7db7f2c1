package assess

import (
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
	"github.com/athar-forensics/athar/internal/exchange/release"
)

const (
	// effectWithin is how far a step that shows an effect may lie from the answer
	// that seems to have brought it about.
	effectWithin = athar.Day
	// refusalMost is the longest answer, in bytes, of a service that gave nothing away.
	refusalMost = 4 << 10
)

// exploitAlike tells requests of an exploit whose answer proves nothing, because the
// server, or what stands before it, gave it to any name.
const exploitAlike = "exploit-any-name"

// shut tells apart answers that look like a success from successes, where the door
// was shut: the build that other evidence names for that time has the fix. Servers
// with the fix answer 200 to some of these requests too, and where any name at all was
// answered alike IIS' row of one says nothing either. Rules say by what detector
// the record is told then; a log of an inner service, a cmdlet or a file of the same
// campaign keeps what they say, as it contradicts the build.
func (a *assessor) shut(h *host, p product) {
	var doubtful []*seen
	for _, s := range h.sights {
		if r := a.rule(s.Rule); r != nil && r.Meta.Shut != "" && !s.absorbed && s.Time != 0 {
			doubtful = append(doubtful, s)
		}
	}
	if len(doubtful) == 0 {
		return
	}
	closed, answered, steps := a.closed(h, p), h.answered(), a.steps(h)
	told := map[subjectKey]string{} // the detector for the echoes beside the whole ones
	for _, s := range doubtful {
		r := a.rule(s.Rule)
		of := subjectKey{s.Rule, s.Subject}
		name := ""
		switch {
		case s.src.Kind == athar.KindIIS && h.anyName.holds(s.Time):
			name = exploitAlike
		case slices.ContainsFunc(r.Meta.Proves, func(cve string) bool { return closed[cve].holds(s.Time) }):
			name = r.Meta.Shut
		}
		if name == "" || s.reads || answered[s.Request] || given(s, r) || steps.near(s.Time, r.Campaign) {
			told[of] = s.Rule
			continue
		}
		if told[of] == "" {
			told[of] = name
		}
		s.Rule, s.campaign = name, r.Campaign
	}
	done := map[*run]bool{}
	for _, e := range h.echoes {
		if name := told[subjectKey{e.rule, e.subject}]; name != "" && !done[e.run] {
			e.rule = name
		}
		done[e.run] = true
	}
}

// closed is when each flaw was fixed or not there, by builds alone.
func (a *assessor) closed(h *host, p product) map[string]stretches {
	out := map[string]stretches{}
	for _, e := range a.know.Releases.History(release.Query{Sightings: p.sightings, Installed: p.installed, Until: h.end}) {
		if e.State != athar.Fixed && e.State != athar.NotAffected {
			continue
		}
		until := e.Until
		if until == 0 {
			until = max(h.end, e.From) + athar.Day
		}
		out[e.CVE] = union(append(out[e.CVE], athar.Interval{From: e.From, Until: until}))
	}
	return out
}

// holds reports whether a moment lies in one of the intervals.
func (a stretches) holds(t athar.Time) bool {
	return slices.ContainsFunc(a, func(v athar.Interval) bool { return v.From <= t && t < v.Until })
}

// given reports whether an answer was too long for one that gives nothing away, or
// may have been, of rules that measure it.
func given(s *seen, r *campaign.Rule) bool {
	m := r.Meta.Below
	if m == nil {
		return false
	}
	n, ok := s.measured(m.Field)
	return !ok || n > refusalMost
}

// steps are when steps were taken that show an effect, judged by more than an
// answer's status, in order: by campaign, and of remote PowerShell, which serves all.
type steps map[string][]athar.Time

func (a *assessor) steps(h *host) steps {
	out := steps{}
	for _, s := range h.sights { // in order of time
		r := a.rule(s.Rule)
		if s.Time == 0 || r == nil || r.Stage < athar.Accessed || r.Meta.Shut != "" {
			continue
		}
		of := r.Campaign
		if strings.HasPrefix(string(s.src.Kind), "exchange/cmdletinfra/") {
			of = ""
		}
		out[of] = append(out[of], s.Time)
	}
	return out
}

// near reports whether a step of a campaign, or in remote PowerShell, lies near.
func (s steps) near(t athar.Time, of string) bool {
	for _, times := range [][]athar.Time{s[of], s[""]} {
		if i, _ := slices.BinarySearch(times, t-effectWithin); i < len(times) && times[i] <= t+effectWithin {
			return true
		}
	}
	return false
}

// answered are the ids of requests that another service than Autodiscover's answered
// inside, as the second look found them.
func (h *host) answered() map[string]bool {
	out := map[string]bool{}
	for _, s := range h.sights {
		if s.Rule != athar.JoinRow || s.Request == "" || s.src.Kind.FrontEnd() || s.src.Kind == athar.KindIIS && s.Fields["side"] != "back" {
			continue
		}
		if s.src.Kind != athar.KindIIS || s.Fields["sc-status"] == "200" && !strings.Contains(pathOf(s), "/autodiscover") {
			out[s.Request] = true
		}
	}
	return out
}
