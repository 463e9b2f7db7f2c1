package forge

import (
	"fmt"

	"github.com/athar-forensics/athar"
)

// session is a remote PowerShell session: requests at the front end, requests
// and cmdlets at the back end.
func (h *Host) session(c chance, at athar.Time, p *person, commands []cmdlet) {
	shell, query := c.guid(), "clientApplication=EMC;PSVersion=5.1.17763.1490"
	h.shellStep(c, at, p, shell, query, "New-PSSession", "Receive")
	for i, m := range commands {
		m.at, m.user = at+athar.Time(2+3*i)*athar.Second, p
		m.id = h.shellStep(c, m.at+ms(40), p, shell, query, m.name, "Command").id
		h.ran(c, m)
	}
}

func (h *Host) shellStep(c chance, at athar.Time, p *person, shell, query, name, action string) served {
	now := h.buildAt(at)
	r := request{
		at: at, client: p.office, host: h.FQDN(), method: "POST", stem: "/powershell", query: query, agent: winrmAgent, protocol: "PowerShell",
		auth: "Kerberos", user: p.account, status: 200, action: name + ":" + action, anchor: "ServerVersion~Version " + spaced(now),
		hint: "ExchClientVer-ServerCookie", cookie: fmt.Sprintf("Server~%s~%d~%s", h.FQDN(), now.routing(), stampSeconds(at+10*athar.Minute)),
		in: c.between(1500, 5200), out: c.between(700, 4000), back: &backend{user: p.account, status: 200},
	}
	s := h.serve(c, r)
	h.asked(c, shellRequest{
		served: s, user: p, query: query, agent: winrmAgent, hops: p.office + " " + h.linkLocal, action: action, command: name,
		session: shell, status: 200, took: 20, bytes: r.in,
	})
	return s
}

// Administer is an administrator's morning: a management shell, and a look at
// mailboxes and queues.
func (h *Host) Administer(at athar.Time) {
	c := h.step("administer")
	h.session(c, at, h.administrator(), []cmdlet{
		{name: "Get-Mailbox", parameters: [][2]string{{"ResultSize", "Unlimited"}}},
		{name: "Get-MailboxStatistics", parameters: [][2]string{{"Identity", h.people[len(h.people)-1].address}}},
		{name: "Set-Mailbox", parameters: [][2]string{{"Identity", h.people[c.IntN(len(h.people))].address}, {"ProhibitSendQuota", "5GB"}}},
		{name: "Get-Queue", failure: pick(c, []string{"", "", "ManagementObjectNotFoundException"})},
	})
}

// panelPages is an administrator in the control panel: one page, and the calls
// that it makes. Every address is a normal one and every call has an account.
func (h *Host) panelPages(c chance, at athar.Time, page string, calls []panelStep) {
	p := h.administrator()
	session, canary := c.guid(), c.canary()
	h.handshake(c, at-athar.Second, "ecp", p.browser)
	open := h.signedIn(c, p.page(at, "Ecp", "GET", page, 200), p)
	open.client, open.query = p.office, "pwmcid=5&ReturnObjectType=1"
	h.serve(c, open)
	h.activity(c, at, p.account, page)
	for i, call := range calls {
		then := at + athar.Time(4+6*i)*athar.Second
		r := h.signedIn(c, p.page(then, "Ecp", "POST", "/ecp/DDI/DDIService.svc/"+call.method, 200), p)
		r.client, r.referer = p.office, "https://"+h.Public+page
		r.query = "ActivityCorrelationID=" + c.guid() + "&schema=" + call.schema + "&msExchEcpCanary=" + canary
		h.serve(c, r)
		for k, command := range call.commands {
			h.panel(c, panelCall{at: then - ms(60-10*k), command: command, session: session, url: r.stem + "?schema=" + call.schema + "&msExchEcpCanary=" + canary})
		}
	}
}

// panelStep is one call of a control panel page, and the cmdlets that it runs.
type panelStep struct {
	method, schema string
	commands       []string
}

// EditVirtualDirectories is an administrator who gives the virtual directories
// their public addresses and resets one: the same schemas and cmdlets as an
// attack's, with an account, with normal addresses, and with nothing written.
func (h *Host) EditVirtualDirectories(at athar.Time) {
	c := h.step("edit virtual directories")
	oab, owa := text("Identity", h.oabVdir), text("Identity", newChance(h.seed, h.Name, "owa vdir").guid())
	h.panelPages(c, at, "/ecp/VDirMgmt/EditOABVDir.aspx", []panelStep{
		{"GetObject", "OABVirtualDirectory", []string{command("Get-OabVirtualDirectory", raw("ADPropertiesOnly", "$true"), oab)}},
		{"SetObject", "OABVirtualDirectory", []string{
			command("Set-OabVirtualDirectory", text("ExternalUrl", "https://"+h.Public+"/OAB"), oab),
			command("Get-OabVirtualDirectory", raw("ADPropertiesOnly", "$true"), oab),
		}},
		{"SetObject", "OWAVirtualDirectory", []string{command("Set-OwaVirtualDirectory", text("ExternalUrl", "https://"+h.Public+"/owa"), owa)}},
		{"SetObject", "ResetOWAVirtualDirectory", []string{
			command("Get-OwaVirtualDirectory", owa),
			command("Remove-OwaVirtualDirectory", raw("Force", "$true"), text("Identity", h.Name+`\owa (Default Web Site)`)),
			h.newVirtualDirectory("New-OwaVirtualDirectory", "owa"),
		}},
	})
}

// CreateVirtualDirectory is an administrator who makes the address book's
// virtual directory anew, as a repair guide says.
func (h *Host) CreateVirtualDirectory(at athar.Time) {
	c := h.step("create virtual directory")
	h.panelPages(c, at, "/ecp/VDirMgmt/ResetVirtualDirectory.aspx", []panelStep{
		{"SetObject", "ResetOABVirtualDirectory", []string{
			command("Remove-OABVirtualDirectory", raw("Force", "$true"), text("Identity", h.Name+`\OAB (Default Web Site)`)),
			h.newVirtualDirectory("New-OABVirtualDirectory", "OAB"),
		}},
		{"SetObject", "OABVirtualDirectory", []string{
			command("Set-OabVirtualDirectory", text("ExternalUrl", "https://"+h.Public+"/OAB"), text("InternalUrl", "https://"+h.FQDN()+"/OAB"), text("Identity", h.oabVdir)),
		}},
	})
}

func (h *Host) newVirtualDirectory(cmdlet, name string) string {
	return command(cmdlet, text("WebSiteName", "Default Web Site"), text("Server", h.Name), text("Role", "ClientAccess"),
		text("InternalURL", "https://"+h.FQDN()+"/"+name), text("Path", h.Install+`\FrontEnd\HttpProxy\`+name))
}

// ExportMailbox is a named administrator who takes the right to export, exports
// a leaver's mailbox to another host's share and clears the request.
func (h *Host) ExportMailbox(at athar.Time) {
	c := h.step("export mailbox")
	admin, leaver := h.administrator(), h.people[len(h.people)-1]
	user := admin.account[len(h.netbios())+1:]
	h.session(c, at, admin, []cmdlet{
		{name: "New-ManagementRoleAssignment", parameters: [][2]string{{"Role", "Mailbox Import Export"}, {"User", user}}},
		{name: "New-MailboxExportRequest", parameters: [][2]string{{"Mailbox", leaver.address}, {"FilePath", `\\fileserver\pst$\` + leaver.account[len(h.netbios())+1:] + ".pst"}}},
		{name: "Get-MailboxExportRequest"},
		{name: "Remove-MailboxExportRequest", parameters: [][2]string{{"Identity", leaver.address + `\MailboxExport`}, {"Confirm", "False"}}},
	})
}
