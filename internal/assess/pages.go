package assess

import (
	"sort"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
)

// The detectors of web shells over HTTP, as hunt names them.
const (
	webshellReached  = "webshell-reached"
	webshellUnlisted = "webshell-unlisted"
	webshellUsed     = "webshell-used"
	webshellSwept    = "webshell-swept"
	webshellGone     = "webshell-gone"
)

// ofLine drops visits to pages that are the product's own: Exchange 2010 has some in
// folders where later ones do not.
func (a *assessor) ofLine(h *host, p product) {
	if !p.known {
		return
	}
	for _, s := range h.sights {
		if strings.HasPrefix(s.Rule, "webshell-") && a.know.Pages.OfLine(s.Fields["script"], p.build[0]) {
			s.absorbed = true
		}
	}
}

// gone finds pages that answered and later did not: removed in between, by
// whomever (3.7).
func (a *assessor) gone(h *host) []athar.Finding {
	answered := map[string]athar.Time{}
	for _, s := range h.sights {
		if (s.Rule == webshellReached || s.Rule == webshellUsed) && !s.absorbed {
			script := s.Fields["script"]
			answered[script] = max(answered[script], s.Time)
		}
	}
	missing := map[string][]*seen{}
	for _, s := range h.sights {
		script := s.Fields["script"]
		if s.Rule == webshellSwept && !s.absorbed && answered[script] != 0 && s.Time > answered[script] {
			missing[script] = append(missing[script], s)
		}
	}
	scripts := make([]string, 0, len(missing))
	for script := range missing {
		scripts = append(scripts, script)
	}
	sort.Strings(scripts)
	var out []athar.Finding
	rule := a.know.Library.Detector(webshellGone)
	for _, script := range scripts {
		whole := missing[script]
		f := a.finding(h, rule, burst{whole: whole, until: whole[len(whole)-1].Time, count: len(whole)})
		f.Evidence = map[string]string{
			"script": script, "last_answered": answered[script].String(), "first_missing": whole[0].Time.String(),
		}
		f.ID = identify(h.name, &f)
		out = append(out, f)
	}
	return out
}

// tie gives a page's visits and its file the campaign and the flaw of the step
// that wrote it, where that step names the file, or else of the form that the file
// itself has on disk.
func (a *assessor) tie(findings []athar.Finding) {
	type origin struct {
		campaign string
		cve      []string
		at       athar.Time
	}
	planted := map[string]origin{}
	for i := range findings {
		f := &findings[i]
		if f.Stage != athar.Implanted || onDisk(f) || f.Rule == webshellReached {
			continue
		}
		for _, file := range f.File {
			if url := a.know.Pages.Place(file).URL; url != "" {
				planted[url] = origin{f.Campaign, f.CVE, f.Time}
			}
		}
	}
	for i := range findings {
		f := &findings[i]
		if f.Stage != athar.Implanted || !onDisk(f) || f.Campaign == campaign.Persistence || len(f.URL) == 0 {
			continue
		}
		url := strings.ToLower(f.URL[0])
		if _, named := planted[url]; !named {
			planted[url] = origin{f.Campaign, f.CVE, f.Time}
		}
	}
	for i := range findings {
		f := &findings[i]
		url := f.Evidence["script"]
		if onDisk(f) && len(f.URL) > 0 {
			url = strings.ToLower(f.URL[0])
		}
		o, ok := planted[url]
		if !ok || url == "" || f.Stage < athar.Implanted || f.Time != 0 && f.Time < o.at {
			continue
		}
		f.Campaign = o.campaign
		for _, cve := range o.cve {
			f.CVE = keep(f.CVE, cve)
		}
	}
}

// onDisk reports whether a finding is of a page as it lies or lay on the disk, and
// not of the step that put it there.
func onDisk(f *athar.Finding) bool {
	switch f.Source.Kind {
	case athar.KindFile, athar.KindMFT, athar.KindCompiled:
		return true
	}
	return false
}
