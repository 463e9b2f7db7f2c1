package athar

import "strings"

// Origin is what a database or list that the user gave says of the network of an
// address. It is shown as a reason to look closer, and decides nothing.
type Origin struct {
	IP string `json:"ip"`
	// Class is "hosting", "tor", "vpn" and their like, or what the list calls it.
	Class   []string `json:"class"`
	Network string   `json:"network"`
	// Name is who holds the network, and Source the database or list.
	Name   string `json:"name,omitempty"`
	Source string `json:"source"`
}

// String is the origin as people read it.
func (o Origin) String() string {
	s := o.IP
	if len(o.Class) > 0 {
		s += " " + strings.Join(o.Class, ", ")
	}
	if o.Name != "" {
		s += " (" + o.Name + ")"
	}
	return s
}
