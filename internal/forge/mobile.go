package forge

import (
	"fmt"

	"github.com/athar-forensics/athar"
)

// syncPhone is ActiveSync: long pings, syncs, and the refusals of a phone that
// policy does not allow.
func (h *Host) syncPhone(c chance, at athar.Time) {
	p := &h.people[c.IntN(len(h.people))]
	command := pick(c, []string{"Ping", "Ping", "Sync", "Sync", "FolderSync", "SendMail", "GetItemEstimate", "Settings"})
	r := request{
		at: at, took: c.between(15, 300), client: p.away, method: "POST", stem: "/Microsoft-Server-ActiveSync/default.eas", agent: p.phone,
		query:    fmt.Sprintf("Cmd=%s&User=%s&DeviceId=%s&DeviceType=%s", command, p.account[:len(h.netbios())]+"%5C"+p.account[len(h.netbios())+1:], p.deviceID, p.phoneType),
		protocol: "Eas", auth: "Basic", user: p.account, login: p.account, status: 200, anchor: "Sid~" + p.sid, hint: "WindowsIdentity",
		in: c.between(13, 600), out: c.between(20, 9000),
	}
	switch {
	case command == "Ping":
		r.took = c.between(60_000, 890_000)
	case c.once(25):
		r.status, r.errors, r.info = 403, h.backError(403), `DeviceAccess="Blocked, by policy";` // a quoted column
	case c.once(40):
		r.status, r.errors = 503, h.backError(503)
	}
	r.back = &backend{
		stem: "/Microsoft-Server-ActiveSync/Proxy", user: p.account, status: r.status,
		query: r.query + "&Log=PrxFrom:" + h.linkLocal + "_V141_HH:" + h.Public + "_Cpo" + fmt.Sprint(r.took) + "_Fet" + fmt.Sprint(r.took+7) + "_Mbx:" + h.FQDN() + "_",
	}
	h.serve(c, r)
	if c.once(6) {
		r = request{
			at: at + athar.Second, client: p.away, method: "OPTIONS", stem: r.stem, agent: p.phone, protocol: "Eas", auth: "Basic", user: p.account,
			status: 200, anchor: r.anchor, hint: r.hint, back: &backend{stem: "/Microsoft-Server-ActiveSync/Proxy", user: p.account, status: 200},
		}
		h.challenged(c, r)
		if c.once(6) { // a phone that is not allowed asks in vain
			r.status, r.back.status, r.errors, r.out = 403, 403, h.backError(403), 5278
		}
		h.serve(c, r)
	}
}

// restCall is an Outlook app that speaks the REST interface.
func (h *Host) restCall(c chance, at athar.Time) {
	p := &h.people[c.IntN(len(h.people))]
	r := request{
		at: at, client: p.away, method: "GET", stem: "/api/v2.0/me/calendarview", query: "startDateTime=" + stampSeconds(at) + "&$top=20",
		agent: "OutlookMobileCloudService-Autodetect/1.0", protocol: "Rest", auth: "Bearer", user: p.account, status: 200,
		anchor: "SMTP:" + p.address, hint: "Smtp", out: 4100, back: &backend{user: p.account, status: 200},
	}
	if c.once(3) {
		r.status, r.user, r.back, r.out = 401, "", nil, 0
	}
	h.serve(c, r)
}
