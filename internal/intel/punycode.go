package intel

import (
	"strings"
	"unicode/utf8"
)

// ascii writes a host's name as logs have it: labels with letters beyond ASCII in
// Punycode (RFC 3492). A name that cannot be written so is left as it is, and
// refused for its letters.
func ascii(host string) string {
	if len(host) > maxHost || plain(host) || !utf8.ValidString(host) {
		return host
	}
	parts := strings.Split(host, ".")
	for i, p := range parts {
		for _, r := range p {
			if r > 0x7f {
				parts[i] = "xn--" + punycode([]rune(p))
				break
			}
		}
	}
	return strings.Join(parts, ".")
}

// plain reports whether a text has nothing beyond ASCII.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// The parameters of RFC 3492, section 5.
const (
	pBase, pMin, pMax        = 36, 1, 26
	pSkew, pDamp, pBias, pN0 = 38, 700, 72, 128
)

func punycode(label []rune) string {
	var out []byte
	for _, r := range label {
		if r < pN0 {
			out = append(out, byte(r))
		}
	}
	basic := len(out)
	if basic > 0 {
		out = append(out, '-')
	}
	delta, bias, n := 0, pBias, rune(pN0)
	for done := basic; done < len(label); {
		next := rune(utf8.MaxRune)
		for _, r := range label {
			if r >= n {
				next = min(next, r)
			}
		}
		delta += int(next-n) * (done + 1)
		n = next
		for _, r := range label {
			if r < n {
				delta++
			}
			if r != n {
				continue
			}
			q := delta
			for k := pBase; ; k += pBase {
				t := min(max(k-bias, pMin), pMax)
				if q < t {
					break
				}
				out = append(out, digit(t+(q-t)%(pBase-t)))
				q = (q - t) / (pBase - t)
			}
			out = append(out, digit(q))
			bias = adapt(delta, done+1, done == basic)
			delta = 0
			done++
		}
		delta++
		n++
	}
	return string(out)
}

func digit(d int) byte {
	if d < 26 {
		return byte('a' + d)
	}
	return byte('0' + d - 26)
}

func adapt(delta, points int, first bool) int {
	if delta /= 2; first {
		delta = delta * 2 / pDamp
	}
	delta += delta / points
	k := 0
	for ; delta > (pBase-pMin)*pMax/2; k += pBase {
		delta /= pBase - pMin
	}
	return k + (pBase-pMin+1)*delta/(delta+pSkew)
}
