package assess

import (
	"sort"
	"strings"

	"github.com/athar-forensics/athar"
)

// links joins servers and tenants by what one intruder used on both: an address,
// or an account. Only what is proved of both sides counts, from an attempt on:
// scanners visit everybody.
func links(servers, tenants []athar.Server) []athar.Link {
	out := []athar.Link{}
	for i := range servers {
		for j := range tenants {
			for _, by := range shared(&servers[i], &tenants[j]) {
				by.Server, by.Tenant = servers[i].Name, tenants[j].Name
				out = append(out, by)
			}
		}
	}
	return out
}

// shared lists what a server's findings and a tenant's have in common.
func shared(s, t *athar.Server) []athar.Link {
	here, there := traits(s), traits(t)
	var out []athar.Link
	for _, trait := range sortedKeys(here) {
		if there[trait] == nil {
			continue
		}
		ids := append(append([]string{}, here[trait]...), there[trait]...)
		sort.Strings(ids)
		out = append(out, athar.Link{By: trait, Findings: ids})
	}
	return out
}

// traits are the findings by address and by account.
func traits(s *athar.Server) map[string][]string {
	out := map[string][]string{}
	for i := range s.Findings {
		f := &s.Findings[i]
		if f.Stage < athar.Attempted {
			continue
		}
		for _, ip := range f.IP {
			out["address "+ip] = append(out["address "+ip], f.ID)
		}
		for _, a := range f.Account {
			// Only names that are the same on both sides by their form: SID and
			// DOMAIN\user mean nothing to a tenant.
			if a = strings.ToLower(a); strings.Contains(a, "@") && !strings.HasPrefix(a, "healthmailbox") {
				out["account "+a] = append(out["account "+a], f.ID)
			}
		}
	}
	return out
}
