package artefact

import (
	"regexp"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/exchange"
	"github.com/athar-forensics/athar/internal/textlog"
	"github.com/athar-forensics/athar/internal/weblog"
)

// directive returns the value of the first "#Name:" line among the first lines.
func (h *head) directive(name string) (string, bool) {
	for _, line := range h.lines[:min(len(h.lines), 400)] {
		if len(line) > len(name)+1 && line[0] == '#' && strings.EqualFold(line[1:1+len(name)], name) && line[1+len(name)] == ':' {
			return strings.TrimSpace(line[len(name)+2:]), true
		}
	}
	return "", false
}

// rows returns up to n lines that are neither headers nor empty.
func (h *head) rows(n int) []string {
	var out []string
	for _, line := range h.lines {
		if line == "" || line[0] == '#' || strings.Trim(line, "- ") == "" {
			continue
		}
		if out = append(out, line); len(out) == n {
			break
		}
	}
	return out
}

func exchangeType(h *head) (Artefact, bool) {
	logType, ok := h.directive("Log-type")
	if !ok {
		return Artefact{}, false
	}
	kind := exchange.KindOfType(logType)
	if kind == "" {
		if software, _ := h.directive("Software"); !strings.Contains(software, "Exchange") {
			return Artefact{}, false
		}
		return Artefact{Class: "exchange log: " + strings.ToLower(logType)}, true
	}
	a := Artefact{Form: CSV, Kind: athar.Kind(kind), Layout: exchange.Layout{Kind: athar.Kind(kind)}}
	if a.Kind == athar.KindOABGenerator {
		a.Form = OABLog
	}
	if _, ok := h.directive("Fields"); !ok && a.Kind == athar.KindHTTPProxy {
		if rows := h.rows(1); len(rows) > 0 && exchange.KindOfColumns(strings.Split(rows[0], ",")) == "" {
			a.Layout.Columns = exchange.ProxyColumns
			a.Note = "no #Fields line: columns taken in Exchange's usual order"
		}
	}
	if a.Kind == athar.KindRequestFilter {
		localDates(h, &a)
	}
	return a, true
}

// localDates settles how the request filter's server-locale dates are read (1.9).
func localDates(h *head, a *Artefact) {
	var samples []string
	for _, row := range h.rows(1000) {
		first, _, _ := strings.Cut(row, ",")
		samples = append(samples, strings.Trim(first, `"`))
	}
	order, doubt := exchange.ResolveDateOrder(samples, nameDay(h.base))
	a.Layout.Order = order
	if doubt != exchange.OrderProved && doubt != exchange.OrderLikely {
		a.Note = "day and month of its dates cannot be told apart for sure"
	}
}

func w3cFields(h *head) (Artefact, bool) {
	fields, ok := h.directive("Fields")
	software, _ := h.directive("Software")
	switch {
	case !ok && strings.Contains(software, "Internet Information Services"):
		return Artefact{Form: W3C, Kind: athar.KindIIS, Note: "no #Fields line: rows read by their shape"}, true
	case !ok:
		return Artefact{}, false
	case strings.Contains(strings.ToLower(fields), "s-reason"):
		return Artefact{Form: W3C, Kind: athar.KindHTTPErr}, true
	case strings.Count(fields, " ") < strings.Count(fields, ","):
		kind := exchange.KindOfColumns(strings.Split(fields, ","))
		if kind == "" {
			return Artefact{}, false
		}
		return Artefact{Form: CSV, Kind: athar.Kind(kind), Layout: exchange.Layout{Kind: athar.Kind(kind)}}, true
	}
	for _, f := range strings.Fields(strings.ToLower(fields)) {
		if strings.HasPrefix(f, "cs-") || strings.HasPrefix(f, "cs(") || f == "sc-status" {
			return Artefact{Form: W3C, Kind: athar.KindIIS}, true
		}
	}
	if strings.Contains(software, "Internet Information Services") {
		return Artefact{Form: W3C, Kind: athar.KindIIS, Note: "broken #Fields line: rows read by their shape"}, true
	}
	return Artefact{Class: "w3c log"}, true
}

func exchangeHeader(h *head) (Artefact, bool) {
	rows := h.rows(1)
	if len(rows) == 0 || strings.Count(rows[0], ",") < 2 {
		return Artefact{}, false
	}
	kind := exchange.KindOfColumns(strings.Split(rows[0], ","))
	if kind == "" {
		return Artefact{}, false
	}
	a := Artefact{Form: CSV, Kind: athar.Kind(kind), Layout: exchange.Layout{Kind: athar.Kind(kind)}}
	if a.Kind == athar.KindRequestFilter {
		localDates(h, &a)
	}
	return a, true
}

var setupLine = regexp.MustCompile(`^\[\d{2}/\d{2}/\d{4} \d{2}:\d{2}:\d{2}\.\d+\] \[\d+\] `)

func setupLog(h *head) (Artefact, bool) {
	for _, row := range h.rows(20) {
		if setupLine.MatchString(row) {
			return Artefact{Form: SetupLog, Kind: athar.KindSetup}, true
		}
	}
	return Artefact{}, false
}

// oabLog takes any text in the generator's folder, or a collector's copy of it,
// and elsewhere the phrase alone: many names have "oab" in them.
func oabLog(h *head) (Artefact, bool) {
	lower := strings.ToLower(h.path)
	if !strings.Contains(lower, "oabgenerator") && !strings.Contains(lower, "oab_generation") {
		for _, row := range h.rows(2000) {
			if _, ok := exchange.OABDownloadFailed(row); ok {
				return Artefact{Form: OABLog, Kind: athar.KindOABGenerator}, true
			}
		}
		return Artefact{}, false
	}
	if len(h.rows(1)) == 0 {
		return Artefact{}, false
	}
	return Artefact{Form: OABLog, Kind: athar.KindOABGenerator}, true
}

func ecpRows(h *head) (Artefact, bool) {
	for _, row := range h.rows(50) {
		data, ok := exchange.EventDataOf(row)
		if !ok {
			continue
		}
		if t, n := new(textlog.Clock).Parse([]byte(strings.TrimPrefix(row, `"`))); t == 0 || n == 0 {
			continue
		}
		kind := athar.KindECPServer
		if strings.Contains(data, "S:PSA=") {
			kind = athar.KindECPActivity
		}
		return Artefact{
			Form: CSV, Kind: kind, Layout: exchange.Layout{Kind: kind},
			Note: "no header: rows told by their event data",
		}, true
	}
	return Artefact{}, false
}

func nativeRows(h *head) (Artefact, bool) {
	return all(h.rows(3), func(row string) bool { _, ok := weblog.ParseNative([]byte(row)); return ok },
		Artefact{Form: Native, Kind: athar.KindIIS})
}

func w3cRows(h *head) (Artefact, bool) {
	return all(h.rows(3), func(row string) bool { _, ok := weblog.InferRow([]byte(row), nil); return ok },
		Artefact{Form: W3C, Kind: athar.KindIIS, Note: "no #Fields line: rows read by their shape"})
}

func proxyRows(h *head) (Artefact, bool) {
	return all(h.rows(2), func(row string) bool { return exchange.LooksProxy(strings.Split(row, ",")) },
		Artefact{
			Form: CSV, Kind: athar.KindHTTPProxy,
			Layout: exchange.Layout{Kind: athar.KindHTTPProxy, Columns: exchange.ProxyColumns},
			Note:   "no header: columns taken in Exchange's usual order",
		})
}

func all(rows []string, is func(string) bool, a Artefact) (Artefact, bool) {
	for _, row := range rows {
		if !is(row) {
			return Artefact{}, false
		}
	}
	return a, len(rows) > 0
}

// export recognises a responder's excerpt whose header is in another language or
// does not fit its rows.
func export(h *head) (Artefact, bool) {
	rows := h.rows(51)
	if len(rows) < 2 || strings.Count(rows[0], ",") < 2 {
		return Artefact{}, false
	}
	var csv textlog.CSV
	split := func(row string) []string {
		var out []string
		for _, v := range csv.Split([]byte(row), nil) {
			out = append(out, string(v))
		}
		return out
	}
	header := split(rows[0])
	var values [][]string
	for _, row := range rows[1:] {
		values = append(values, split(row))
	}
	names, note, ok := weblog.InferColumns(header, values)
	if !ok {
		return Artefact{}, false
	}
	return Artefact{
		Form: CSV, Kind: athar.KindHTTPProxy,
		Layout: exchange.Layout{Kind: athar.KindHTTPProxy, Columns: names}, Note: note,
	}, true
}
