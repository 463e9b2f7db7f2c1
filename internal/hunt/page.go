package hunt

import (
	"bytes"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/artefact"
	"github.com/athar-forensics/athar/internal/exchange"
)

// maxPage is the most of a server page that is looked into, in bytes. Mailbox
// exports that pose as pages are larger; their beginning tells them.
const maxPage = 1 << 20

// The detectors of server pages on disk.
const (
	pageKnownBad = "page-known-bad"
	pageOABDump  = "page-oab-dump"
	pageWrapped  = "page-wrapped"
	pageShell    = "page-shell"
	pageForeign  = "page-foreign"
	pageChanged  = "page-changed"
)

// page is a server page on disk.
type page struct {
	place exchange.Place
	sum   string // SHA-256 in hex, of all that could be read
	body  []byte // at most maxPage
	text  string // of the body
	whole bool   // read to its end: the hash of a part says nothing of Exchange's pages
}

// page judges a server page by its place and content. A page in a place that is
// not closed is not judged for its name, and never for it alone called a shell.
func (r *reading) page() {
	body, err := r.in.all(maxPage)
	if err != nil {
		r.h.failed(r.t.Path, err)
	}
	_, sum := r.in.done()
	r.t.Records = 1
	place := r.h.know.Pages.Place(r.t.Path)
	p := page{place: place, sum: sum, body: body, text: artefact.Text(body), whole: r.in.err == io.EOF}
	s := fileSighting(r.t.Path, sum, body)
	s.Raw = clip(p.text, athar.MaxRaw)
	if place.URL != "" {
		s.URL = []string{place.URL}
	}
	s.Fields["bytes"] = strconv.Itoa(len(body))
	var found []athar.Sighting
	if rule := r.judge(p, &s); rule != "" {
		found = append(found, r.h.dressed(rule, s))
	}
	if known, _ := r.h.know.Pages.KnownHash(place, sum); !known {
		found = r.shaped(body, s, found)
	}
	r.t.Sightings = append(r.t.Sightings, found...)
}

// judge names the detector that fits a page, empty where the page gives no
// reason for any, and notes what it went by.
func (r *reading) judge(p page, s *athar.Sighting) string {
	pages := r.h.know.Pages
	lower := strings.ToLower(p.text)
	signs := pages.SignsIn(p.text)
	s.Fields["signs"] = strings.Join(signs, " ")
	switch {
	case pages.IsKnownBad(p.sum):
		return pageKnownBad
	case bytes.HasPrefix(p.body, []byte("!BDN")):
		s.Fields["wrapping"] = "Outlook data file (!BDN)"
		return pageWrapped
	case bytes.HasPrefix(p.body, []byte{0x30, 0x82}) && strings.Contains(lower, "page language"):
		s.Fields["wrapping"] = "certificate request (DER)"
		return pageWrapped
	case oabDump(lower):
		readDump(p.text, s)
		return pageOABDump
	case pages.RunsRequests(p.text):
		if known, _ := pages.KnownHash(p.place, p.sum); !known {
			return pageShell
		}
		return ""
	case !p.place.Closed:
		return ""
	case p.place.Foreign && len(signs) >= 2:
		return pageShell
	case p.place.Foreign:
		return pageForeign
	}
	if known, listed := pages.KnownHash(p.place, p.sum); listed && !known && p.whole {
		if len(signs) >= 3 {
			return pageShell
		}
		return pageChanged
	}
	return ""
}

// oabDump recognises the dump of a virtual directory's settings with script text
// among them (3.2).
func oabDump(lower string) bool {
	return strings.Contains(lower, "externalurl") && strings.Contains(lower, "internalurl") &&
		(strings.Contains(lower, "offlineaddressbooks") || strings.Contains(lower, "distinguishedname")) &&
		(strings.Contains(lower, "<script") || strings.Contains(lower, "<%"))
}

var dumpLine = regexp.MustCompile(`(?m)^\s*([A-Za-z]+)\s*: (.*?)\s*$`)

// readDump takes from a dump what it states of itself: its drop time, the
// directory it is of, the server, and the key by which its owner is known.
func readDump(text string, s *athar.Sighting) {
	values := map[string]string{}
	for _, m := range dumpLine.FindAllStringSubmatch(text[:min(len(text), 64<<10)], 200) {
		if key := strings.ToLower(m[1]); values[key] == "" {
			values[key] = m[2]
		}
	}
	if key := exchange.ShellKey(text); key != "" {
		s.Fields["key"] = key
	}
	s.Fields["directory"], s.Fields["server"] = values["guid"], values["server"]
	samples := []string{values["whenchangedutc"], values["whenchanged"], values["whencreatedutc"], values["whencreated"]}
	var given []string
	for _, v := range samples {
		if v != "" {
			given = append(given, v)
		}
	}
	if len(given) == 0 {
		return
	}
	s.Fields["when"] = given[0]
	order, doubt := exchange.ResolveDateOrder(given, 0)
	if t, err := exchange.ParseLocal(given[0], order); err == nil && doubt != exchange.OrderOpen && doubt != exchange.OrderTorn {
		s.Time = t
	}
}

// tailOf returns the part of a collected path that names its place on the
// server, so that the same file is the same wherever the collection lies.
func tailOf(path string) string {
	lower := strings.ToLower(path)
	at := -1
	for _, mark := range []string{
		"frontend/httpproxy/", "clientaccess/", "inetpub/", "aspnet_client/",
		"programdata/", "users/public/", "windows/temp/", "windows/microsoft.net/", "windows/system32/",
	} {
		if i := strings.LastIndex(lower, mark); i >= 0 && (at < 0 || i < at) {
			at = i
		}
	}
	if at < 0 {
		at = strings.LastIndexAny(path, "/!") + 1
	}
	return path[at:]
}
