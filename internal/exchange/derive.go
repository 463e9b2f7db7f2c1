package exchange

import (
	"strings"

	"github.com/athar-forensics/athar"
)

// Fields that decoding adds to records, under which rules find them.
const (
	FieldURI         = "uri"          // path and query, percent-decoded until nothing changes
	FieldSentURI     = "uri-as-sent"  // path and query as they stand in the log
	FieldClientQuery = "client-query" // the query without what IIS and Exchange append to it
	FieldSide        = "side"         // "front" or "back": the site that clients reach, or the inner one
	FieldRequest     = "request-id"   // joins front end, IIS and back end
	FieldScript      = "script"       // the server page that a path runs, normalised
	FieldTokenUser   = "token.user"   // logon name inside an X-Rps-CAT token
	FieldTokenSID    = "token.sid"    // and its SID
	FieldCmdlet      = "cmdlet"
	FieldNoun        = "noun"    // what a cmdlet works on: OabVirtualDirectory
	FieldOutcome     = "outcome" // "completed", "failed", "unknown"
	FieldError       = "error"
	FieldParam       = "param." // and the parameter's name in lower case
	FieldParams      = "params" // all parameters, "-Name value" joined by spaces
)

// Decodes reports whether decoding may add a field of that name to a record. What
// it may not add, and no column is called, no row of the log has.
func Decodes(field string) bool {
	field = strings.ToLower(field)
	for _, prefix := range []string{FieldParam, "token.", "anchor."} {
		if strings.HasPrefix(field, prefix) {
			return true
		}
	}
	switch field {
	case FieldURI, FieldSentURI, FieldClientQuery, FieldSide, FieldRequest, FieldScript, FieldCmdlet, FieldNoun, FieldOutcome, FieldError, FieldParams:
		return true
	}
	return false
}

// Derive adds to a record what its kind hides in its columns.
func Derive(rec *athar.Record) {
	switch {
	case rec.Kind == athar.KindECPServer || rec.Kind == athar.KindECPActivity:
		deriveECP(rec)
	case rec.Kind == athar.CmdletInfra("cmdlet"):
		deriveCmdlet(rec)
	case rec.Kind == athar.KindAudit:
		deriveAudit(rec)
	case rec.Columns != nil && rec.Columns.Index("cs-uri-stem") >= 0:
		rec.Derive(FieldSide, side(rec))
		rec.More = deriveWeb
	}
}

// side tells the site that clients reach from the inner one.
func side(rec *athar.Record) string {
	if rec.Kind == athar.CmdletInfra("http") {
		return "back"
	}
	if rec.Kind == athar.KindIIS {
		if port := rec.Get("s-port"); port == "444" || port == "81" || strings.EqualFold(rec.Get("s-sitename"), "W3SVC2") {
			return "back"
		}
	}
	return "front"
}

func deriveWeb(rec *athar.Record) {
	stem, query := rec.Get("cs-uri-stem"), strings.TrimPrefix(rec.Get("cs-uri-query"), "?")
	client, request := clientQuery(query)
	uri := stem
	if query != "" {
		uri += "?" + query
	}
	rec.Derive(FieldSentURI, uri)
	rec.Derive(FieldURI, decodePercent(uri))
	rec.Derive(FieldClientQuery, client)
	if script, ok := ScriptOf(stem); ok {
		rec.Derive(FieldScript, script)
	}
	if id := rec.Get("RequestId"); id != "" && rec.Kind != athar.KindIIS {
		request = id
	}
	if isID(request) {
		rec.Derive(FieldRequest, strings.ToLower(request))
	}
	deriveToken(rec, query)
	if rec.Kind.FrontEnd() {
		deriveAnchor(rec)
	}
}

// deriveToken decodes the X-Rps-CAT token of a query, if it has one, into the
// account that the request pretends to be.
func deriveToken(rec *athar.Record, query string) {
	const name = "x-rps-cat="
	if len(query) < len(name) {
		return
	}
	i := strings.Index(strings.ToLower(query), name)
	if i < 0 {
		query = decodePercent(query)
		if i = strings.Index(strings.ToLower(query), name); i < 0 {
			return
		}
	}
	value, _, _ := strings.Cut(query[i+len(name):], "&")
	token, _ := DecodeToken(value) // what a cut token still tells is worth having
	if token.LogonName != "" {
		rec.Derive(FieldTokenUser, token.LogonName)
	}
	if token.SID != "" {
		rec.Derive(FieldTokenSID, token.SID)
	}
}

func deriveAnchor(rec *athar.Record) {
	a := ParseAnchor(rec.Get("AnchorMailbox"))
	rec.Derive("anchor.kind", a.Kind)
	rec.Derive("anchor.host", a.Host)
	rec.Derive("anchor.path", decodePercent(a.Path))
	if a.Path != "" {
		rec.Derive("anchor.stem", a.Stem())
	}
	rec.Derive("anchor.service", a.Service())
	if a.Local {
		rec.Derive("anchor.local", "true")
	}
	if a.Bracketed {
		rec.Derive("anchor.bracketed", "true")
	}
}

func deriveECP(rec *athar.Record) {
	pairs := EventData(rec.Get("EventData"))
	for _, p := range pairs {
		switch strings.ToUpper(p.Key) {
		case "CMD":
			setCommand(rec, ParseCommands(p.Value))
		case "EX":
			rec.Derive(FieldError, p.Value)
		case "URL":
			rec.Derive("url", decodePercent(p.Value))
		case "PSA", "BLD", "SID", "REQID":
			rec.Derive(strings.ToLower(p.Key), p.Value)
		}
	}
	rec.Derive(FieldOutcome, OutcomeOf(pairs).String())
}

func deriveCmdlet(rec *athar.Record) {
	DeriveCommand(rec, rec.Get("Cmdlet"), rec.Get("Parameters"))
	result, failure := rec.Get("ExecutionResult"), rec.Get("ErrorType")
	outcome := "unknown"
	switch {
	case failure != "" || result != "" && !strings.EqualFold(result, "Success"):
		outcome = "failed"
	case strings.EqualFold(result, "Success"):
		outcome = "completed"
	}
	rec.Derive(FieldOutcome, outcome)
	rec.Derive(FieldError, failure)
}

// DeriveCommand gives a record the fields of a cmdlet with its parameters, in
// either of their spellings.
func DeriveCommand(rec *athar.Record, cmdlet, parameters string) {
	setCommand(rec, []Command{{Cmdlet: cmdlet, Params: ParseParameters(parameters)}})
}

// setCommand derives the command that a record is about. Of several in a
// pipeline that is the one that changes something.
func setCommand(rec *athar.Record, commands []Command) {
	if len(commands) == 0 {
		return
	}
	c := commands[0]
	for _, other := range commands {
		if !strings.HasPrefix(strings.ToLower(other.Cmdlet), "get-") {
			c = other
			break
		}
	}
	rec.Derive(FieldCmdlet, c.Cmdlet)
	_, noun, _ := strings.Cut(c.Cmdlet, "-")
	rec.Derive(FieldNoun, noun)
	var all strings.Builder
	for _, p := range c.Params {
		if all.Len() > 0 {
			all.WriteByte(' ')
		}
		all.WriteString("-" + p.Name + " " + p.Value)
		rec.Derive(FieldParam+strings.ToLower(p.Name), p.Value)
		if strings.EqualFold(p.Name, "FilePath") && ownShare(p.Value, rec.Server) {
			rec.Derive("filepath.own", "true")
		}
	}
	rec.Derive(FieldParams, all.String())
}

// ownShare reports whether a UNC path leads back to a drive of the server itself:
// \\127.0.0.1\C$, \\localhost\C$ or the server's own name.
func ownShare(path, server string) bool {
	rest, ok := strings.CutPrefix(strings.ReplaceAll(path, "/", `\`), `\\`)
	if !ok {
		return false
	}
	host, share, _ := strings.Cut(rest, `\`)
	if len(share) < 2 || share[1] != '$' {
		return false
	}
	label, _, _ := strings.Cut(host, ".")
	own, _, _ := strings.Cut(server, ".")
	return isLocal(host) || own != "" && strings.EqualFold(label, own)
}

// appended are the parameters that IIS and Exchange add behind the client's
// query, in lower case (1.3), with what their values look like: a client may
// send the same names with values of its own.
var appended = map[string]func(value string) bool{
	"correlationid":         func(v string) bool { return v == "<empty>;" || isID(v) || strings.HasSuffix(v, ";") },
	"cafereqid":             mark,
	"requestid":             mark,
	"request_id":            mark,
	"activitycorrelationid": mark,
	"actid":                 mark,
	"encoding":              func(v string) bool { return v == "" || v == ";" },
	"clientid": func(v string) bool {
		return len(v) >= 12 && strings.Trim(v, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789;") == ""
	},
	"logoffreason": func(v string) bool { return letters(strings.ToLower(v)) },
}

// mark reports whether a value is an id as Exchange appends it.
func mark(v string) bool { return isID(strings.TrimSuffix(v, ";")) || strings.HasSuffix(v, ";") }

// clientQuery parts a logged query into what the client sent and the request id
// that the front end appended. Only parameters at the end can be appended ones.
func clientQuery(query string) (client, request string) {
	for query != "" {
		cut := strings.LastIndexByte(query, '&')
		name, value, _ := strings.Cut(query[cut+1:], "=")
		name = strings.ToLower(name)
		if name == "logoffreason" && !strings.Contains(strings.ToLower(query), "cafereqid=") {
			return query, request // Exchange writes it behind the id
		}
		if is := appended[name]; query[cut+1:] != "" && (is == nil || !is(value)) {
			return query, request
		}
		if (name == "cafereqid" || name == "requestid") && request == "" {
			request = strings.TrimSuffix(value, ";")
		}
		query = query[:max(cut, 0)]
	}
	return "", request
}

// isID reports whether an id is one that can join records: masked ones and
// those of nothing but zeros cannot.
func isID(s string) bool {
	if len(s) != 36 {
		return false
	}
	some := false
	for i := range len(s) {
		if dash := i == 8 || i == 13 || i == 18 || i == 23; dash != (s[i] == '-') || !dash && unhex(s[i]) > 15 {
			return false
		}
		some = some || s[i] != '-' && s[i] != '0'
	}
	return some
}
