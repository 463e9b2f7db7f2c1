package sigma

import (
	"fmt"
	"net/netip"
)

// cidrOperand takes the addresses of a network. An IPv4 address is the same
// however it is written: 10.0.0.1 or ::ffff:10.0.0.1.
type cidrOperand struct{ network netip.Prefix }

func (cidrOperand) kind() string { return "a network" }

func modifyCIDR(o operand, _ *Options) ([]operand, error) {
	text, ok := o.(*textOperand)
	if !ok || text.raw == "" {
		return nil, errTakes("a network such as 10.0.0.0/8", o)
	}
	if a, err := netip.ParseAddr(text.raw); err == nil {
		a = a.Unmap()
		return []operand{cidrOperand{netip.PrefixFrom(a, a.BitLen())}}, nil
	}
	network, err := netip.ParsePrefix(text.raw)
	if err != nil {
		return nil, fmt.Errorf("%q is no network such as 10.0.0.0/8 or fe80::/10", text.raw)
	}
	if a := network.Addr(); a.Is4In6() {
		if network.Bits() < 96 {
			return nil, fmt.Errorf("%q mixes IPv4 and IPv6; write the IPv4 network", text.raw)
		}
		network = netip.PrefixFrom(a.Unmap(), network.Bits()-96)
	}
	return []operand{cidrOperand{network.Masked()}}, nil
}

func (o cidrOperand) test() (test, error) { return o, nil }

func (o cidrOperand) match(_ *frame, v *value) bool {
	if !v.present || len(v.text) > 64 {
		return false
	}
	a, err := netip.ParseAddr(v.text)
	return err == nil && o.network.Contains(a.WithZone("").Unmap())
}
func (cidrOperand) cost() int                       { return costParse }
func (cidrOperand) literals() (l literals, ok bool) { return l, false }
