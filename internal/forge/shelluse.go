package forge

import (
	"strings"

	"github.com/athar-forensics/athar"
)

// Hit is one request for a script file, whoever made it.
type Hit struct {
	At     athar.Time
	From   Visitor
	URL    string
	Method string
	Query  string
	Status int
	// Took is the time in milliseconds; a command takes seconds, a page a few
	// hundredths.
	Took int
	// Host is the name asked for; empty for the usual one.
	Host string
}

// Hit tells a request for a script file. Files below /aspnet_client are IIS's
// own: Exchange's front end never sees them, and no request id joins them.
func (h *Host) Hit(x Hit) { h.hit(h.step("hit"), x) }

func (h *Host) hit(c chance, x Hit) {
	r := x.From.get(protocolOf(x.URL), x.URL, x.Status)
	r.at, r.host, r.method, r.query, r.took = x.At, x.Host, or(x.Method, "GET"), x.Query, x.Took
	if r.status == 404 {
		r.win32 = 2
	}
	h.serve(c, r)
}

func protocolOf(url string) string {
	switch first, _, _ := strings.Cut(strings.TrimPrefix(strings.ToLower(url), "/"), "/"); first {
	case "owa":
		return "Owa"
	case "ecp":
		return "Ecp"
	case "autodiscover":
		return "Autodiscover"
	}
	return ""
}

// Look is a keyless GET that a shell answers: somebody saw that it is there. The
// first answer takes seconds, because ASP.NET compiles the page.
func (h *Host) Look(at athar.Time, from Visitor, s Shell, first bool) {
	took := 33
	if first {
		took = 2800
	}
	h.Hit(Hit{At: at, From: from, URL: s.URL, Status: 200, Took: took})
}

// Command is the owner at work: a POST whose answer takes as long as the command.
func (h *Host) Command(at athar.Time, from Visitor, s Shell, took int) {
	h.Hit(Hit{At: at, From: from, URL: s.URL, Method: "POST", Status: 200, Took: took})
}

// CommandInQuery is the owner at work by GET: the key and the command are in
// the query, and IIS logs them.
func (h *Host) CommandInQuery(at athar.Time, from Visitor, s Shell, value string) {
	h.Hit(Hit{At: at, From: from, URL: s.URL, Query: s.Key + "=" + value, Status: 200, Took: 1900})
}

// Broken is a shell that failed: an error in the command, or an antivirus.
func (h *Host) Broken(at athar.Time, from Visitor, s Shell) {
	h.Hit(Hit{At: at, From: from, URL: s.URL, Method: "POST", Status: 500, Took: 240})
}

// Missing is a request for a file that is not there: Exchange's front end sends
// it to the logon page, IIS alone answers 404.
func (h *Host) Missing(at athar.Time, from Visitor, url string) {
	h.missing(h.step("missing"), at, from, url, "")
}

func (h *Host) missing(c chance, at athar.Time, from Visitor, url, host string) {
	status := 302
	if protocolOf(url) == "" {
		status = 404
	}
	h.hit(c, Hit{At: at, From: from, URL: url, Status: status, Took: c.between(90, 130), Host: host})
}

// swept lists names under which other people's shells have been found: what a
// stranger's sweep asks every server for.
var swept = []string{
	"/owa/auth/Current/themes/errorFS.aspx", "/owa/auth/RedirSuiteServerProxy.aspx", "/owa/auth/ErrorAA.aspx", "/owa/auth/OutlookEN.aspx",
	"/owa/auth/zntwv.aspx", "/owa/auth/Current/scripts/premium/fexppw.aspx", "/owa/auth/getpp.aspx", "/owa/auth/Err0r.aspx",
	"/aspnet_client/supp0rt.aspx", "/aspnet_client/discover.aspx", "/aspnet_client/system_web/log.aspx", "/aspnet_client/shell.aspx",
	"/owa/auth/logg.aspx", "/owa/auth/HttpProxy.aspx", "/owa/auth/8Lw7tAhF9i1pJnRo.aspx",
}

// Sweep is a stranger who asks for other people's shells under each of the
// server's names. Those in present answer 200; the rest are not there.
func (h *Host) Sweep(at athar.Time, from Visitor, present ...string) {
	c := h.step("sweep")
	for _, url := range swept {
		here := false
		for _, p := range present {
			here = here || strings.EqualFold(p, url)
		}
		for _, host := range []string{h.IPs[0], h.Public, "autodiscover." + mailDomain(h.people[0].address)} {
			if here {
				h.hit(c, Hit{At: at, From: from, URL: url, Status: 200, Took: c.between(90, 130), Host: host})
			} else {
				h.missing(c, at, from, url, host)
			}
			at += ms(c.between(40, 900))
		}
	}
}
