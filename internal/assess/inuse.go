package assess

import (
	"net/url"
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
)

// pageInUse tells of a page that people reach from Exchange's own pages.
const pageInUse = "page-in-use"

// How many addresses on how many days make a page one that people use, and how many in
// a hundred of its visitors came by a link from one and the same host.
const (
	inUseAddresses = 20
	inUseDays      = 5
	inUseLinked    = 95
)

// foreignOnly are the rules that know of a page nothing but that it is none of
// Exchange's.
var foreignOnly = []string{"page-foreign", "mft-page", "compiled-foreign"}

// inUse finds pages that an organisation added for its people: to set a new password,
// to explain the sign-in. Over many days many addresses come to one by a link on
// Exchange's own pages. A shell's owner comes straight, and what scanners ask for has no
// link; and where anything else is known of the page (its content, who planted it)
// it stays what that says.
func (a *assessor) inUse(h *host) {
	visits := map[string][]*seen{}
	for _, s := range h.sights {
		if (s.Rule == webshellReached || s.Rule == webshellUsed) && !s.absorbed && !s.Quiet {
			visits[s.Fields["script"]] = append(visits[s.Fields["script"]], s)
		}
	}
	var known map[string]bool
	for _, page := range sortedKeys(visits) {
		if !byPeople(page, visits[page]) {
			continue
		}
		if known == nil {
			known = a.plantedPages(h, foreignOnly...)
		}
		if known[page] {
			continue
		}
		for _, s := range h.sights {
			mine := s.Fields["script"] == page && (s.Rule == webshellReached || s.Rule == webshellUsed)
			if mine || slices.Contains(foreignOnly, s.Rule) && slices.ContainsFunc(s.URL, func(u string) bool { return strings.EqualFold(u, page) }) {
				s.Rule, s.Subject = pageInUse, page
			}
		}
		for i := range h.echoes {
			if e := &h.echoes[i]; e.subject == page && (e.rule == webshellReached || e.rule == webshellUsed) {
				e.rule = pageInUse
			}
		}
	}
}

// byPeople reports whether a page's visitors are people who were led to it.
func byPeople(page string, visits []*seen) bool {
	addresses, days, hosts := map[string]bool{}, map[athar.Time]bool{}, map[string]int{}
	for _, s := range visits {
		for _, ip := range s.IP {
			addresses[ip] = true
		}
		days[s.Time/athar.Day] = true
		if from, err := url.Parse(s.Fields["cs-referer"]); err == nil && from.Host != "" && linksTo(page, strings.ToLower(from.Path)) {
			hosts[strings.ToLower(from.Host)]++
		}
	}
	most := 0
	for _, n := range hosts {
		most = max(most, n)
	}
	return len(addresses) >= inUseAddresses && len(days) >= inUseDays && most*100 >= len(visits)*inUseLinked
}

// linksTo reports whether a page that a visitor came from is one of Exchange's, or
// the page itself.
func linksTo(page, from string) bool {
	return from == page || strings.HasPrefix(from, "/owa") || strings.HasPrefix(from, "/ecp")
}
