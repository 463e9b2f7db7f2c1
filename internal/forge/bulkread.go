package forge

import (
	"fmt"

	"github.com/athar-forensics/athar"
)

// BulkRead is an account that reads the mail of many by impersonation, day by day:
// a backup, an archive, or somebody who knows that account's password.
type BulkRead struct {
	From, Until athar.Time
	// Account is the bare name, Client where it reads from and with what.
	Account string
	Client  Visitor
	// Hour is when it begins each day, Requests how many it makes then.
	Hour     athar.Time
	Requests int
	// Own reads the account's own mailbox alone.
	Own bool
}

// ReadMail tells it, and returns what was read.
func (h *Host) ReadMail(b BulkRead) Theft {
	c := h.step("read mail " + b.Account)
	read := Theft{}
	account := h.netbios() + `\` + b.Account
	own := b.Account + "@" + mailDomain(h.people[0].address)
	for night := b.From - b.From%athar.Day + b.Hour; night < b.Until; night += athar.Day {
		if night < b.From {
			continue
		}
		at := night
		for i := range b.Requests {
			box := h.people[i%len(h.people)].address
			if b.Own {
				box = own
			}
			at += ms(c.between(300, 900))
			r := request{
				at: at, took: c.between(40, 900), client: b.Client.Address, method: "POST", stem: "/EWS/Exchange.asmx", agent: b.Client.Agent, protocol: "Ews",
				auth: "Negotiate", user: account, status: 200, anchor: "SMTP:" + box, hint: "Smtp", action: "GetItem", in: 900,
				out: c.between(20_000, 900_000), back: &backend{user: account, status: 200},
			}
			s := h.serve(c, r)
			h.operate(c, operation{served: s, user: own, client: r.client, agent: r.agent, action: "GetItem", status: 200, took: 40, in: 900, onBehalf: box})
			read[box] += int64(r.out)
		}
	}
	return read
}

// Backup is a product that reads every mailbox by impersonation, each night, from
// one machine under one account: much mail read, and nothing stolen.
func (h *Host) Backup(from, until athar.Time, nightly int) {
	h.ReadMail(BulkRead{
		From: from, Until: until, Account: "svc.backup", Hour: 23 * athar.Hour, Requests: nightly,
		Client: Visitor{"192.0.2.30", "ExampleBackup/8.5 (ExchangeServicesClient/15.00.1497.000)"},
	})
}

// Theft is what the story knows of mail that was read: by mailbox, the bytes
// that the server sent.
type Theft map[string]int64

// StealMail reads several mailboxes through ProxyLogon's forged route, as
// [Host.MailTheft] does for one, and returns what was taken. Mailboxes of home
// lie on that server, whose back end then logs the reading; nil for this one.
func (h *Host) StealMail(p ProxyLogon, home *Host, requests int, victims ...string) Theft {
	c := h.step("steal mail")
	taken := Theft{}
	if home == nil {
		home = h
	}
	at := p.At
	for i := range requests {
		victim := victims[i%len(victims)]
		size := c.between(2_000, 400_000)
		anchor, target, _ := p.forged(h, "/EWS/Exchange.asmx", "")
		s := h.serve(c, request{
			at: at, took: 90, client: p.From.Address, method: "POST", stem: or(p.Stem, defaultStem), agent: p.From.Agent, protocol: "Ecp",
			auth: "FBA", status: 200, anchor: anchor, hint: "X-BEResource-Cookie", target: target, targetVersion: routed(forgedVersion), in: 900, out: size,
			back: &backend{stem: "/EWS/Exchange.asmx", bare: true, user: h.machine(), status: 200},
		})
		home.operate(c, operation{
			served: s, user: fmt.Sprint(h.Name, "$@", h.Domain), client: h.linkLocal, agent: p.From.Agent, action: "GetItem",
			status: 200, took: 80, in: 900, onBehalf: victim,
		})
		taken[victim] += int64(size)
		at += ms(c.between(200, 2500))
	}
	return taken
}

// StealMailByConfusion reads mailboxes through Autodiscover's confused path, as
// ProxyShell's mail thieves did, and returns what was taken.
func (h *Host) StealMailByConfusion(p ProxyShell, requests int, victims ...string) Theft {
	c := h.step("steal mail by confusion")
	taken := Theft{}
	at := p.At
	for i := range requests {
		victim := victims[i%len(victims)]
		p.out = c.between(2_000, 400_000)
		s := p.confused(h, c, at, "POST", "/EWS/exchange.asmx", "", 200)
		h.operate(c, operation{
			served: s, user: fmt.Sprint(h.Name, "$@", h.Domain), client: h.linkLocal, agent: p.From.Agent, action: "GetItem",
			status: 200, took: 80, in: 900, onBehalf: victim,
		})
		taken[victim] += int64(p.out)
		at += ms(c.between(200, 2500))
	}
	return taken
}
