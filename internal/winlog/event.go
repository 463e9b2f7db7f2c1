package winlog

import (
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
)

// Event is one Windows event. It is reused for the next one, and implements
// [athar.View] for the record that it fills.
type Event struct {
	ID       uint32
	Provider string
	Channel  string
	Computer string
	Time     athar.Time

	from values
	data string // all unnamed values, once asked for
	have bool   // data is made
}

// values are an event's fields in the form in which its file holds them.
type values interface {
	// field returns a value by the name that Windows gives it.
	field(name string) (string, bool)
	// loose returns a value by its name without blanks, as rules spell names
	// that have some ("Threat Name").
	loose(name string) (string, bool)
	// unnamed hands out the values that have no name, in order.
	unnamed(yield func(string) bool)
	// text is every value, one a line.
	text() string
	// number is the EventRecordID, zero where the event states none.
	number() int64
}

// Fill makes rec this event's record. Its Raw is empty: a file's reader knows how
// an event stands in it.
func (e *Event) Fill(rec *athar.Record, kind athar.Kind, line int64) {
	rec.Reset(kind, e.Time, line, nil)
	rec.Server, rec.Event, rec.View = e.Computer, e.from.number(), e
	switch {
	case e.cmdlet():
		rec.More = e.deriveCmdlet
	case e.autostart():
		rec.More = e.deriveAutostart
	}
}

// Exchange reports whether the event can only have been written by an Exchange
// server.
func (e *Event) Exchange() bool {
	return strings.HasPrefix(e.Provider, "MSExchange") || strings.HasPrefix(e.Channel, "MSExchange") ||
		strings.HasPrefix(e.Channel, "Microsoft-Exchange-")
}

// Lookup implements [athar.View].
func (e *Event) Lookup(name string) (string, bool) {
	switch name {
	case "EventID":
		return strconv.FormatUint(uint64(e.ID), 10), true
	case "Provider_Name", "SourceName":
		return e.Provider, e.Provider != ""
	case "Channel":
		return e.Channel, e.Channel != ""
	case "Computer":
		return e.Computer, e.Computer != ""
	case "Data":
		return e.allUnnamed()
	}
	if v, ok, mine := e.translate(name); mine {
		return v, ok
	}
	if v, ok := e.from.field(name); ok {
		return v, true
	}
	if v, ok, mine := e.derive(name); mine {
		return v, ok
	}
	if e.defender() {
		return e.from.loose(name)
	}
	return "", false
}

// Text implements [athar.View].
func (e *Event) Text() string { return e.from.text() }

// Unnamed returns the i-th value without a name, counted from 0.
func (e *Event) Unnamed(i int) string {
	out := ""
	for v := range e.from.unnamed {
		if i--; i < 0 {
			out = v
			break
		}
	}
	return out
}

func (e *Event) allUnnamed() (string, bool) {
	if !e.have {
		var all []string
		for v := range e.from.unnamed {
			all = append(all, v)
		}
		e.data, e.have = strings.Join(all, "\n"), true
	}
	if e.data == "" {
		return e.from.field("Data")
	}
	return e.data, true
}

// reset forgets what was made of the event before.
func (e *Event) reset(from values) { *e = Event{from: from} }
