package forge

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/athar-forensics/athar"
)

// ProxyShell is one run of the chain of August 2021: Autodiscover's explicit
// logon is confused into the back end, a forged token opens remote PowerShell,
// and a mailbox export or a certificate request writes the shell.
type ProxyShell struct {
	At   athar.Time
	From Visitor
	// Domain is what the intruder wrote after the @: "evil.example".
	Domain string
	// Victim is whom the token claims to be, and whose mailbox is exported.
	Victim string
	Shell  Shell
	// User asks for the role with -User; the real log has -SecurityGroup.
	User bool
	// Cookie carries the explicit logon's Email in a cookie, which no log shows:
	// the address names a made-up account only, as "a=x@evil.example".
	Cookie bool

	out int // bytes of an answer, 0 for a drawn number
}

// confused serves one request through the explicit logon.
func (p ProxyShell) confused(h *Host, c chance, at athar.Time, method, path, query string, status int) served {
	email := "Email=autodiscover/autodiscover.json%3F@" + p.Domain
	if query != "" {
		email = query + "&" + email
	}
	r := request{
		at: at, client: p.From.Address, method: method, stem: "/autodiscover/autodiscover.json", agent: p.From.Agent, protocol: "Autodiscover",
		query: "@" + p.Domain + path + "?&" + email, status: status, in: c.between(0, 3000),
	}
	if p.Cookie {
		email = query
		r.query = "a=" + strings.ToLower(newChance(h.seed, h.Name, "cookie", p.Domain).word(6)) + "@" + p.Domain + path
		if query != "" {
			r.query += "?" + query
		}
	}
	if status == 200 || status == 302 || status >= 500 {
		if r.out = p.out; r.out == 0 {
			r.out = c.between(200, 4000)
		}
		r.back = &backend{stem: path, query: email, user: h.machine(), status: status}
	}
	if status >= 500 {
		r.errors = h.backError(status)
	}
	return h.serve(c, r)
}

// ProxyShellProbe asks for one back-end path ("/mapi/nspi/", "/ews/exchange.asmx",
// "/powershell"). 200 and 302 come from an open server, 401 from one with the
// update, 400 and 403 from a filter.
func (h *Host) ProxyShellProbe(at athar.Time, from Visitor, domain, path string, status int) {
	p := ProxyShell{From: from, Domain: domain}
	p.confused(h, h.step("proxyshell probe"), at, "GET", path, "", status)
}

// ProxyShell tells the whole chain and returns when it ended.
func (h *Host) ProxyShell(p ProxyShell) athar.Time {
	c := h.step("proxyshell")
	at := p.At
	victim := *h.person(p.Victim)
	victim.sid = h.domainSID + "-500"
	p.confused(h, c, at, "GET", "/mapi/nspi/", "", 200)
	at += 2 * athar.Second
	p.confused(h, c, at, "POST", "/autodiscover/autodiscover.xml", "", 200)
	at += 2 * athar.Second
	mapi := p.confused(h, c, at, "POST", "/mapi/emsmdb/", "", 200)
	h.mapi(mapiCall{served: mapi, kind: "Connect", user: &victim, mailbox: &victim, client: p.From.Address, took: 20, rops: ">[]"})
	at += 2 * athar.Second
	draft := p.confused(h, c, at, "POST", "/EWS/exchange.asmx", "", 200)
	h.operate(c, operation{served: draft, user: strings.ToLower(h.Name) + "$@" + h.Domain, client: h.linkLocal, agent: p.From.Agent, action: "CreateItem", status: 200, took: 110, in: 9000, onBehalf: victim.address})

	at += 3 * athar.Second
	token := Token{Auth: "Kerberos", Logon: victim.address, SID: victim.sid, Groups: forgedGroups}
	for i, m := range p.cmdlets(h, victim) {
		m.at, m.user = at+athar.Time(4*i)*athar.Second, &victim
		agent := "Python PSRP Client"
		method := "POST"
		if i == 0 {
			agent, method = browsers[0], "GET" // the first request checks the token
		}
		q := p
		q.From.Agent = agent
		query := "X-Rps-CAT=" + url.QueryEscape(token.String())
		inner := query + "&Email=autodiscover/autodiscover.json%3F@" + p.Domain
		if p.Cookie {
			inner = query
		}
		s := q.confused(h, c, m.at, method, "/powershell/", query, 200)
		h.asked(c, shellRequest{
			served: s, user: &victim, query: inner, agent: agent, hops: h.IPs[0],
			action: "Command", command: m.name, session: c.guid(), status: 200, took: 120, bytes: c.between(1500, 4000),
		})
		if m.name != "" {
			m.id = s.id
			h.ran(c, m)
		}
	}
	at += 24 * athar.Second
	p.Shell.Planted = at
	h.Plant(p.Shell)
	return at
}

// cmdlets is what the session runs. The first entry is the request that only
// checks whether the token is taken.
func (p ProxyShell) cmdlets(h *Host, victim person) []cmdlet {
	file := h.windows(p.Shell.URL)
	role := [2]string{"SecurityGroup", "Organization Management"}
	if p.User {
		role = [2]string{"User", victim.account[strings.IndexByte(victim.account, '\\')+1:]}
	}
	list := []cmdlet{{}, {name: "New-ManagementRoleAssignment", parameters: [][2]string{{"Role", "Mailbox Import Export"}, role}}}
	if p.Shell.Wrap == CertificateRequest {
		return append(list, cmdlet{name: "New-ExchangeCertificate", parameters: [][2]string{
			{"GenerateRequest", ""}, {"BinaryEncoded", ""}, {"RequestFile", file}, {"SubjectName", "CN=" + rot13(pageHead)},
		}})
	}
	subject := newChance(h.seed, h.Name, "subject", p.Shell.URL).word(16)
	return append(list,
		cmdlet{name: "New-MailboxExportRequest", parameters: [][2]string{
			{"Mailbox", victim.address},
			{"IncludeFolders", "#Drafts#"},
			{"ContentFilter", fmt.Sprintf("(Subject -eq '%s')", subject)},
			{"ExcludeDumpster", "True"},
			{"FilePath", `\\127.0.0.1\` + strings.Replace(file, ":", "$", 1)},
		}},
		cmdlet{name: "Remove-MailboxExportRequest", parameters: [][2]string{{"Identity", victim.address + `\MailboxExport`}, {"Confirm", "False"}}},
	)
}

// Blocked is a request that the antivirus interface stopped: a row in the
// request filter's log, and 400 in the others. The build must have the filter.
func (h *Host) Blocked(at athar.Time, from Visitor, method, stem, query, cookies string) {
	c := h.step("blocked")
	r := request{
		at: at, client: from.Address, method: method, stem: stem, query: query, agent: from.Agent, protocol: protocolOf(stem), status: 400,
	}
	h.serve(c, r)
	h.detected(c, r, cookies)
}

// ConfusedByCookie asks for one back-end path as [Host.ProxyShellProbe] does, with
// the address in a cookie.
func (h *Host) ConfusedByCookie(at athar.Time, from Visitor, domain, path string, status int) {
	p := ProxyShell{From: from, Domain: domain, Cookie: true}
	p.confused(h, h.step("confused by cookie"), at, "GET", path, "", status)
}
