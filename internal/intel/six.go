package intel

import (
	"bytes"
	"net/netip"
)

// maxSix is the longest text of an IPv6 address.
const maxSix = 45

// sixes calls take for the IPv6 addresses in a text, until it returns false.
// Times of day have colons too: an address has two side by side, or seven.
func sixes(text []byte, take func(a netip.Addr, at, end int) bool) {
	for from := 0; ; {
		i := bytes.IndexByte(text[from:], ':')
		if i < 0 {
			return
		}
		at := from + i
		for at > from && sixly[text[at-1]] && from+i-at < maxSix {
			at--
		}
		end := from + i
		for end < len(text) && sixly[text[end]] && end-at <= maxSix {
			end++
		}
		from = end
		if at > 0 && text[at-1] == '%' && end-at > 2 && isHex(text[at]) && isHex(text[at+1]) {
			at += 2
		}
		word := text[at:end]
		if len(word) > maxSix || at > 0 && alphanumeric[text[at-1]] && !escaped(text, at) || end < len(text) && alphanumeric[text[end]] {
			continue
		}
		if !bytes.Contains(word, []byte("::")) && bytes.Count(word, []byte{':'}) < 7 {
			continue
		}
		if a, err := netip.ParseAddr(string(word)); err == nil && a.Is6() && !a.Is4In6() && !take(a, at, end) {
			return
		}
	}
}
