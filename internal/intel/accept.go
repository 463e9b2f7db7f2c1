package intel

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Bounds of one value, in bytes. No path or address is longer; what is, is text.
const (
	maxValue   = 2048
	maxPattern = 1024
	minWord    = 4 // of a key: shorter ones stand in every row
	minAgent   = 8
)

// accept turns a value of a known type into the form in which it is compared, or
// says why it can be no indicator.
func accept(t Type, v string) (Type, string, error) {
	if len(v) > maxValue {
		return None, "", fmt.Errorf("longer than %d bytes", maxValue)
	}
	if !utf8.ValidString(v) {
		return None, "", errors.New("no text in UTF-8: save the list as UTF-8")
	}
	switch t {
	case MD5, SHA1, SHA256:
		return acceptHash(t, v)
	case Address, Range:
		return acceptAddress(refang(v))
	case Domain:
		return acceptDomain(refang(v))
	case URL:
		return acceptURL(refang(v))
	case Path:
		return acceptPath(v)
	case Pattern:
		return acceptPattern(v)
	case Filename:
		return acceptName(v)
	case Agent:
		if v = strings.ToLower(strings.ReplaceAll(v, "+", " ")); len(v) < minAgent {
			return None, "", fmt.Errorf("a user agent of fewer than %d characters is in every log", minAgent)
		}
		return t, v, nil
	case Key:
		if len(v) < minWord {
			return None, "", fmt.Errorf("a key of fewer than %d characters is in every log", minWord)
		}
		return t, strings.ToLower(v), nil
	case Email:
		return acceptEmail(strings.ToLower(refang(v)))
	case Account:
		v = strings.ToLower(strings.TrimPrefix(v, `.\`))
		_, user, parted := strings.Cut(v, `\`)
		if parted && len(user) == 0 || len(v) < minWord || strings.ContainsAny(v, "\t,;\"") {
			return None, "", errors.New("no account's name")
		}
		return t, v, nil
	}
	return None, "", errors.New("neither a hash, an address, a host, a URL nor a path")
}

var hashLengths = map[int]Type{32: MD5, 40: SHA1, 64: SHA256}

func acceptHash(want Type, v string) (Type, string, error) {
	v = strings.ToLower(v)
	if at := strings.LastIndexByte(v, ':'); at >= 0 {
		v = strings.TrimSpace(v[at+1:]) // "sha256:abc"
	}
	if !hexDigits(v) {
		return None, "", errors.New("a hash has digits and the letters a to f only")
	}
	t := hashLengths[len(v)]
	switch {
	case t == None:
		return None, "", fmt.Errorf("%d hexadecimal digits: an MD5 has 32, a SHA-1 40, a SHA-256 64", len(v))
	case want != t:
		return None, "", fmt.Errorf("called %s, and has the %d digits of another hash", want, len(v))
	case nothing[v]:
		return None, "", errors.New("the hash of a file with nothing in it")
	case strings.Trim(v, v[:1]) == "":
		return None, "", errors.New("one digit again and again: a placeholder")
	}
	return t, v, nil
}

func hexDigits(v string) bool {
	if v == "" {
		return false
	}
	for i := range len(v) {
		if c := v[i] | 0x20; (c < 'a' || c > 'f') && (v[i] < '0' || v[i] > '9') {
			return false
		}
	}
	return true
}

// The widest ranges that still say something of anyone.
const (
	widest4 = 8
	widest6 = 16
)

func acceptAddress(v string) (Type, string, error) {
	v = strings.Trim(v, "[]")
	if low, high, ok := strings.Cut(v, "-"); ok {
		a, errA := netip.ParseAddr(strings.TrimSpace(low))
		b, errB := netip.ParseAddr(strings.TrimSpace(high))
		if errA != nil || errB != nil || a.BitLen() != b.BitLen() || b.Less(a) {
			return None, "", errors.New("no range of addresses")
		}
		if err := public(a); err != nil {
			return None, "", err
		}
		if a.Is4() && b.As4()[0]-a.As4()[0] > 0 || a.Is6() && a.As16()[0] != b.As16()[0] {
			return None, "", errors.New("a range so wide names nobody")
		}
		return Range, a.Unmap().String() + "-" + b.Unmap().String(), nil
	}
	if strings.Contains(v, "/") {
		p, err := netip.ParsePrefix(v)
		if err != nil {
			return None, "", errors.New("no range of addresses")
		}
		if err := public(p.Addr()); err != nil {
			return None, "", err
		}
		if p.IsSingleIP() {
			return Address, p.Addr().Unmap().String(), nil
		}
		if p.Addr().Is4() && p.Bits() < widest4 || p.Addr().Is6() && p.Bits() < widest6 {
			return None, "", errors.New("a range so wide names nobody")
		}
		return Range, p.Masked().String(), nil
	}
	a, err := netip.ParseAddr(v)
	if err != nil {
		ap, err := netip.ParseAddrPort(v)
		if err != nil {
			return None, "", errors.New("no address")
		}
		a = ap.Addr()
	}
	if err := public(a); err != nil {
		return None, "", err
	}
	return Address, a.Unmap().WithZone("").String(), nil
}

func public(a netip.Addr) error {
	a = a.Unmap()
	switch {
	case a.IsLoopback():
		return errors.New("the server's own (loopback) address")
	case a.IsPrivate():
		return errors.New("a private address: every network has it")
	case a.IsUnspecified(), a.IsMulticast(), a.IsLinkLocalUnicast(), a == netip.AddrFrom4([4]byte{255, 255, 255, 255}):
		return errors.New("an address that belongs to no host")
	}
	return nil
}

// isLabel reports whether a part of a host's name, in small letters, is one.
func isLabel(p string) bool {
	if p == "" || len(p) > 63 || p[0] == '-' || p[len(p)-1] == '-' {
		return false
	}
	for i := range len(p) {
		if !hostly[p[i]] || p[i] == '.' {
			return false
		}
	}
	return true
}

// numeric reports whether a host may be an address: no domain ends in a digit or
// has a colon.
func numeric(v string) bool {
	return v != "" && (v[len(v)-1]-'0' <= 9 || strings.IndexByte(v, ':') >= 0)
}

func acceptDomain(v string) (Type, string, error) {
	v = strings.ToLower(strings.Trim(v, "."))
	v = strings.TrimPrefix(v, "*.")
	v = strings.TrimSuffix(v, "/")
	if host, port, ok := strings.Cut(v, ":"); ok && strings.Trim(port, "0123456789") == "" {
		v = host
	}
	if numeric(v) {
		if _, err := netip.ParseAddr(v); err == nil {
			return acceptAddress(v)
		}
	}
	v = ascii(v)
	last := v[strings.LastIndexByte(v, '.')+1:]
	switch {
	case v == "localhost" || last == "localhost" || last == "local" || last == "localdomain" || last == "invalid":
		return None, "", errors.New("a name that every network has")
	case len(last) == len(v):
		return None, "", errors.New("a single word: the end of a domain, or no host")
	case len(v) > 253:
		return None, "", errors.New("longer than a host's name can be")
	}
	for p := range strings.SplitSeq(v, ".") {
		if !isLabel(p) {
			return None, "", errors.New("no host's name")
		}
	}
	switch {
	case len(last) < 2 || last[0] < 'a' || last[0] > 'z' || !strings.HasPrefix(last, "xn--") && strings.ContainsAny(last, "0123456789_-"):
		return None, "", errors.New("no host's name: it ends in none that domains end in")
	case registries[v]:
		return None, "", errors.New("the end of other people's domains")
	case common[v] || common[strings.TrimPrefix(v, "www.")]:
		return None, "", errors.New("a domain that every server meets all day")
	}
	return Domain, v, nil
}

func acceptURL(v string) (Type, string, error) {
	if strings.HasPrefix(v, "/") && !strings.HasPrefix(v, "//") {
		if len(v) < minWord || strings.ContainsAny(v, " \t\"<>") {
			return None, "", errors.New("no path of a URL that says anything")
		}
		return URL, strings.ToLower(v), nil
	}
	if !strings.Contains(v, "://") {
		v = "http://" + v
	}
	u, err := url.Parse(v)
	if err != nil || u.Host == "" {
		return None, "", errors.New("no URL")
	}
	host := strings.ToLower(u.Hostname())
	if a, err := netip.ParseAddr(host); err == nil {
		if err := public(a); err != nil {
			return None, "", err
		}
	} else if _, _, err := acceptDomain(host); err != nil && !common[host] && !common[strings.TrimPrefix(host, "www.")] {
		return None, "", err
	}
	rest := u.EscapedPath()
	if u.RawQuery != "" {
		rest += "?" + u.RawQuery
	}
	if rest == "" || rest == "/" {
		if _, err := netip.ParseAddr(host); err == nil {
			return acceptAddress(host)
		}
		return acceptDomain(host) // a URL of a whole host is the host
	}
	if rest[0] != '/' {
		rest = "/" + rest // a query without a path
	}
	return URL, host + strings.ToLower(rest), nil
}

func acceptEmail(v string) (Type, string, error) {
	user, host, ok := strings.Cut(v, "@")
	if !ok || user == "" || strings.ContainsAny(v, " \t,;\"<>()") || !strings.Contains(host, ".") {
		return None, "", errors.New("no e-mail address")
	}
	return Email, v, nil
}

// longHex is a run of digits that was meant as a hash, whatever its length.
var longHex = regexp.MustCompile(`^[0-9A-Fa-f]{28,}$`)
