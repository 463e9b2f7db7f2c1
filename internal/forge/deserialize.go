package forge

import "github.com/athar-forensics/athar"

// Deserialize is somebody with a password who sends remote PowerShell an object
// that was made to run code (CVE-2023-21529). A server with the update names the type
// that it would not read; an open one takes it, and the request lasts long.
func (h *Host) Deserialize(at athar.Time, from Visitor, account string, refused bool) athar.Time {
	c := h.step("deserialize")
	p := h.person(account)
	for range c.between(1, 4) {
		status, took, told := 200, c.between(9000, 60_000), ""
		if refused {
			status, took = 500, c.between(40, 400)
			told = "Microsoft.Exchange.Diagnostics.BlockedDeserializeTypeException: The type to be (de)serialized is not allowed: System.StandIn"
		}
		r := request{
			at: at, took: took, client: from.Address, host: h.FQDN(), method: "POST", stem: "/powershell", agent: from.Agent, protocol: "PowerShell",
			auth: "Kerberos", user: p.account, status: status, hint: "WindowsIdentity", in: c.between(4000, 20_000), out: c.between(300, 4000),
			back: &backend{user: p.account, status: status},
		}
		s := h.serve(c, r)
		h.asked(c, shellRequest{
			served: s, user: p, agent: from.Agent, hops: from.Address + " " + h.linkLocal, action: "Command", session: c.guid(),
			status: status, took: took, bytes: r.in, errors: told,
		})
		at += ms(took + c.between(500, 5000))
	}
	return at
}
