package hunt

import (
	"hash/fnv"
	"net/netip"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
	"github.com/athar-forensics/athar/internal/exchange"
	"github.com/athar-forensics/athar/sigma"
)

// maxValue is the most of one field that a sighting keeps, in bytes.
const maxValue = 1 << 10

// joinRule stands for the rule in rows that a request's id found.
var joinRule = &campaign.Rule{Name: athar.JoinRow, Meta: campaign.Meta{Evidence: []string{"SoapAction", "ActAsUser", "ImpersonatedUser", "LocalIdCount", "RemoteIdCount"}}}

// sight makes a sighting of the record that a rule matched.
func sight(rec *athar.Record, rule *campaign.Rule, quiet bool) athar.Sighting {
	s := athar.Sighting{
		Rule: rule.Name, Kind: rec.Kind, Server: rec.Server, Time: rec.Time, Line: rec.Line, Event: rec.Event,
		Hash: hashOf(rec.Raw), Quiet: quiet,
		Raw: clip(string(rec.Raw), athar.MaxRaw), Request: rec.Get(exchange.FieldRequest),
		Fields: map[string]string{},
	}
	if id := rec.Get("Id"); id != "" && rec.Kind.Tenant() {
		s.Hash = hashOf([]byte(id)) // two exports write one record differently
	}
	for _, f := range rule.Keep() {
		if v := rec.Get(f); v != "" {
			s.Fields[f] = clip(v, maxValue)
		}
	}
	var matched []sigma.FieldValue
	if !quiet { // nobody is shown what a quiet match looked at
		matched = rule.Matched(rec)
	}
	for _, v := range matched {
		if v.Field != "" && v.Value != "" {
			s.Fields[v.Field] = clip(v.Value, maxValue)
		}
	}
	s.IP = addresses(rec.Get("c-ip"))
	s.Account = accounts(rec, rule.Meta.Account)
	for _, f := range rule.Meta.File {
		s.File = keep(s.File, rec.Get(f))
	}
	if stem := rec.Get("cs-uri-stem"); stem != "" {
		s.URL = keep(s.URL, urlOf(rec, stem))
		for _, f := range []string{"cs-method", "sc-status", exchange.FieldSide} {
			s.Fields[f] = clip(rec.Get(f), maxValue)
		}
	}
	s.Subject = subjectOf(rec, rule.Meta.Subject, s.IP)
	return s
}

// subjectOf returns what the finding is about. Addresses are compared in one
// spelling.
func subjectOf(rec *athar.Record, field string, ip []string) string {
	if field == "c-ip" && len(ip) > 0 {
		return ip[0]
	}
	return clip(strings.ToLower(rec.Get(field)), maxValue)
}

func urlOf(rec *athar.Record, stem string) string {
	if q := rec.Get(exchange.FieldClientQuery); q != "" {
		stem += "?" + q
	}
	return clip(exchange.Unescape(stem), maxValue)
}

func accounts(rec *athar.Record, fields []string) []string {
	var out []string
	for _, f := range fields {
		out = keep(out, clip(rec.Get(f), maxValue))
	}
	for _, f := range []string{"cs-username", "AuthenticatedUser"} {
		out = keep(out, clip(rec.Get(f), maxValue))
	}
	return out
}

// keep adds a value to a sorted set, empty ones left out.
func keep(set []string, v string) []string {
	if v == "" {
		return set
	}
	i := sort.SearchStrings(set, v)
	if i < len(set) && set[i] == v {
		return set
	}
	set = append(set, "")
	copy(set[i+1:], set[i:])
	set[i] = v
	return set
}

// addresses reads the addresses of a column that may hold a chain of hops.
func addresses(v string) []string {
	var out []string
	for _, part := range strings.FieldsFunc(v, func(r rune) bool { return r == ' ' || r == ',' || r == '+' }) {
		host, _, _ := strings.Cut(part, "%")
		if a, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
			out = keep(out, a.Unmap().String())
		} else if ap, err := netip.ParseAddrPort(part); err == nil {
			out = keep(out, ap.Addr().Unmap().String())
		}
		if len(out) == 8 {
			break
		}
	}
	return out
}

// clip cuts a text at n bytes, at a character's border, and makes it valid UTF-8.
func clip(s string, n int) string {
	// What is no text grows when it is marked as such.
	return cut(strings.ToValidUTF8(cut(s, n), "\uFFFD"), n)
}

func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

func hashOf(raw []byte) uint64 {
	h := fnv.New64a()
	h.Write(raw)
	return h.Sum64()
}
