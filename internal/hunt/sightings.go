package hunt

import (
	"strconv"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
)

// Bounds of what one file may yield. A burst keeps its first records whole,
// enough for a finding and its further sources; the rest are kept as echoes.
const (
	wholeInBurst = athar.MaxAlso + 4
	maxWhole     = 5_000 // of one rule
	maxEchoes    = 200_000
	// rawLater is the most of the raw text of records that are not a burst's
	// first, in bytes: they may become the first where logs are joined.
	rawLater = 1 << 10
	// maxMeasured is how many records of a rule that measures what was read are
	// kept whole, bursts or not: a sum needs all of them.
	maxMeasured = 20_000
)

// sightings gathers the matches of one file.
type sightings struct {
	whole  []athar.Sighting
	of     map[string]int // whole ones by rule
	echoes []athar.Echoes
	runs   map[runKey]int // where in echoes a rule and subject has its own
	echoed int
	bursts map[burstKey]*burst
	copies map[uint64]struct{} // records so far
	more   map[uint64]int      // of those that stand there again: how often
	beyond int64
	unfed  int64 // beyond what is kept for correlations
	// measures tells the rules whose records are added up, and feeds what
	// correlations need of a rule's.
	measures func(rule string) bool
	feeds    func(rule string) (campaign.Needs, bool)
}

// burstKey tells apart bursts. Where correlations group a rule's records, each
// group has its own, so that a match of theirs begins with a record kept whole.
type burstKey struct {
	rule, server, subject, group string
	quiet                        bool
}

// runKey tells apart echoes.
type runKey struct {
	rule, server, subject string
	kind                  athar.Kind
	quiet                 bool
}

type burst struct {
	last athar.Time
	n    int
	kept bool // its first record is whole
}

// count counts one more record, which may begin the burst anew.
func (b *burst) count(t athar.Time) {
	if d := t - b.last; d >= athar.BurstGap || d <= -athar.BurstGap {
		b.n, b.kept = 0, false
	}
	b.last = t
	b.n++
}

func (s *sightings) add(v athar.Sighting) { s.put(v, false) }

// put adds a match; an echo is known to be far behind the first of its burst, and
// holds only what an echo needs.
func (s *sightings) put(v athar.Sighting, echo bool) {
	if s.bursts == nil {
		s.bursts, s.copies, s.more, s.runs, s.of = map[burstKey]*burst{}, map[uint64]struct{}{}, map[uint64]int{}, map[runKey]int{}, map[string]int{}
	}
	// A record that several rules match is one copy.
	id := v.Hash ^ hashOf([]byte(v.Rule))
	if _, again := s.copies[id]; again {
		if v.Kind.Tenant() {
			return // exports of a tenant's records overlap
		}
		v.Nth = 1 + s.more[id]
		if len(s.copies) < maxEchoes {
			s.more[id]++
		}
	} else if len(s.copies) < maxEchoes {
		s.copies[id] = struct{}{}
	}
	var needs campaign.Needs
	fed := false
	if s.feeds != nil {
		needs, fed = s.feeds(v.Rule)
	}
	key := burstKey{v.Rule, v.Server, v.Subject, groupOf(&v, needs.Group), v.Quiet}
	b := s.bursts[key]
	if b == nil {
		b = &burst{}
		if len(s.bursts) < maxEchoes {
			s.bursts[key] = b
		}
	}
	b.count(v.Time)
	if b.n > 1 {
		v.Raw = clip(v.Raw, rawLater)
	}
	sum := s.measures != nil && s.measures(v.Rule)
	if sum && b.n > wholeInBurst {
		v.Raw = ""
	}
	switch {
	case echo && b.n <= wholeInBurst:
		s.beyond++ // it counted for another server, whose name is not kept
	case b.n <= wholeInBurst && s.of[v.Rule] < maxWhole || sum && s.of[v.Rule] < maxMeasured:
		s.of[v.Rule]++
		b.kept = true
		s.whole = append(s.whole, v)
	case (b.kept || fed) && s.echoed < maxEchoes:
		e := s.echo(&v)
		if fed {
			feed(e, &v, needs)
		}
		if !b.kept && !v.Quiet {
			s.beyond++ // counted by correlations, and cited by no finding
		}
	case fed:
		s.unfed++
	default:
		s.beyond++
	}
}

// echo notes a record beside those that are whole.
func (s *sightings) echo(v *athar.Sighting) *athar.Echoes {
	key := runKey{v.Rule, v.Server, v.Subject, v.Kind, v.Quiet}
	i, ok := s.runs[key]
	if !ok {
		i = len(s.echoes)
		s.runs[key] = i
		s.echoes = append(s.echoes, athar.Echoes{Rule: v.Rule, Server: v.Server, Subject: v.Subject, Kind: v.Kind, Quiet: v.Quiet})
	}
	e := &s.echoes[i]
	e.Times = append(e.Times, v.Time)
	e.Hashes = append(e.Hashes, v.EchoHash())
	s.echoed++
	return e
}

// shift moves all sightings in time.
func (s *sightings) shift(by athar.Time) {
	for i := range s.whole {
		if s.whole[i].Time != 0 {
			s.whole[i].Time += by
		}
	}
	for i := range s.echoes {
		for j := range s.echoes[i].Times {
			if s.echoes[i].Times[j] != 0 {
				s.echoes[i].Times[j] += by
			}
		}
	}
}

func (s *sightings) into(t *athar.Trace) {
	t.Sightings, t.Echoes = append(t.Sightings, s.whole...), append(t.Echoes, s.echoes...)
	if s.beyond > 0 {
		lose(t, "more matches than are kept of one file, beyond: "+strconv.FormatInt(s.beyond, 10), 0, 0)
	}
	if s.unfed > 0 {
		lose(t, "more matches than are kept of one file, not counted by correlations either: "+strconv.FormatInt(s.unfed, 10), 0, 0)
	}
}
