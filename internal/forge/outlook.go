package forge

import (
	"fmt"
	"strings"

	"github.com/athar-forensics/athar"
)

// challenged writes the 401 that opens a Windows logon: the first half of a pair.
func (h *Host) challenged(c chance, r request) {
	r.user, r.status, r.substatus, r.win32, r.back = "", 401, 1, 2148074254, nil
	r.anchor, r.hint, r.cookie, r.in, r.out, r.at, r.took = "", "", "", 0, 0, r.at-ms(r.took+40), 2
	r.sparse = c.once(4)
	h.serve(c, r)
}

// readMail is Outlook at work in the office: a MAPI session and now and then
// the address book.
func (h *Host) readMail(c chance, at athar.Time) {
	p := &h.people[c.IntN(len(h.people))]
	opened := p
	if c.once(15) { // a delegate: reads somebody else's mailbox
		opened = &h.people[c.IntN(len(h.people))]
	}
	session, stem := strings.ToUpper(c.guid()), "/mapi/emsmdb/"
	if c.once(5) {
		stem = "/mapi/nspi/"
	}
	kinds := []string{"Connect", "Execute", "Execute", "Disconnect"}[:c.between(2, 4)]
	for i, kind := range kinds {
		r := request{
			at: at + ms(600*i), took: c.between(5, 40), client: p.office, method: "POST", stem: stem, agent: p.outlook,
			protocol: "Mapi", auth: "Negotiate", user: p.account, status: 200, organization: h.Domain,
			query: "MailboxId=" + opened.mailbox + "@" + h.Domain, anchor: "MailboxGuid~" + opened.mailbox, hint: "MailboxGuidWithDomain",
			clientRequest: fmt.Sprintf("R:{%s}:%d;RT:%s;CI:{%s}:%d;CID:{%s}", strings.ToUpper(c.guid()), i+1, kind, session, 10_000_000+i, strings.ToUpper(c.guid())),
			in:            c.between(4, 900), out: c.between(90, 24_000), back: &backend{user: p.account, status: 200},
		}
		if i == 0 {
			h.challenged(c, r)
		} else {
			r.cookie = "Database~" + h.database + "~~" + stampSeconds(at+30*athar.Day)
		}
		s := h.serve(c, r)
		h.mapi(mapiCall{
			served: s, clientRequest: r.clientRequest, kind: kind, user: p, mailbox: opened, client: p.office, took: r.took - 1,
			rops: pick(c, []string{">[]", ">[FindRow][QueryRows]", ">[OpenFolder][GetContentsTable]", ">[Logon]"}), software: "OUTLOOK.EXE",
		})
	}
}

// callEWS is a Mac, a calendar or a telephone exchange that speaks EWS.
func (h *Host) callEWS(c chance, at athar.Time) {
	p := &h.people[c.IntN(len(h.people))]
	agent := pick(c, []string{"MacOutlook/16.46.21021202 (Intelx64 Mac OS X Version 10.15.7 (Build 19H524))", "AppleExchangeWebServices/818.120.2 accountsd/113", "ExchangeServicesClient/15.00.0913.015", p.outlook})
	action := pick(c, []string{"GetFolder", "FindItem", "SyncFolderItems", "GetItem", "GetUserAvailability", "GetUserOofSettings", "Subscribe"})
	r := request{
		at: at, took: c.between(12, 400), client: p.office, method: "POST", stem: "/EWS/Exchange.asmx", agent: agent, protocol: "Ews",
		auth: "Negotiate", user: p.account, status: 200, anchor: "Sid~" + p.sid, hint: "WindowsIdentity", action: action,
		in: c.between(500, 2500), out: c.between(700, 40_000), back: &backend{user: p.account, status: 200},
	}
	if c.once(3) {
		h.challenged(c, r)
	}
	s := h.serve(c, r)
	h.operate(c, operation{served: s, user: p.address, client: p.office, agent: agent, action: action, status: 200, took: r.took - 2, in: r.in})
}

// findServer is Autodiscover in its first form, as Outlook and phones use it.
func (h *Host) findServer(c chance, at athar.Time) {
	p := &h.people[c.IntN(len(h.people))]
	r := request{
		at: at, took: c.between(8, 60), client: p.away, host: "autodiscover." + mailDomain(p.address), method: "POST",
		stem: "/autodiscover/autodiscover.xml", agent: p.outlook, protocol: "Autodiscover", auth: "NTLM", user: p.account, status: 200,
		anchor: "Sid~" + p.sid, hint: "WindowsIdentity", in: 336, out: c.between(3000, 5200), back: &backend{user: p.account, status: 200},
		cookie: "Database~" + h.database + "~~" + stampSeconds(at+30*athar.Day) + "~" + h.Domain + "~1",
	}
	h.challenged(c, r)
	h.serve(c, r)
}

// findServer2 is genuine Autodiscover v2, in both spellings. Its address holds
// an @ as an attack's does.
func (h *Host) findServer2(c chance, at athar.Time) {
	p := &h.people[c.IntN(len(h.people))]
	protocol := pick(c, []string{"ActiveSync", "AutodiscoverV1", "EWS", "REST"})
	r := request{
		at: at, client: p.away, host: "autodiscover." + mailDomain(p.address), method: "GET", stem: "/autodiscover/autodiscover.json",
		query: "Email=" + p.address + "&Protocol=" + protocol, agent: p.phone, protocol: "Autodiscover", status: 200, out: 120,
		anchor: "SMTP:" + p.address, hint: "Smtp", back: &backend{user: h.machine(), status: 200},
	}
	if c.once(2) {
		r.stem, r.query = r.stem+"/v1.0/"+p.address, "Protocol="+protocol+"&RedirectCount=1"
	}
	h.serve(c, r)
}

func mailDomain(address string) string { return address[strings.IndexByte(address, '@')+1:] }

// fetchAddressBook is Outlook's daily download of the offline address book.
func (h *Host) fetchAddressBook(c chance, at athar.Time) {
	p := &h.people[c.IntN(len(h.people))]
	r := request{
		at: at, client: p.office, method: "GET", stem: "/OAB/" + h.oab + "/oab.xml", agent: "Microsoft BITS/7.8", protocol: "Oab", auth: "Negotiate",
		user: p.account, status: pick(c, []int{200, 304}), anchor: "Sid~" + p.sid, hint: "WindowsIdentity", out: 2210,
	}
	r.back = &backend{user: p.account, status: r.status}
	h.challenged(c, r)
	h.serve(c, r)
}

// oldOutlook speaks RPC over HTTP, in two long requests.
func (h *Host) oldOutlook(c chance, at athar.Time) {
	p := &h.people[c.IntN(len(h.people))]
	for _, method := range []string{"RPC_IN_DATA", "RPC_OUT_DATA"} {
		r := request{
			at: at, took: c.between(20_000, 600_000), client: p.office, method: method, stem: "/rpc/rpcproxy.dll", query: p.mailbox + "@" + h.Domain + ":6001",
			agent: "MSRPC", protocol: "RpcHttp", auth: "NTLM", user: p.account, status: 200, anchor: "MailboxGuid~" + p.mailbox,
			hint: "MailboxGuidWithDomain", out: c.between(2000, 90_000), back: &backend{user: p.account, status: 200},
		}
		h.challenged(c, r)
		h.serve(c, r)
	}
}
