package assess

import (
	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
)

// indicated reports whether a sighting rests on a list of indicators.
func (s *seen) indicated() bool {
	_, ok := athar.IndicatorDetector(s.Rule)
	return ok
}

// indicatorRule makes the rule of a list's indicators from their detector, nil
// for other names.
func (a *assessor) indicatorRule(name string) *campaign.Rule {
	detector, ok := athar.IndicatorDetector(name)
	if !ok {
		return nil
	}
	base := a.know.Library.Rule(detector)
	if base == nil {
		return nil
	}
	r := *base
	r.Name = name
	return &r
}

// entry lets an indicator's own entry speak: its stage, its confidence, and the
// campaign whose list it is from. A lead stays a lead where the entry has no
// stage; the hash of a file that is there has its detector's.
func (a *assessor) entry(f *athar.Finding, first *seen) {
	if !first.indicated() {
		return
	}
	if stage, err := athar.ParseStage(first.Fields[athar.IndicatorStage]); err == nil {
		f.Stage = stage
		f.Severity = athar.High
	}
	switch c := athar.Confidence(first.Fields["indicator_confidence"]); c {
	case athar.Sure, athar.Probable, athar.Doubtful:
		f.Confidence = c
	}
	if id := first.Fields[athar.IndicatorCampaign]; a.know.Library.Campaign(id) != nil {
		f.Campaign = id
	}
}

// joinIndicators tells the rows of one request once where IIS and the front end
// both log it: the front end's row, IIS' is a further source.
func (a *assessor) joinIndicators(h *host) {
	front := map[string][]*seen{}
	key := func(s *seen) string { return s.Rule + "\x00" + s.Subject + "\x00" + requestKey(s) }
	for _, s := range h.sights {
		if s.indicated() && s.src.Kind.FrontEnd() {
			front[key(s)] = append(front[key(s)], s)
		}
	}
	told := map[*seen]bool{}
	for _, s := range h.sights {
		if !s.indicated() || s.src.Kind != athar.KindIIS {
			continue
		}
		if f := sameRequest(front[key(s)], s, told); f != nil {
			told[f] = true
			f.take(s)
		}
	}
}

// sameRequest finds the front end's sighting of an IIS row: by the request's id,
// and where one of them has none by time and sender.
func sameRequest(front []*seen, s *seen, told map[*seen]bool) *seen {
	if s.Request != "" {
		for _, f := range agreeing(front, s, false) {
			if f.Request == s.Request && !told[f] {
				return f
			}
		}
	}
	return nearest(front, s, told)
}
