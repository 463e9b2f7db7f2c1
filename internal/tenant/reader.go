package tenant

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/athar-forensics/athar/internal/textlog"
)

// Row is one record as found. Raw is its JSON, good until the next one.
type Row struct {
	Raw  []byte
	Line int64
}

// Reader puts a file's lines together to records: a CSV's values may hold line
// breaks, and JSON may be spread over many lines.
type Reader struct {
	shape   Shape
	emit    func(Row)
	lost    func(records, size int64)
	objects textlog.Objects

	csv     textlog.CSV
	values  [][]byte
	partial []byte // a CSV row whose quotes are still open
	first   int64  // the line that it began on
	header  bool   // the CSV's header was passed
	audit   int    // index of the column AuditData, -1 where there is none
}

// wrappers are the names under which APIs put a list of records. A record's own
// lists have other names.
var wrappers = []string{"value", "records", "results"}

// NewReader returns a reader that hands records to emit, and what it could not
// read to lost.
func NewReader(shape Shape, emit func(Row), lost func(records, size int64)) *Reader {
	r := &Reader{shape: shape, emit: emit, lost: lost, audit: -1}
	for i, c := range shape.Columns {
		if strings.EqualFold(c, "AuditData") {
			r.audit = i
		}
	}
	r.objects.Lists = wrappers
	return r
}

// Lined reports whether the file is read by lines: a CSV is, JSON by blocks.
func (r *Reader) Lined() bool { return r.shape.Columns != nil }

// Block takes the next bytes of JSON text in UTF-8.
func (r *Reader) Block(data []byte) { r.objects.Feed(data, r.object) }

// Line takes the next line of a CSV, without its end.
func (r *Reader) Line(line []byte, number int64) {
	if r.partial == nil {
		r.first = number
		if bytes.Count(line, quote)%2 == 0 {
			r.row(line)
			return
		}
	}
	r.partial = append(append(r.partial, line...), '\n')
	if bytes.Count(line, quote)%2 == 1 && len(r.partial) > len(line)+1 {
		r.row(r.partial[:len(r.partial)-1])
		r.partial = nil
	} else if len(r.partial) > textlog.MaxObject {
		r.lost(1, int64(len(r.partial)))
		r.partial = nil
	}
}

var quote = []byte{'"'}

// Close accounts for what the file ends in the middle of.
func (r *Reader) Close() {
	if len(r.partial) > 0 {
		r.row(r.partial)
		r.partial = nil
	}
	r.objects.Finish()
	if r.objects.Lost > 0 {
		r.lost(r.objects.Lost, r.objects.LostBytes)
	}
}

// row reads a whole CSV row.
func (r *Reader) row(line []byte) {
	if len(bytes.TrimSpace(line)) == 0 {
		return
	}
	r.values = r.csv.Split(line, r.values)
	if !r.header {
		r.header = true
		if len(r.values) > 0 && strings.EqualFold(strings.TrimSpace(string(r.values[0])), r.shape.Columns[0]) {
			return
		}
	}
	if r.audit >= 0 {
		if r.audit < len(r.values) {
			if inner := bytes.TrimSpace(r.values[r.audit]); len(inner) > 1 && inner[0] == '{' && json.Valid(inner) {
				r.emit(Row{Raw: inner, Line: r.first})
				return
			}
		}
		r.lost(1, int64(len(line)))
		return
	}
	r.emit(Row{Raw: r.flat(), Line: r.first})
}

// flat makes an object of a row of a CSV with one column a field, so that such
// exports are read like all others. Empty values are left out.
func (r *Reader) flat() []byte {
	out := []byte{'{'}
	for i, v := range r.values {
		if i >= len(r.shape.Columns) || len(v) == 0 {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		name, _ := json.Marshal(r.shape.Columns[i])
		out = append(append(out, name...), ':')
		// Lists and objects stand in the cell as JSON.
		if (v[0] == '[' || v[0] == '{') && json.Valid(v) {
			out = append(out, v...)
			continue
		}
		value, _ := json.Marshal(string(v))
		out = append(out, value...)
	}
	return append(out, '}')
}

// object takes a whole JSON object: a record, or a wrapping that holds it.
func (r *Reader) object(raw []byte, line int64) {
	inner := struct {
		AuditData json.RawMessage `json:"AuditData"` // the standard library takes auditData too
	}{}
	if json.Unmarshal(raw, &inner) != nil {
		r.lost(1, int64(len(raw)))
		return
	}
	if len(inner.AuditData) > 1 {
		switch inner.AuditData[0] {
		case '{':
			raw = inner.AuditData
		case '"':
			if text, ok := textOf(inner.AuditData); ok && json.Valid([]byte(text)) {
				raw = []byte(text)
			}
		}
	}
	r.emit(Row{Raw: raw, Line: line})
}
