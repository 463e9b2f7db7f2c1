package assess

import (
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
)

// What sets a page apart from names that are answered alike: data sent to it again and
// again, or more often than once to a name that nobody swept for, or answers that took
// time or have another size.
const (
	apartData  = 4
	apartAlone = 2
	apartSlow  = 2
	apartTimes = 5 // as slow as the usual answer
)

// plantedPages are the pages of which something beside visits speaks: a file, a
// compiled trace, an entry of the $MFT, a step that writes a file. What some rules say
// may be left out.
func (a *assessor) plantedPages(h *host, but ...string) map[string]bool {
	out := map[string]bool{}
	for _, s := range h.sights {
		if slices.Contains(but, s.Rule) {
			continue
		}
		for _, file := range s.File {
			if url := a.know.Pages.Place(file).URL; url != "" {
				out[url] = true
			}
		}
		switch s.src.Kind {
		case athar.KindFile, athar.KindMFT, athar.KindCompiled:
			for _, url := range s.URL {
				out[strings.ToLower(url)] = true
			}
		}
	}
	return out
}

// pagesKnown is what is known of pages beside the visits that were kept whole.
type pagesKnown struct {
	planted map[string]bool
	echoes  map[string][]*echo
}

// echoesOfPages are the echoes of visits, by page.
func (h *host) echoesOfPages() map[string][]*echo {
	out := map[string][]*echo{}
	for i := range h.echoes {
		if e := &h.echoes[i]; e.rule == webshellReached || e.rule == webshellUsed {
			out[e.subject] = append(out[e.subject], e)
		}
	}
	return out
}

// lower makes visits whose answer shows nothing parts of a sweep, told by who asked.
func (h *host) lower(w *sweep, known *pagesKnown) {
	pages := map[string][]*seen{}
	for _, s := range w.visits {
		pages[s.Fields["script"]] = append(pages[s.Fields["script"]], s)
	}
	echoed := map[string][]*echo{}
	for page := range pages {
		for _, e := range known.echoes[page] {
			if e.time >= w.From && (w.Until == 0 || e.time < w.Until) {
				echoed[page] = append(echoed[page], e)
			}
		}
	}
	data := map[string]int{} // requests with data, by page
	var counts []int64
	for page, visits := range pages {
		for _, s := range visits {
			if s.Rule == webshellUsed {
				data[page]++
			}
		}
		for _, e := range echoed[page] {
			if e.rule == webshellUsed {
				data[page]++
			}
		}
		if w.names[page] {
			counts = append(counts, int64(data[page]))
		}
	}
	often := max(apartData, 2*int(usual(counts))+1)
	for _, page := range sortedKeys(pages) {
		most := often
		if !w.names[page] {
			most = apartAlone
		}
		if known.planted[page] || data[page] >= most || w.apart(pages[page]) {
			continue
		}
		visits := pages[page]
		for _, s := range visits {
			s.Rule, s.Subject = webshellAlike, ""
			if len(s.IP) > 0 {
				s.Subject = s.IP[0]
			}
		}
		for _, e := range echoed[page] {
			e.rule, e.subject = webshellAlike, visits[0].Subject
		}
		h.blurred = append(h.blurred, athar.Interval{From: visits[0].Time, Until: visits[len(visits)-1].Time + athar.Minute})
	}
}

// apart reports whether a page's answers to data are not those of all others.
func (w *sweep) apart(visits []*seen) bool {
	slow := 0
	for _, s := range visits {
		if s.Rule != webshellUsed {
			continue
		}
		if n, ok := s.measured("sc-bytes"); ok && w.size >= 0 && s.Fields["cs-method"] != "HEAD" && !alikeSize(n, w.size) {
			return true
		}
		if n, ok := s.measured("time-taken"); ok && n >= alikeSlow && n >= apartTimes*max(w.took, 1) {
			slow++
		}
	}
	return slow >= apartSlow
}

// blurredTimes are those in which visits showed nothing, unless the state of the disk
// settles what was there.
func (v *verdict) blurredTimes() []athar.Interval {
	if v.h.webRoot {
		return nil
	}
	blurred := slices.Clone(v.h.blurred)
	for i := range v.s.Findings {
		// Nobody has said what such a page is, so nobody can say that all is well.
		if f := &v.s.Findings[i]; f.Rule == webshellUnlisted {
			blurred = append(blurred, athar.Interval{From: f.Time, Until: f.Until + athar.Minute})
		}
	}
	return list([]athar.Interval(union(blurred)))
}
