package exchange

import (
	"strings"

	"github.com/athar-forensics/athar"
)

// form is what is known of one kind of Exchange log: how to recognise its
// columns, where its time and its server stand, and which names Sigma's web
// rules use for its fields.
type form struct {
	kind athar.Kind
	// logType is how its #Log-type line begins, in lower case.
	logType string
	// marks are columns that together no other kind has, in lower case.
	marks []string
	// time and server name the columns of the row's time and of its computer.
	time, server string
	alias        map[string]string
	// wants are the columns without which the campaign rules are blind.
	wants []string
}

var webAlias = map[string]string{
	"cs-method": "Method", "cs-uri-stem": "UrlStem", "cs-uri-query": "UrlQuery", "sc-status": "HttpStatus",
	"c-ip": "ClientIpAddress", "cs-user-agent": "UserAgent", "c-useragent": "UserAgent",
	"cs-username": "AuthenticatedUser", "cs-host": "UrlHost", "sc-bytes": "ResponseBytes", "time-taken": "TotalRequestTime",
}

var rpsAlias = map[string]string{
	"cs-uri-stem": "UrlStem", "cs-uri-query": "UrlQuery", "sc-status": "HttpStatus",
	"c-ip": "ClientIpAddress", "cs-user-agent": "ClientInfo", "cs-username": "AuthenticatedUser", "cs-host": "UrlHost",
}

var filterAlias = map[string]string{
	"cs-method": "HttpMethod", "cs-uri-stem": "UrlStem", "cs-uri-query": "UrlQuery", "cs-host": "UrlHost",
}

// forms is the table of Exchange's comma-separated logs. The first whose
// #Log-type or marks fit is taken; sources: knowledge of 1.2 to 1.12.
var forms = []form{
	{
		kind: athar.KindHTTPProxy, logType: "httpproxy", marks: []string{"anchormailbox", "urlstem"},
		time: "DateTime", server: "ServerHostName", alias: webAlias,
		wants: []string{"AnchorMailbox", "UrlStem", "UrlQuery", "HttpStatus", "Method"},
	},
	{
		kind: athar.KindECPActivity, logType: "ecp activity",
		time: "TimeStamp", server: "ServerName",
	},
	{
		kind: athar.KindECPServer, logType: "ecp server", marks: []string{"eventid", "eventdata"},
		time: "TimeStamp", server: "ServerName", wants: []string{"EventData"},
	},
	{
		kind: athar.KindEWS, logType: "ews", marks: []string{"soapaction", "localidcount"},
		time: "DateTime", server: "ServerHostName",
	},
	{
		kind: athar.KindMapiHTTP, logType: "mapi", marks: []string{"mapirequestid", "ropids"},
		time: "DateTime", server: "",
	},
	{
		kind: athar.CmdletInfra("cmdlet"), logType: "rps cmdlet", marks: []string{"cmdlet", "cmdletuniqueid"},
		time: "DateTime", server: "ServerHostName", wants: []string{"Cmdlet", "Parameters"},
	},
	{
		kind: athar.CmdletInfra("http"), logType: "rps http", marks: []string{"shellid", "commandname", "urlstem"},
		time: "DateTime", server: "ServerHostName", alias: rpsAlias, wants: []string{"UrlQuery", "HttpStatus"},
	},
	{
		kind: athar.CmdletInfra("authz"), logType: "rps authz", marks: []string{"isauthorized", "function"},
		time: "DateTime", server: "ServerHostName",
	},
	{
		kind: athar.KindRequestFilter, logType: "http request filtering", marks: []string{"scanresult", "headernames"},
		time: "DateTime", server: "ServerHostName", alias: filterAlias, wants: []string{"UrlStem"},
	},
	{
		kind: athar.KindMessageTracking, logType: "message tracking", marks: []string{"internal-message-id", "recipient-address"},
		time: "date-time", server: "server-hostname",
	},
	{
		kind: athar.KindSMTP, logType: "smtp ", marks: []string{"connector-id", "sequence-number", "remote-endpoint"},
		time: "date-time", server: "connector-id",
	},
	{
		kind: athar.KindAgent, logType: "agent log", marks: []string{"p1fromaddress", "p2fromaddresses"},
		time: "Timestamp", server: "",
	},
	{
		kind: athar.KindIMAP, logType: "imap", marks: []string{"sessionid", "seqnumber", "cip", "rpsize"},
		time: "dateTime", server: "",
	},
	{
		// POP's log is IMAP's but for the last column, and goes by its name.
		kind: athar.KindIMAP, logType: "pop", marks: nil,
		time: "dateTime", server: "",
	},
	{
		kind: athar.KindOABGenerator, logType: "oab", marks: nil,
		time: "DateTime", server: "ServerHostName",
	},
	{
		kind: athar.KindAudit, logType: "audit", marks: []string{"recordtype", "workload", "userkey"},
		time: "Timestamp", server: "Server",
	},
}

// timeColumns are the names that a row's time goes by, in lower case.
var timeColumns = []string{"datetime", "timestamp", "date-time"}

// formOfType finds the form of a #Log-type value.
func formOfType(logType string) *form {
	logType = strings.ToLower(strings.TrimSpace(logType))
	for i := range forms {
		if strings.HasPrefix(logType, forms[i].logType) {
			return &forms[i]
		}
	}
	return nil
}

// formOfColumns finds the form whose marks are all among the names.
func formOfColumns(names []string) *form {
	has := make(map[string]bool, len(names))
	for _, n := range names {
		has[strings.ToLower(strings.TrimSpace(n))] = true
	}
next:
	for i := range forms {
		if len(forms[i].marks) == 0 {
			continue
		}
		for _, m := range forms[i].marks {
			if !has[m] {
				continue next
			}
		}
		return &forms[i]
	}
	// Responders keep the columns they need: a front-end export is told by an
	// address column of HttpProxy beside its path or its routing.
	if has["urlstem"] && (has["clientipaddress"] || has["httpstatus"] || has["routinghint"]) ||
		has["anchormailbox"] && (has["routinghint"] || has["httpstatus"]) {
		return &forms[0]
	}
	return nil
}

// protocols maps the first part of a front-end path to the protocol under which
// HttpProxy logs it, for rows whose Protocol column was left out.
var protocols = map[string]string{
	"autodiscover": "autodiscover", "ecp": "ecp", "ews": "ews", "mapi": "mapi", "oab": "oab", "owa": "owa",
	"microsoft-server-activesync": "eas", "powershell": "powershell", "rpc": "rpchttp", "rpcwithcert": "rpchttp", "api": "rest",
}

// ProtocolOfStem tells the front end's protocol from a request's path, empty
// where the path says none.
func ProtocolOfStem(stem string) string {
	stem = strings.ToLower(strings.TrimLeft(stem, "/"))
	first, rest, _ := strings.Cut(stem, "/")
	if first == "owa" && strings.HasPrefix(rest, "calendar/") {
		return "owacalendar"
	}
	return protocols[first]
}
