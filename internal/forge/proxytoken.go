package forge

import "github.com/athar-forensics/athar"

// ProxyToken is a forwarding rule set in a mailbox by somebody without an account.
type ProxyToken struct {
	At     athar.Time
	From   Visitor
	Victim string
	// Drop is the address to which the mail shall go.
	Drop string
	// Refused is the answer of a server with the update; 0 where it works: 500
	// first, which brings the canary, and 200 then.
	Refused int
	// NoPanel leaves out the control panel's own row, as where its log is gone: the
	// request is seen, and not what it set.
	NoPanel bool
}

// ProxyToken tells the attempt and returns when it ended.
func (h *Host) ProxyToken(p ProxyToken) athar.Time {
	c := h.step("proxytoken")
	stem := "/ecp/" + h.person(p.Victim).address + "/RulesEditor/InboxRules.svc/NewObject"
	ask := func(at athar.Time, query string, status int) {
		r := p.From.get("Ecp", stem, status)
		r.at, r.method, r.query, r.auth, r.in = at, "POST", query, "", c.between(300, 900)
		if status == 200 || status == 500 && p.Refused == 0 {
			r.back = &backend{user: h.machine(), status: status}
			r.out = c.between(200, 900)
		}
		h.serve(c, r)
	}
	if p.Refused != 0 {
		ask(p.At, "SecurityToken="+c.word(6), p.Refused)
		return p.At
	}
	ask(p.At, "SecurityToken="+c.word(6), 500)
	at := p.At + ms(c.between(700, 3000))
	query := "msExchEcpCanary=" + c.canary()
	ask(at, query, 200)
	if p.NoPanel {
		return at
	}
	h.panel(c, panelCall{
		at: at - ms(30), session: c.guid(), url: stem + "?" + query,
		command: command("New-InboxRule", text("Mailbox", h.person(p.Victim).address), text("Name", c.word(5)), text("RedirectTo", p.Drop)),
	})
	return at
}
