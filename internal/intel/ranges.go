package intel

import (
	"net/netip"
	"sort"
	"strings"
)

// span is a range of addresses, both ends included.
type span struct {
	low, high netip.Addr
	id        uint32
}

// spanOf reads a range that was accepted.
func spanOf(v string, id uint32) span {
	if low, high, ok := strings.Cut(v, "-"); ok {
		a, _ := netip.ParseAddr(low)
		b, _ := netip.ParseAddr(high)
		return span{a, b, id}
	}
	p, _ := netip.ParsePrefix(v)
	return span{p.Addr(), last(p), id}
}

// last returns the highest address of a prefix.
func last(p netip.Prefix) netip.Addr {
	raw := p.Addr().AsSlice()
	for i := p.Bits(); i < len(raw)*8; i++ {
		raw[i/8] |= 1 << (7 - i%8)
	}
	a, _ := netip.AddrFromSlice(raw)
	return a
}

// ranges finds the ranges that hold an address.
type ranges struct {
	four, six []span // by low end
	// reach is the highest end of the ranges up to each: beyond it no earlier
	// range can hold an address.
	reach4, reach6 []netip.Addr
	// begins has a bit for every first two bytes of an IPv4 address in a range.
	begins [1 << 16 / 64]uint64
}

func newRanges(all []span) (r ranges) {
	for _, s := range all {
		if s.low.Is6() {
			r.six = append(r.six, s)
			continue
		}
		r.four = append(r.four, s)
		low, high := s.low.As4(), s.high.As4()
		for i := int(low[0])<<8 | int(low[1]); i <= int(high[0])<<8|int(high[1]); i++ {
			r.begins[i/64] |= 1 << (i % 64)
		}
	}
	r.reach4, r.reach6 = ordered(r.four), ordered(r.six)
	return r
}

func ordered(all []span) []netip.Addr {
	sort.SliceStable(all, func(i, j int) bool { return all[i].low.Less(all[j].low) })
	reach := make([]netip.Addr, len(all))
	for i, s := range all {
		reach[i] = s.high
		if i > 0 && s.high.Less(reach[i-1]) {
			reach[i] = reach[i-1]
		}
	}
	return reach
}

// near reports cheaply whether a range may hold an IPv4 address.
func (r *ranges) near(a [4]byte) bool {
	i := int(a[0])<<8 | int(a[1])
	return r.begins[i/64]>>(i%64)&1 != 0
}

// holding calls take for every range that holds an address, until it returns false.
func (r *ranges) holding(a netip.Addr, take func(id uint32) bool) {
	all, reach := r.four, r.reach4
	if a.Is6() {
		all, reach = r.six, r.reach6
	}
	i := sort.Search(len(all), func(i int) bool { return a.Less(all[i].low) }) - 1
	for ; i >= 0 && !reach[i].Less(a); i-- {
		if !all[i].high.Less(a) && !take(all[i].id) {
			return
		}
	}
}
