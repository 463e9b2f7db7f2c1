package winlog

import (
	"slices"
	"strings"
	"unsafe"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/evtx"
)

// Bound answers for the fields of logs' events by number: names are looked for
// once in each shape of events, and values are written into one buffer. It is
// what [sigma.Values] asks for.
type Bound struct {
	names  []string
	known  map[sort][]int
	last   sort
	places []int
	log    *evtx.Record
	rec    *athar.Record
	// sparse says that the event has no fields beside those of its shape.
	sparse bool
	room   []byte
}

// sort is what decides where a name's value is. Windows' own audit of new processes
// answers for some names of Sysmon's.
type sort struct {
	shape   *evtx.Shape
	process bool
}

// byName stands for a field that is asked for by its name.
const byName = -2

// maxBound bounds the shapes that names are bound to.
const maxBound = 1 << 8

// NewBound binds names, none of which stands for the whole text but the empty one.
func NewBound(names []string) *Bound {
	return &Bound{names: names, known: map[sort][]int{}}
}

// Show makes an event the one that answers. It reports false for one whose fields
// cannot be known from its shape: those are asked for by their names. What it
// answered of the event before is overwritten.
func (b *Bound) Show(e *Event, rec *athar.Record) bool {
	log, ok := e.from.(logValues)
	if !ok {
		return false
	}
	if of := (sort{log.r.Shape(), e.process()}); of != b.last {
		if !of.shape.Lasting() || of.shape.Dynamic() {
			return false
		}
		b.last, b.places = of, b.bind(of)
	}
	b.log, b.rec, b.room = log.r, rec, b.room[:0]
	b.sparse = rec.More == nil && !e.defender()
	return true
}

// bind finds the names in events of a sort.
func (b *Bound) bind(of sort) []int {
	if places, ok := b.known[of]; ok {
		return places
	}
	places := make([]int, len(b.names))
	for i, name := range b.names {
		places[i] = of.shape.Index(name)
		if slices.Contains(madeNames, name) || of.process && (name == "User" || processNames[name] != "") {
			places[i] = byName
		}
	}
	if len(b.known) < maxBound {
		b.known[of] = places
	}
	return places
}

// Value returns the value of a name by its number. It is good until the next event
// is shown.
func (b *Bound) Value(name int) (string, bool) {
	place := b.places[name]
	if place >= 0 {
		if v, ok := b.log.At(place); ok && !v.IsNull() {
			from := len(b.room)
			b.room = v.AppendText(b.room)
			// Where the buffer had to grow, what was handed out before stays in the
			// old one; nobody writes to what was handed out until the next event.
			return unsafe.String(unsafe.SliceData(b.room[from:]), len(b.room)-from), true
		}
	}
	if place != byName && b.sparse {
		return "", false
	}
	return b.rec.Lookup(b.names[name])
}

// Text returns all values, as [Event.Text] does.
func (b *Bound) Text() string { return b.rec.Text() }

// madeNames are those that [Event.Lookup] answers for otherwise than by the event's
// field of that name.
var madeNames = []string{
	"EventID", "Provider_Name", "SourceName", "Channel", "Computer", "Data", FieldSubject, FieldTarget, fieldAddress,
	"md5", "MD5", "sha1", "SHA1", "sha256", "SHA256", "Imphash", "IMPHASH",
	"registry.target", "connection.initiated", "connection.protocol", "connection.action",
	"connection.image", "registry.details", "process.integrity", "process.user", "process.logon", "subject.user",
}

// defender tells events whose names are spelled in rules without their blanks.
func (e *Event) defender() bool { return strings.HasSuffix(e.Provider, "Windows Defender") }
