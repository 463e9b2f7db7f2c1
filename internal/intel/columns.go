package intel

import (
	"strings"

	"github.com/athar-forensics/athar"
)

// column is what a header's name promises.
type column uint8

const (
	ignored column = iota
	valueColumn
	typeColumn
	firstColumn
	lastColumn
	fromColumn
	untilColumn
	confidenceColumn
	stageColumn
	sourceColumn
	noteColumn
	actionColumn // to_ids: whether the entry is for detection at all
	// typedColumn and what follows hold values of one type: typedColumn + Type.
	typedColumn
)

// headers are the names of columns, in small letters without blanks, dashes and
// underscores. Columns named as a type hold values of it, see vocabulary.
var headers = map[string]column{
	"value": valueColumn, "indicator": valueColumn, "ioc": valueColumn, "data": valueColumn, "indicatorvalue": valueColumn,
	"iocvalue": valueColumn, "observable": valueColumn, "artifact": valueColumn, "artefact": valueColumn,
	"indicatorofcompromise": valueColumn, "values": valueColumn, "indicators": valueColumn,
	"type": typeColumn, "indicatortype": typeColumn, "ioctype": typeColumn, "entitytype": typeColumn, "kind": typeColumn,
	"datatype": typeColumn, "artifacttype": typeColumn, "indicatorkind": typeColumn,
	"firstseen": firstColumn, "seenfirst": firstColumn, "start": firstColumn,
	"lastseen": lastColumn, "seenlast": lastColumn, "lasttrue": lastColumn, "lastknowntrue": lastColumn,
	"validfrom": fromColumn, "notbefore": fromColumn,
	"validuntil": untilColumn, "validto": untilColumn, "expires": untilColumn, "expiry": untilColumn, "expiration": untilColumn,
	"expirationdate": untilColumn, "expirationdatetime": untilColumn, "notafter": untilColumn, "expiresat": untilColumn,
	"confidence": confidenceColumn, "score": confidenceColumn, "confidencelevel": confidenceColumn,
	"stage": stageColumn, "atharstage": stageColumn,
	"source": sourceColumn, "reference": sourceColumn, "references": sourceColumn, "provider": sourceColumn, "reportedby": sourceColumn,
	"note": noteColumn, "notes": noteColumn, "description": noteColumn, "comment": noteColumn, "comments": noteColumn,
	"malwarefamily": noteColumn, "family": noteColumn, "associatedmalware": noteColumn, "malware": noteColumn, "role": noteColumn,
	"campaign": noteColumn, "actor": noteColumn, "tags": noteColumn, "threat": noteColumn, "context": noteColumn, "title": noteColumn,
	"toids": actionColumn,
}

var squeeze = strings.NewReplacer(" ", "", "-", "", "_", "", "/", "", ".", "", ":", "")

// header takes a list's first row for its header where it names a value, and is
// none.
func (t *table) header(names []string) {
	found := false
	columns := make([]column, len(names))
	for i, n := range names {
		key := squeeze.Replace(strings.ToLower(strings.Trim(strings.TrimSpace(n), `"`)))
		if c, ok := headers[key]; ok {
			columns[i] = c
			found = found || c == valueColumn
			continue
		}
		if k, ok := vocabulary[key]; ok && k != None && k != auto {
			columns[i] = typedColumn + column(k)
			found = true
		} else if ok && k == auto {
			columns[i] = valueColumn
			found = true
		}
	}
	if found && (t.comma != 0 || len(names) == 1) {
		t.columns, t.headed = columns, true
	}
}

// rowMemo is what the row before said beside its value. Feeds say the same of
// thousands of entries one after another, so that reading dates and words anew for
// each would take most of the time.
type rowMemo struct {
	said   []string // by column
	remark string
	hashed bool // the row has a hash
	facts  Facts
	skip   bool // no entry for detection
	valid  bool
}

// knows reports whether a row says the same as the row before.
func (m *rowMemo) knows(t *table, values []string, hashed bool) bool {
	if !m.valid || m.remark != t.remark || m.hashed != hashed || len(values) != len(m.said) {
		return false
	}
	for i, v := range values {
		if !t.isValue(i) && v != m.said[i] {
			return false
		}
	}
	return true
}

// isValue reports whether a column holds values or their types and says nothing
// else of them. A file's name beside hashes is a note.
func (t *table) isValue(i int) bool {
	if i >= len(t.columns) {
		return true // not read
	}
	c := t.columns[i]
	return c == valueColumn || c == typeColumn || c > typedColumn && c != typedColumn+column(Filename)
}

// named reads a row by its header. A row with hashes is about one file, so its
// other columns are what the list says of that file: trojans have the names of
// honest programs.
func (t *table) named(values []string, number int) {
	m, hashed := &t.memo, t.hashed(values)
	if !m.knows(t, values, hashed) {
		if fault, v := t.said(values, hashed); fault != "" {
			m.valid = false
			t.r.list.fault(number, v, fault)
			return
		}
	}
	if m.skip {
		t.r.list.Context++
		return
	}
	kind, found := "", false
	for i, v := range values {
		if i < len(t.columns) && t.columns[i] == typeColumn && strings.TrimSpace(v) != "" {
			kind = strings.TrimSpace(v)
		}
	}
	for i, v := range values {
		if i >= len(t.columns) {
			break
		}
		if v = strings.TrimSpace(v); v == "" {
			continue
		}
		switch c := t.columns[i]; {
		case c == valueColumn:
			found = true
			t.r.typed(kind, v, number, m.facts)
		case c >= typedColumn:
			typ := Type(c - typedColumn)
			if hashed && !typ.Hash() {
				continue
			}
			found = true
			t.r.take(typ, v, number, m.facts)
		}
	}
	if !found {
		t.r.list.fault(number, strings.Join(values, ","), "the row has no value")
	}
}

// hashed reports whether a row has a value in a column of hashes.
func (t *table) hashed(values []string) bool {
	for i, v := range values {
		if i < len(t.columns) && t.columns[i] > typedColumn && Type(t.columns[i]-typedColumn).Hash() && strings.TrimSpace(v) != "" {
			return true
		}
	}
	return false
}

// said reads what a row says beside its values into the memo, or returns what is
// wrong, and in which value.
func (t *table) said(values []string, hashed bool) (fault, value string) {
	f := t.r.facts
	f.describe("", t.remark)
	var notes []string
	pushed := true
	for i, v := range values {
		if v = strings.TrimSpace(v); i >= len(t.columns) || v == "" {
			continue
		}
		switch c := t.columns[i]; {
		case c == typedColumn+column(Filename) && hashed:
			notes = append([]string{v}, notes...)
			continue
		case t.isValue(i), c >= typedColumn:
			continue
		case c == noteColumn:
			notes = append(notes, v)
		case c == actionColumn:
			pushed = v != "0" && !strings.EqualFold(v, "false")
		}
		if fault := f.fill(t.columns[i], v); fault != "" {
			return fault, v
		}
	}
	f.describe("", strings.Join(notes, "; "))
	m := &t.memo
	m.said = m.said[:0]
	for i, v := range values {
		if t.isValue(i) {
			v = ""
		}
		m.said = append(m.said, v)
	}
	m.remark, m.hashed, m.facts, m.valid = t.remark, hashed, f, true
	m.skip = !pushed || harmless(strings.Join(notes, " "))
	return "", ""
}

// harmless reports whether a list itself says that an entry is no one's tool:
// certificates and originals that were abused.
func harmless(note string) bool {
	note = strings.ToLower(note)
	return strings.Contains(note, "legitimate") || strings.Contains(note, "benign") || strings.Contains(note, "not malicious")
}

// fill takes one column's value; it returns what is wrong with it.
func (f *Facts) fill(c column, v string) (fault string) {
	var into *athar.Time
	read := when
	switch c {
	case firstColumn:
		into = &f.First
	case lastColumn:
		into = &f.Last
	case fromColumn:
		into = &f.From
	case untilColumn:
		into, read = &f.Until, ending
	case confidenceColumn:
		full := 100
		if len(v) < 3 && v != "" && v[0] != '0' && len(strings.Trim(v, "0123456789")) == 0 && (len(v) == 1 || v == "10") {
			full = 10
		}
		f.Confidence = confidenceOf(v, full)
	case sourceColumn:
		f.describe(v, "")
	case stageColumn:
		stage, err := athar.ParseStage(strings.ToLower(v))
		if err != nil || stage < athar.Probed {
			return "its stage is none that an indicator can prove"
		}
		f.Stage = stage
	}
	if into == nil {
		return ""
	}
	if *into = read(v); *into == 0 && (c == fromColumn || c == untilColumn) {
		return "its validity cannot be read: write 2021-03-31 or 2021-03-31T12:00:00Z"
	}
	return ""
}

// typed takes a value whose kind the list names. A file's value may hold several
// hashes of it.
func (r *reader) typed(kind, v string, line int, f Facts) {
	t, known := typeOf(kind)
	switch {
	case kind == "":
		t = auto
	case !known:
		r.list.fault(line, v, "its kind is none that athar looks for: "+clip(kind, 40))
		return
	}
	several := t == auto || t.Hash() || t == Address || t == Range || t == Domain
	if !several || !strings.ContainsAny(v, ",\n") {
		r.take(t, v, line, f)
		return
	}
	for _, part := range strings.FieldsFunc(v, func(c rune) bool { return c == ',' || c == '\n' }) {
		r.take(t, part, line, f)
	}
}
