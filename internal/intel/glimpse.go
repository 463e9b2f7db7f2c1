package intel

import (
	"encoding/binary"
	"math/bits"
	"net/netip"
)

// Memo remembers what was looked up of late and is no indicator: a server's
// clients and its own name come in every row. It is one goroutine's.
type Memo struct {
	addresses [256][4]byte
	hosts     [64]struct {
		n    uint8
		text [63]byte
	}
	folded [maxHost]byte
}

// maxHost is the longest name of a host.
const maxHost = 253

// token is what looks like an address or a host: text[at:end].
type token struct {
	kind    Type // Address or Domain
	at, end int
	four    [4]byte // the address, where it is one of IPv4
}

// Glimpse reports whether a row holds the text of an address or a host that is
// an indicator or lies in a range. It may say yes for nothing (a name that is
// part of a user's), never no for something. It looks at the dots of the row,
// eight bytes at a time, because every address and every host has one.
func (s *Set) Glimpse(row []byte, m *Memo) bool {
	if !s.wide {
		return false // the literals find them
	}
	const dots, low, high = 0x2e2e2e2e2e2e2e2e, 0x0101010101010101, 0x8080808080808080
	i, done := 0, 0 // dots before done were looked at
	for ; i+8 <= len(row); i += 8 {
		x := binary.LittleEndian.Uint64(row[i:]) ^ dots
		for z := (x - low) &^ x & high; z != 0; z &= z - 1 {
			p := i + bits.TrailingZeros64(z)>>3
			if p < done {
				continue
			}
			found, end := s.dotted(row, p, m)
			if found {
				return true
			}
			done = end
		}
	}
	for ; i < len(row); i++ {
		if row[i] != '.' || i < done {
			continue
		}
		found, end := s.dotted(row, i, m)
		if found {
			return true
		}
		done = end
	}
	return s.wide6 && s.glimpse6(row)
}

// dotted looks at what stands around one dot, and returns up to where it saw all
// there is to see.
func (s *Set) dotted(row []byte, p int, m *Memo) (found bool, end int) {
	if p == 0 || p+1 >= len(row) || row[p] != '.' {
		return false, p + 1
	}
	if row[p+1]-'0' <= 9 {
		if row[p-1]-'0' > 9 {
			return false, p + 1
		}
		t, ok := quad(row, p)
		if !ok {
			return false, p + 1
		}
		return s.knows4(t.four, m), t.end
	}
	if !s.ending(row, p) {
		return false, p + 1
	}
	t, ok := s.host(row, p)
	return ok && s.knowsHost(row[t.at:t.end], m), p + 1
}

// quad reads an IPv4 address by its first dot.
func quad(row []byte, p int) (t token, ok bool) {
	// Most numbers with a dot are versions, which end sooner.
	second := p + 1
	for second < len(row) && second < p+4 && row[second]-'0' <= 9 {
		second++
	}
	if second >= len(row) || row[second] != '.' {
		return t, false
	}
	at := p - 1
	for at > 0 && row[at-1]-'0' <= 9 {
		at--
	}
	// A longer run of numbers is a version; letters before it make it a name.
	if p-at > 3 || at > 0 && (row[at-1] == '.' || alphanumeric[row[at-1]]) && !escaped(row, at) {
		return t, false
	}
	i := at
	for octet := range 4 {
		n, from := 0, i
		for i < len(row) && row[i]-'0' <= 9 && i-from < 4 {
			n = n*10 + int(row[i]-'0')
			i++
		}
		if i == from || i-from > 3 || n > 255 || i-from > 1 && row[from] == '0' {
			return t, false
		}
		t.four[octet] = byte(n)
		if octet == 3 {
			break
		}
		if i >= len(row) || row[i] != '.' {
			return t, false
		}
		i++
	}
	if i < len(row) && (alphanumeric[row[i]] || row[i] == '_') || i+1 < len(row) && (row[i] == '.' || row[i] == '-') && alphanumeric[row[i+1]] {
		return t, false
	}
	t.kind, t.at, t.end = Address, at, i
	return t, true
}

// escaped reports whether what stands before a token is the rest of a
// percent-encoded byte: "%2F10.0.0.1".
func escaped(row []byte, at int) bool {
	return at >= 3 && row[at-3] == '%' && isHex(row[at-2]) && isHex(row[at-1])
}

// ending reports whether behind a dot stands a label that hosts end in, and
// nothing of a host after it.
func (s *Set) ending(row []byte, p int) bool {
	if p+2 >= len(row) {
		return false
	}
	a, b := row[p+1]|0x20-'a', row[p+2]|0x20-'a'
	if a > 25 || b > 25 || !s.starts[int(a)*26+int(b)] || !alphanumeric[row[p-1]] && row[p-1] != '_' {
		return false
	}
	end := p + 3
	for end < len(row) && hostly[row[end]] && row[end] != '.' {
		end++
	}
	if end+1 < len(row) && row[end] == '.' && alphanumeric[row[end+1]] || end-p > 64 {
		return false // the name goes on
	}
	var label [64]byte
	for i, c := range row[p+1 : end] {
		label[i] = lower(c)
	}
	return s.ends[string(label[:end-p-1])]
}

// host reads a host's name by its last dot.
func (s *Set) host(row []byte, p int) (t token, ok bool) {
	at, end := p, p+1
	for at > 0 && hostly[row[at-1]] && p-at <= maxHost {
		at--
	}
	for end < len(row) && hostly[row[end]] && row[end] != '.' {
		end++
	}
	if at > 0 && row[at-1] == '%' && p-at > 2 && isHex(row[at]) && isHex(row[at+1]) {
		at += 2
	}
	for at < p && !alphanumeric[row[at]] && row[at] != '_' {
		at++
	}
	if at == p || end-at > maxHost {
		return t, false
	}
	return token{kind: Domain, at: at, end: end}, true
}

// knows4 reports whether an IPv4 address is an indicator, or in a range.
func (s *Set) knows4(a [4]byte, m *Memo) bool {
	place := &m.addresses[a[0]^a[1]^a[2]^a[3]]
	if *place == a {
		return false
	}
	found := s.has(Address, a[:])
	if !found && s.ranges.near(a) {
		s.ranges.holding(netip.AddrFrom4(a), func(uint32) bool {
			found = true
			return false
		})
	}
	if !found {
		*place = a
	}
	return found
}

// knowsHost reports whether a host, or a domain that it lies in, is an indicator.
func (s *Set) knowsHost(host []byte, m *Memo) bool {
	folded := m.folded[:len(host)]
	sum := byte(0)
	for i, c := range host {
		folded[i] = lower(c)
		sum = sum*31 + folded[i]
	}
	place := &m.hosts[sum%64]
	if string(place.text[:place.n]) == string(folded) {
		return false
	}
	found := false
	for at := 0; at >= 0 && !found; at = nextLabel(folded, at) {
		found = s.has(Domain, folded[at:]) || at == 0 && s.hosts[string(folded)]
	}
	if !found && len(folded) <= len(place.text) {
		place.n = uint8(copy(place.text[:], folded))
	}
	return found
}

// nextLabel returns where the next label but the last begins, -1 where none does.
func nextLabel(host []byte, at int) int {
	for i := at; i < len(host); i++ {
		if host[i] != '.' {
			continue
		}
		for j := i + 1; j < len(host); j++ {
			if host[j] == '.' {
				return i + 1
			}
		}
		return -1
	}
	return -1
}

// glimpse6 looks for IPv6 addresses.
func (s *Set) glimpse6(row []byte) (found bool) {
	sixes(row, func(a netip.Addr, _, _ int) bool {
		raw := a.As16()
		found = s.has(Address, raw[:])
		if !found {
			s.ranges.holding(a, func(uint32) bool {
				found = true
				return false
			})
		}
		return !found
	})
	return found
}

var (
	alphanumeric = chars("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
	hostly       = chars("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.")
	sixly        = chars("0123456789abcdefABCDEF:.")
)

func chars(all string) (t [256]bool) {
	for i := range len(all) {
		t[all[i]] = true
	}
	return t
}

func isHex(c byte) bool { return c-'0' <= 9 || c|0x20-'a' <= 5 }

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c | 0x20
	}
	return c
}
