package evtx

import (
	"slices"
	"testing"

	"github.com/athar-forensics/athar/internal/forge/craft"
)

// payloads with each way in which Windows names data.
func fieldsEvent() craft.Instance {
	return event(4624, data(2, []craft.Value{
		craft.String("HealthMailbox\u0623"), craft.Uint32(0x14, 0x3e7),
		{Type: 0x81, Data: craft.Raw(craft.UTF16("one\x00two"))},
		craft.Null(), craft.String("Dynamic"), craft.String("v"),
	},
		named("TargetUserName", 0, 0x01), named("LogonId", 1, 0x14),
		craft.Element{Name: "Data", Content: []craft.Node{craft.Hole{Number: 2, Type: 0x81}}},
		craft.Element{Name: "Data", Content: []craft.Node{craft.Text("three")}},
		craft.Element{Name: "Binary", Content: []craft.Node{craft.Hole{Number: 3, Type: 0x0e, Optional: true}}},
		craft.Element{Name: "Data", Attrs: []craft.Attr{{Name: "Name", Value: craft.Hole{Number: 4, Type: 0x01}}}, Content: []craft.Node{craft.Hole{Number: 5, Type: 0x01}}},
		craft.Element{
			Name: "Deep", Attrs: []craft.Attr{{Name: "k", Value: craft.Text("1")}},
			Content: []craft.Node{craft.Element{Name: "Channel", Content: []craft.Node{craft.Text("not System's")}}, craft.Element{Name: "Leaf", Content: []craft.Node{craft.Text("a"), craft.Hole{Number: 1, Type: 0x14}}}},
		},
	))
}

func TestField(t *testing.T) {
	r := only(t, fieldsEvent())
	for name, want := range map[string]string{
		"EventID": "4624", "Channel": "Security", "Computer": "MAIL01",
		"Provider_Name":          "Microsoft-Windows-Security-Auditing",
		"Provider_Guid":          "{54849625-5478-4994-a5ba-3e3b0328c30d}",
		"TimeCreated_SystemTime": "2021-03-04T02:11:07.0000000Z",
		"TargetUserName":         "HealthMailbox\u0623",
		"LogonId":                "0x3e7", "Data": "one, two", "Dynamic": "v",
		"Deep_k": "1", "Leaf": "a0x3e7",
	} {
		if v, ok := r.Field(name); !ok || v.String() != want {
			t.Errorf("%s is %q, %v, want %q", name, v, ok, want)
		}
	}
	for _, name := range []string{"Binary", "Version", "EventID_Qualifiers", "Nothing", "", "EventData", "Deep", "xmlns", "Event_xmlns"} {
		if v, ok := r.Field(name); ok {
			t.Errorf("%s is %q, want none", name, v)
		}
	}
	for i, want := range []string{"one", "two", "three"} {
		if v, ok := r.Data(i); !ok || v.String() != want {
			t.Errorf("Data %d is %q, %v, want %q", i, v, ok, want)
		}
	}
	if _, ok := r.Data(3); ok {
		t.Error("there is a fourth Data")
	}
	if r.EventID() != 4624 || r.Provider() != "Microsoft-Windows-Security-Auditing" || r.Channel() != "Security" || r.Computer() != "MAIL01" || r.ID() != 1 {
		t.Errorf("%d %s %s %s %d", r.EventID(), r.Provider(), r.Channel(), r.Computer(), r.ID())
	}
	if !r.Time().Equal(r.Written()) || r.Offset() != headerSize+recordsStart {
		t.Errorf("time %v, written %v, offset %d", r.Time(), r.Written(), r.Offset())
	}
	var names []string
	for name := range r.Fields() {
		names = append(names, name)
	}
	want := []string{
		"Provider_Name", "Provider_Guid", "EventID", "Keywords", "TimeCreated_SystemTime", "Channel", "Computer",
		"TargetUserName", "LogonId", "Data", "Data", "Dynamic", "Deep_k", "Channel", "Leaf",
	}
	if !slices.Equal(names, want) {
		t.Errorf("fields %v\n  want %v", names, want)
	}
}

// TestTemplatesAreShared binds a field once and reads it from records of
// different chunks, where the same template stands at different offsets.
func TestTemplatesAreShared(t *testing.T) {
	var l craft.Log
	l.Chunk().Record(1, ticks2021, event(1, data(2, []craft.Value{craft.String("a")}, named("A", 0, 0x01))))
	second := l.Chunk()
	second.Record(2, ticks2021, event(2, data(3, []craft.Value{craft.String("x")}, named("X", 0, 0x01))))
	second.Record(3, ticks2021, event(3, data(2, []craft.Value{craft.String("b")}, named("A", 0, 0x01))))
	// The same GUID, another template.
	l.Chunk().Record(4, ticks2021, event(4, data(2, []craft.Value{craft.String("c")}, named("B", 0, 0x01))))

	bound := map[*Template]int{}
	var got []string
	for r, err := range read(t, l.Bytes()).Records() {
		if err != nil {
			t.Fatal(err)
		}
		var inner *Template
		last := 0
		for last, inner = range r.Templates() {
			if last == 0 && inner.Index("EventID") < 0 {
				t.Errorf("record %d begins with %v", r.ID(), inner)
			}
		}
		if last != 1 {
			t.Fatalf("record %d has %d templates", r.ID(), last+1)
		}
		if _, ok := bound[inner]; !ok {
			bound[inner] = inner.Index("A")
		}
		v, _ := r.Value(1, bound[inner])
		got = append(got, v.String())
	}
	if want := []string{"a", "", "b", ""}; !slices.Equal(got, want) || len(bound) != 3 {
		t.Errorf("values %q of %d templates, want %q of 3", got, len(bound), want)
	}
}
