package release

import (
	"cmp"
	"slices"

	"github.com/athar-forensics/athar"
)

// point is what one sighting, or a proof, says about one flaw.
type point struct {
	at     athar.Time
	state  athar.ExposureState
	build  Build
	exact  bool
	update bool
}

// closed says that the flaw is not there.
func closed(s athar.ExposureState) bool {
	return s == athar.Fixed || s == athar.NotAffected
}

// span is a state from a moment on, until the next span.
type span struct {
	from  athar.Time
	state athar.ExposureState
}

// history is the flaw's part of History: proof is the last proof of it, 0
// where there is none.
func (f *Flaw) history(all []seen, proof, installed athar.Time) []athar.Exposure {
	var first, last *line
	for _, s := range all {
		if first == nil {
			first = s.line
		}
		if last == nil || f.affects(s.line) {
			last = s.line
		}
	}
	start := max(f.since(first), installed)
	points := f.points(all)
	if proof != 0 {
		points = prove(points, proof)
	}
	var out []athar.Exposure
	for _, s := range settle(spans(points, start, installed), start) {
		if n := len(out); n > 0 {
			out[n-1].Until = s.from
		}
		out = append(out, athar.Exposure{
			CVE: f.CVE, Name: f.Name, State: s.state, From: s.from,
			FixedBy: f.fixedBy(last), ExploitedSince: f.ExploitedSince,
		})
	}
	return out
}

// points turns sightings into what they say about the flaw, without those that
// say nothing: where only the cumulative update is safe and it is the one
// already seen.
func (f *Flaw) points(all []seen) []point {
	var points []point
	for i, s := range all {
		state := f.state(s.line, s.Build, s.Exact)
		if state == athar.ExposureOpen && !s.Exact {
			// Before the update existed nobody had it.
			made := f.made(s.line)
			if s.At < made {
				points = append(points, point{s.At, athar.Vulnerable, s.Build, false, s.Update}, point{made, athar.Vulnerable, s.Build, false, false})
				continue
			}
			if i > 0 && all[i-1].Build.compareCU(s.Build) == 0 && all[i-1].At >= made {
				continue
			}
		}
		points = append(points, point{s.At, state, s.Build, s.Exact, s.Update})
	}
	slices.SortStableFunc(points, func(a, b point) int { return cmp.Compare(a.at, b.at) })
	// A flaw still open on a cumulative update was open on it before.
	for i := len(points) - 2; i >= 0; i-- {
		p, next := &points[i], points[i+1]
		if p.state == athar.ExposureOpen && !p.exact && next.state == athar.Vulnerable && p.build.compareCU(next.build) == 0 {
			p.state = athar.Vulnerable
		}
	}
	return points
}

// made is when the first package of the fix for a product line was published, 0
// where there is none or its day is not known.
func (f *Flaw) made(l *line) athar.Time {
	var first athar.Time
	for _, i := range l.carriers[carried{f.Fixed[l.key], f.Standalone}] {
		if r := l.rows[i].Released; first == 0 || r < first {
			first = r
		}
	}
	return first
}

// prove puts a proof among the points. Whatever else was seen up to then, the
// flaw was open; where an exact build before it says fixed, the two contradict
// each other, and what held after the proof is unknown.
func prove(points []point, at athar.Time) []point {
	var proved []point
	disputed := false
	i := 0
	for ; i < len(points) && points[i].at <= at; i++ {
		p := points[i]
		if p.state == athar.Vulnerable {
			proved = append(proved, p)
		}
		disputed = p.exact && closed(p.state) || disputed && p.state != athar.Vulnerable
	}
	proved = append(proved, point{at: at, state: athar.Vulnerable, exact: true})
	if disputed {
		proved = append(proved, point{at: at, state: athar.ExposureOpen, exact: true})
	}
	return append(proved, points[i:]...)
}

// spans joins the points: what holds between two of them, before the first and
// after the last.
func spans(points []point, start, installed athar.Time) []span {
	if len(points) == 0 {
		return []span{{start, athar.ExposureOpen}}
	}
	p := points[0]
	var out []span
	switch {
	case !closed(p.state):
		// Open when first seen means open before; unknown says nothing.
		out = []span{{start, p.state}}
	case installed != 0 && p.at-installed <= installDay:
		out = []span{{start, p.state}}
	default:
		out = []span{{start, athar.ExposureOpen}, {p.at, p.state}}
	}
	for _, q := range points[1:] {
		sameCU := p.build.compareCU(q.build) == 0
		switch {
		case p.state == q.state:
		case closed(p.state) && q.state == athar.ExposureOpen && sameCU:
			// The revision grew and tells less than before: the fix stays.
			q.state = p.state
		case p.state == athar.ExposureOpen, closed(p.state) && closed(q.state), q.update:
			out = append(out, span{q.at, q.state})
		default:
			// It changed at some time in between.
			out = append(out, span{p.at, athar.ExposureOpen}, span{q.at, q.state})
		}
		p = q
	}
	return out
}

// settle cuts off what lies before the start, drops spans without length and
// joins neighbours of one state.
func settle(all []span, start athar.Time) []span {
	var out []span
	for _, s := range all {
		s.from = max(s.from, start)
		if n := len(out); n > 0 && out[n-1].from == s.from {
			out = out[:n-1]
		}
		if n := len(out); n > 0 && out[n-1].state == s.state {
			continue
		}
		out = append(out, s)
	}
	return out
}
