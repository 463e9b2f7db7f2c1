package assess

import (
	"slices"
	"sort"

	"github.com/athar-forensics/athar"
)

// unfold appends the echoes of a trace, one by one.
func unfold(echoes []echo, t *athar.Trace, e *athar.Echoes) []echo {
	of := &run{rule: e.Rule, subject: e.Subject, kind: t.Kind, quiet: e.Quiet}
	if e.Kind != "" {
		of.kind = e.Kind
	}
	n := min(len(e.Times), len(e.Hashes))
	echoes = slices.Grow(echoes, n)
	for i := range n {
		o := echo{run: of, time: e.Times[i], hash: e.Hashes[i]}
		if s := e.Fed(i); s != nil {
			if ip := s.Fields["c-ip"]; ip != "" {
				s.IP = []string{ip}
			}
			o.fed = &seen{Sighting: *s, src: sourceOf(t, s)}
		}
		echoes = append(echoes, o)
	}
	return echoes
}

// counted are the records that correlations count: sightings and fed echoes in the
// order of time. A request that two logs tell by one rule is counted once.
func (h *host) counted() []*seen {
	var out []*seen
	for _, s := range h.sights {
		if !s.twin {
			out = append(out, s)
		}
	}
	whole := len(out)
	for i := range h.echoes {
		if s := h.echoes[i].fed; s != nil && !s.twin {
			out = append(out, s)
		}
	}
	if len(out) > whole {
		sort.SliceStable(out, func(i, j int) bool { return out[i].before(out[j]) })
	}
	return out
}

// twinKey is what is left of a web request in an echo that tells it apart.
type twinKey struct {
	rule, ip string
	second   athar.Time
}

func (s *seen) twinKey() twinKey {
	k := twinKey{rule: s.Rule, second: s.Time / athar.Second}
	if len(s.IP) > 0 {
		k.ip = s.IP[0]
	}
	return k
}

// pairEchoes finds the echoes of IIS' rows whose requests the front end tells as
// well, by rule, sender and second, one for one: what an echo has no id for.
func (h *host) pairEchoes(paired map[*seen]bool) {
	front := map[twinKey]int{}
	for _, s := range h.sights {
		if s.src.Kind.FrontEnd() && !paired[s] {
			front[s.twinKey()]++
		}
	}
	for i := range h.echoes {
		if e := &h.echoes[i]; e.fed != nil && e.kind.FrontEnd() {
			front[e.fed.twinKey()]++
		}
	}
	if len(front) == 0 {
		return
	}
	sort.SliceStable(h.echoes, func(i, j int) bool { return h.echoes[i].time < h.echoes[j].time })
	for i := range h.echoes {
		e := &h.echoes[i]
		if e.fed == nil || e.kind != athar.KindIIS {
			continue
		}
		k := e.fed.twinKey()
		at := k.second
		for _, d := range []athar.Time{0, 1, -1, 2, -2} {
			if k.second = at + d; front[k] > 0 {
				front[k]--
				e.fed.twin = true
				break
			}
		}
	}
}
