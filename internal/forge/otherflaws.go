package forge

import (
	"strings"

	"github.com/athar-forensics/athar"
)

// ForgedViewState sends page state in an address of the control panel. The
// answer is 500 whether the program in it ran or not. The state here is filler.
func (h *Host) ForgedViewState(at athar.Time, from Visitor, account string) {
	c := h.step("viewstate")
	h.pageState(c, at, from, account, strings.ReplaceAll(c.word(c.between(900, 3000)), "0", "%2B"))
}

// ViewStateProbe asks with page state that is too short to hold anything.
func (h *Host) ViewStateProbe(at athar.Time, from Visitor, account string) {
	c := h.step("viewstate probe")
	h.pageState(c, at, from, account, c.word(c.between(1, 40)))
}

func (h *Host) pageState(c chance, at athar.Time, from Visitor, account, state string) {
	p := h.person(account)
	r := from.get("Ecp", "/ecp/default.aspx", 500)
	r.at, r.user, r.login = at, p.account, p.account
	r.query = "__VIEWSTATEGENERATOR=B97B4E27&__VIEWSTATE=" + state
	h.serve(c, r)
}

// CalendarPath is a request of the form that is known of CVE-2021-28480.
func (h *Host) CalendarPath(at athar.Time, from Visitor, status int) {
	c := h.step("calendar path")
	r := from.get("OwaCalendar", "/owa/calendar/a"+strings.ToLower(c.word(3)), status)
	r.at, r.method, r.auth = at, "POST", ""
	h.serve(c, r)
}

// StoredConfiguration is the two calls of CVE-2021-42321 with one account.
func (h *Host) StoredConfiguration(at athar.Time, from Visitor, account string, status int) {
	c := h.step("stored configuration")
	p := h.person(account)
	for i, action := range []string{"CreateUserConfiguration", "GetClientAccessToken"} {
		r := request{
			at: at + athar.Time(3*i)*athar.Second, client: from.Address, method: "POST", stem: "/ews/exchange.asmx", agent: from.Agent, protocol: "Ews",
			auth: "Basic", user: p.account, status: 200, action: action, anchor: "Sid~" + p.sid, hint: "WindowsIdentity", out: c.between(300, 2000),
		}
		if i == 1 {
			r.status = status
		}
		r.back = &backend{user: p.account, status: r.status}
		s := h.serve(c, r)
		h.operate(c, operation{served: s, user: p.address, client: from.Address, agent: from.Agent, action: action, status: r.status, took: 40, in: 4000})
	}
}

// RelayedSignIns is one script that is signed in as several people by NTLM, as a
// relay is.
func (h *Host) RelayedSignIns(at athar.Time, from Visitor, accounts ...string) {
	c := h.step("relay")
	for _, account := range accounts {
		p := h.person(account)
		r := request{
			at: at, client: from.Address, method: "POST", stem: "/EWS/Exchange.asmx", agent: from.Agent, protocol: "Ews", auth: "NTLM",
			user: p.account, status: 200, anchor: "Sid~" + p.sid, hint: "WindowsIdentity", action: "GetFolder", in: 700, out: c.between(500, 3000),
			back: &backend{user: p.account, status: 200},
		}
		h.challenged(c, r)
		s := h.serve(c, r)
		h.operate(c, operation{served: s, user: p.address, client: from.Address, agent: from.Agent, action: "GetFolder", status: 200, took: 20, in: 700})
		at += athar.Time(c.between(10, 90)) * athar.Second
	}
}
