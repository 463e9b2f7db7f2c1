package winlog

import (
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/evtx"
)

// FromLog makes e the event of a log's record. It is good as long as the record.
func (e *Event) FromLog(r *evtx.Record) {
	e.reset(logValues{r})
	e.ID, e.Provider, e.Channel, e.Computer = r.EventID(), r.Provider(), r.Channel(), r.Computer()
	if e.Channel == "" {
		e.Channel = channelOf("", e.Provider, e.ID)
	}
	e.Time = athar.TimeOf(r.Time())
}

// logValues are the values of a record in its chunk.
type logValues struct{ r *evtx.Record }

func (l logValues) field(name string) (string, bool) {
	v, ok := l.r.Field(name)
	if !ok || v.IsNull() {
		return "", false
	}
	return v.String(), true
}

func (l logValues) loose(name string) (string, bool) {
	for n, v := range l.r.Fields() {
		if squeezed(n, name) {
			return v.String(), !v.IsNull()
		}
	}
	return "", false
}

func (l logValues) unnamed(yield func(string) bool) {
	for i := 0; ; i++ {
		v, ok := l.r.Data(i)
		if !ok || !yield(v.String()) {
			return
		}
	}
}

func (l logValues) text() string {
	var b strings.Builder
	for n, v := range l.r.Fields() {
		if v.IsNull() {
			continue
		}
		if n == "Data" {
			for e := range v.Elements() {
				b.WriteString(e.String() + "\n")
			}
			continue
		}
		b.WriteString(v.String() + "\n")
	}
	return b.String()
}

// number is the field's and not the log's own count: in a log of forwarded events
// they differ, and people see the field's.
func (l logValues) number() int64 {
	if v, ok := l.r.Field("EventRecordID"); ok {
		if n, ok := v.Uint(); ok && n > 0 && n < 1<<63 {
			return int64(n)
		}
	}
	return int64(l.r.ID() & (1<<63 - 1))
}

// squeezed reports whether a name without its blanks is the other one.
func squeezed(name, other string) bool {
	return len(name) > len(other) && strings.ReplaceAll(name, " ", "") == other
}
