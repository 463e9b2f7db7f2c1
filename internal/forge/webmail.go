package forge

import (
	"fmt"

	"github.com/athar-forensics/athar"
)

// page is a browser's request for one of the web applications.
func (p *person) page(at athar.Time, protocol, method, stem string, status int) request {
	return request{at: at, client: p.away, method: method, stem: stem, agent: p.browser, protocol: protocol, auth: "FBA", status: status}
}

// signedIn makes a page one of a session.
func (h *Host) signedIn(c chance, r request, p *person) request {
	r.user, r.anchor, r.hint = p.account, "Sid~"+p.sid, "WindowsIdentity"
	r.back = &backend{user: p.account, status: r.status}
	r.in, r.out = c.between(0, 900), c.between(400, 60_000)
	return r
}

// logonPage is where a browser without a session is sent.
func (h *Host) logonPage(c chance, p *person, at athar.Time, path string) {
	r := p.page(at, "Owa", "GET", path, 302)
	r.noCookies = true
	if path == "/ecp/" {
		r.protocol = "Ecp"
	}
	h.serve(c, r)
	r = p.page(at+ms(180), "Owa", "GET", "/owa/auth/logon.aspx", 200)
	r.query = "url=https%3a%2f%2f" + h.Public + path + "&reason=0"
	r.out = 58714
	h.serve(c, r)
	for i, file := range []string{"themes/resources/favicon.ico", "themes/resources/segoeui-regular.ttf", "themes/resources/olk_logo_white.png", "scripts/premium/flogon.js"} {
		r = p.page(at+ms(300+40*i), "Owa", "GET", "/owa/auth/"+h.buildAt(at).update()+"/"+file, pick(c, []int{200, 200, 304}))
		r.referer = "https://" + h.Public + "/owa/auth/logon.aspx"
		h.serve(c, r)
	}
}

// handshake is the front end introducing itself to the back end: 441 asks for
// an identity, 241 accepts it. Only the back end's IIS log has it.
func (h *Host) handshake(c chance, at athar.Time, app, agent string) {
	row := iisRow{
		at: at, server: h.linkLocal, method: "GET", stem: "/" + app + "/", port: backEndPort, user: h.machine(), client: h.linkLocal,
		agent: agent, status: 441, took: c.between(1, 9), query: "ActID=" + c.guid(),
	}
	h.iis(2, row)
	row.method, row.stem, row.status = "POST", "/"+app+"/proxyLogon."+app, 241
	h.iis(2, row)
}

// openWebmail is a person signing in and reading mail in a browser.
func (h *Host) openWebmail(c chance, at athar.Time) {
	p := &h.people[c.IntN(len(h.people))]
	h.logonPage(c, p, at, "/owa/")
	at += ms(c.between(4000, 20_000))
	r := p.page(at, "Owa", "POST", "/owa/auth.owa", 302)
	r.login, r.referer, r.in = p.address, "https://"+h.Public+"/owa/auth/logon.aspx?replaceCurrent=1&url=https%3a%2f%2f"+h.Public+"%2fowa%2f", 212
	h.serve(c, r)
	h.handshake(c, at+ms(300), "owa", p.browser)
	h.serve(c, h.signedIn(c, p.page(at+ms(400), "Owa", "GET", "/owa/", 200), p))
	build := h.buildAt(at).String()
	for i, file := range []string{"scripts/boot.worldwide.0.mouse.js", "scripts/boot.worldwide.1.mouse.js", "resources/styles/0/boot.worldwide.mouse.css", "resources/themes/base/images/0/sprite1.mouse.png"} {
		r := p.page(at+ms(700+60*i), "Owa", "GET", "/owa/prem/"+build+"/"+file, pick(c, []int{200, 200, 304}))
		r.back = &backend{status: r.status}
		r.user, r.anchor, r.hint, r.out = p.account, "Sid~"+p.sid, "WindowsIdentity", c.between(2000, 200_000)
		h.serve(c, r)
	}
	for i := range c.between(1, 4) {
		action := pick(c, []string{"GetFolder", "FindItem", "FindConversation", "GetConversationItems", "GetCalendarView", "UpdateItem"})
		r := h.signedIn(c, p.page(at+ms(1500+900*i), "Owa", "POST", "/owa/service.svc", 200), p)
		r.query = fmt.Sprintf("action=%s&EP=1&ID=-%d&AC=1", action, 11+i)
		r.action = action
		h.serve(c, r)
	}
}

// mistypePassword is a failed logon, now and then with an error page after it.
func (h *Host) mistypePassword(c chance, at athar.Time) {
	p := &h.people[c.IntN(len(h.people))]
	h.logonPage(c, p, at, pick(c, []string{"/owa/", "/ecp/"}))
	r := p.page(at+7*athar.Second, "Owa", "POST", "/owa/auth.owa", 302)
	r.login = p.address
	h.serve(c, r)
	r = p.page(at+ms(7150), "Owa", "GET", "/owa/auth/logon.aspx", 200)
	r.query = "url=https%3a%2f%2f" + h.Public + "%2fowa%2f&reason=2"
	h.serve(c, r)
	switch c.IntN(4) {
	case 0:
		r = p.page(at+9*athar.Second, "Owa", "GET", "/owa/auth/errorFE.aspx", 200)
		r.query = "httpCode=" + pick(c, []string{"404", "500", "503", "440"})
		h.serve(c, r)
	case 1:
		r = p.page(at+9*athar.Second, "Owa", "GET", "/owa/auth/expiredpassword.aspx", 200)
		h.serve(c, r)
	}
}

// leaveWebmail is a session's end, by its owner or by time.
func (h *Host) leaveWebmail(c chance, at athar.Time) {
	p := &h.people[c.IntN(len(h.people))]
	if c.once(2) {
		h.serve(c, p.page(at, "Owa", "GET", "/owa/logoff.owa", 302))
		r := p.page(at+ms(200), "Owa", "GET", "/owa/auth/signout.aspx", 200)
		r.query = "src=exch"
		h.serve(c, r)
		return
	}
	r := p.page(at, "Owa", "POST", "/owa/service.svc", 440)
	r.query, r.errorCode = "action=GetFolder&EP=1", "LoginTimeout"
	h.serve(c, r)
	h.serve(c, p.page(at+ms(300), "Ecp", "GET", "/ecp/auth/TimeoutLogout.aspx", 200))
}

// changeOptions is a person in the control panel, looking at inbox rules.
func (h *Host) changeOptions(c chance, at athar.Time) {
	p := &h.people[c.IntN(len(h.people))]
	session, canary := c.guid(), c.canary()
	h.handshake(c, at, "ecp", p.browser)
	r := h.signedIn(c, p.page(at+ms(200), "Ecp", "GET", "/ecp/", 200), p)
	r.query = "rfr=owa&owaparam=modurl%3D0&p=PersonalSettings/EditAccount.slab"
	h.serve(c, r)
	h.activity(c, at+ms(200), p.account, "/ecp/?"+r.query)
	script := h.signedIn(c, p.page(at+ms(450), "Ecp", "GET", "/ecp/"+h.buildAt(at).String()+"/scripts/common.js", 200), p)
	h.serve(c, script)
	if c.once(6) { // an old bookmark: the control panel has no such page
		h.serve(c, h.signedIn(c, p.page(at+ms(500), "Ecp", "GET", "/ecp/customize/logo.png", 404), p))
	}
	r = h.signedIn(c, p.page(at+ms(900), "Ecp", "POST", "/ecp/RulesEditor/InboxRules.svc/GetList", 200), p)
	r.query = "ActivityCorrelationID=" + c.guid() + "&msExchEcpCanary=" + canary
	h.serve(c, r)
	h.panel(c, panelCall{at: at + ms(890), command: "Get-InboxRule", url: "/ecp/RulesEditor/InboxRules.svc/GetList?msExchEcpCanary=" + canary, session: session})
}

// readCalendar is somebody opening a published calendar.
func (h *Host) readCalendar(c chance, at athar.Time) {
	p := &h.people[c.IntN(len(h.people))]
	r := p.page(at, "OwaCalendar", "GET", "/owa/calendar/"+p.mailbox+"@"+h.Domain+"/"+c.word(20)+"/calendar.html", 200)
	r.auth, r.back, r.hint, r.anchor = "", &backend{status: 200, user: h.machine()}, "MailboxGuidWithDomain", "MailboxGuid~"+p.mailbox
	r.out = 18_000
	h.serve(c, r)
}
