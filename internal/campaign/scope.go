package campaign

import "slices"

// Scope says whose evidence a campaign is judged by.
type Scope string

// The scopes. A campaign without one is about Exchange servers.
const (
	// Exchange campaigns are listed for every Exchange server, and a server is as
	// clear as the least covered of them.
	Exchange Scope = "exchange"
	// Tenant campaigns are judged by a Microsoft 365 tenant's records.
	Tenant Scope = "tenant"
	// Adjacent campaigns came in through other software that may stand on the same
	// estate. They are listed too, but silence about them says nothing of an
	// Exchange server: what would show them is elsewhere.
	Adjacent Scope = "adjacent"
)

// Within returns the library as the verdict on one thing sees it: the campaigns
// of these scopes, and the correlations that belong to them or to none. All rules
// stay, so that evidence is told the same name everywhere.
func (l *Library) Within(scopes ...Scope) *Library {
	part := *l
	part.Campaigns, part.Correlations = nil, nil
	in := map[string]bool{"": true} // a user's rules belong to no campaign
	for _, c := range l.Campaigns {
		if slices.Contains(scopes, c.scope()) {
			part.Campaigns = append(part.Campaigns, c)
			in[c.ID] = true
		}
	}
	for _, c := range l.Correlations {
		if in[c.Campaign] {
			part.Correlations = append(part.Correlations, c)
		}
	}
	return &part
}

// IsAdjacent reports whether a campaign came in through other software.
func (c *Campaign) IsAdjacent() bool { return c.scope() == Adjacent }

func (c *Campaign) scope() Scope {
	if c.Scope == "" {
		return Exchange
	}
	return c.Scope
}

// valid reports whether a scope is one of those that there are.
func (s Scope) valid() bool {
	return s == "" || s == Exchange || s == Tenant || s == Adjacent
}
