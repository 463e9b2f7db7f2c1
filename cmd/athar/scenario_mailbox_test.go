package main

import (
	"math"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
)

// wantTheft holds the evidenced mailboxes of an assessment to what was taken:
// each once, its bytes within one in a hundred.
func wantTheft(t *testing.T, v verdict, taken forge.Theft) {
	t.Helper()
	got := map[string]int64{}
	for i := range v.Servers {
		for _, m := range v.Servers[i].Mailboxes {
			if m.Certainty != "evidenced" {
				continue
			}
			if _, twice := got[m.Mailbox]; twice {
				t.Errorf("%s is evidenced twice", m.Mailbox)
			}
			if m.Bytes == nil {
				t.Errorf("%s: bytes are not known\n%s", m.Mailbox, told(&v.Servers[i]))
				continue
			}
			got[m.Mailbox] = *m.Bytes
		}
	}
	for name, want := range taken {
		if off := math.Abs(float64(got[name]-want)) / float64(want); off > 0.01 {
			t.Errorf("%s: %d bytes, want %d", name, got[name], want)
		}
	}
	if len(got) != len(taken) {
		t.Errorf("%d mailboxes are evidenced, want %d: %v", len(got), len(taken), got)
	}
}

// Known traffic, one server and two: what is evidenced is what was taken. A backup
// reads far more the same night, and none of it is a theft.
func TestScenarioTheftMeasured(t *testing.T) {
	t.Parallel()
	victims := []string{"amal@example.test", "bashir@example.test", "carla@example.test"}
	for seed := range seeds(t) {
		s := newStory(t, 1300+seed)
		h := open(s)
		h.Backup(on(2021, 3, 1, 0, 0, 0), on(2021, 3, 5, 0, 0, 0), 60)
		taken := h.StealMail(forge.ProxyLogon{At: on(2021, 3, 3, 23, 0, 0), From: intruder}, nil, 700, victims...)
		v := scan(t, s.pack())
		wantStage(t, v.only(), athar.Exfiltrated)
		wantTheft(t, v, taken)

		two := newStory(t, 1400+seed)
		front := open(two)
		home := two.server("MAIL02", "15.1.2176.2")
		quiet(home, on(2021, 3, 1, 6, 20, 0), on(2021, 3, 5, 0, 0, 0))
		taken = front.StealMail(forge.ProxyLogon{At: on(2021, 3, 3, 23, 0, 0), From: intruder}, home, 300, victims...)
		wantTheft(t, scan(t, two.pack()), taken)
	}
}

// An intruder who has an administrator's session exports a mailbox: it is taken
// whole. The same export on another day is an administrator's.
func TestScenarioExportedMailbox(t *testing.T) {
	t.Parallel()
	s := newStory(t, 1500)
	h := life(s, "15.1.2507.13", on(2022, 10, 18, 6, 0, 0))
	export := []string{"New-MailboxExportRequest", "Mailbox", "huda@example.test", "FilePath", `\\fileserver\drop$\h.pst`}
	at := h.ProxyNotShell(forge.SignedIn{At: on(2022, 10, 19, 3, 0, 0), From: intruder, Account: "amal@example.test", Status: 200})
	h.Cmdlets(at+athar.Minute, "amal@example.test", export)
	h.Cmdlets(at+30*athar.Hour, "admin.noor@example.test", []string{"New-MailboxExportRequest", "Mailbox", "salim@example.test", "FilePath", `\\fileserver\pst$\s.pst`})
	srv := scan(t, s.pack()).only()
	if len(srv.Mailboxes) != 1 || srv.Mailboxes[0].Mailbox != "huda@example.test" || srv.Mailboxes[0].Band != "full" {
		t.Errorf("mailboxes = %+v\n%s", srv.Mailboxes, told(srv))
	}
	wantAnswers(t, srv, "yes yes yes yes ?")
}
