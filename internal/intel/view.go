package intel

import "github.com/athar-forensics/athar"

// eventFields are the values of Windows events in which an intruder's addresses,
// hosts, tools and accounts stand. An event's other values are numbers, ids and
// what Windows says of itself; fetching all of each would cost more than reading it.
var eventFields = []string{
	"IpAddress", "SourceNetworkAddress", "Source_Network_Address", "SourceIp", "DestinationIp", "DestinationHostname",
	"ClientAddress", "WorkstationName", "QueryName", "QueryResults", "CommandLine", "ParentCommandLine", "ProcessCommandLine",
	"ScriptBlockText", "Payload", "ContextInfo", "HostApplication", "Image", "NewProcessName", "TargetFilename", "ImageLoaded",
	"ImagePath", "ServiceFileName", "TaskContent", "TargetUserName", "SubjectUserName", "Url", "url", "RemoteName", "Path", "Data",
}

// view searches a record that fetches its values one by one.
func (m *match) view(rec *athar.Record) {
	for _, name := range eventFields {
		if v, ok := rec.Lookup(name); ok && len(v) >= minWord {
			m.field(name, []byte(v), false)
		}
	}
	if !m.s.HasHashes() {
		return
	}
	for _, name := range hashFields {
		if v, ok := rec.Lookup(name); ok {
			m.hashes(name, v)
		}
	}
}
