package weblog

import (
	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/textlog"
)

// NativeDecoder reads the lines of a log in the old IIS log file format, whose
// times are the server's own.
type NativeDecoder struct {
	day    athar.Time
	row    textlog.Row
	native Row
	cols   *athar.Columns
	buf    []Column
	values [][]byte
}

// NewNativeDecoder returns a decoder for a file whose name holds the given date,
// zero where it holds none.
func NewNativeDecoder(day athar.Time) *NativeDecoder { return &NativeDecoder{day: day} }

// Line reads one line without its line end and says what it is.
func (d *NativeDecoder) Line(line []byte) textlog.Class {
	line = textlog.Unmarked(line)
	if len(line) == 0 || line[0] == '#' || isRule(line) {
		return textlog.Meta
	}
	var ok bool
	d.row = textlog.Row{}
	if d.native, ok = ParseNative(line); !ok {
		return textlog.Lost
	}
	if d.row.Time, ok = d.native.When(d.day); !ok {
		return textlog.Partial
	}
	return textlog.Whole
}

// Row returns what Line learned of the row.
func (d *NativeDecoder) Row() *textlog.Row { return &d.row }

// Record parts the row that Line read last.
func (d *NativeDecoder) Record(rec *athar.Record) {
	d.buf = d.native.Columns(d.buf[:0])
	if d.cols == nil {
		names := make([]string, len(d.buf))
		for i, c := range d.buf {
			names[i] = c.Name
		}
		d.cols = athar.NewColumns(names, alias)
	}
	d.values = d.values[:0]
	for _, c := range d.buf {
		d.values = append(d.values, c.Value)
	}
	rec.Columns, rec.Values = d.cols, d.values
}
