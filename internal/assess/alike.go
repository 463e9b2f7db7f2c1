package assess

import (
	"slices"
	"sort"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/exchange"
)

// webshellAlike tells requests whose answer proves nothing, because the server gave
// it to any name.
const webshellAlike = "webshell-any-name"

// What shows that a server answers any name alike: one address was given so many
// pages of one sort that Exchange does not have, within so short a time, and none of
// that sort was refused to anyone in those hours.
const (
	alikeNames  = 10
	alikeWithin = athar.Hour
	// alikeSpread is how far sizes of one and the same page may lie apart, in bytes:
	// it may repeat the address that was asked for.
	alikeSpread = 512
	// alikeCompiled is the time, in milliseconds, that it takes at least to compile a
	// page for its first visitor, and alikeSlow that from which an answer to data is work.
	alikeCompiled = 500
	alikeSlow     = 1000
)

// alike finds the times in which the server answered any name of a sort of pages, as
// an error page that answers 200 does, a filter or a portal in front. An answer shows
// no page then. What an intruder cannot have for his sweep is kept: a page that was
// planted or lies on disk, or was used as no sweep does.
func (a *assessor) alike(h *host) {
	sorts := map[string][]*seen{}
	for _, s := range h.sights {
		if (s.Rule == webshellReached || s.Rule == webshellUsed) && !s.absorbed && !s.Quiet && s.Time != 0 {
			of := exchange.SortOf(s.Fields["script"])
			sorts[of] = append(sorts[of], s)
		}
	}
	var known *pagesKnown
	folders := map[string]stretches{}
	for _, of := range sortedKeys(sorts) {
		for _, w := range h.sweeps(of, sorts[of]) {
			if known == nil {
				known = &pagesKnown{a.plantedPages(h), h.echoesOfPages()}
			}
			h.lower(&w, known)
			time := w.Interval
			if time.Until == 0 {
				time.Until = max(h.end, time.From) + athar.Day
			}
			folder, _, _ := strings.Cut(of, "*")
			folders[folder] = union(append(folders[folder], time))
		}
	}
	// In two folders alike is everywhere.
	names := sortedKeys(folders)
	for i, x := range names {
		for _, y := range names[i+1:] {
			h.anyName = union(append(h.anyName, folders[x].and(folders[y])...))
		}
	}
}

// sweep is a time in which pages of one sort were answered alike.
type sweep struct {
	athar.Interval         // Until zero is open
	visits         []*seen // in that time, in order
	names          map[string]bool
	size, took     int64 // usual ones, -1 where the log has none
}

// sweeps finds when pages of one sort were answered alike. The visits are in order
// of time.
func (h *host) sweeps(of string, visits []*seen) []sweep {
	byAddress := map[string][]*seen{}
	for _, s := range visits {
		if len(s.IP) > 0 {
			byAddress[s.IP[0]] = append(byAddress[s.IP[0]], s)
		}
	}
	refused := h.refused(of)
	first := map[string]*seen{} // visit to each page: the one that it is compiled for
	for _, s := range visits {
		if name := s.Fields["script"]; first[name] == nil {
			first[name] = s
		}
	}
	var found []sweep
	for _, ip := range sortedKeys(byAddress) {
		for _, run := range busy(byAddress[ip]) {
			if w, ok := judgeSweep(run, first, refused); ok {
				found = append(found, w)
			}
		}
	}
	slices.SortStableFunc(found, func(x, y sweep) int { return int(min(max(x.From-y.From, -1), 1)) })
	var out []sweep
	for _, w := range found { // of one time between refusals are several sweeps
		if n := len(out); n > 0 && out[n-1].From == w.From {
			for name := range w.names {
				out[n-1].names[name] = true
			}
			continue
		}
		out = append(out, w)
	}
	for i := range out {
		out[i].visits = out[i].among(visits)
	}
	return out
}

// among are those of some visits, in order of time, that lie in the sweep's.
func (w *sweep) among(visits []*seen) []*seen {
	from := sort.Search(len(visits), func(i int) bool { return visits[i].Time >= w.From })
	until := len(visits)
	if w.Until != 0 {
		until = sort.Search(len(visits), func(i int) bool { return visits[i].Time >= w.Until })
	}
	return visits[from:until]
}

// refused are the hours in which pages of a sort were refused, in order.
func (h *host) refused(of string) []athar.Time {
	var out []athar.Time
	for _, r := range h.refusals {
		if r.Sort == of {
			out = append(out, r.Hour)
		}
	}
	slices.Sort(out)
	return out
}

// busy are the runs of one address's visits, in order of time, in which it was given
// names enough within the hour. Runs whose hours touch are one.
func busy(visits []*seen) [][]*seen {
	type run struct{ from, until int }
	var runs []run
	names := map[string]int{} // in the hour before a visit
	from := 0
	for i, s := range visits {
		names[s.Fields["script"]]++
		for ; s.Time-visits[from].Time > alikeWithin; from++ {
			name := visits[from].Fields["script"]
			if names[name]--; names[name] == 0 {
				delete(names, name)
			}
		}
		switch n := len(runs); {
		case len(names) < alikeNames:
		case n > 0 && from < runs[n-1].until:
			runs[n-1].until = i + 1
		default:
			runs = append(runs, run{from, i + 1})
		}
	}
	out := make([][]*seen, len(runs))
	for i, r := range runs {
		out[i] = visits[r.from:r.until]
	}
	return out
}

// judgeSweep decides whether the answers of a run show that any name is answered:
// nothing was refused then, the answers are of one size, and no page was compiled for
// whoever asked for it first.
func judgeSweep(run []*seen, first map[string]*seen, refused []athar.Time) (sweep, bool) {
	begin, end := run[0].Time, run[len(run)-1].Time
	w := sweep{names: map[string]bool{}}
	next, _ := slices.BinarySearch(refused, begin-athar.Hour+1) // the first that does not end before
	if len(refused) > 0 && refused[0] == 0 || next < len(refused) && refused[next] <= end {
		return w, false
	}
	if next < len(refused) {
		w.Until = refused[next]
	}
	if next > 0 {
		w.From = refused[next-1] + athar.Hour
	}
	var sizes, times, compiled []int64
	for _, s := range run {
		name := s.Fields["script"]
		if w.names[name] {
			continue
		}
		w.names[name] = true
		if n, ok := first[name].measured("time-taken"); ok {
			compiled = append(compiled, n)
		}
		if n, ok := s.measured("sc-bytes"); ok && s.Fields["cs-method"] != "HEAD" && s.Fields["sc-status"] == "200" {
			sizes = append(sizes, n)
		}
		if n, ok := s.measured("time-taken"); ok {
			times = append(times, n)
		}
	}
	w.size, w.took = usual(sizes), usual(times)
	near := 0
	for _, n := range sizes {
		if alikeSize(n, w.size) {
			near++
		}
	}
	return w, near*5 >= len(sizes)*4 && usual(compiled) < alikeCompiled
}

// usual is the median of some numbers, -1 where there is none.
func usual(n []int64) int64 {
	if len(n) == 0 {
		return -1
	}
	slices.Sort(n)
	return n[len(n)/2]
}

func alikeSize(n, usual int64) bool { return n <= usual+alikeSpread && n >= usual-alikeSpread }
