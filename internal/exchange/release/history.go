package release

import (
	"cmp"
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
)

// Sighting is a build that the evidence shows at a time.
type Sighting struct {
	// At is 0 where the evidence has no time (a file version): it then counts
	// as seen at the end of the evidence.
	At    athar.Time
	Build Build
	// Exact is true where the revision follows the security updates (version of
	// ExSetup.exe, a URL with four parts, the setup log of an update), false
	// where only product and cumulative update are safe (log rows, #Version
	// headers, setup log of a cumulative update).
	Exact bool
	// Update says that At is when this build was installed, and not only when
	// it was seen: it dates the fix.
	Update bool
	// How says what showed it. It is for the reader and decides nothing.
	How string
}

// Proof is a successful step of an exploit: the flaw was open at that moment.
type Proof struct {
	CVE string
	At  athar.Time
}

// Query is what the evidence of one server says about its builds.
type Query struct {
	Sightings []Sighting
	Proofs    []Proof
	// Installed is when Exchange was installed here, 0 where that is not known.
	// What was seen before it belongs to another life of the name.
	Installed athar.Time
	// Until is the end of the evidence.
	Until athar.Time
	// All asks for every known flaw. Otherwise those are left out that the
	// product does not have, and those never exploited of which nothing is known.
	All bool
}

const (
	// maxBuilds is the most different builds that are taken of one server; one
	// in use since 2016 has had fewer than a hundred.
	maxBuilds = 1024
	// early is how long before its day of publication a build may be seen:
	// time zones, and clocks that are wrong by a little.
	early = 2 * athar.Day
	// installDay: a build seen so soon after the installation is the one installed.
	installDay = athar.Day
)

// History says for each flaw how it stood with the server over time, sorted by
// From and CVE. The intervals of one flaw follow each other without gap or
// overlap, and the last one, without end, is the present state. A flaw first
// exploited after the end of the evidence is there too, with its ExploitedSince.
//
// Updates are not taken back: a build below one seen before is a page from a
// cache and is ignored. A flaw that is fixed stays fixed, with one exception:
// a newer cumulative update that was cut without the fix and is seen without
// the security update opens the flaw again.
func (c *Catalogue) History(q Query) []athar.Exposure {
	seen := c.sift(q)
	proofs := map[string]athar.Time{}
	for _, p := range q.Proofs {
		if p.At > 0 && p.At >= q.Installed {
			proofs[p.CVE] = max(proofs[p.CVE], p.At)
		}
	}
	var all []athar.Exposure
	for i := range c.flaws {
		f := &c.flaws[i]
		proof := proofs[f.CVE]
		if !q.All && proof == 0 && !f.concerns(seen) {
			continue
		}
		all = append(all, f.history(seen, proof, q.Installed)...)
	}
	slices.SortStableFunc(all, func(a, b athar.Exposure) int {
		return cmp.Or(cmp.Compare(a.From, b.From), strings.Compare(a.CVE, b.CVE))
	})
	return all
}

// seen is a sighting with the product line of its build.
type seen struct {
	Sighting
	line *line
}

// sift keeps the sightings that can be true, in order of time: of a known
// product, not before the installation, not before the build was published and
// not below a build seen before. Of many of one build the first and the last stay.
func (c *Catalogue) sift(q Query) []seen {
	end := q.Until
	if end == 0 {
		for _, s := range q.Sightings {
			end = max(end, s.At)
		}
		for _, p := range q.Proofs {
			end = max(end, p.At)
		}
	}
	var kept []seen
	for _, s := range q.Sightings {
		if s.At == 0 {
			s.At = end
		}
		l := c.line(s.Build)
		if l == nil || s.At <= 0 || s.At < q.Installed || s.At < l.earliest(s)-early {
			continue
		}
		kept = append(kept, seen{s, l})
	}
	slices.SortStableFunc(kept, func(a, b seen) int {
		return cmp.Or(cmp.Compare(a.At, b.At), a.Build.Compare(b.Build), compareBool(a.Exact, b.Exact),
			compareBool(a.Update, b.Update), strings.Compare(a.How, b.How))
	})
	return firstAndLast(ascending(kept))
}

// earliest is when a sighted build was published, 0 where that is not known.
func (l *line) earliest(s Sighting) athar.Time {
	b := s.Build
	if !s.Exact {
		b[3] = 0
	}
	r, ok := l.at(b)
	if !ok {
		return l.released
	}
	return r.Released
}

// ascending drops what is below a build seen before.
func ascending(all []seen) []seen {
	var kept []seen
	var cu, exact Build
	builds := map[Build]bool{}
	for _, s := range all {
		if s.Build.compareCU(cu) < 0 || s.Exact && s.Build.Compare(exact) < 0 {
			continue
		}
		if !builds[s.Build] && len(builds) == maxBuilds {
			continue
		}
		builds[s.Build] = true
		cu = s.Build
		if s.Exact {
			exact = s.Build
		}
		kept = append(kept, s)
	}
	return kept
}

// firstAndLast thins out the sightings of one build: those between its first
// and last one add nothing.
func firstAndLast(all []seen) []seen {
	type key struct {
		build         Build
		exact, update bool
	}
	last := map[key]int{}
	for i, s := range all {
		last[key{s.Build, s.Exact, s.Update}] = i
	}
	first := map[key]bool{}
	var kept []seen
	for i, s := range all {
		k := key{s.Build, s.Exact, s.Update}
		if !first[k] || last[k] == i {
			kept = append(kept, s)
		}
		first[k] = true
	}
	return kept
}

// concerns says whether the flaw belongs into the history of a server: listed
// for its product, or known to be exploited and not ruled out by the product.
func (f *Flaw) concerns(all []seen) bool {
	for _, s := range all {
		if f.affects(s.line) {
			return true
		}
		if f.ExploitedSince != 0 && f.state(s.line, s.Build, s.Exact) == athar.ExposureOpen {
			return true
		}
	}
	return len(all) == 0 && f.ExploitedSince != 0
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
