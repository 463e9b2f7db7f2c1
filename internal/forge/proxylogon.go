package forge

import (
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
)

// ProxyLogon is one run of the chain of March 2021: a forged routing cookie
// sends requests to the back end as the server itself, the control panel is
// entered, and the address book's virtual directory is made to hold script.
type ProxyLogon struct {
	At   athar.Time
	From Visitor
	// Host is the name that the intruder asked for, Stem the static file that
	// carried the cookie ("/ecp/y.js").
	Host, Stem string
	// Victim is a valid address. Its owner is whom the stolen session claims to
	// be, and whose mail [Host.MailTheft] reads; empty for the administrator.
	Victim string
	Shell  Shell
	// Answered writes the Reset that returned 200 to the intruder and the
	// clean-up after it; without it, the reset shows as a removed and a new
	// virtual directory in the control panel's log alone, as real cases have both.
	Answered bool
	// Query chooses the cookie's other known form, host/path?a=, over a]@host:444/path?#.
	Query bool
}

// forged is the cookie of one SSRF request, in the two spellings that the log
// shows: the anchor, and the server that the front end took it for.
func (p ProxyLogon) forged(h *Host, path, query string) (anchor, target, back string) {
	if p.Query {
		if query != "" {
			query += "&"
		}
		return "ServerInfo~" + h.FQDN() + path + "?" + query + "a=", h.FQDN(), query + "a=" + or(p.Stem, defaultStem)
	}
	return "ServerInfo~a]@" + h.FQDN() + ":444" + path + "?" + query + "#", "a]@" + h.FQDN(), query
}

// defaultStem is the static file that most intruders named.
const defaultStem = "/ecp/y.js"

// forgedVersion is the version number that intruders wrote into the cookie.
const forgedVersion = 1942062522

// ssrf serves one request to the back end under the server's own account.
func (p ProxyLogon) ssrf(h *Host, c chance, at athar.Time, path, query string, status, took int) served {
	anchor, target, back := p.forged(h, path, query)
	r := request{
		at: at, took: took, client: p.From.Address, host: p.Host, method: "POST", stem: or(p.Stem, defaultStem), agent: p.From.Agent,
		protocol: "Ecp", auth: "FBA", status: status, anchor: anchor, hint: "X-BEResource-Cookie", target: target,
		targetVersion: routed(forgedVersion), in: c.between(200, 2400), out: c.between(300, 6000),
		back: &backend{stem: path, query: back, bare: back == "", user: h.machine(), status: status},
	}
	if strings.HasPrefix(r.stem, "/owa/") {
		r.protocol, r.hint = "Owa", "X-AnonResource-Backend-Cookie"
	}
	return h.serve(c, r)
}

// ProxyLogon tells the whole chain and returns when it ended. The shell's file
// is there from then on: see [Host.Plant] and [Host.Unplant].
func (h *Host) ProxyLogon(p ProxyLogon) athar.Time {
	c := h.step("proxylogon")
	session, canary := c.guid(), c.canary()
	at := p.serverInfo(h, c)
	p.From.Agent = or(p.From.Agent, "python-requests/2.25.1")
	at += ms(c.between(900, 1700))
	p.ssrf(h, c, at, "/mapi/emsmdb/", "", 200, 31)
	at += ms(c.between(1500, 2600))
	p.ssrf(h, c, at, "/ecp/proxyLogon.ecp", "", 241, 250)
	h.activity(c, at, h.person(p.Victim).account, "/ecp/proxyLogon.ecp")

	at += 3 * athar.Second
	identity := text("Identity", h.oabVdir)
	get := command("Get-OabVirtualDirectory", raw("ADPropertiesOnly", "$true"), identity)
	ddi := func(method, schema string, took int, commands ...string) {
		path := "/ecp/DDI/DDIService.svc/" + method
		query := "msExchEcpCanary=" + canary + "&schema=" + schema
		for i, line := range commands {
			h.panel(c, panelCall{at: at + ms(40*i), command: line, session: session, url: path + "?" + query})
		}
		at += ms(40*len(commands) + 90)
		p.ssrf(h, c, at, path, query, 200, took)
	}
	ddi("GetObject", "OABVirtualDirectory", 1100,
		command("Get-OabVirtualDirectory", raw("ADPropertiesOnly", "$true"), raw("Identity", "$null")), "Pipeline.1|Get-MailboxRegionalConfiguration")
	at += 2 * athar.Second
	ddi("SetObject", "OABVirtualDirectory", 640, command("Set-OabVirtualDirectory", text("ExternalUrl", p.Shell.address()), identity), get)
	at += 3 * athar.Second
	read := command("Get-OABVirtualDirectory", identity)
	tidy := command("Set-OabVirtualDirectory", raw("ExternalUrl", "$null"), identity)
	if p.Answered {
		ddi("SetObject", "ResetOABVirtualDirectory", 880, read)
		at += 3 * athar.Second
		ddi("SetObject", "OABVirtualDirectory", 410, tidy, get)
	} else {
		for _, call := range []panelCall{
			{command: read},
			{command: command("Get-ExchangeServer", text("Identity", h.Name))},
			{command: tidy, failure: h.objectGone()},
			{command: command("Remove-OABVirtualDirectory", raw("Force", "$true"), text("Identity", h.Name+`\OAB (Default Web Site)`))},
			{command: h.newVirtualDirectory("New-OABVirtualDirectory", "OAB")},
		} {
			at += athar.Second
			call.at, call.session = at, session
			call.url = "/ecp/DDI/DDIService.svc/SetObject?msExchEcpCanary=" + canary + "&schema=ResetOABVirtualDirectory"
			h.panel(c, call)
		}
	}
	p.Shell.Planted = at
	h.Plant(p.Shell)
	return at
}

// serverInfo is the first step: Autodiscover, asked with another agent.
func (p ProxyLogon) serverInfo(h *Host, c chance) athar.Time {
	first := p
	first.From.Agent = "ExchangeServicesClient/0.0.0.0"
	first.ssrf(h, c, p.At, "/autodiscover/autodiscover.xml", "", 200, 45)
	return p.At
}

// AutodiscoverOnly is a chain that stopped for want of a valid address. Its 200
// proves that the flaw was open, and nothing more.
func (h *Host) AutodiscoverOnly(p ProxyLogon, status int) {
	c := h.step("autodiscover only")
	p.ssrf(h, c, p.At, "/autodiscover/autodiscover.xml", "", status, c.between(30, 400))
}

// RefusedChain is the chain against a server that has the update, or whose
// mitigation stops it: every step answered with one error status.
func (h *Host) RefusedChain(p ProxyLogon, status int) {
	c := h.step("refused chain")
	for i, path := range []string{"/autodiscover/autodiscover.xml", "/mapi/emsmdb/", "/ecp/proxyLogon.ecp"} {
		anchor, target, _ := p.forged(h, path, "")
		r := request{
			at: p.At + athar.Time(2*i)*athar.Second, client: p.From.Address, host: p.Host, method: "POST", stem: or(p.Stem, defaultStem),
			agent: p.From.Agent, protocol: "Ecp", auth: "FBA", status: status,
		}
		if status >= 500 { // routed, and failed on the way; other refusals come before routing
			r.anchor, r.target, r.targetVersion, r.hint = anchor, target, routed(forgedVersion), "X-BEResource-Cookie"
			r.errors = h.backError(status)
		}
		h.serve(c, r)
	}
}

// LocalhostProbe is the harmless check that Microsoft's script, CERTs and
// scanners made: a cookie that names localhost. The answer is 500 either way; on
// an open server the front end believes the cookie, and the row names the target.
func (h *Host) LocalhostProbe(at athar.Time, from Visitor, open bool) {
	h.localhostProbe(h.step("localhost probe"), at, from, open)
}

func (h *Host) localhostProbe(c chance, at athar.Time, from Visitor, open bool) {
	r := from.get("Owa", "/owa/auth/x.js", 500)
	r.at = at
	if open {
		r.errors = h.backError(500)
		r.anchor, r.hint = "ServerInfo~localhost/ecp/default.flt?", "X-AnonResource-Backend-Cookie"
		r.target, r.targetVersion = "localhost", routed(3)
	}
	h.serve(c, r)
}

// MailTheft reads mail through the same flaw, without a session and without a
// file: EWS asked under the server's own account.
func (h *Host) MailTheft(p ProxyLogon, requests int) athar.Time {
	c := h.step("mail theft")
	at := p.At
	victim := h.person(p.Victim)
	for i := range requests {
		action := []string{"GetFolder", "FindItem", "GetItem"}[min(i, 2)]
		s := p.ssrf(h, c, at, "/EWS/Exchange.asmx", "", 200, 90+i%50)
		h.operate(c, operation{
			served: s, user: strings.ToLower(h.Name) + "$@" + h.Domain, client: h.linkLocal, agent: p.From.Agent, action: action,
			status: 200, took: 80, in: 900 + len(strconv.Itoa(i)), onBehalf: victim.address,
		})
		at += ms(c.between(700, 2500))
	}
	return at
}

// objectGone is the exception of a clean-up that came too late.
func (h *Host) objectGone() string {
	dn := "CN=OAB (Default Web Site),CN=HTTP,CN=Protocols,CN=" + h.Name + ",CN=Servers,CN=Exchange Administrative Group (FYDIBOHF23SPDLT)"
	return "Microsoft.Exchange.Data.Directory.ADNoSuchObjectException:Active Directory operation failed on DC01." + h.Domain +
		". The object '" + dn + "' does not exist.\r\n\r\nThe object does not exist.\r\n"
}
