package forge

import "github.com/athar-forensics/athar"

// What intruders did to the neighbours in the same news: an Orion server and a VSA
// server. Both are web sites of IIS; no log of Exchange knows of them.

// OrionPages is ordinary use of Orion: signed-in people, its own resources.
func (h *Host) OrionPages(from, until, every athar.Time) {
	c := h.step("orion pages")
	for at := from; at < until; at += every {
		p := &h.people[c.IntN(len(h.people))]
		for i, stem := range []string{
			"/Orion/Login.aspx", "/Orion/SummaryView.aspx", "/Orion/WebResource.axd", "/Orion/js/jquery.js.i18n.ashx", "/Orion/LogoImageHandler.ashx",
		} {
			r := request{
				at: at + ms(400*i), client: p.office, method: "GET", stem: stem, agent: p.browser, status: 200, query: "id=SitelogoImagePath", user: p.account,
			}
			if i == 0 || i == 3 {
				r.user, r.query = "", ""
			}
			h.serve(c, r)
		}
	}
}

// OrionBypass asks for a page of Orion with an ending that lets a stranger past the
// sign-in (CVE-2020-10148). The answer is 200 where it works.
func (h *Host) OrionBypass(at athar.Time, from Visitor, status int) {
	c := h.step("orion bypass")
	for i, stem := range []string{"/web.config.i18n.ashx", "/SWNetPerfMon.db.i18n.ashx", "/api/Action/TestAction.i18n.ashx"} {
		r := from.get("", "/Orion"+stem, status)
		r.at, r.query = at+athar.Time(3*i)*athar.Second, "l=en-US&v="+c.word(5)
		h.serve(c, r)
	}
}

// Supernova speaks to the web shell in Orion's page of logos.
func (h *Host) Supernova(at athar.Time, from Visitor, status int) {
	c := h.step("supernova")
	for range c.between(1, 5) {
		r := from.get("", "/Orion/LogoImageHandler.ashx", status)
		r.at, r.took = at, c.between(300, 9000)
		r.query = "clazz=" + c.word(8) + "&method=" + c.word(4) + "&args=" + c.word(3) + "&codes=standin"
		h.serve(c, r)
		at += athar.Time(c.between(5, 90)) * athar.Second
	}
}

// AgentPages is ordinary use of VSA: agents that report and people who look.
func (h *Host) AgentPages(from, until, every athar.Time) {
	c := h.step("agent pages")
	for at := from; at < until; at += every {
		p := &h.people[c.IntN(len(h.people))]
		for i, x := range []struct{ method, stem string }{
			{"POST", "/dl.asp"}, {"GET", "/done.asp"}, {"POST", "/cgi-bin/KUpload.dll"}, {"GET", "/vsaPres/web20/core/login.aspx"},
		} {
			h.serve(c, request{at: at + athar.Time(7*i)*athar.Minute, client: pick(c, []string{p.office, p.away}), method: x.method, stem: x.stem, agent: p.browser, status: 200})
		}
	}
}

// KaseyaChain is the order of requests of 2 July 2021; status is the answer of the
// first, which a server with the fix refuses.
func (h *Host) KaseyaChain(at athar.Time, from Visitor, status int) {
	c := h.step("kaseya chain")
	for _, x := range []struct{ method, stem string }{
		{"POST", "/dl.asp"}, {"POST", "/cgi-bin/KUpload.dll"}, {"POST", "/cgi-bin/KUpload.dll"}, {"GET", "/done.asp"}, {"POST", "/userFilterTableRpt.asp"},
	} {
		r := from.get("", x.stem, status)
		r.at, r.method, r.took = at, x.method, c.between(20, 900)
		h.serve(c, r)
		at += athar.Time(c.between(1, 40)) * athar.Second
		if status != 200 {
			return
		}
	}
}
