package rollup

import (
	"cmp"
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
)

// stagePoints say how much help changes: most where an intruder acts and can
// still be stopped, less where the harm is done, little where nobody came in.
var stagePoints = map[athar.Stage]int{
	athar.Unknown: 12, athar.Clear: 0, athar.Exposed: 10, athar.Probed: 8, athar.Attempted: 15,
	athar.Accessed: 50, athar.Implanted: 60, athar.Controlled: 80, athar.Expanded: 95, athar.Exfiltrated: 90, athar.Impacted: 75,
}

// Points of the other reasons.
const (
	pointsStanding = 25 // an implant stands
	pointsOpen     = 15 // a flaw in use was still open when the evidence ends
	pointsFresh    = 10 // the intruder acted in the last week of the evidence
	pointsSector   = 10 // a sector that intruders are known to want
	pointsMail     = 10 // a mailbox was read
	pointsShared   = 5  // something ties it to other servers that were entered
)

// wantedSectors were named as targets by Microsoft, Volexity and the US
// Department of Justice. Anyone else was hit just as well: it is a small reason.
var wantedSectors = []string{"health", "disease research", "law", "higher education", "university", "defence", "defense", "think tank", "ngo", "government"}

func wanted(sector string) bool {
	sector = strings.ToLower(sector)
	return sector != "" && slices.ContainsFunc(wantedSectors, func(w string) bool {
		return sector == w || strings.HasPrefix(sector, w+" ") || strings.HasSuffix(sector, " "+w)
	})
}

// reasons are those that the server's own case gives.
func reasons(s *athar.Server, named bool, last athar.Time) []Reason {
	out := []Reason{{ID: "stage", Points: stagePoints[s.Stage]}}
	add := func(id string, points int, so bool) {
		if so {
			out = append(out, Reason{ID: id, Points: points})
		}
	}
	entered := s.Stage >= athar.Accessed
	add("standing", pointsStanding, s.Answers.StillThere.Answer == athar.Yes)
	add("mail", pointsMail, slices.ContainsFunc(s.Mailboxes, func(m athar.Mailbox) bool { return m.Certainty == "evidenced" && m.Band != "enumerated" }))
	add("open", pointsOpen, openAtEnd(s))
	add("fresh", pointsFresh, entered && last != 0 && evidenceEnd(s)-last < 7*athar.Day)
	add("sector", pointsSector, named && s.Stage >= athar.Attempted)
	return out
}

// openAtEnd says whether a flaw that was in use when the evidence ends was open.
func openAtEnd(s *athar.Server) bool {
	end := evidenceEnd(s)
	for _, e := range s.Exposure {
		if e.State == athar.Vulnerable && e.ExploitedSince != 0 && (end == 0 || e.ExploitedSince < end) && (e.Until == 0 || end != 0 && e.Until >= end) {
			return true
		}
	}
	return false
}

func evidenceEnd(s *athar.Server) athar.Time {
	var end athar.Time
	for _, c := range s.Coverage {
		end = max(end, c.Last)
	}
	return end
}

// queue orders the servers by who to help first.
func (r *Roll) queue() {
	for i := range r.systems {
		k := &r.systems[i]
		if k.help.Stage >= athar.Accessed {
			most := 0
			for _, at := range k.keys {
				most = max(most, r.values[at].entered-1)
			}
			if most > 0 {
				k.help.Why = append(k.help.Why, Reason{ID: "shared", Points: pointsShared, Count: most})
			}
		}
		for _, w := range k.help.Why {
			k.help.Points += w.Points
		}
		r.doc.Help = append(r.doc.Help, k.help)
	}
	slices.SortStableFunc(r.doc.Help, func(a, b Help) int {
		return cmp.Or(
			cmp.Compare(b.Points, a.Points), cmp.Compare(unknownLast(a.First), unknownLast(b.First)),
			strings.Compare(a.Organisation, b.Organisation), strings.Compare(a.Server, b.Server), strings.Compare(a.Case, b.Case),
		)
	})
	r.doc.Help = r.doc.Help[:min(len(r.doc.Help), maxHelp)]
}

func unknownLast(t athar.Time) uint64 {
	if t == 0 {
		return 1 << 63
	}
	return uint64(t)
}
