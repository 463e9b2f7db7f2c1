package evtx

import (
	"bytes"
	"testing"

	"github.com/athar-forensics/athar/internal/forge/craft"
)

const ticks2021 = 132592974670000000 // 2021-03-04T02:11:07Z

// systemTemplate is the outer template as Windows writes it, shortened.
var systemTemplate = craft.Element{
	Name:  "Event",
	Attrs: []craft.Attr{{Name: "xmlns", Value: craft.Text("http://schemas.microsoft.com/win/2004/08/events/event")}},
	Content: []craft.Node{
		craft.Element{Name: "System", Content: []craft.Node{
			craft.Element{Name: "Provider", Attrs: []craft.Attr{
				{Name: "Name", Value: craft.Text("Microsoft-Windows-Security-Auditing")},
				{Name: "Guid", Value: craft.Hole{Number: 0, Type: 0x0f}},
			}},
			craft.Element{
				Name:    "EventID",
				Attrs:   []craft.Attr{{Name: "Qualifiers", Value: craft.Hole{Number: 1, Type: 0x06, Optional: true}}},
				Content: []craft.Node{craft.Hole{Number: 2, Type: 0x06, Optional: true}},
			},
			craft.Element{Name: "Version", Content: []craft.Node{craft.Hole{Number: 3, Type: 0x04, Optional: true}}},
			craft.Element{Name: "Keywords", Content: []craft.Node{craft.Hole{Number: 4, Type: 0x15, Optional: true}}},
			craft.Element{Name: "TimeCreated", Attrs: []craft.Attr{{Name: "SystemTime", Value: craft.Hole{Number: 5, Type: 0x11, Optional: true}}}},
			craft.Element{Name: "Channel", Content: []craft.Node{craft.Hole{Number: 6, Type: 0x01, Optional: true}}},
			craft.Element{Name: "Computer", Content: []craft.Node{craft.Text("MAIL01")}},
		}},
		craft.Hole{Number: 7, Type: 0x21, Optional: true},
	},
}

// event is a whole event around what it carries.
func event(id uint16, payload craft.Value) craft.Instance {
	return craft.Instance{GUID: 1, Template: systemTemplate, Values: []craft.Value{
		craft.Bytes(0x0f, 0x25, 0x96, 0x84, 0x54, 0x78, 0x54, 0x94, 0x49, 0xa5, 0xba, 0x3e, 0x3b, 0x03, 0x28, 0xc3, 0x0d),
		craft.Null(),
		craft.Uint16(0x06, id),
		craft.Null(),
		craft.Uint64(0x15, 0x8020000000000000),
		craft.Uint64(0x11, ticks2021),
		craft.String("Security"),
		payload,
	}}
}

// data is a payload: EventData with a template of its own.
func data(guid uint32, values []craft.Value, content ...craft.Node) craft.Value {
	return craft.Nested(craft.Instance{GUID: guid, Template: craft.Element{Name: "EventData", Content: content}, Values: values})
}

// named is a Data element with a name, around a value.
func named(name string, number uint16, typ byte) craft.Element {
	return craft.Element{
		Name:    "Data",
		Attrs:   []craft.Attr{{Name: "Name", Value: craft.Text(name)}},
		Content: []craft.Node{craft.Hole{Number: number, Type: typ}},
	}
}

// read opens bytes as a log.
func read(tb testing.TB, log []byte) *File {
	tb.Helper()
	f, err := Open(bytes.NewReader(log), int64(len(log)))
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

// only makes a log of one record and returns that.
func only(t *testing.T, body ...craft.Node) *Record {
	t.Helper()
	var l craft.Log
	l.Chunk().Record(1, ticks2021, body...)
	return nth(t, read(t, l.Bytes()), 0)
}

// outcome is what a walk came to.
type outcome struct {
	ids    []uint64
	damage []*Damage
}

func walk(t *testing.T, f *File) outcome {
	t.Helper()
	var o outcome
	for r, err := range f.Records() {
		if err != nil {
			o.damage = append(o.damage, err.(*Damage))
			continue
		}
		o.ids = append(o.ids, r.ID())
	}
	return o
}
