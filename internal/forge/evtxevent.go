package forge

import "github.com/athar-forensics/athar"

// Event is one Windows event. What is zero is left out, as Windows leaves it
// out: an optional value without one.
type Event struct {
	// Provider names who wrote it, ProviderGUID is its identity in the form
	// {8-4-4-4-12}. Classic providers have none.
	Provider, ProviderGUID string
	ID                     uint16
	// Qualifiers is what classic events have above their number.
	Qualifiers uint16
	Version    uint8
	Level      uint8
	Task       uint16
	Opcode     uint8
	Keywords   uint64
	Time       athar.Time
	// Number is the record's identifier; 0 counts on from the one before.
	Number uint64
	// Activity is a GUID in the same form.
	Activity          string
	Process, Thread   uint32
	Channel, Computer string
	// User is the SID that the event was written under.
	User string
	// Data is what the event tells: Data elements by their name, or where the
	// first has no name, the list of texts of a classic event.
	Data []EventField
	// UserData, where it is set, names the element that holds Data as elements
	// of their own instead: LogFileCleared in the event 1102.
	UserData string
}

// EventField is one datum of an event. Its value may be nil, a string, bool,
// []string, []byte (binary), athar.Time, any sized integer or float64, or one of
// the types below.
type EventField struct {
	Name  string
	Value any
}

// Values that Windows shows in their own way.
type (
	// Hex32 and Hex64 are numbers shown in hexadecimal, as logon identifiers.
	Hex32 uint32
	// Hex64 is the longer one.
	Hex64 uint64
	// GUID is one in the form {8-4-4-4-12}, SID one in the form S-1-5-18.
	GUID string
	// SID is a security identifier.
	SID string
)

// Texts makes the data of a classic event.
func Texts(texts ...string) []EventField {
	out := make([]EventField, len(texts))
	for i, s := range texts {
		out[i].Value = s
	}
	return out
}
