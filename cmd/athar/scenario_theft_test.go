package main

import (
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
)

// Thefts of mail, as adversaries of this program tried to hide or to fake them.

// F5. The forged route names localhost, and EWS and MAPI answer.
func TestFoundLocalhostTheft(t *testing.T) {
	for anchor, stage := range map[string]athar.Stage{
		"ServerInfo~a]@localhost:444/EWS/Exchange.asmx?#": athar.Exfiltrated, "ServerInfo~localhost/EWS/Exchange.asmx?a=": athar.Exfiltrated,
		"ServerInfo~a]@127.0.0.1:444/mapi/emsmdb/?#": athar.Accessed,
	} {
		wantStage(t, oneProxyRow(t, proxied{"AnchorMailbox": anchor, "RoutingHint": "X-BEResource-Cookie", "ResponseBytes": "900000"}), stage)
	}
}

// F12. What a call-back service answers is no mail of this server.
func TestFoundCallbackIsNoTheft(t *testing.T) {
	s := oneProxyRow(t, proxied{"AnchorMailbox": "ServerInfo~a]@x.oast.fun:444/ews/exchange.asmx?#", "RoutingHint": "X-BEResource-Cookie", "TargetServer": "a]@x.oast.fun", "ResponseBytes": "90000"})
	wantStage(t, s, athar.Probed)
}

// F13. Two megabytes of mail in portions below the measure, half an hour apart.
func TestFoundSlowTheft(t *testing.T) {
	var rows []proxied
	for i := range 45 {
		rows = append(rows, proxied{"DateTime": (on(2021, 3, 3, 0, 0, 0) + athar.Time(i)*31*athar.Minute).Std().Format("2006-01-02T15:04:05.000Z"), "AnchorMailbox": "ServerInfo~a]@mail01:444/EWS/Exchange.asmx?#", "RoutingHint": "X-BEResource-Cookie", "ResponseBytes": "48000"})
	}
	dir := t.TempDir()
	put(t, dir, "case/HttpProxy/Ecp/HttpProxy_2021030405-1.LOG", proxyLog(rows...))
	s := scan(t, dir).only()
	wantStage(t, s, athar.Exfiltrated)
}

// F13b. Twelve requests, ten of them GetItem in the EWS log under the same ids.
func TestFoundGetItemIsReading(t *testing.T) {
	s := newStory(t, 99)
	open(s).MailTheft(forge.ProxyLogon{At: on(2021, 3, 3, 5, 0, 0), From: intruder}, 12)
	wantStage(t, scan(t, s.pack()).only(), athar.Exfiltrated)
}

// F19. Mail read from one mailbox without any implant: that mailbox, evidenced,
// and not every mailbox because a whole server was had.
func TestFoundEvidencedMailbox(t *testing.T) {
	s := newStory(t, 54)
	open(s).MailTheft(forge.ProxyLogon{At: on(2021, 3, 3, 5, 0, 0), From: intruder, Victim: "amal@example.test"}, 400)
	srv := scan(t, s.pack()).only()
	if len(srv.Mailboxes) != 1 || srv.Mailboxes[0].Mailbox != "amal@example.test" || srv.Mailboxes[0].Certainty != "evidenced" {
		t.Errorf("mailboxes = %+v", srv.Mailboxes)
	}
}
