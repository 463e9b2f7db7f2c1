package assess

import (
	"slices"
	"sort"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/exchange/release"
)

// product is what the evidence says of a server's builds.
type product struct {
	shown     *athar.Product
	build     release.Build
	known     bool
	sightings []release.Sighting
	installed athar.Time
}

// older reports whether Exchange was on the server before setup ran in mode
// Install at a time: the beginning of a server's life has nothing before it.
func (h *host) older(at athar.Time) bool {
	before := at - athar.Day
	for _, s := range h.setups {
		if s.Outcome == "completed" && s.Time < at && !strings.EqualFold(s.Mode, "Install") {
			return true
		}
	}
	for _, b := range h.builds {
		if b.Time != 0 && b.Time < before {
			return true
		}
	}
	for kind, spans := range h.spans {
		if !strings.HasPrefix(string(kind), "exchange/") || kind == athar.KindSetup {
			continue
		}
		for _, s := range spans {
			if s.First < before {
				return true
			}
		}
	}
	return false
}

// trust ranks the sources of a build (knowledge 5.4): addresses of served pages
// carry the security update, the installer's log names what it installed, rows
// and headers are safe for product and cumulative update only.
var trust = map[string]int{"setup": 4, "url": 3, "registry": 2, "rows": 2, "header": 1}

// product gathers the builds that the evidence names, and shows the newest one
// of the most trustworthy source.
func (a *assessor) product(h *host) product {
	var p product
	type candidate struct {
		build release.Build
		at    athar.Time
		how   string
		src   athar.Source
	}
	var all []candidate
	for _, b := range h.builds {
		build, err := release.ParseBuild(b.Build)
		if err != nil || b.How == "url" && len(b.Clients) < 2 {
			continue // one client can ask for any build
		}
		r, ok := a.know.Releases.Identify(build)
		if !ok || b.Time != 0 && r.Released > b.Time+2*athar.Day {
			continue // nobody runs a build before it is published
		}
		all = append(all, candidate{build, b.Time, b.How, b.src})
		p.sightings = append(p.sightings, release.Sighting{At: b.Time, Build: build, Exact: b.How == "url", How: b.How})
	}
	for _, s := range h.setups {
		build, err := release.ParseBuild(s.Version)
		if err != nil || s.Outcome != "completed" {
			continue
		}
		all = append(all, candidate{build, s.Time, "setup", s.src})
		p.sightings = append(p.sightings, release.Sighting{At: s.Time, Build: build, Update: true, How: "setup"})
		// Setup runs in this mode for every role added later too: the first counts.
		if strings.EqualFold(s.Mode, "Install") && (p.installed == 0 || s.Time < p.installed) {
			p.installed = s.Time
		}
	}
	if p.installed != 0 && h.older(p.installed) {
		p.installed = 0
	}
	if len(all) == 0 {
		return p
	}
	sort.SliceStable(all, func(i, j int) bool {
		x, y := all[i], all[j]
		// The newest product and cumulative update first; of these the most
		// exact number; of these the most trustworthy source.
		if c := compareCU(x.build, y.build); c != 0 {
			return c > 0
		}
		if exact := x.how == "url"; exact != (y.how == "url") {
			return exact
		}
		if c := x.build.Compare(y.build); c != 0 {
			return c > 0
		}
		if trust[x.how] != trust[y.how] {
			return trust[x.how] > trust[y.how]
		}
		if x.at != y.at {
			return x.at < y.at
		}
		return x.src.Path < y.src.Path
	})
	best := all[0]
	p.build, p.known = best.build, true
	r, _ := a.know.Releases.Identify(best.build)
	p.shown = &athar.Product{Name: r.Product, Build: best.build.String(), Release: r.CU, Sources: []athar.Source{}, SupportedUntil: a.know.Releases.SupportedUntil(best.build)}
	if best.how == "url" && r.SU != "" {
		p.shown.Release = strings.TrimSpace(r.CU + " " + r.SU)
	}
	for _, c := range all {
		if c.build == best.build && len(p.shown.Sources) < 5 && !slices.Contains(p.shown.Sources, c.src) {
			p.shown.Sources = append(p.shown.Sources, c.src)
		}
	}
	return p
}

func compareCU(a, b release.Build) int {
	a[3], b[3] = 0, 0
	return a.Compare(b)
}

// beyond reports whether the product is newer than the newest build of its line
// in a list, or not known at all to be older.
func (p *product) beyond(newest []string) bool {
	if !p.known {
		return false
	}
	for _, text := range newest {
		if b, err := release.ParseBuild(text); err == nil && b[0] == p.build[0] && b[1] == p.build[1] {
			return compareCU(p.build, b) > 0
		}
	}
	return false
}

// history is how each flaw stood with the server over time. The successful steps
// that only work on an open flaw count as proof of it.
func (a *assessor) history(h *host, p product) []athar.Exposure {
	q := release.Query{Sightings: p.sightings, Installed: p.installed, Until: h.end}
	for _, s := range h.sights {
		if r := a.rule(s.Rule); r != nil {
			at := s.Time
			if at == 0 && s.src.Kind == athar.KindIISConfig {
				at = h.end // a configuration shows the state that was copied
			}
			for _, cve := range r.Meta.Proves {
				q.Proofs = append(q.Proofs, release.Proof{CVE: cve, At: at})
			}
		}
	}
	if !h.exchange && len(q.Proofs) == 0 {
		return []athar.Exposure{}
	}
	out := []athar.Exposure{}
	for _, e := range a.mitigate(h, a.know.Releases.History(q)) {
		// Of a product that is not known, only the flaws of its time are worth a line.
		if p.known || e.ExploitedSince < h.end {
			out = append(out, e)
		}
	}
	return out
}
