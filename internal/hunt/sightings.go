package hunt

import (
	"strconv"

	"github.com/athar-forensics/athar"
)

// Bounds of what one file may yield. A burst keeps its first records whole,
// enough for a finding and its further sources; the rest are kept as echoes.
const (
	wholeInBurst = athar.MaxAlso + 4
	maxWhole     = 20_000
	maxEchoes    = 400_000
)

// sightings gathers the matches of one file.
type sightings struct {
	whole  []athar.Sighting
	echoes []athar.Echo
	bursts map[burstKey]*burst
	copies map[uint64]int // equal records so far
	beyond int64
}

type burstKey struct{ rule, server, subject string }

type burst struct {
	last athar.Time
	n    int
}

func (s *sightings) add(v athar.Sighting) {
	if s.bursts == nil {
		s.bursts, s.copies = map[burstKey]*burst{}, map[uint64]int{}
	}
	// A record that several rules match is one copy.
	id := v.Hash ^ hashOf([]byte(v.Rule))
	v.Nth = s.copies[id]
	if len(s.copies) < maxEchoes {
		s.copies[id]++
	}
	key := burstKey{v.Rule, v.Server, v.Subject}
	b := s.bursts[key]
	if b == nil {
		b = &burst{}
		if len(s.bursts) < maxEchoes {
			s.bursts[key] = b
		}
	}
	if d := v.Time - b.last; d > athar.BurstGap || d < -athar.BurstGap {
		b.n = 0
	}
	b.last = v.Time
	b.n++
	switch {
	case b.n <= wholeInBurst && len(s.whole) < maxWhole:
		s.whole = append(s.whole, v)
	case len(s.echoes) < maxEchoes:
		s.echoes = append(s.echoes, athar.Echo{
			Rule: v.Rule, Server: v.Server, Subject: v.Subject, Time: v.Time, Hash: v.Hash, Nth: v.Nth,
		})
	default:
		s.beyond++
	}
}

func (s *sightings) into(t *athar.Trace) {
	t.Sightings, t.Echoes = append(t.Sightings, s.whole...), append(t.Echoes, s.echoes...)
	if s.beyond > 0 {
		lose(t, "more matches than are kept of one file, beyond: "+strconv.FormatInt(s.beyond, 10), 0, 0)
	}
}
