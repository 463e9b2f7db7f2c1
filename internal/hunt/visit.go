package hunt

import (
	"strings"

	"github.com/athar-forensics/athar/internal/exchange"
)

// The detectors of requests to pages that are none of Exchange's.
const (
	webshellSwept   = "webshell-swept"
	webshellError   = "webshell-error"
	webshellReached = "webshell-reached"
	webshellUsed    = "webshell-used"
	pageAtRoot      = "page-at-root"
)

// visit looks at a request to a server page in a folder whose pages are all
// known, and at data sent to a page at the root, where Exchange has none.
func (r *reading) visit() {
	script := r.rec.Get(exchange.FieldScript)
	back := r.rec.Get(exchange.FieldSide) == "back"
	switch {
	case script == "":
	case r.h.know.Pages.ForeignURL(script, back):
		r.visitTo(script)
	case atRoot(script) && !back && r.rec.Get("cs-method") == "POST" && r.rec.Get("sc-status") == "200":
		s := sight(&r.rec, r.h.know.Library.Detector(pageAtRoot), false)
		s.Subject, s.Fields[exchange.FieldScript] = script, script
		r.seen.add(s)
	}
}

// atRoot reports whether a page lies in no folder.
func atRoot(script string) bool { return strings.Count(script, "/") == 1 && script[0] == '/' }

// visitTo notes a request to a page that is none of Exchange's. What the answer
// says decides (2.2, 3.7): a page that is not there redirects or is not found,
// one that is there answers, and only data sent to it makes the visit a use.
func (r *reading) visitTo(script string) {
	method, status := r.rec.Get("cs-method"), r.rec.Get("sc-status")
	rule := r.h.know.Library.Detector(visitClass(method, status, r.rec.Get(exchange.FieldClientQuery)))
	if asksForPage(method) && refuses(status, r.rec.Get("sc-substatus"), r.rec.Get("s-port")) {
		r.refused.add(r.rec.Server, script, r.rec.Time)
	}
	s := sight(&r.rec, rule, false)
	s.Subject = script
	if rule.Name == webshellSwept {
		s.Subject = ""
		if len(s.IP) > 0 {
			s.Subject = s.IP[0]
		}
	}
	s.Fields[exchange.FieldScript] = script
	r.seen.add(s)
}

// asksForPage reports whether a page answers a method. Others are answered by IIS
// itself, page or no page.
func asksForPage(method string) bool {
	switch strings.ToUpper(method) {
	case "GET", "HEAD", "POST", "PUT":
		return true
	}
	return false
}

// visitClass names the detector for a request's method, status and the client's
// own parameters.
func visitClass(method, status, query string) string {
	method = strings.ToUpper(method)
	if !asksForPage(method) {
		return webshellSwept
	}
	sent := method == "POST" || method == "PUT" || query != ""
	answered := len(status) == 3 && status[0] == '2' || status == "304"
	switch {
	case answered && sent:
		return webshellUsed
	case answered:
		return webshellReached
	case status == "500" && sent:
		return webshellError
	}
	return webshellSwept
}
