package forge

import (
	"strings"

	"github.com/athar-forensics/athar"
)

// SignedIn is an intruder with somebody's password: ProxyNotShell and OWASSRF
// need one.
type SignedIn struct {
	At   athar.Time
	From Visitor
	// Account is the mailbox address of whose password was stolen; empty for the
	// administrator.
	Account string
	// Status is the front end's answer: 200 from an open server, 401 or 403 from
	// one that is updated or whose address rewrite stops the request.
	Status int
}

// through serves one signed-in request that the front end may lead to the inner
// PowerShell site.
func (s SignedIn) through(h *Host, c chance, at athar.Time, protocol, stem, query string) served {
	p := h.person(s.Account)
	r := request{
		at: at, client: s.From.Address, method: "POST", stem: stem, query: query, agent: s.From.Agent, protocol: protocol,
		auth: "Basic", user: p.account, login: p.address, status: s.Status, in: c.between(400, 3000),
	}
	if s.Status == 200 {
		r.out = c.between(300, 4000)
		r.back = &backend{stem: "/powershell", query: query, user: p.account, status: 200}
	}
	return h.serve(c, r)
}

// ProxyNotShell is the path confusion of 2022 and, where it works, a session of
// remote PowerShell behind it. It returns when it ended.
func (h *Host) ProxyNotShell(s SignedIn) athar.Time {
	c := h.step("proxynotshell")
	domain := strings.ToLower(c.word(8)) + ".example"
	query := "@" + domain + "/powershell/?Email=autodiscover/autodiscover.json%3F@" + domain
	return s.session(h, c, func(at athar.Time) served {
		return s.through(h, c, at, "Autodiscover", "/autodiscover/autodiscover.json", query)
	})
}

// OWASSRF is the same session reached through OWA.
func (h *Host) OWASSRF(s SignedIn) athar.Time {
	c := h.step("owassrf")
	stem := "/owa/" + strings.Replace(h.person(s.Account).address, "@", "%40", 1) + "/powershell"
	return s.session(h, c, func(at athar.Time) served { return s.through(h, c, at, "Owa", stem, "") })
}

func (s SignedIn) session(h *Host, c chance, ask func(athar.Time) served) athar.Time {
	at := s.At
	shell := c.guid()
	for range c.between(3, 6) {
		asked := ask(at)
		if s.Status == 200 {
			h.asked(c, shellRequest{
				served: asked, user: h.person(s.Account), agent: s.From.Agent, hops: s.From.Address + " " + h.linkLocal, action: "Command",
				session: shell, status: 200, took: c.between(100, 9000), bytes: c.between(1500, 9000),
			})
		}
		at += ms(c.between(800, 4000))
	}
	return at
}

// Cmdlets is an account at work in the management shell, from its own machine,
// each cmdlet a name and its parameters.
func (h *Host) Cmdlets(at athar.Time, account string, commands ...[]string) athar.Time {
	c := h.step("cmdlets")
	var list []cmdlet
	for _, words := range commands {
		m := cmdlet{name: words[0]}
		for i := 1; i+1 < len(words); i += 2 {
			m.parameters = append(m.parameters, [2]string{words[i], words[i+1]})
		}
		list = append(list, m)
	}
	h.session(c, at, h.person(account), list)
	return at + athar.Time(2+3*len(list))*athar.Second
}
