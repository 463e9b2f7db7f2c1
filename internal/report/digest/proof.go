package digest

import (
	"cmp"
	"slices"

	"github.com/athar-forensics/athar"
)

// maxProof is how many findings a reader takes in within ten seconds: one for
// each stage from accessed to impacted.
const maxProof = 6

// findings finds a server's findings by id.
type findings struct {
	server *athar.Server
	byID   map[string]*athar.Finding
}

func newFindings(s *athar.Server) *findings {
	ix := &findings{server: s, byID: make(map[string]*athar.Finding, len(s.Findings))}
	for i := range s.Findings {
		ix.byID[s.Findings[i].ID] = &s.Findings[i]
	}
	return ix
}

// proof chooses the findings that tell the story: the best of each stage from
// the highest down, then the best of rules not yet told. Probes prove nothing
// about an entry, so they are told only where nothing higher is there.
func (ix *findings) proof() (chosen []*athar.Finding, more, leads int) {
	var staged []*athar.Finding
	for i := range ix.server.Findings {
		if f := &ix.server.Findings[i]; f.Stage == athar.NoStage {
			leads++
		} else {
			staged = append(staged, f)
		}
	}
	slices.SortStableFunc(staged, better)
	stages, rules := map[athar.Stage]bool{}, map[string]bool{}
	take := func(want func(*athar.Finding) bool) {
		for _, f := range staged {
			if len(chosen) == maxProof {
				return
			}
			if f.Stage <= athar.Probed && len(chosen) > 0 && chosen[0].Stage > athar.Probed {
				return
			}
			if want(f) {
				stages[f.Stage], rules[f.Rule] = true, true
				chosen = append(chosen, f)
			}
		}
	}
	take(func(f *athar.Finding) bool { return !stages[f.Stage] })
	take(func(f *athar.Finding) bool { return !rules[f.Rule] })
	more = len(staged) - len(chosen)
	slices.SortStableFunc(chosen, earlier)
	return chosen, more, leads
}

// better orders findings by what they prove: stage, confidence, severity, then
// the earliest.
func better(a, b *athar.Finding) int {
	return cmp.Or(
		cmp.Compare(b.Stage, a.Stage),
		cmp.Compare(b.Confidence.Rank(), a.Confidence.Rank()),
		cmp.Compare(SeverityRank(b.Severity), SeverityRank(a.Severity)),
		cmp.Compare(when(a), when(b)),
		cmp.Compare(a.ID, b.ID),
	)
}

// earlier orders findings by time, then by stage.
func earlier(a, b *athar.Finding) int {
	return cmp.Or(cmp.Compare(when(a), when(b)), cmp.Compare(a.Stage, b.Stage), cmp.Compare(a.ID, b.ID))
}

// when orders by time with the unknown last.
func when(f *athar.Finding) uint64 {
	if f.Time == 0 {
		return 1 << 63
	}
	return uint64(f.Time)
}

// SeverityRank orders severities, the unknown one lowest.
func SeverityRank(s athar.Severity) int {
	return slices.Index([]athar.Severity{athar.Info, athar.Low, athar.Medium, athar.High, athar.Critical}, s)
}
