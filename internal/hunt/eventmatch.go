package hunt

import (
	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
)

// matched is a match on its way from a part of a file to the file's sightings.
type matched struct {
	athar.Sighting
	echo bool // it holds only what an echo needs
}

// match notes that a rule matched the present event. A rule that matches every
// logoff makes bursts of thousands, of which the file keeps the first few whole: of
// those that are further behind in this part alone, only the echo is made.
func (r *eventReader) match(rule *campaign.Rule, quiet bool, hash uint64, raw func() []byte) {
	if subject, ok := r.subject(rule); ok {
		s := athar.Sighting{
			Rule: rule.Name, Kind: r.rec.Kind, Server: r.rec.Server, Time: r.rec.Time, Line: r.rec.Line, Event: r.rec.Event,
			Hash: hash, Subject: subject, Quiet: quiet,
		}
		needs := rule.Needs()
		fill(&s, &r.rec, needs)
		if r.far(burstKey{rule.Name, s.Server, subject, groupOf(&s, needs.Group), quiet}) {
			r.sightings = append(r.sightings, matched{echo: true, Sighting: s})
			return
		}
	}
	if r.rec.Raw == nil {
		r.rec.Raw = raw()
	}
	s := sight(&r.rec, rule, quiet)
	s.Hash = hash
	r.sightings = append(r.sightings, matched{Sighting: s})
}

// subject is what the match is about; ok is false where that, or whether the match
// is kept whole, needs more than a look at one field.
func (r *eventReader) subject(rule *campaign.Rule) (subject string, ok bool) {
	switch field := rule.Meta.Subject; {
	case field == "c-ip" || rule.Meta.Below != nil:
		return "", false
	case field == "":
		return "", true
	default:
		return subjectOf(&r.rec, field, nil), true
	}
}

// far counts a match, and reports whether more of its burst than are kept whole
// stand before it in this part, or as far as that is known in the file: then it is
// as far behind in the whole file.
func (r *eventReader) far(key burstKey) bool {
	b := r.bursts[key]
	if b == nil {
		if len(r.bursts) >= maxEchoes {
			return false
		}
		if r.bursts == nil {
			r.bursts = map[burstKey]*burst{}
		}
		b = &burst{}
		if begun := r.before[key]; begun != nil {
			*b = *begun
		}
		r.bursts[key] = b
	}
	b.count(r.rec.Time)
	return b.n > wholeInBurst
}
