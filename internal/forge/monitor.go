package forge

import (
	"strings"

	"github.com/athar-forensics/athar"
)

// probes are the protocols that the server's own monitoring asks, with the
// addresses it asks for.
var probes = []struct{ protocol, stem, auth string }{
	{"Owa", "/owa/healthcheck.htm", ""},
	{"Ecp", "/ecp/healthcheck.htm", ""},
	{"Ews", "/ews/", "Negotiate"},
	{"Eas", "/Microsoft-Server-ActiveSync/default.eas", "Basic"},
	{"Autodiscover", "/autodiscover/", "Negotiate"},
	{"Mapi", "/mapi/emsmdb/", "Negotiate"},
	{"Oab", "/OAB/", "Negotiate"},
	{"RpcHttp", "/rpc/", "Negotiate"},
	{"PowerShell", "/powershell", "Kerberos"},
}

// monitor is one round of the server's own monitoring: the front end over
// loopback, the back end directly, and the machine accounts of this and of
// other servers, which are part of every healthy back end.
func (h *Host) monitor(c chance, at athar.Time) {
	health := h.netbios() + `\` + h.healthMailbox(c.IntN(4))
	for i, p := range probes {
		r := request{
			at: at + ms(700*i), took: c.between(1, 20), client: "127.0.0.1", host: "localhost", local: true, method: "GET", stem: p.stem,
			agent: monitorAgent, protocol: p.protocol, auth: p.auth, status: 200,
		}
		if p.auth != "" {
			r.user, r.anchor, r.hint = health, "Sid~"+h.domainSID+"-1142", "WindowsIdentity"
			r.back = &backend{user: health, status: 200}
		}
		switch p.protocol {
		case "PowerShell":
			r.method, r.agent, r.query = "POST", winrmAgent, "clientApplication=ActiveMonitor;PSVersion=5.1.14393.4225"
			r.action, r.anchor, r.hint = "New-PSSession:Receive", "ServerVersion~Version "+spaced(h.buildAt(at)), "ExchClientVer-ServerCookie"
		case "Ecp":
			if c.once(2) { // a probe that signs in instead, and is sent to the logon page
				r.stem, r.status, r.noCookies, r.auth = "/ecp/", 302, true, "FBA"
			}
		case "Mapi":
			r.agent = "MapiHttpClient"
		case "Ews": // answered at the front, once a back end is chosen
			r.target, r.back = h.FQDN(), nil
		}
		h.serve(c, r)
	}
	h.backProbes(c, at, health)
}

// spaced is a version as routing anchors have it.
func spaced(b build) string {
	parts := strings.Split(b.String(), ".")
	return parts[0] + "." + parts[1] + " (Build " + parts[2] + ".0)"
}

// backProbes go to the back end's own port and never passed a front end.
func (h *Host) backProbes(c chance, at athar.Time, health string) {
	other := h.netbios() + `\` + strings.ToUpper(strings.TrimRight(h.Name, "0123456789")) + "09$"
	for i, r := range []iisRow{
		{method: "POST", stem: "/ews/exchange.asmx", query: "&request_id=" + c.guid(), user: health, agent: "Ews_AM_Probe/Local (ExchangeServicesClient/" + h.headerVersion(at) + ")", status: 200},
		{method: "POST", stem: "/powershell", query: "clientApplication=ActiveMonitor;PSVersion=5.1.14393.4225", user: health, agent: winrmAgent, status: pick(c, []int{200, 200, 200, 500})},
		{method: "GET", stem: "/api/v1.0/$metadata", query: "&request_id=" + c.guid(), agent: "Odata_PC_Probe/Local", status: 401, substatus: 1},
		{method: "POST", stem: "/mapi/emsmdb/", query: "useMailboxOfAuthenticatedUser=true", user: health, agent: "MapiHttpClient", status: 200},
		{method: "POST", stem: "/EWS/Exchange.asmx", query: "&request_id=" + c.guid(), user: other, agent: "ASProxy/CrossForest/EmailDomain//" + h.Domain, status: 200},
		{method: "POST", stem: "/EWS/Exchange.asmx", query: "&request_id=" + c.guid(), user: h.machine(), agent: "MSExchangeMailboxReplication", status: pick(c, []int{200, 200, 400})},
		{method: "GET", stem: "/ecp/", query: "ActID=" + c.guid(), user: health, agent: "Mozilla/4.0 (compatible; MSIE 9.0; Windows NT 6.1; MSEXCHMON; ACTIVEMONITORING)", status: 441},
		{method: "POST", stem: "/ecp/proxyLogon.ecp", query: "ActID=" + c.guid(), user: h.machine(), agent: "Mozilla/4.0 (compatible; MSIE 9.0; Windows NT 6.1; MSEXCHMON; ACTIVEMONITORING)", status: 241},
	} {
		r.at, r.server, r.client, r.port, r.took = at+ms(8000+300*i), "::1", "::1", backEndPort, c.between(0, 160)
		if r.user == other { // comes from the other server, not from loopback
			r.server, r.client = h.IPs[0], "192.0.2.19"
		}
		h.iis(2, r)
	}
}
