package forge

import (
	"fmt"
	"strings"

	"github.com/athar-forensics/athar"
)

// Both control panel logs have these four columns and the fixed version 15.0.0.0.
var ecpColumns = newLayout("TimeStamp,ServerName,EventId,EventData")

// panelCall is one request that the control panel's back end worked on.
type panelCall struct {
	at athar.Time
	// command is the cmdlet line, in the panel's own grammar: see [command].
	command string
	url     string
	// failure is the exception of a cmdlet that failed; empty for success.
	failure string
	// session is the signed-in session, the same for all its calls.
	session string
}

// param is a cmdlet's parameter. Raw values ($true, $null) stand bare, text in
// single quotes.
type param struct {
	name, value string
	raw         bool
}

// command writes a cmdlet as the control panel logs it: Cmdlet.Param=value.
func command(cmdlet string, params ...param) string {
	var b strings.Builder
	b.WriteString(cmdlet)
	for _, p := range params {
		b.WriteString("." + p.name + "=")
		if p.raw {
			b.WriteString(p.value)
		} else {
			b.WriteString("'" + p.value + "'")
		}
	}
	return b.String()
}

func text(name, value string) param { return param{name: name, value: value} }
func raw(name, value string) param  { return param{name: name, value: value, raw: true} }

// pair writes S:Key=Value. A value with a quote, a semicolon or a line break
// puts the whole pair in single quotes and doubles those inside.
func pair(key, value string) string {
	quoted := strings.ContainsAny(value, "';\"\r\n")
	s := "S:" + key + "=" + strings.NewReplacer("\r", `\r`, "\n", `\n`).Replace(value)
	if quoted {
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	return s
}

// panel writes an ECP Server row.
func (h *Host) panel(c chance, call panelCall) {
	l := ecpColumns.line()
	l.set("TimeStamp", stamp(call.at))
	l.set("ServerName", strings.ToUpper(h.Name))
	l.set("EventId", "ECP.Request")
	l.set("EventData", strings.Join([]string{
		pair("TIME", fmt.Sprint(c.between(5, 900))), pair("SID", call.session), pair("CMD", call.command), pair("REQID", ""),
		pair("URL", call.url), pair("REFERRER", ""), pair("EX", call.failure), pair("ACTID", c.guid()), pair("RS", "0"),
		pair("BLD", h.buildAt(call.at).String()), pair("TNAME", "<null>"), pair("TID", ""), pair("USID", c.guid()),
		pair("EDOID", ""), pair("ACID", ""),
	}, ";"))
	h.ecpBook(athar.KindECPServer, `ECP\Server`, "ECPServer", "ECP Server Log").add(call.at, l.bytes())
}

// activity writes an ECP Activity row: who asked for which page.
func (h *Host) activity(c chance, at athar.Time, user, url string) {
	l := ecpColumns.line()
	l.set("TimeStamp", stamp(at))
	l.set("ServerName", strings.ToUpper(h.Name))
	l.set("EventId", "ECP.Request")
	l.set("EventData", strings.Join([]string{
		pair("PSA", user), pair("URL", url), pair("Bld", h.buildAt(at).String()), pair("ActID", c.guid()),
	}, ";"))
	// The number in the name is the worker process's; one stands for all here.
	h.ecpBook(athar.KindECPActivity, `ECP\Activity`, "ECPActivity_7716_", "ECP Activity Log").add(at, l.bytes())
}

func (h *Host) ecpBook(kind athar.Kind, folder, prefix, logType string) *logbook {
	return h.book(folder, func() *logbook {
		return &logbook{
			kind:   kind,
			folder: h.Install + `\Logging\` + folder,
			name:   daily(prefix), period: athar.Day, limit: h.RollBytes,
			head: func(first athar.Time) []byte {
				return exchangeHead("15.0.0.0", logType, first, ecpColumns.header, HeaderNone)
			},
		}
	})
}
