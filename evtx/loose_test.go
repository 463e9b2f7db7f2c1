package evtx

import (
	"fmt"
	"testing"

	"github.com/athar-forensics/athar/internal/forge/craft"
)

// bare is an element without a template, as those around it are.
func bare(name string, content ...craft.Node) craft.Element {
	return craft.Element{Loose: true, Name: name, Content: content}
}

// looseEvent is an event without any template.
func looseEvent(text string, attrs ...craft.Attr) craft.Element {
	return bare("Event", bare("System", bare("EventID", craft.Text("7")), bare("Channel", craft.Text("Forwarded"+text))),
		bare("EventData", craft.Element{Loose: true, Name: "Data", Attrs: attrs, Content: []craft.Node{craft.Text(text)}}))
}

// Events that differ in their text only share a template, and each keeps its own
// text; those that differ in a field's name share none.
func TestLooseTemplates(t *testing.T) {
	name := func(s string) craft.Attr { return craft.Attr{Name: "Name", Value: craft.Text(s)} }
	var l craft.Log
	for range 2 {
		c := l.Chunk()
		for i := range 3 {
			c.Record(uint64(i+1), ticks2021, looseEvent(fmt.Sprint("text ", i), name("A")))
		}
		c.Record(4, ticks2021, looseEvent("text 3", name("B")))
	}
	templates := map[*Template]bool{}
	for r, err := range read(t, l.Bytes()).Records() {
		if err != nil {
			t.Fatal(err)
		}
		field, other := "A", "B"
		if r.ID() == 4 {
			field, other = other, field
		}
		want := fmt.Sprint("text ", r.ID()-1)
		if v, ok := r.Field(field); !ok || v.String() != want {
			t.Errorf("record %d: %s is %q, %t", r.ID(), field, v, ok)
		}
		if _, ok := r.Field(other); ok {
			t.Errorf("record %d has %s", r.ID(), other)
		}
		if r.EventID() != 7 || r.Channel() != "Forwarded"+want {
			t.Errorf("record %d: event %d in %q", r.ID(), r.EventID(), r.Channel())
		}
		for _, template := range r.Templates() {
			templates[template] = true
		}
	}
	if len(templates) != 2 {
		t.Errorf("%d templates, want 2", len(templates))
	}
}

func TestLooseText(t *testing.T) {
	hole := func(n uint16, optional bool) craft.Node { return craft.Hole{Number: n, Type: 0x01, Optional: optional} }
	attr := func(name string, value craft.Node) craft.Element {
		return craft.Element{Loose: true, Name: "a", Attrs: []craft.Attr{{Name: name, Value: value}}, Content: []craft.Node{craft.Text("x")}}
	}
	for name, test := range map[string]struct {
		element         craft.Element
		json, xml, text string
	}{
		"text":               {bare("a", craft.Text(`<">`)), `"<\">"`, "<a>&lt;&quot;&gt;</a>", `<">`},
		"no text":            {bare("a", craft.Text("")), `""`, "<a></a>", ""},
		"a NUL at the end":   {bare("a", craft.Text("x\x00")), `"x"`, "<a>x</a>", "x"},
		"text in pieces":     {bare("a", craft.Text("x"), craft.Entity("amp"), craft.Text("y"), craft.Char('z')), `"x&yz"`, "<a>x&amp;yz</a>", "x&yz"},
		"two texts":          {bare("a", craft.Text("x"), craft.Text("y")), `"xy"`, "<a>xy</a>", "xy"},
		"a hole":             {bare("a", hole(0, false)), "null", "<a></a>", ""},
		"a hole among text":  {bare("a", craft.Text("x"), hole(0, false)), `"x"`, "<a>x</a>", "x"},
		"an attribute":       {attr("k", craft.Text("v")), `{"#attributes":{"k":"v"},"#text":"x"}`, `<a k="v">x</a>`, "x"},
		"a hole as one":      {attr("k", hole(0, false)), `{"#attributes":{"k":null},"#text":"x"}`, `<a k="">x</a>`, "x"},
		"an optional hole":   {attr("k", hole(0, true)), `"x"`, "<a>x</a>", "x"},
		"text of a CDATA":    {bare("a", craft.CDATA("<x>")), `"<x>"`, "<a>&lt;x&gt;</a>", "<x>"},
		"elements with text": {bare("a", craft.Text("x"), bare("b", craft.Text("y"))), `{"#text":"x","b":"y"}`, "<a>x<b>y</b></a>", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := only(t, bare("e", test.element))
			if b, err := r.AppendJSON(nil, JSONInline); err != nil || string(b) != `{"e":{"a":`+test.json+"}}" {
				t.Errorf("JSON is %s, %v", b, err)
			}
			if b, err := r.AppendXML(nil); err != nil || string(b) != "<e>"+test.xml+"</e>" {
				t.Errorf("XML is %s, %v", b, err)
			}
			if v, _ := r.Field("a"); v.String() != test.text {
				t.Errorf("the field is %q", v)
			}
			check(t, r)
		})
	}
}
