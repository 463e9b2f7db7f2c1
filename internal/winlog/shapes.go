package winlog

import "strings"

// role is what a value of an exported event says of the event itself.
type role uint8

const (
	noRole role = iota
	roleID
	roleChannel
	roleProvider
	roleComputer
	roleNumber
	roleTime
	roleLocal    // a time in the server's own zone, which it does not name
	roleReceived // when a collector took the event over, in the zone of roleLocal
	roleStamp    // the same moment, or the event's, in UTC
	roles
)

// rolePaths are the places of those values in the exports that are about, in
// lower case: evtx_dump in both of its shapes, Winlogbeat of two ages, NXLog,
// Splunk, Get-WinEvent. Of several the first that an event has counts.
var rolePaths = [roles][]string{
	roleID: {
		"event.system.eventid", "event.system.eventid.#text", "winlog.event_id", "eventid", "event_id", "eventcode",
		"event.code", "system.eventid", "id",
	},
	roleChannel:  {"event.system.channel", "winlog.channel", "channel", "log_name", "logname", "system.channel"},
	roleProvider: {"event.system.provider.#attributes.name", "event.system.provider_attributes.name", "winlog.provider_name", "provider_name", "providername", "sourcename", "source_name", "event.provider"},
	roleComputer: {"event.system.computer", "winlog.computer_name", "computer", "computername", "computer_name", "hostname", "machinename", "system.computer", "host.name"},
	roleNumber:   {"event.system.eventrecordid", "winlog.record_id", "eventrecordid", "recordnumber", "record_number", "recordid", "record_id", "system.eventrecordid"},
	roleTime: {
		"event.system.timecreated.#attributes.systemtime", "event.system.timecreated_attributes.systemtime",
		"timecreated_systemtime", "systemtime", "timecreated", "timegenerated", "event.created", "_time",
	},
	roleLocal:    {"eventtime"},
	roleReceived: {"eventreceivedtime"},
	roleStamp:    {"@timestamp", "timestamp"},
}

// envelopes stand around an event where a search engine exported it.
var envelopes = []string{"_source.", "result."}

// dataPaths begin the paths of an event's own fields, in lower case. In an export
// without such a place they stand at the top.
var dataPaths = []string{
	"event.eventdata.", "winlog.event_data.", "event_data.", "eventdata.",
	"event.userdata.", "winlog.user_data.", "user_data.", "userdata.",
}

// meaning is what a path says of the value behind it.
type meaning struct {
	role    role
	rank    uint8  // among the paths of the role
	name    string // the field's, as rules spell it
	unnamed bool   // a value without a name
}

// meaningOf reads a path.
func meaningOf(path string) meaning {
	for _, e := range envelopes {
		if len(path) > len(e) && strings.EqualFold(path[:len(e)], e) {
			path = path[len(e):]
		}
	}
	lower := strings.ToLower(path)
	m := meaning{name: path}
	for r, paths := range rolePaths {
		for i, p := range paths {
			if p == lower {
				m.role, m.rank = role(r), uint8(i)
			}
		}
	}
	for i, p := range dataPaths {
		if !strings.HasPrefix(lower, p) {
			continue
		}
		m.name = strings.TrimSuffix(path[len(p):], ".#text")
		if i >= 4 { // what stands below user data has an element around it
			m.name = m.name[strings.LastIndexByte(m.name, '.')+1:]
		}
		break
	}
	switch {
	case strings.EqualFold(m.name, "Data"), lower == "properties.value":
		m.unnamed = true
	case strings.HasPrefix(lower, "event.system."):
		m.name = systemName(path[len("event.system."):])
	case strings.HasPrefix(lower, "winlog.") && m.name == path:
		m.name = path[len("winlog."):]
	case lower == "message":
		m.name = "Message"
	case lower == "loglevel", lower == "winlog.level":
		m.name = "Level"
	}
	return m
}

// systemName spells a path below System as event logs do: Provider_Name.
func systemName(path string) string {
	path = strings.TrimSuffix(path, ".#text")
	path = strings.ReplaceAll(path, ".#attributes.", "_")
	return strings.ReplaceAll(path, "_attributes.", "_")
}
