package forge

import (
	"fmt"

	"github.com/athar-forensics/athar"
)

// RuleByScript is script in a mail that runs in the sessions of those who open it
// (CVE-2026-42897): each of them, from one's own place, is made to set a rule that
// sends mail to the same address outside, and to read out a folder. All of it
// looks as if they did it themselves.
func (h *Host) RuleByScript(at athar.Time, drop string, readers ...string) athar.Time {
	c := h.step("rule by script")
	for _, address := range readers {
		at += athar.Time(c.between(60, 900)) * athar.Second
		h.ruleBySession(c, at, h.person(address), drop)
		for range c.between(20, 60) {
			at += ms(c.between(60, 400))
			h.mailCall(c, h.person(address), at, pick(c, []string{"FindItem", "GetItem", "GetItem", "GetFileAttachment"}), c.between(4000, 300_000))
		}
	}
	return at
}

// OwnRule is somebody who forwards mail by a rule of one's own making.
func (h *Host) OwnRule(at athar.Time, address, to string) {
	h.ruleBySession(h.step("own rule"), at, h.person(address), to)
}

func (h *Host) ruleBySession(c chance, at athar.Time, p *person, to string) {
	h.mailCall(c, p, at, "NewInboxRule", c.between(400, 900))
	h.panel(c, panelCall{
		at: at - ms(20), session: c.guid(), url: "/ecp/RulesEditor/InboxRules.svc/NewObject?msExchEcpCanary=" + c.canary(),
		command: command("New-InboxRule", text("Mailbox", p.address), text("Name", c.word(5)), text("RedirectTo", to)),
	})
}

// mailCall is one call of a browser's session in OWA.
func (h *Host) mailCall(c chance, p *person, at athar.Time, action string, size int) {
	r := h.signedIn(c, p.page(at, "Owa", "POST", "/owa/service.svc", 200), p)
	r.query, r.action, r.out = fmt.Sprintf("action=%s&EP=1&ID=-%d&AC=1", action, c.between(10, 900)), action, size
	h.serve(c, r)
}
