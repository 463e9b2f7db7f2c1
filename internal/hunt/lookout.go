package hunt

import (
	"bytes"
	"net/netip"
	"sort"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/exchange"
	"github.com/athar-forensics/athar/internal/textlog"
)

// Bounds of what one file may say beside its findings.
const (
	maxBuilds   = 4096
	maxMentions = 512
	maxClients  = 3
)

// lookout notes what rows say of the server beside what rules ask: builds in
// addresses and columns, other servers, and which site a web log is of.
type lookout struct {
	rows              int64
	frontEnd, backEnd int64
	builds            map[buildKey]*athar.BuildSeen
	mentions          map[string]int64
	full              map[string]athar.Time // builds that enough clients were given, by their last such day
	build, target     []byte                // of the row before, so that only changes cost
}

type buildKey struct {
	server, build, how string
	day                athar.Time
}

// proxyRow looks at an Exchange row's version columns and at the server that
// its request was sent on to.
func (l *lookout) proxyRow(d *exchange.Decoder, row *textlog.Row, line int64) {
	if len(d.Build) > 0 && !bytes.Equal(d.Build, l.build) {
		l.build = append(l.build[:0], d.Build...)
		l.note(buildKey{string(row.Server), strings.ReplaceAll(string(d.Build), ",", "."), "rows", row.Time - row.Time%athar.Day}, row.Time, line)
	}
	if len(d.Target) > 0 && !bytes.Equal(d.Target, l.target) {
		l.target = append(l.target[:0], d.Target...)
		l.mention(string(d.Target), line)
	}
}

// mention notes a server's name where it has the shape of one.
func (l *lookout) mention(name string, line int64) {
	label, domain, _ := strings.Cut(name, ".")
	if !hostLabel(label) || domain == "" || len(name) > 255 {
		return
	}
	if l.mentions == nil {
		l.mentions = map[string]int64{}
	}
	key := strings.ToLower(name)
	if _, ok := l.mentions[key]; !ok && len(l.mentions) < maxMentions {
		l.mentions[key] = line
	}
}

// hostLabel reports whether a text can be a host's name and is no address.
func hostLabel(s string) bool {
	if s == "" || len(s) > 63 || strings.Trim(s, "0123456789") == "" {
		return false
	}
	for i := range len(s) {
		c := s[i] | 0x20
		if (c < 'a' || c > 'z') && (s[i] < '0' || s[i] > '9') && s[i] != '-' && s[i] != '_' {
			return false
		}
	}
	return true
}

func (l *lookout) note(key buildKey, t athar.Time, line int64) *athar.BuildSeen {
	if l.builds == nil {
		l.builds = map[buildKey]*athar.BuildSeen{}
	}
	b := l.builds[key]
	if b == nil {
		b = &athar.BuildSeen{Server: key.server, Build: key.build, Time: t, Line: line, How: key.how}
		if len(l.builds) < maxBuilds {
			l.builds[key] = b
		}
	}
	return b
}

// header notes the build of a #Version line for every server in the file.
func (l *lookout) header(version string, spans []athar.Span) {
	for _, s := range spans {
		l.note(buildKey{s.Server, version, "header", 0}, s.First, 1)
	}
}

// url notes a build that a served path is named after: /owa/prem/15.1.2176.2/...
// Only pages that were given count, and how many clients were given them: one
// request can name any build (5.4).
func (l *lookout) url(rec *athar.Record) {
	switch rec.Get("sc-status") {
	case "200", "304":
	default:
		return
	}
	stem := strings.ToLower(rec.Get("cs-uri-stem"))
	for _, prefix := range []string{"/owa/prem/", "/owa/", "/ecp/"} {
		rest, ok := strings.CutPrefix(stem, prefix)
		if !ok {
			continue
		}
		build, _, _ := strings.Cut(rest, "/")
		if strings.Count(build, ".") != 3 || strings.Trim(build, "0123456789.") != "" || len(build) > 24 {
			continue
		}
		b := l.note(buildKey{rec.Server, build, "url", rec.Time - rec.Time%athar.Day}, rec.Time, rec.Line)
		if ip := addresses(rec.Get("c-ip")); len(ip) > 0 && len(b.Clients) < maxClients {
			b.Clients = keep(b.Clients, ip[0])
		}
		if len(b.Clients) == maxClients {
			if l.full == nil || len(l.full) >= maxBuilds {
				l.full = map[string]athar.Time{}
			}
			l.full[build] = rec.Time - rec.Time%athar.Day
		}
		return
	}
}

// noted reports whether the build that a path at a place in the row names was
// noted for that day already.
func (l *lookout) noted(line []byte, at int, t athar.Time) bool {
	rest := line[at:]
	i := bytes.IndexByte(rest[1:], '/') + 2 // behind /owa/ or /ecp/
	if i < len(rest) && rest[i]|0x20 == 'p' {
		i += len("prem/")
	}
	j := i
	for j < len(rest) && (rest[j] == '.' || rest[j]-'0' <= 9) {
		j++
	}
	if i >= j {
		return true // no build follows
	}
	day, ok := l.full[string(rest[i:j])]
	return ok && day == t-t%athar.Day
}

// exchangePaths are the front end's folders.
var exchangePaths = []string{"/owa", "/ecp", "/ews", "/autodiscover", "/mapi", "/microsoft-server-activesync", "/powershell", "/oab", "/rpc", "/rpcproxy"}

// sample looks at one of a web log's first rows: which site is it, and is it an
// Exchange server's at all? A redirect or a logon demand of an Exchange path
// counts, a scanner's 404 does not; what Exchange appends to queries is proof.
func (l *lookout) sample(rec *athar.Record, t *athar.Trace) {
	if rec.Get(exchange.FieldSide) == "back" || innerByPlace(rec, t) {
		l.backEnd++
	} else {
		l.frontEnd++
	}
	if t.Exchange {
		return
	}
	query := strings.ToLower(rec.Get("cs-uri-query"))
	if strings.Contains(query, "cafereqid=") || strings.Contains(query, "&correlationid=") {
		t.Exchange = true
		return
	}
	switch rec.Get("sc-status") {
	case "200", "302", "401", "241", "440":
	default:
		return
	}
	stem := strings.ToLower(rec.Get("cs-uri-stem"))
	for _, p := range exchangePaths {
		if stem == p || strings.HasPrefix(stem, p+"/") {
			t.Exchange = true
			return
		}
	}
}

// innerByPlace tells the inner site where neither port nor site was logged: by
// its folder, or by clients that are all the server itself.
func innerByPlace(rec *athar.Record, t *athar.Trace) bool {
	if rec.Get("s-port") != "" || rec.Get("s-sitename") != "" {
		return false
	}
	if strings.Contains(strings.ToLower(t.Path), "w3svc2") {
		return true
	}
	ip, err := netip.ParseAddr(rec.Get("c-ip"))
	return err == nil && (ip.IsLoopback() || ip.IsLinkLocalUnicast())
}

func (l *lookout) into(t *athar.Trace) {
	for _, b := range l.builds {
		t.Builds = append(t.Builds, *b)
	}
	sort.Slice(t.Builds, func(i, j int) bool {
		a, b := &t.Builds[i], &t.Builds[j]
		if a.Time != b.Time {
			return a.Time < b.Time
		}
		if a.Build != b.Build {
			return a.Build < b.Build
		}
		return a.Server+a.How < b.Server+b.How
	})
	for name, line := range l.mentions {
		t.Mentions = append(t.Mentions, athar.Mention{Name: name, Line: line})
	}
	sort.Slice(t.Mentions, func(i, j int) bool { return t.Mentions[i].Name < t.Mentions[j].Name })
}
