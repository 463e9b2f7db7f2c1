package forge

import (
	"fmt"

	"github.com/athar-forensics/athar"
)

// CloudAsks is Exchange Online asking a hybrid server for people's calendars, as
// it does all day.
func (h *Host) CloudAsks(from, until athar.Time, every athar.Time) {
	c := h.step("cloud asks")
	for at := from; at < until; at += every + ms(c.between(0, 60_000)) {
		p := &h.people[c.IntN(len(h.people))]
		h.serve(c, request{
			at: at, client: fmt.Sprint("203.0.113.", c.between(230, 250)), method: "POST", stem: "/EWS/Exchange.asmx",
			agent: "ASProxy/CrossForest/EmailDomain//15.20.9009.016", protocol: "Ews", auth: "Bearer", status: 200, anchor: "SMTP:" + p.address, hint: "Smtp",
			action: "GetUserAvailability", in: c.between(900, 2000), out: c.between(800, 9000), back: &backend{user: h.machine(), status: 200},
		})
	}
}
