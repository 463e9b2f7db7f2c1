package intel

import (
	"bytes"
	"maps"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
)

// Hit is an indicator that was found.
type Hit struct {
	Indicator
	// Field is the column or value that holds it: "c-ip", "sha256", "path".
	Field string
	// Found is what stands there, where it is not the indicator itself: the
	// address in a range, the host below a domain, the path that fits a pattern.
	Found string
}

// own are columns in which a server speaks of itself and its like: its address,
// the name that it was called by, the server that a request was sent on to. An
// indicator there would be the victim's own.
var own = map[string]bool{
	"s-ip": true, "s-computername": true, "s-sitename": true, "cs-host": true, "urlhost": true,
	"serverhostname": true, "servername": true, "server-hostname": true, "server": true, "computer": true,
	"targetserver": true, "targetserverversion": true, "serverlocatorhost": true, "backendservername": true,
	"local-endpoint": true, "connector-id": true, "sitename": true, "organization": true, "organizationname": true, "organizationid": true,
}

// mail are kinds of records in which the host of an e-mail address is a contact.
var mail = map[athar.Kind]bool{athar.KindMessageTracking: true, athar.KindSMTP: true, athar.KindAgent: true}

// maxField is the most of one value that is searched, in bytes.
const maxField = 64 << 10

// Match calls take for every indicator in a record, once each: in the order of
// the columns, and in one column by its place. Indicators bound to another time
// are not among them.
func (s *Set) Match(rec *athar.Record, take func(Hit)) {
	m := match{s: s, at: rec.Time, mail: mail[rec.Kind], take: take}
	if rec.View != nil {
		m.view(rec)
		return
	}
	stem, web := rec.Lookup("cs-uri-stem")
	if web {
		m.web(rec, stem)
	}
	if rec.Columns == nil {
		m.derived(rec, web)
		return
	}
	for i, name := range rec.Columns.Names {
		if i >= len(rec.Values) || len(rec.Values[i]) < minWord || own[strings.ToLower(name)] {
			continue
		}
		m.field(name, rec.Values[i], web)
	}
}

// derived searches a record that has no columns: its values by name, or where it
// has none all of it.
func (m *match) derived(rec *athar.Record, web bool) {
	if len(rec.Derived) == 0 {
		m.field("text", rec.Raw, web)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(rec.Derived)) {
		if v := rec.Derived[name]; len(v) >= minWord && !own[name] {
			m.field(name, []byte(v), web)
		}
	}
}

// match is the search through one record.
type match struct {
	s    *Set
	at   athar.Time
	mail bool
	take func(Hit)
	seen []uint32
}

// hit hands out an indicator, unless it was already, or is not of that time.
func (m *match) hit(id uint32, field, found string) {
	for _, have := range m.seen {
		if have == id {
			return
		}
	}
	in := m.s.indicator(id)
	if !in.counts(m.at) {
		return
	}
	m.seen = append(m.seen, id)
	if found == in.Value {
		found = ""
	}
	m.take(Hit{in, field, found})
}

// field searches one value, and once more without percent-encoding.
func (m *match) field(name string, v []byte, web bool) {
	v = v[:min(len(v), maxField)]
	m.value(name, v, web)
	if bytes.IndexByte(v, '%') >= 0 {
		if plain, err := url.PathUnescape(string(v)); err == nil {
			m.value(name, []byte(plain), web)
		}
	}
}

func (m *match) value(name string, v []byte, web bool) {
	for p := 1; p+1 < len(v); p++ {
		if v[p] == '.' {
			m.dot(name, v, p)
		}
	}
	sixes(v, func(a netip.Addr, _, _ int) bool {
		raw := a.As16()
		m.address(name, a, raw[:])
		return true
	})
	if !web || agentField[strings.ToLower(name)] || !stemField[strings.ToLower(name)] {
		m.texts(name, v, web)
	}
}

// dot looks at what stands around a dot.
func (m *match) dot(name string, v []byte, p int) {
	if t, ok := quad(v, p); ok {
		m.address(name, netip.AddrFrom4(t.four), t.four[:])
		return
	}
	if !m.s.ending(v, p) {
		return
	}
	t, ok := m.s.host(v, p)
	if !ok {
		return
	}
	host := bytes.ToLower(v[t.at:t.end])
	if m.s.hosts[string(host)] {
		m.url(name, string(host), v[t.end:])
	}
	if t.at > 0 && v[t.at-1] == '@' && !m.mail {
		return // the host of a user's name, most often the victim's own
	}
	for at := 0; at >= 0; at = nextLabel(host, at) {
		m.s.lookup(Domain, host[at:], func(id uint32) bool {
			m.hit(id, name, string(host))
			return true
		})
	}
}

func (m *match) address(name string, a netip.Addr, raw []byte) {
	m.s.lookup(Address, raw, func(id uint32) bool {
		m.hit(id, name, a.String())
		return true
	})
	m.s.ranges.holding(a, func(id uint32) bool {
		m.hit(id, name, a.String())
		return true
	})
}

// url looks at what follows a host: the path alone, and with the query.
func (m *match) url(name, host string, rest []byte) {
	rest = rest[:min(len(rest), maxValue)]
	if len(rest) > 1 && rest[0] == ':' {
		i := 1
		for i < len(rest) && rest[i]-'0' <= 9 {
			i++
		}
		rest = rest[i:]
	}
	if i := bytes.IndexAny(rest, " \t\"'<>|\\;,)"); i >= 0 {
		rest = rest[:i]
	}
	if len(rest) > 0 && rest[0] == '?' {
		host += "/"
	}
	whole := strings.ToLower(host + string(rest))
	path, _, asked := strings.Cut(whole, "?")
	for _, v := range []string{whole, path} {
		m.s.lookup(URL, []byte(v), func(id uint32) bool {
			m.hit(id, name, whole)
			return true
		})
		if !asked {
			break
		}
	}
}
