package exchange

import (
	"net"
	"net/netip"
	"path"
	"slices"
	"strconv"
	"strings"
)

// anchorKinds are the kinds of anchor in Exchange's spelling. A kind that is not
// here is kept as written.
var anchorKinds = []string{
	"ServerInfo", "ServerVersion", "Server", "Database", "DatabaseGuid", "DatabaseName",
	"SMTP", "Sid", "UserBased", "UPN", "MailboxGuid", "MailboxGuidWithDomain",
	"PuidAndDomain", "Domain", "DomainName", "Organization", "OrganizationAnchor",
	"LiveIdMemberName", "Puid", "OAuthActAs", "URL", "NetId",
}

// Anchor is an AnchorMailbox or BackEndCookie: what the front end took as the
// key to the back end. A host and a path in it say where the front end was sent.
type Anchor struct {
	// Kind is the word before '~' (or "SMTP:"), empty where there is none.
	Kind string
	// Value is what follows the kind: an address, a SID, a GUID.
	Value string
	// Host, Port and Path are set for ServerInfo and Server, and for any value
	// with a bracket. Path has its query and lacks the trailing "#", with which
	// an attack cuts off what the front end appends, and an empty "?".
	Host string
	Port int
	Path string
	// Bracketed says that the host follows "]@", which makes a URL parser take
	// the real host for a user name's end. Only an attack has this form.
	Bracketed bool
	// Local says that Host is this machine: localhost or a loopback address.
	Local bool
}

// ParseAnchor reads an AnchorMailbox or BackEndCookie value, or the value of an
// X-BEResource cookie, which has no kind.
func ParseAnchor(s string) Anchor {
	s = strings.TrimSpace(bounded(s))
	var a Anchor
	a.Kind, a.Value = cutKind(s)
	authority, rest := a.Value, ""
	if i := strings.IndexAny(authority, `/?#\`); i >= 0 {
		authority, rest = authority[:i], authority[i:]
	}
	a.Bracketed = strings.Contains(authority, "]@")
	// A bare cookie value is a host where a path or a version follows it.
	bare := a.Kind == "" && authority != "" && (strings.HasPrefix(rest, "/") || strings.Contains(authority, "~"))
	if a.Kind != "ServerInfo" && a.Kind != "Server" && !a.Bracketed && !bare {
		return a
	}
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		authority = authority[i+1:]
	}
	// A server cookie ends in ~version~expiry, wherever the path stands.
	authority, _, _ = strings.Cut(authority, "~")
	a.Host, a.Port = splitHost(authority)
	a.Local = isLocal(a.Host)
	if i := strings.IndexByte(rest, '#'); i >= 0 {
		rest = rest[:i]
	} else if i := strings.IndexByte(rest, '~'); i >= 0 {
		rest = rest[:i]
	}
	a.Path = strings.TrimSuffix(rest, "?")
	return a
}

// cutKind parts "Kind~value" and "SMTP:value". Text before '~' that is no plain
// word is not a kind.
func cutKind(s string) (kind, value string) {
	n := nameLen(s)
	if n == 0 || n == len(s) || s[n] != '~' && s[n] != ':' {
		return "", s
	}
	for _, k := range anchorKinds {
		if strings.EqualFold(s[:n], k) {
			return k, s[n+1:]
		}
	}
	if s[n] == '~' && n < 40 && !strings.EqualFold(s[:n], "localhost") {
		return s[:n], s[n+1:]
	}
	return "", s
}

// splitHost parts host and port. A port that is no number stays with the host.
func splitHost(s string) (string, int) {
	if host, port, err := net.SplitHostPort(s); err == nil {
		if n, err := strconv.ParseUint(port, 10, 16); err == nil {
			return host, int(n)
		}
	}
	return strings.TrimSuffix(strings.TrimPrefix(s, "["), "]"), 0
}

// isLocal says whether a host names the machine itself.
func isLocal(host string) bool {
	host = strings.TrimSuffix(host, ".")
	if strings.EqualFold(host, "localhost") || strings.HasSuffix(strings.ToLower(host), ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && (addr.Unmap().IsLoopback() || addr.IsUnspecified())
}

// Stem is the path without its query as the back end reads it: percent-decoded, in
// lower case, with empty, "." and ".." elements collapsed and either slash.
func (a Anchor) Stem() string {
	p, _, _ := strings.Cut(a.Path, "?")
	return path.Clean("/" + strings.ToLower(strings.ReplaceAll(decodePercent(p), `\`, "/")))
}

// services are the first parts of the back end's paths.
var services = []string{
	"autodiscover", "mapi", "ecp", "ews", "oab", "owa", "powershell", "rpc", "rpcproxy", "api", "rest", "psws",
	"pushnotifications", "reportingwebservice", "o365suiteservice", "outlookservice", "sync", "e4e", "microsoft-server-activesync",
}

// Service names the back-end service that the path leads to by its first part:
// "autodiscover", "mapi", "ecp", "ews" and so on, or "" for none that is known.
// The path is read as the back end would: percent-decoded, in any case, with
// empty, "." and ".." elements collapsed.
func (a Anchor) Service() string {
	first, _, _ := strings.Cut(a.Stem()[1:], "/")
	if slices.Contains(services, first) {
		return first
	}
	return ""
}
