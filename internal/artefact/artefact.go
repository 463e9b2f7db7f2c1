// Package artefact says what a file is, by its content before its name.
//
// Folders and names are hints only: other drives, localized folders, renamed
// files and a responder's exports are normal, and an intruder names files as he
// likes. A name counts where it promises a kind that the content is not: then
// something that was wanted could not be read, and that is said.
package artefact

import (
	"bytes"
	"path"
	"regexp"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/exchange"
	"github.com/athar-forensics/athar/internal/tenant"
	"github.com/athar-forensics/athar/internal/textlog"
)

// HeadSize is how much of a file's beginning recognition looks at, in bytes.
const HeadSize = 64 << 10

// Form says which decoder reads an artefact.
type Form uint8

// The forms.
const (
	Ignored Form = iota // nothing that athar reads; Artefact.Class says what
	Refused             // promised by name, not kept by content; Artefact.Reason says why
	W3C                 // a web log in W3C's form, with or without header
	Native              // IIS' old comma-separated form
	CSV                 // one of Exchange's logs
	SetupLog
	OABLog
	EventLog    // a Windows event log
	OldEventLog // one of Windows before Vista
	EventExport // Windows events as JSON
	Audit       // a Microsoft 365 tenant's audit or sign-in records
	Page        // a server page or another file of a web root
	Document    // a file that is read whole into records: a hive, a configuration, a task, a trace, the $MFT
)

// Artefact is what a file is.
type Artefact struct {
	Form   Form
	Kind   athar.Kind
	Class  string // what an ignored file is, for the count
	Reason string
	// Promised is how the kind begins that a refused file's name announces.
	Promised athar.Kind
	Layout   exchange.Layout
	Wrapping tenant.Shape // of a tenant's records
	Day      athar.Time   // the date in the file's name, zero where there is none
	Note     string       // said of the whole file: how its columns were told, a doubt about its clock
}

// test is one line of the table: a way to recognise a form from the head.
type test struct {
	name string
	is   func(h *head) (Artefact, bool)
}

// tests in the order in which they are asked; the first that answers wins.
var tests = []test{
	{"event log", eventLog},
	{"old event log", oldEventLog},
	{"windows", windowsFile},
	{"binary", binary},
	{"page", page},
	{"tenant audit", auditRecords},
	{"exchange log-type", exchangeType},
	{"w3c fields", w3cFields},
	{"exchange header row", exchangeHeader},
	{"setup log", setupLog},
	{"oab log", oabLog},
	{"ecp rows", ecpRows},
	{"iis native", nativeRows},
	{"iis rows", w3cRows},
	{"front-end rows", proxyRows},
	{"export", export},
	{"exported events", exportedEvents},
}

// head is a file's beginning as the tests see it.
type head struct {
	raw   []byte
	lines []string // of the text, without line ends; the last one may be cut
	path  string
	base  string // lower case
}

// Recognise says what a file is from its first bytes (up to HeadSize) and its path.
func Recognise(raw []byte, filePath string) Artefact {
	h := &head{raw: raw, path: filePath, base: strings.ToLower(path.Base(strings.ReplaceAll(filePath, `\`, "/")))}
	h.lines = lines(raw)
	for _, t := range tests {
		if a, ok := t.is(h); ok {
			a.Day = nameDay(h.base)
			return h.keep(a)
		}
	}
	class := "text"
	if !textual(raw) {
		class = "binary"
	}
	return h.keep(Artefact{Class: class})
}

// promises are names that announce a kind.
var promises = []struct {
	name *regexp.Regexp
	what string
	kind string // what the kind must begin with
}{
	{regexp.MustCompile(`^(u_|u_in|u_nc)?(ex|in|nc)\d{6,8}(_x)?\.log$`), "an IIS log", "iis"},
	{regexp.MustCompile(`^httpproxy_.*\.(log|csv)$`), "an Exchange front-end log", "exchange/httpproxy"},
	{regexp.MustCompile(`^ecpserver.*\.log$`), "an ECP server log", "exchange/ecp/"},
	{regexp.MustCompile(`^ecpactivity.*\.log$`), "an ECP activity log", "exchange/ecp/"},
	{regexp.MustCompile(`^rps_(cmdlet|http).*\.log$`), "a remote PowerShell log", "exchange/cmdletinfra"},
	{regexp.MustCompile(`^(msgtrk).*\.log$`), "a message tracking log", "exchange/messagetracking"},
	{regexp.MustCompile(`\.evtx?$`), "an event log", "windows/evtx"},
	{regexp.MustCompile(`^ews_\d{8,10}-\d+\.log$`), "an EWS log", "exchange/ews"},
	{regexp.MustCompile(`^mapihttp_\d{8,10}-\d+\.log$`), "a MAPI log", "exchange/mapihttp"},
	{regexp.MustCompile(`^(recv|send)\d{8,10}-\d+\.log$`), "an SMTP log", "exchange/smtp"},
	{regexp.MustCompile(`^httperr\d+\.log$`), "an HTTPERR log", "httperr"},
	{regexp.MustCompile(`^exchangesetup\.log$`), "Exchange's setup log", "exchange/setup"},
}

// keep holds a verdict against what the file's name promises.
func (h *head) keep(a Artefact) Artefact {
	if a.Form != Ignored {
		return a
	}
	for _, p := range promises {
		if !p.name.MatchString(h.base) || strings.HasPrefix(a.Class, p.kind) {
			continue
		}
		a.Promised, a.Day = athar.Kind(p.kind), nameDay(h.base)
		a.Form, a.Reason = Refused, "its name says "+p.what+", and its content is none"
		if len(h.raw) == 0 {
			a.Reason = "its name says " + p.what + ", and it is empty"
		}
		return a
	}
	if len(h.raw) != 0 {
		return a
	}
	if hives[h.base] {
		a.Form, a.Reason = Refused, "its name says a registry hive or a table of files, and it is empty"
	}
	a.Class = "empty"
	return a
}

// hives are files whose names alone promise little, and nothing else where they are
// empty: a copy that failed.
var hives = map[string]bool{"system": true, "software": true, "sam": true, "security": true, "ntuser.dat": true, "$mft": true, "amcache.hve": true}

// lines parts the head's text into lines, whatever its encoding.
func lines(raw []byte) []string {
	if !textual(raw) {
		return nil
	}
	block, err := textlog.NewReader(bytes.NewReader(raw)).Next()
	if err != nil {
		return nil
	}
	var out []string
	for line := range strings.Lines(string(block.Data)) {
		out = append(out, strings.TrimRight(line, "\r\n"))
	}
	return out
}

// textual reports whether bytes look like text: no control characters but the
// usual ones. NULs count only where the text is not UTF-16 and they are neither
// a tail nor a hole.
func textual(raw []byte) bool {
	if bytes.HasPrefix(raw, []byte{0xFF, 0xFE}) || bytes.HasPrefix(raw, []byte{0xFE, 0xFF}) {
		return true
	}
	odd, seen := 0, 0
	for _, c := range raw[:min(len(raw), 4096)] {
		switch {
		case c == 0:
			continue
		case c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != 0x1b && c != '\f':
			odd++
		}
		seen++
	}
	return seen > 0 && odd*50 < seen
}

var (
	// IIS names its logs by a two-digit year: u_ex210305.log, hourly ones
	// u_ex21030506.log, monthly ones u_ex2103.log, which name no day.
	iisDate  = regexp.MustCompile(`^(?:u_)?(?:ex|in|nc)(\d{2})(\d{2})(\d{2})(?:\d{2})?(?:_x)?\.`)
	nameDate = regexp.MustCompile(`(?:^|[^0-9])(\d{2})?(\d{2})(\d{2})(\d{2})(?:\d{2})?(?:[^0-9]|$)`)
)

// nameDay reads a date from a file's name: u_ex210305.log, HttpProxy_2021030506-1.LOG.
func nameDay(base string) athar.Time {
	century, m := "", iisDate.FindStringSubmatch(base)
	if m != nil {
		m = m[1:]
	} else if m = nameDate.FindStringSubmatch(base); m != nil {
		century, m = m[1], m[2:]
	} else {
		return 0
	}
	if century == "" {
		century = "20"
		if m[0] > "70" {
			century = "19"
		}
	}
	day, _ := textlog.ParseDay([]byte(century + m[0] + "-" + m[1] + "-" + m[2]))
	return day
}

// Text returns bytes as text, whatever their encoding. Bytes that are no text are
// kept; NULs, and lines of any length, end nothing.
func Text(raw []byte) string { return string(textlog.Text(raw)) }
