package evtx

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/athar-forensics/athar/internal/forge/craft"
)

// systemJSON and systemXML are what systemTemplate makes of an event.
const (
	systemJSON = `{"Event":{"#attributes":{"xmlns":"http://schemas.microsoft.com/win/2004/08/events/event"},"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Security-Auditing","Guid":"{54849625-5478-4994-a5ba-3e3b0328c30d}"}},"EventID":4624,"Keywords":"0x8020000000000000","TimeCreated":{"#attributes":{"SystemTime":"2021-03-04T02:11:07.0000000Z"}},"Channel":"Security","Computer":"MAIL01"}`
	systemSep  = `{"Event_attributes":{"xmlns":"http://schemas.microsoft.com/win/2004/08/events/event"},"Event":{"System":{"Provider_attributes":{"Name":"Microsoft-Windows-Security-Auditing","Guid":"{54849625-5478-4994-a5ba-3e3b0328c30d}"},"EventID":4624,"Keywords":"0x8020000000000000","TimeCreated_attributes":{"SystemTime":"2021-03-04T02:11:07.0000000Z"},"Channel":"Security","Computer":"MAIL01"}`
	systemXML  = `<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="Microsoft-Windows-Security-Auditing" Guid="{54849625-5478-4994-a5ba-3e3b0328c30d}"/><EventID>4624</EventID><Keywords>0x8020000000000000</Keywords><TimeCreated SystemTime="2021-03-04T02:11:07.0000000Z"/><Channel>Security</Channel><Computer>MAIL01</Computer></System>`
)

func TestRender(t *testing.T) {
	str := func(n uint16) craft.Hole { return craft.Hole{Number: n, Type: 0x01} }
	opt := func(n uint16) craft.Hole { return craft.Hole{Number: n, Type: 0x01, Optional: true} }
	el := func(name string, content ...craft.Node) craft.Element {
		return craft.Element{Name: name, Content: content}
	}
	at := func(e craft.Element, name string, v craft.Node) craft.Element {
		e.Attrs = append(e.Attrs, craft.Attr{Name: name, Value: v})
		return e
	}
	tests := []struct {
		name             string
		payload          craft.Value
		inline, sep, xml string // what follows System; sep is inline where empty
	}{
		{
			"no payload", craft.Null(),
			`}}`, "", `</Event>`,
		},
		{
			"named data", data(2, []craft.Value{craft.String("owa"), craft.Uint32(0x14, 0x3e7)}, named("TargetUserName", 0, 0x01), named("LogonId", 1, 0x14)),
			`,"EventData":{"TargetUserName":"owa","LogonId":"0x3e7"}}}`, "",
			`<EventData><Data Name="TargetUserName">owa</Data><Data Name="LogonId">0x3e7</Data></EventData></Event>`,
		},
		{
			"unnamed data", data(2, []craft.Value{craft.String("a"), craft.String("")}, el("Data", str(0)), el("Data", str(1)), el("Data", craft.Text("c"))),
			`,"EventData":{"Data":{"#text":["a","","c"]}}}}`, "",
			`<EventData><Data>a</Data><Data></Data><Data>c</Data></EventData></Event>`,
		},
		{
			"one unnamed", data(2, []craft.Value{craft.String("a")}, el("Data", str(0))),
			`,"EventData":{"Data":{"#text":"a"}}}}`, "",
			`<EventData><Data>a</Data></EventData></Event>`,
		},
		{
			"array of strings", data(2, []craft.Value{{Type: 0x81, Data: craft.Raw(craft.UTF16("a\x00b\x00\x00c"))}}, el("Data", craft.Hole{Number: 0, Type: 0x81})),
			`,"EventData":{"Data":{"#text":["a","b","","c"]}}}}`, "",
			`<EventData><Data>a</Data><Data>b</Data><Data></Data><Data>c</Data></EventData></Event>`,
		},
		{
			"array of numbers", data(2, []craft.Value{craft.Bytes(0x86, 1, 0, 2, 0)}, named("Ports", 0, 0x86)),
			`,"EventData":{"Ports":[1,2]}}}`, "",
			`<EventData><Data Name="Ports">1</Data><Data Name="Ports">2</Data></EventData></Event>`,
		},
		{
			"optional without value", data(2, []craft.Value{craft.Null(), craft.String("x")}, el("Binary", opt(0)), at(el("A"), "k", opt(0)), el("B", str(0)), el("C", opt(1))),
			`,"EventData":{"A":null,"B":null,"C":"x"}}}`, "",
			`<EventData><A/><B></B><C>x</C></EventData></Event>`,
		},
		{
			"attributes and text", data(2, []craft.Value{craft.String("v")}, at(el("URL", str(0)), "scheme", craft.Text("http")), at(el("E"), "k", str(0))),
			`,"EventData":{"URL":{"#attributes":{"scheme":"http"},"#text":"v"},"E":{"#attributes":{"k":"v"}}}}}`,
			`,"EventData":{"URL_attributes":{"scheme":"http"},"URL":"v","E_attributes":{"k":"v"}}}}`,
			`<EventData><URL scheme="http">v</URL><E k="v"/></EventData></Event>`,
		},
		{
			"same name", data(2, []craft.Value{craft.Null()}, el("H", craft.Text("1")), el("H", craft.Text("2")), el("H", craft.Text("3"))),
			`,"EventData":{"H":"1","H_1":"2","H_2":"3"}}}`, "",
			`<EventData><H>1</H><H>2</H><H>3</H></EventData></Event>`,
		},
		{
			"same name, first left out", data(2, []craft.Value{craft.Null(), craft.String("2")}, el("H", opt(0)), el("H", opt(1)), el("H", craft.Text("3"))),
			`,"EventData":{"H":"2","H_1":"3"}}}`, "",
			`<EventData><H>2</H><H>3</H></EventData></Event>`,
		},
		{
			"name is a value", data(2, []craft.Value{craft.String("k"), craft.String("v")}, at(el("Data", str(1)), "Name", str(0))),
			`,"EventData":{"k":"v"}}}`, "",
			`<EventData><Data Name="k">v</Data></EventData></Event>`,
		},
		{
			"references", data(2, nil, el("A", craft.Text("x"), craft.Entity("lt"), craft.Char(65), craft.CDATA("<&>"), craft.Entity("nbsp"))),
			`,"EventData":{"A":"x<A<&>&nbsp;"}}}`, "",
			`<EventData><A>x&lt;A&lt;&amp;&gt;&amp;nbsp;</A></EventData></Event>`,
		},
		{
			"text around values", data(2, []craft.Value{craft.Uint32(0x08, 7)}, el("A", craft.Text("<"), craft.Hole{Number: 0, Type: 0x08}, craft.Text(">"))),
			`,"EventData":{"A":"<7>"}}}`, "",
			`<EventData><A>&lt;7&gt;</A></EventData></Event>`,
		},
		{
			"processing instruction", data(2, nil, craft.PI{Target: "athar", Data: "x?>y"}, el("A")),
			`,"EventData":{"A":null}}}`, "",
			`<EventData><?athar x? >y?><A/></EventData></Event>`,
		},
		{
			"markup in names and values", data(2, []craft.Value{craft.String("</Data><x y=\"\x01")}, at(el("a><b", str(0)), `q="`, str(0))),
			`,"EventData":{"a><b":{"#attributes":{"q=\"":"</Data><x y=\"\u0001"},"#text":"</Data><x y=\"\u0001"}}}}`,
			`,"EventData":{"a><b_attributes":{"q=\"":"</Data><x y=\"\u0001"},"a><b":"</Data><x y=\"\u0001"}}}`,
			"<EventData><a__b q__=\"&lt;/Data&gt;&lt;x y=&quot;\ufffd\">&lt;/Data&gt;&lt;x y=&quot;\ufffd</a__b></EventData></Event>",
		},
		{
			"loose elements in a value", craft.Nested(craft.Element{Loose: true, Name: "UserData", Content: []craft.Node{craft.Element{Loose: true, Name: "A", Content: []craft.Node{craft.Text("1")}}}}),
			`,"UserData":{"A":"1"}}}`, "",
			`<UserData><A>1</A></UserData></Event>`,
		},
		{
			"binary XML among text", data(2, []craft.Value{craft.Nested(craft.Element{Loose: true, Name: "I", Content: []craft.Node{craft.Text("\"")}})}, el("A", craft.Text("x"), str(0))),
			`,"EventData":{"A":"x<I>&quot;</I>"}}}`, "",
			`<EventData><A>x<I>&quot;</I></A></EventData></Event>`,
		},
		{
			"binary XML for text", data(2, []craft.Value{craft.Nested(craft.Element{Loose: true, Name: "I", Content: []craft.Node{craft.Text("y")}})}, el("A", str(0))),
			`,"EventData":{"A":{"I":"y"}}}}`, "",
			`<EventData><A><I>y</I></A></EventData></Event>`,
		},
		{
			"a value that repeats System", craft.Nested(craft.Element{Loose: true, Name: "System", Content: []craft.Node{craft.Text("1")}}),
			`,"System_1":"1"}}`, "",
			`<System>1</System></Event>`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := only(t, event(4624, test.payload))
			if test.sep == "" {
				test.sep = test.inline
			}
			for _, form := range []struct {
				name, want string
				append     func([]byte) ([]byte, error)
			}{
				{"inline", systemJSON + test.inline, func(b []byte) ([]byte, error) { return r.AppendJSON(b, JSONInline) }},
				{"separate", systemSep + test.sep, func(b []byte) ([]byte, error) { return r.AppendJSON(b, JSONSeparate) }},
				{"xml", systemXML + test.xml, r.AppendXML},
			} {
				got, err := form.append([]byte("before"))
				if err != nil {
					t.Fatal(err)
				}
				text := strings.TrimPrefix(string(got), "before")
				if text != form.want {
					t.Errorf("%s\n got %s\nwant %s", form.name, text, form.want)
				}
				if form.name != "xml" && !json.Valid([]byte(text)) {
					t.Errorf("%s is not valid JSON: %s", form.name, text)
				}
			}
		})
	}
}

// TestForwarded reads an event without any template, as collected events are.
func TestForwarded(t *testing.T) {
	loose := func(name string, content ...craft.Node) craft.Element {
		return craft.Element{Loose: true, Name: name, Content: content}
	}
	r := only(t, craft.Raw{0x0f, 1, 1, 0}, loose("Event", loose("System", loose("EventID", craft.Text("1")), loose("Channel", craft.Text("MSExchange Management"))),
		loose("EventData", loose("Data", craft.Text("Set-Mailbox")), loose("Data", craft.Text("-Identity x")))))
	if r.EventID() != 1 || r.Channel() != "MSExchange Management" || !r.Time().Equal(r.Written()) {
		t.Errorf("got %d in %q at %v", r.EventID(), r.Channel(), r.Time())
	}
	if v, ok := r.Data(1); !ok || v.String() != "-Identity x" {
		t.Errorf("second Data is %q, %v", v, ok)
	}
}
