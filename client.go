package athar

import "sort"

// MaxClientUsers is how many users of one address a Client names.
const MaxClientUsers = 64

// Client is what one address did at a tenant's door, over all of a file. It is
// what tells the way out of a whole office, where some mistype and then get in,
// from one that tries a password on account after account.
type Client struct {
	// Tenant is the tenant's id.
	Tenant string `json:"tenant"`
	IP     string `json:"ip"`
	// Refused are users, in lower case and sorted, whose password was wrong, and
	// Let those who got in: up to MaxClientUsers each.
	Refused []string `json:"refused,omitempty"`
	Let     []string `json:"let,omitempty"`
	// First and Last are of the refusals.
	First Time `json:"first,omitempty"`
	Last  Time `json:"last,omitempty"`
}

// Merge adds what another file says of the same address.
func (c *Client) Merge(o Client) {
	c.Refused, c.Let = union(c.Refused, o.Refused), union(c.Let, o.Let)
	if o.First != 0 && (c.First == 0 || o.First < c.First) {
		c.First = o.First
	}
	c.Last = max(c.Last, o.Last)
}

// union merges two sorted sets and keeps the first MaxClientUsers.
func union(a, b []string) []string {
	set := map[string]bool{}
	for _, v := range append(append([]string{}, a...), b...) {
		set[v] = true
	}
	out := make([]string, 0, len(set))
	for v := range set {
		out = append(out, v)
	}
	sort.Strings(out)
	return out[:min(len(out), MaxClientUsers)]
}

// SortClients orders addresses by tenant and text.
func SortClients(c []Client) {
	sort.Slice(c, func(i, j int) bool {
		if c[i].Tenant != c[j].Tenant {
			return c[i].Tenant < c[j].Tenant
		}
		return c[i].IP < c[j].IP
	})
}
