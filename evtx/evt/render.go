package evt

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar/evtx"
)

func hexText(b []byte) string { return strings.ToUpper(hex.EncodeToString(b)) }

// timeForm is that of today's logs; old ones know whole seconds only.
const timeForm = "2006-01-02T15:04:05.0000000Z"

// AppendJSON appends the event as one JSON object without line breaks, in the
// form that [evtx.Record.AppendJSON] gives an event of a classic provider. It has
// no Channel.
func (r *Record) AppendJSON(dst []byte, style evtx.JSONStyle) []byte {
	w := writer{dst: dst, separate: style == evtx.JSONSeparate}
	w.raw(`{"Event":{"System":{`)
	w.attribute("Provider", "Name", r.Source, "")
	w.raw(",")
	w.attribute("EventID", "Qualifiers", int(r.Qualifiers()), strconv.Itoa(int(r.EventID())))
	w.raw(`,"Level":`, strconv.Itoa(int(r.Level())), `,"Task":`, strconv.Itoa(int(r.Category)), `,"Keywords":"0x`, strconv.FormatUint(r.Keywords(), 16), `",`)
	w.attribute("TimeCreated", "SystemTime", r.Generated.Format(timeForm), "")
	w.raw(`,"EventRecordID":`, strconv.FormatUint(uint64(r.Number), 10), `,"Computer":`)
	w.value(r.Computer)
	if r.User != "" {
		w.raw(",")
		w.attribute("Security", "UserID", r.User, "")
	}
	w.raw(`},"EventData":`)
	if len(r.Strings) == 0 && len(r.Data) == 0 {
		w.raw("null}}")
		return w.dst
	}
	w.raw("{")
	if len(r.Strings) > 0 {
		w.raw(`"Data":{"#text":`)
		if len(r.Strings) == 1 {
			w.value(r.Strings[0])
		} else {
			w.value(r.Strings)
		}
		w.raw("}")
	}
	if len(r.Data) > 0 {
		if len(r.Strings) > 0 {
			w.raw(",")
		}
		w.raw(`"Binary":`)
		w.value(hexText(r.Data))
	}
	w.raw("}}}")
	return w.dst
}

type writer struct {
	dst      []byte
	separate bool
}

func (w *writer) raw(all ...string) {
	for _, s := range all {
		w.dst = append(w.dst, s...)
	}
}

// value appends a value of JSON.
func (w *writer) value(v any) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	// Text, numbers and lists of text have no way to fail.
	_ = e.Encode(v)
	w.dst = append(w.dst, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...)
}

// attribute writes an element with one attribute, and text if that is not empty.
func (w *writer) attribute(name, attribute string, v any, text string) {
	if w.separate {
		w.raw(`"`, name, `_attributes":{"`, attribute, `":`)
		w.value(v)
		w.raw("}")
		if text != "" {
			w.raw(`,"`, name, `":`, text)
		}
		return
	}
	w.raw(`"`, name, `":{"#attributes":{"`, attribute, `":`)
	w.value(v)
	w.raw("}")
	if text != "" {
		w.raw(`,"#text":`, text)
	}
	w.raw("}")
}

// AppendXML appends the event as one line of XML, in the form that
// [evtx.Record.AppendXML] gives an event of a classic provider.
func (r *Record) AppendXML(dst []byte) []byte {
	w := writer{dst: dst}
	w.raw(`<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="`)
	w.escaped(r.Source)
	w.raw(`"/><EventID Qualifiers="`, strconv.Itoa(int(r.Qualifiers())), `">`, strconv.Itoa(int(r.EventID())), `</EventID><Level>`, strconv.Itoa(int(r.Level())))
	w.raw(`</Level><Task>`, strconv.Itoa(int(r.Category)), `</Task><Keywords>0x`, strconv.FormatUint(r.Keywords(), 16), `</Keywords><TimeCreated SystemTime="`, r.Generated.Format(timeForm))
	w.raw(`"/><EventRecordID>`, strconv.FormatUint(uint64(r.Number), 10), `</EventRecordID><Computer>`)
	w.escaped(r.Computer)
	w.raw(`</Computer>`)
	if r.User != "" {
		w.raw(`<Security UserID="`, r.User, `"/>`)
	}
	w.raw(`</System><EventData>`)
	for _, s := range r.Strings {
		w.raw("<Data>")
		w.escaped(s)
		w.raw("</Data>")
	}
	if len(r.Data) > 0 {
		w.raw("<Binary>", hexText(r.Data), "</Binary>")
	}
	w.raw("</EventData></Event>")
	return w.dst
}

func (w *writer) escaped(s string) {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer never fails
	w.dst = append(w.dst, b.Bytes()...)
}
