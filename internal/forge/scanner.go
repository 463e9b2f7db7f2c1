package forge

import (
	"fmt"

	"github.com/athar-forensics/athar"
)

// Visitor is a client from outside, known by its address and its agent.
type Visitor struct{ Address, Agent string }

// bots are search engines and internet measurements, which find every server.
var bots = []string{
	"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
	"Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
	"Mozilla/5.0 zgrab/0.x",
	"Mozilla/5.0 (compatible; CensysInspect/1.1; +https://about.censys.io/)",
	"curl/7.68.0",
}

// meetBot is a bot passing by.
func (h *Host) meetBot(c chance, at athar.Time) {
	v := Visitor{fmt.Sprint("198.51.100.", c.between(200, 250)), pick(c, bots)}
	r := v.get("", pick(c, []string{"/robots.txt", "/favicon.ico", "/.env", "/wp-login.php", "/sitemap.xml"}), 404)
	r.at, r.win32 = at, 2
	h.serve(c, r)
	r = v.get("", "/", 302)
	r.at = at + ms(300)
	h.serve(c, r)
	r = v.get("Owa", "/owa/", 302)
	r.at, r.noCookies = at+ms(700), true
	h.serve(c, r)
}

func (v Visitor) get(protocol, stem string, status int) request {
	r := request{client: v.Address, agent: v.Agent, method: "GET", stem: stem, protocol: protocol, status: status}
	if protocol == "Owa" || protocol == "Ecp" {
		r.auth = "FBA"
	}
	return r
}

// VersionProbes are strangers who read which build runs, and no more.
func (h *Host) VersionProbes(at athar.Time) {
	c := h.step("version probes")
	v := Visitor{fmt.Sprint("198.51.100.", c.between(200, 250)), "Mozilla/5.0 zgrab/0.x"}
	tool := v.get("Ecp", "/ecp/Current/exporttool/microsoft.exchange.ediscovery.exporttool.application", 200)
	tool.anchor, tool.hint, tool.out = "ServerVersion~Version 15.0 (Build 0.0)", "EDiscoveryExportTool-ServerVersion", 10112
	tool.back = &backend{status: 200}
	home := v.get("Owa", "/owa/", 302)
	home.noCookies = true
	for i, r := range []request{tool, v.get("Owa", "/owa/auth/logon.aspx", 200), home, v.get("Owa", "/owa/auth/"+h.buildAt(at).update()+"/themes/resources/favicon.ico", 200)} {
		r.at = at + athar.Time(i)*athar.Second
		h.serve(c, r)
	}
}

// PermittedScan is a vulnerability scanner of the organisation's own: exploit
// shapes of both campaigns, none of which works, and no attacker behind it.
func (h *Host) PermittedScan(at athar.Time) {
	c := h.step("permitted scan")
	nessus := Visitor{"192.0.2.50", "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 5.1; Trident/4.0)"}
	nmap := Visitor{"192.0.2.50", "Mozilla/5.0 (compatible; Nmap Scripting Engine; https://nmap.org/book/nse.html)"}
	email := "Email=autodiscover/autodiscover.json%3F@"
	get := func(v Visitor, protocol, stem, query string, status int) request {
		r := v.get(protocol, stem, status)
		r.query = query
		return r
	}
	for i, r := range []request{
		get(nessus, "Owa", "/owa/", "&"+email+"test.com&ClientId="+c.word(12), 302),
		get(nessus, "Autodiscover", "/autodiscover/autodiscover.json", "@test.com/owa/?&"+email+"test.com", 401),
		get(nessus, "Autodiscover", "/autodiscover/autodiscover.json", "@foo.com/mapi/nspi/?&"+email+"foo.com", 401),
		get(nessus, "Ecp", "/ecp/"+c.word(8)+".js", "", 404),
		get(nessus, "", "/aspnet_client/"+c.word(8)+".aspx", "", 404),
		get(nmap, "", "/nmaplowercheck"+fmt.Sprint(at.Std().Unix()), "", 404),
		get(nmap, "Owa", "/owa/auth/logon.aspx", "", 200),
	} {
		r.at = at + athar.Time(i)*athar.Second
		if r.status == 404 {
			r.win32 = 2
		}
		h.serve(c, r)
	}
	h.localhostProbe(c, at+10*athar.Second, nmap, false)
}
