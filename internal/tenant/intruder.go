package tenant

import (
	"net/netip"

	"github.com/athar-forensics/athar"
)

// Bounds of what an address must have done to be called an intruder's.
const (
	// sprayUsers is how many users an address tried wrong passwords on. A person
	// has one or two accounts; what has ten is a program or an office.
	sprayUsers = 10
	// An office's way out is told from a program by its success: most who mistype
	// there get in. Of a spray few do.
	sprayLet = 5 // of refused users, one in sprayLet at most got in from there
)

// Spray reports whether an address tried account after account. It is not the way
// out of an office: hardly anyone got in from there who would belong to it.
func Spray(c athar.Client) bool {
	return len(c.Refused) >= sprayUsers && len(c.Let)*sprayLet <= len(c.Refused)
}

// Own reports whether an address is likely the estate's own: several users get in
// from there. What came from it says nothing of who did it.
func Own(c athar.Client) bool { return len(c.Let) >= 3 && !Spray(c) }

// Outside reports whether an address is a public one. The others are the
// service's own, a proxy's or a load balancer's, and stand for nobody.
func Outside(ip string) bool {
	a, err := netip.ParseAddr(ip)
	return err == nil && a.IsGlobalUnicast() && !a.IsPrivate()
}
