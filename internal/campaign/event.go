package campaign

import (
	"slices"

	"github.com/athar-forensics/athar/sigma"
)

// EventSort is what tells Windows events apart before any other field is looked
// at. Channels and providers compare without case.
type EventSort struct {
	Channel, Provider string
	ID                uint32
}

// boundEvents is a rule as it looks at the events of one stream.
type boundEvents struct {
	stream  *stream
	matcher *sigma.Matcher
}

func (s *stream) hasEvent(e EventSort) bool {
	return s.Channel.covers(e.Channel) &&
		(len(s.ID) == 0 || slices.Contains(s.ID, e.ID)) &&
		(len(s.Provider) == 0 || s.Provider.covers(e.Provider))
}

// ForEvents returns the rule's matcher for Windows events of a sort, nil where the
// rule is not for them. It asks for fields by the names that those events have:
// for a rule about process_creation, Image in Sysmon's event 1 and NewProcessName
// in event 4688 of the Security log.
//
// Some names are not in the event as such and have to be made by whoever reads it:
// Data stands for all elements without a name, joined by line feeds, and see
// [Derived].
func (r *Rule) ForEvents(e EventSort) *sigma.Matcher {
	for _, b := range r.events {
		if b.stream.hasEvent(e) {
			return b.matcher
		}
	}
	return nil
}

// Derived fields of Windows events, by the names that the table of log sources has
// for them. They are made of several fields, or of one whose values have names.
const (
	// DerivedRegistryTarget is, of Security 4657, ObjectName and ObjectValueName
	// with a backslash between, the hive in Sysmon's spelling: HKLM\..., HKU\...
	DerivedRegistryTarget = "registry.target"
	// DerivedInitiated is, of Security 5156, "true" for Direction %%14593 (out)
	// and "false" for %%14592 (in).
	DerivedInitiated = "connection.initiated"
	// DerivedProtocol is, of Security 5156, "tcp" for Protocol 6, "udp" for 17,
	// else the number.
	DerivedProtocol = "connection.protocol"
	// DerivedAction is "accept" for Security 5156, "blocked" for 5152 and 5157.
	DerivedAction = "connection.action"
	// DerivedImage is, of Security 5156, the Application with C: for its volume.
	DerivedImage = "connection.image"
	// DerivedDetails is, of Security 4657, NewValue as Sysmon's Details has it:
	// DWORD (0x00000001), QWORD (0x00000000-0x00000001).
	DerivedDetails = "registry.details"
	// DerivedIntegrity is, of Security 4688, the name of the MandatoryLabel.
	DerivedIntegrity = "process.integrity"
	// DerivedProcessUser is, of Security 4688, whom the process runs as, and
	// DerivedSubjectUser of any event its subject: DOMAIN\name, or NT AUTHORITY\SYSTEM
	// and its like for the services' own accounts. DerivedProcessLogon is the
	// session of the first.
	DerivedProcessUser  = "process.user"
	DerivedProcessLogon = "process.logon"
	DerivedSubjectUser  = "subject.user"
)
