package intel

import (
	"slices"

	"github.com/athar-forensics/athar"
)

// eventFields are the values of Windows events in which an intruder's addresses,
// hosts, tools and accounts stand. An event's other values are numbers, ids and
// what Windows says of itself; fetching all of each would cost more than reading it.
var eventFields = []string{
	"IpAddress", "SourceNetworkAddress", "Source_Network_Address", "SourceIp", "DestinationIp", "DestinationHostname",
	"ClientAddress", "WorkstationName", "QueryName", "QueryResults", "CommandLine", "ParentCommandLine", "ProcessCommandLine",
	"ScriptBlockText", "Payload", "ContextInfo", "HostApplication", "Image", "NewProcessName", "TargetFilename", "ImageLoaded",
	"ImagePath", "ServiceFileName", "TaskContent", "TargetUserName", "SubjectUserName", "Url", "url", "RemoteName", "Path", "Data",
}

// EventSearch looks for indicators in Windows events, which fetch their values one
// by one. It is one goroutine's.
type EventSearch struct {
	m      match
	fields []string
	room   []byte
}

// Events returns a search through events.
func (s *Set) Events() *EventSearch {
	e := &EventSearch{m: match{s: s}, fields: eventFields}
	if s.HasHashes() {
		e.fields = slices.Concat(eventFields, hashFields)
	}
	return e
}

// Fields are the values that are looked at. They are asked for by their places.
func (e *EventSearch) Fields() []string { return e.fields }

// Match is [Set.Match] for an event; value returns one of its Fields and need not
// keep it beyond the next call.
func (e *EventSearch) Match(rec *athar.Record, value func(field int) (string, bool), take func(Hit)) {
	m := &e.m
	m.at, m.take, m.seen = rec.Time, take, m.seen[:0]
	for i, name := range e.fields {
		v, ok := value(i)
		switch {
		case !ok:
		case i >= len(eventFields):
			m.hashes(name, v)
		case len(v) >= minWord:
			e.room = append(e.room[:0], v...)
			m.field(name, e.room, false)
		}
	}
}

// view searches a record that fetches its values by their names.
func (m *match) view(rec *athar.Record) {
	e := m.s.Events()
	e.m.mail = m.mail
	e.Match(rec, func(i int) (string, bool) { return rec.Lookup(e.fields[i]) }, m.take)
}
