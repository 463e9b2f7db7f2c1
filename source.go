package athar

import "strings"

// Kind names what a piece of evidence is, as the contract spells it:
// "iis", "exchange/httpproxy/ecp", "file".
type Kind string

// The kinds that have one name. HttpProxy and CmdletInfra kinds end in their
// protocol or part, in lower case: see [HTTPProxy] and [CmdletInfra].
const (
	KindIIS             Kind = "iis"
	KindECPServer       Kind = "exchange/ecp/server"
	KindECPActivity     Kind = "exchange/ecp/activity"
	KindOABGenerator    Kind = "exchange/oabgenerator"
	KindEWS             Kind = "exchange/ews"
	KindMapiHTTP        Kind = "exchange/mapihttp"
	KindIMAP            Kind = "exchange/imap"
	KindRequestFilter   Kind = "exchange/requestfilter"
	KindMessageTracking Kind = "exchange/messagetracking"
	KindSMTP            Kind = "exchange/smtp"
	KindAgent           Kind = "exchange/agent"
	KindSetup           Kind = "exchange/setup"
	KindAudit           Kind = "exchange/audit"
	KindHTTPErr         Kind = "httperr"
	KindAudit365        Kind = "m365/audit"
	KindSignIn365       Kind = "m365/signin"
	KindFile            Kind = "file"
	KindEventsJSON      Kind = "windows/events-json"
	KindTenantAudit     Kind = "m365/audit"
	KindRegistry        Kind = "windows/registry"
	KindTasks           Kind = "windows/tasks"
	KindMFT             Kind = "windows/mft"
	KindIISConfig       Kind = "iis/config"
	KindExchangeConfig  Kind = "exchange/config"
	KindCompiled        Kind = "aspnet/compiled"
	KindScannerLog      Kind = "windows/msert"
	KindRemedyLog       Kind = "exchange/eomt"
)

// KindHTTPProxy begins the kinds of the front end's logs, and stands for all of
// them where the protocol is not told yet.
const KindHTTPProxy Kind = "exchange/httpproxy/"

// KindEventLog begins the kinds of Windows event logs, which end in their channel.
const KindEventLog Kind = "windows/evtx/"

// EventLog is the kind of the events of one Windows channel.
func EventLog(channel string) Kind { return KindEventLog + Kind(strings.ToLower(channel)) }

// HTTPProxy is the kind of the front end's log for one protocol ("ecp").
func HTTPProxy(protocol string) Kind { return KindHTTPProxy + Kind(protocol) }

// Tenant reports whether a kind is of a Microsoft 365 tenant's records and not of
// a server's.
func (k Kind) Tenant() bool { return strings.HasPrefix(string(k), "m365/") }

// FrontEnd reports whether a kind is one of the front end's logs.
func (k Kind) FrontEnd() bool { return strings.HasPrefix(string(k), string(KindHTTPProxy)) }

// Event reports whether a kind is one of Windows events, from whatever file.
func (k Kind) Event() bool {
	return k == KindEventsJSON || strings.HasPrefix(string(k), string(KindEventLog))
}

// CmdletInfra is the kind of one part of the remote PowerShell logs ("cmdlet", "http").
func CmdletInfra(part string) Kind { return Kind("exchange/cmdletinfra/" + part) }

// Source is a place in the evidence that a reader can go and look at.
type Source struct {
	// Path is as found below the root, with / between its parts and !/ between
	// an archive and its member.
	Path string `json:"path"`
	// SHA256 is the hash of the file as decoded from its container, in hex.
	SHA256 string `json:"sha256"`
	Kind   Kind   `json:"kind"`
	// Line counts from 1 in text; Record is an event's EventRecordID; Offset is
	// a byte position. At most one of them is set.
	Line   int64 `json:"line,omitempty"`
	Record int64 `json:"record,omitempty"`
	Offset int64 `json:"offset,omitempty"`
}

// Text is a sentence in the languages that athar speaks.
type Text struct {
	En string `json:"en" yaml:"en"`
	Ar string `json:"ar" yaml:"ar"`
}

// In returns the text in a language, English where there is no other.
func (t Text) In(lang string) string {
	if lang == "ar" && t.Ar != "" {
		return t.Ar
	}
	return t.En
}
