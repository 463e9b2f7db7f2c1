package intel

import (
	"net/netip"
	"regexp"
	"strings"
)

// vocabulary maps what lists call their kinds, in small letters without blanks,
// dashes and underscores, to types. None stands for kinds that athar knows of
// and does not look for; auto for those whose value decides.
var vocabulary = map[string]Type{
	"md5": MD5, "filemd5": MD5, "filehashmd5": MD5, "md5sum": MD5, "hashmd5": MD5,
	"sha1": SHA1, "filesha1": SHA1, "filehashsha1": SHA1, "sha1sum": SHA1, "hashsha1": SHA1,
	"sha256": SHA256, "filesha256": SHA256, "filehashsha256": SHA256, "sha256sum": SHA256, "hashsha256": SHA256,
	"hash": auto, "file": auto, "filehash": auto, "samplehash": auto, "indicator": auto, "ioc": auto, "network": auto, "link": URL,
	"ip": Address, "ipaddress": Address, "ipaddr": Address, "address": Address, "ipv4": Address, "ipv6": Address,
	"ipv4addr": Address, "ipv6addr": Address, "ipsrc": Address, "ipdst": Address, "sourceip": Address, "destip": Address,
	"remoteip": Address, "networkip": Address, "c2ip": Address, "ipport": Address,
	"range": Range, "cidr": Range, "iprange": Range, "netblock": Range, "subnet": Range,
	"domain": Domain, "hostname": Domain, "host": Domain, "fqdn": Domain, "domainname": Domain, "dns": Domain, "c2": auto,
	"url": URL, "uri": URL, "urlpath": URL, "uripath": URL,
	"path": Path, "filepath": Path, "fullpath": Path, "filefullpath": Path, "pattern": Pattern, "filepattern": Pattern,
	"filename": Filename,
	"agent":    Agent, "useragent": Agent, "httpuseragent": Agent,
	"key": Key, "shellkey": Key, "webshellkey": Key,
	"email": Email, "emailaddr": Email, "emailaddress": Email, "emailsrc": Email, "emaildst": Email, "mail": Email,
	"emailsender": Email, "emailreplyto": Email,
	"account": Account, "useraccount": Account, "username": Account, "user": Account,
	"targetuser": Account,
}

// auto is the type of an entry whose value says what it is.
const auto = types

// typeOf reads the name of a kind.
func typeOf(name string) (Type, bool) {
	if t, ok := vocabulary[name]; ok {
		return t, true
	}
	t, ok := vocabulary[squeeze.Replace(strings.ToLower(strings.TrimSpace(name)))]
	return t, ok
}

var (
	drive    = regexp.MustCompile(`^(?i:[a-z]:[\\/]|\\\\|\\[\w$]|%[\w() ]+%)`)
	agents   = regexp.MustCompile(`^(?i:mozilla|opera|curl|wget|python-requests|python-urllib|go-http-client|java)/\S`)
	version4 = regexp.MustCompile(`^\d{1,3}(\.\d{1,3}){3}(:\d{1,5})?$`)
)

// guess tells a value's type from its shape, None where it has none that is known.
func guess(v string) Type {
	plain := refang(v)
	switch {
	case longHex.MatchString(v):
		if t := hashLengths[len(v)]; t != None {
			return t
		}
		return SHA256 // which accept refuses, with the number of its digits
	case drive.MatchString(v):
		return Path
	case version4.MatchString(plain):
		return Address
	case strings.Contains(plain, "://"):
		return URL
	case agents.MatchString(v):
		return Agent
	}
	if _, err := netip.ParseAddr(strings.Trim(plain, "[]")); err == nil {
		return Address
	}
	if _, err := netip.ParseAddrPort(plain); err == nil {
		return Address
	}
	if low, high, ok := strings.Cut(plain, "-"); ok {
		_, errA := netip.ParseAddr(strings.TrimSpace(low))
		_, errB := netip.ParseAddr(strings.TrimSpace(high))
		if errA == nil && errB == nil {
			return Range
		}
	}
	if _, err := netip.ParsePrefix(plain); err == nil {
		return Range
	}
	if strings.ContainsAny(plain, " \t") {
		return None
	}
	if strings.Contains(plain, "@") && !strings.Contains(plain, "/") {
		return Email
	}
	if strings.HasPrefix(v, "/") {
		return Path
	}
	if strings.Contains(v, `\`) && !strings.ContainsAny(v, "^$()[]+|{}") && strings.Contains(v, ".") && !strings.Contains(v, `\.`) {
		return Path
	}
	if i := strings.LastIndexByte(v, '.'); i > 0 && extensions[strings.ToLower(v[i+1:])] && !strings.ContainsAny(v, `/\`) {
		return Filename
	}
	if host, _, ok := strings.Cut(plain, "/"); ok {
		if t, _, err := acceptDomain(host); err == nil && t == Domain {
			return URL
		}
		return None
	}
	if strings.Contains(plain, ".") || plain == "localhost" {
		return Domain
	}
	return None
}
