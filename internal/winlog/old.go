package winlog

import (
	"path"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/evtx/evt"
)

// FromOld makes e the event of a log of Windows before Vista. The channel is not
// said in the record: see [OldChannel] and [OldTell].
func (e *Event) FromOld(r *evt.Record, channel string) {
	e.reset(oldValues{r})
	e.ID, e.Provider, e.Channel, e.Computer = uint32(r.EventID()), r.Source, channel, r.Computer
	e.Time = athar.TimeOf(r.Generated)
}

// oldFiles are the names that Windows gave to the files of its logs, and those
// that the logs have, which people save them under.
var oldFiles = map[string]string{
	"appevent":                 "Application",
	"application":              "Application",
	"secevent":                 "Security",
	"security":                 "Security",
	"sysevent":                 "System",
	"system":                   "System",
	"dnsevent":                 "DNS Server",
	"dns server":               "DNS Server",
	"ntds":                     "Directory Service",
	"directory service":        "Directory Service",
	"ntfrs":                    "File Replication Service",
	"file replication service": "File Replication Service",
}

// OldChannel is the log that a file of that name holds, empty where the name
// does not tell.
func OldChannel(name string) string {
	base := strings.ToLower(path.Base(strings.ReplaceAll(name, `\`, "/")))
	return oldFiles[strings.TrimSuffix(base, ".evt")]
}

// OldTell is the log that a record can only have been written to, empty for
// nearly all records. Audits alone tell nothing: SQL Server writes some to the
// log Application.
func OldTell(r *evt.Record) string {
	switch {
	case strings.EqualFold(r.Source, "Security") && (r.Type == evt.AuditSuccess || r.Type == evt.AuditFailure):
		return "Security"
	case r.Source == "Service Control Manager", r.Source == "EventLog":
		return "System"
	}
	return ""
}

// oldValues are those of a record that has no names for them.
type oldValues struct{ r *evt.Record }

func (o oldValues) field(name string) (string, bool) {
	switch name {
	case "EventRecordID":
		return strconv.FormatUint(uint64(o.r.Number), 10), true
	case "EventID_Qualifiers":
		return strconv.Itoa(int(o.r.Qualifiers())), true
	case "Level":
		return strconv.Itoa(int(o.r.Level())), true
	case "Task":
		return strconv.Itoa(int(o.r.Category)), true
	case "Keywords":
		return "0x" + strconv.FormatUint(o.r.Keywords(), 16), true
	case "Security_UserID":
		return o.r.User, o.r.User != ""
	}
	return "", false
}

func (o oldValues) loose(string) (string, bool) { return "", false }

func (o oldValues) unnamed(yield func(string) bool) {
	for _, s := range o.r.Strings {
		if !yield(s) {
			return
		}
	}
}

func (o oldValues) text() string {
	return o.r.Source + "\n" + o.r.Computer + "\n" + o.r.User + "\n" + strings.Join(o.r.Strings, "\n")
}

func (o oldValues) number() int64 { return int64(o.r.Number) }
