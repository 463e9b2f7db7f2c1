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

// named reads a row by its header. A row with hashes is about one file, so its
// other columns are what the list says of that file: trojans have the names of
// honest programs.
func (t *table) named(values []string, number int) {
	f := t.r.facts
	f.describe("", t.remark)
	kind := ""
	var notes []string
	hashed, pushed := false, true
	for i, v := range values {
		if i >= len(t.columns) || strings.TrimSpace(v) == "" {
			continue
		}
		v = strings.TrimSpace(v)
		c := t.columns[i]
		if c == valueColumn {
			continue
		}
		if c >= typedColumn {
			hashed = hashed || Type(c-typedColumn).Hash()
			continue
		}
		if c == typeColumn {
			kind = v
		}
		if c == noteColumn {
			notes = append(notes, v)
		}
		if c == actionColumn {
			pushed = v != "0" && !strings.EqualFold(v, "false")
		}
		if err := f.fill(c, v); err != "" {
			t.r.list.fault(number, v, err)
			return
		}
	}
	for i, v := range values {
		if i < len(t.columns) && hashed && t.columns[i] == typedColumn+column(Filename) && strings.TrimSpace(v) != "" {
			notes = append([]string{strings.TrimSpace(v)}, notes...)
		}
	}
	f.describe("", strings.Join(notes, "; "))
	if !pushed || harmless(strings.Join(notes, " ")) {
		t.r.list.Context++
		return
	}
	found := false
	for i, v := range values {
		if i >= len(t.columns) || strings.TrimSpace(v) == "" {
			continue
		}
		switch c := t.columns[i]; {
		case c == valueColumn:
			found = true
			t.r.typed(kind, v, number, f)
		case c >= typedColumn:
			typ := Type(c - typedColumn)
			if hashed && !typ.Hash() {
				continue
			}
			found = true
			t.r.take(typ, v, number, f)
		}
	}
	if !found {
		t.r.list.fault(number, strings.Join(values, ","), "the row has no value")
	}
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
	if t != auto && !t.Hash() && t != Address && t != Range && t != Domain {
		r.take(t, v, line, f)
		return
	}
	for _, part := range strings.FieldsFunc(v, func(c rune) bool { return c == ',' || c == '\n' }) {
		r.take(t, part, line, f)
	}
}
