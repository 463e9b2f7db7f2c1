package forge

import (
	"fmt"
	"hash/fnv"
	"strings"

	"github.com/athar-forensics/athar/internal/forge/craft"
)

// eventSchema is the namespace of every event.
const eventSchema = "http://schemas.microsoft.com/win/2004/08/events/event"

func evtxElement(name string, content ...craft.Node) craft.Element {
	return craft.Element{Name: name, Content: content}
}

func evtxHole(number uint16, typ byte) craft.Hole {
	return craft.Hole{Number: number, Type: typ, Optional: true}
}

func evtxAttr(name string, value craft.Node) craft.Attr { return craft.Attr{Name: name, Value: value} }

// systemTemplate is the outer template as Windows writes it: its values have
// the same numbers in all events, and the computer is written into it.
func systemTemplate(e *Event) craft.Element {
	provider := evtxElement("Provider")
	provider.Attrs = []craft.Attr{evtxAttr("Name", evtxHole(14, evtxString)), evtxAttr("Guid", evtxHole(15, evtxGUID))}
	id := evtxElement("EventID", evtxHole(3, evtxUint16))
	id.Attrs = []craft.Attr{evtxAttr("Qualifiers", evtxHole(4, evtxUint16))}
	created := evtxElement("TimeCreated")
	created.Attrs = []craft.Attr{evtxAttr("SystemTime", evtxHole(6, evtxFileTime))}
	correlation := evtxElement("Correlation")
	correlation.Attrs = []craft.Attr{evtxAttr("ActivityID", evtxHole(7, evtxGUID)), evtxAttr("RelatedActivityID", evtxHole(13, evtxGUID))}
	execution := evtxElement("Execution")
	execution.Attrs = []craft.Attr{evtxAttr("ProcessID", evtxHole(8, evtxUint32)), evtxAttr("ThreadID", evtxHole(9, evtxUint32))}
	security := evtxElement("Security")
	security.Attrs = []craft.Attr{evtxAttr("UserID", evtxHole(12, evtxSID))}
	event := evtxElement(
		"Event",
		evtxElement(
			"System",
			provider, id,
			evtxElement("Version", evtxHole(11, evtxUint8)),
			evtxElement("Level", evtxHole(0, evtxUint8)),
			evtxElement("Task", evtxHole(2, evtxUint16)),
			evtxElement("Opcode", evtxHole(1, evtxUint8)),
			evtxElement("Keywords", evtxHole(5, evtxHex64)),
			created,
			evtxElement("EventRecordID", evtxHole(10, evtxUint64)),
			correlation, execution,
			evtxElement("Channel", evtxHole(16, evtxString)),
			evtxElement("Computer", craft.Text(e.Computer)),
			security,
		),
		evtxHole(17, evtxNested),
	)
	event.Attrs = []craft.Attr{evtxAttr("xmlns", craft.Text(eventSchema))}
	return event
}

// systemValues are the values for it.
func systemValues(e *Event, payload craft.Value) ([]craft.Value, error) {
	given := [17]any{
		0: e.Level, 1: e.Opcode, 2: e.Task, 3: e.ID, 5: Hex64(e.Keywords), 6: e.Time,
		10: e.Number, 11: e.Version, 14: e.Provider, 16: e.Channel,
	}
	if e.Qualifiers != 0 {
		given[4] = e.Qualifiers
	}
	if e.Activity != "" {
		given[7] = GUID(e.Activity)
	}
	if e.Process != 0 || e.Thread != 0 {
		given[8], given[9] = e.Process, e.Thread
	}
	if e.User != "" {
		given[12] = SID(e.User)
	}
	if e.ProviderGUID != "" {
		given[15] = GUID(e.ProviderGUID)
	}
	values := make([]craft.Value, 18)
	for i, v := range given {
		var err error
		if values[i], err = eventValue(v); err != nil {
			return nil, err
		}
	}
	values[17] = payload
	return values, nil
}

// payloadTemplate is the inner template: named data, user data, or the list of
// texts of a classic event, which is one array.
func payloadTemplate(e *Event, values []craft.Value) craft.Element {
	if e.classic() {
		return evtxElement("EventData", evtxElement("Data", evtxHole(0, evtxStringArray)), evtxElement("Binary", evtxHole(1, evtxBinary)))
	}
	var content []craft.Node
	for i, f := range e.Data {
		// A null has no type; its hole has that of the values which it stands for.
		hole := craft.Hole{Number: uint16(i), Type: values[i].Type}
		if hole.Type == 0 {
			hole.Type = evtxString
		}
		switch {
		case e.UserData != "":
			content = append(content, evtxElement(f.Name, hole))
		default:
			datum := evtxElement("Data", hole)
			datum.Attrs = []craft.Attr{evtxAttr("Name", craft.Text(f.Name))}
			content = append(content, datum)
		}
	}
	if e.UserData == "" {
		return evtxElement("EventData", content...)
	}
	return evtxElement("UserData", evtxElement(e.UserData, content...))
}

// classic tells whether the data has no names.
func (e *Event) classic() bool { return e.UserData == "" && len(e.Data) > 0 && e.Data[0].Name == "" }

// payloadValues are the values of the data.
func payloadValues(e *Event) ([]craft.Value, error) {
	data := e.Data
	if e.classic() {
		texts := make([]string, len(data))
		for i, f := range data {
			s, ok := f.Value.(string)
			if !ok || f.Name != "" {
				return nil, fmt.Errorf("event %d of %s: data without a name is text, and all of it is without", e.ID, e.Provider)
			}
			texts[i] = s
		}
		data = []EventField{{Value: texts}, {}}
	}
	values := make([]craft.Value, len(data))
	for i, f := range data {
		if f.Name == "" && !e.classic() {
			return nil, fmt.Errorf("event %d of %s: datum %d has no name, and the others have", e.ID, e.Provider, i)
		}
		var err error
		if values[i], err = eventValue(f.Value); err != nil {
			return nil, fmt.Errorf("event %d of %s, %s: %w", e.ID, e.Provider, f.Name, err)
		}
	}
	return values, nil
}

// shape is what decides the payload's template; its hash is the template's
// number.
func (e *Event) shape(values []craft.Value) string {
	var b strings.Builder
	b.WriteString(e.Provider + "\x00" + e.UserData)
	if e.classic() {
		return b.String()
	}
	for i, f := range e.Data {
		b.WriteString("\x00" + f.Name)
		b.WriteByte(values[i].Type)
	}
	return b.String()
}

// templateNumber is the identity of a template.
func templateNumber(shape string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(shape)) // a hash's Write never fails
	return h.Sum32()
}
