package assess

import (
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
)

// netbios is the longest name that a machine's account is made of.
const netbios = 15

// machinesOf are the accounts of the Exchange servers among hosts, in lower case:
// what an intruder does on one he does in the domain as its machine.
func machinesOf(hosts []*host) map[string]bool {
	out := map[string]bool{}
	for _, h := range hosts {
		if h.exchange && h.name != "" {
			out[strings.ToLower(h.name[:min(len(h.name), netbios)])+"$"] = true
		}
	}
	return out
}

// ofExchange gives a lead the stage that its rule names where the account in it is
// that of an Exchange server of the case.
func (a *assessor) ofExchange(f *athar.Finding, r *campaign.Rule) {
	m := r.Meta.OfExchange
	if m == nil || !a.machines[strings.ToLower(f.Evidence[m.Account])] {
		return
	}
	f.Stage, _ = athar.ParseStage(m.Stage) // checked when the rule was loaded
	f.Severity = athar.Critical
}
