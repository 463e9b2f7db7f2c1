package campaign

import (
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/sigma"
)

// logSource is one line of the table that binds Sigma's log sources to kinds of
// evidence. An empty part of the key binds any.
type logSource struct {
	category, product, service string
	// kinds that end in / stand for all that begin with them.
	kinds []athar.Kind
	// decoded are fields, or with a final dot groups of fields, whose values do
	// not stand in the raw record as they are.
	decoded []string
}

var (
	// Methods and statuses stand in every row: as literals they are worth nothing.
	webDecoded    = []string{"cs-method", "method", "httpmethod", "sc-status", "httpstatus", "backendstatus", "uri", "client-query", "script", "side", "request-id", "token.", "anchor.", "cs-user-agent", "c-useragent", "cs(user-agent)"}
	cmdletDecoded = []string{"noun", "param.", "params", "outcome", "error", "filepath."}
)

// logSources is the table; the first line that fits is taken.
var logSources = []logSource{
	{product: "exchange", service: "httpproxy", kinds: []athar.Kind{athar.KindHTTPProxy}, decoded: webDecoded},
	{product: "exchange", service: "rps-http", kinds: []athar.Kind{athar.CmdletInfra("http")}, decoded: webDecoded},
	{product: "exchange", service: "oabgenerator", kinds: []athar.Kind{athar.KindOABGenerator}, decoded: []string{"oab."}},
	{product: "exchange", service: "requestfilter", kinds: []athar.Kind{athar.KindRequestFilter}, decoded: webDecoded},
	{product: "exchange", service: "ews", kinds: []athar.Kind{athar.KindEWS}},
	{product: "exchange", category: "cmdlet", kinds: []athar.Kind{athar.KindECPServer, athar.CmdletInfra("cmdlet")}, decoded: cmdletDecoded},
	{product: "windows", service: "iis", kinds: []athar.Kind{athar.KindIIS}, decoded: webDecoded},
	{category: "webserver", kinds: []athar.Kind{athar.KindIIS, athar.KindHTTPProxy}, decoded: webDecoded},
	{category: "proxy", kinds: []athar.Kind{athar.KindIIS, athar.KindHTTPProxy}, decoded: webDecoded},
}

// sourceOf finds the line for a rule's log source. A rule that asks for more
// than the line offers (another product, a service that athar has no log of) is
// not bound.
func sourceOf(s sigma.LogSource) (logSource, bool) {
	fits := func(have, want string) bool { return strings.EqualFold(have, want) || have == "" }
	for _, l := range logSources {
		if !fits(l.category, s.Category) || !fits(l.product, s.Product) || !fits(l.service, s.Service) {
			continue
		}
		if s.Service != "" && l.service == "" && !strings.EqualFold(s.Service, "iis") {
			continue
		}
		return l, true
	}
	return logSource{}, false
}

func describe(s sigma.LogSource) string {
	var parts []string
	for _, p := range [][2]string{{"product", s.Product}, {"category", s.Category}, {"service", s.Service}} {
		if p[1] != "" {
			parts = append(parts, p[0]+" "+p[1])
		}
	}
	return strings.Join(parts, ", ")
}

func (l logSource) has(kind athar.Kind) bool {
	for _, k := range l.kinds {
		if k == kind || strings.HasSuffix(string(k), "/") && strings.HasPrefix(string(kind), string(k)) {
			return true
		}
	}
	return false
}

// verbatim reports whether a field's value stands in the raw record as it is.
// Spaces in IIS' user agents are written as plus signs, so those are not.
func (l logSource) verbatim(field string) bool {
	field = strings.ToLower(field)
	for _, d := range l.decoded {
		if field == d || strings.HasSuffix(d, ".") && strings.HasPrefix(field, d) {
			return false
		}
	}
	return true
}
