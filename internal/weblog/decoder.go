package weblog

import (
	"bytes"
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/textlog"
)

// alias maps the names that Sigma's web rules use to W3C's own.
var alias = map[string]string{
	"cs-user-agent": "cs(user-agent)", "c-useragent": "cs(user-agent)",
	"cs-referer": "cs(referer)", "cs-referrer": "cs(referer)", "cs-cookie": "cs(cookie)",
	"c-uri-stem": "cs-uri-stem", "cs-uri": "cs-uri-stem", "cs-bytes": "cs-bytes",
}

// maxColumns bounds a header: W3C logs have some thirty fields, custom ones included.
const maxColumns = 256

// reading says how the present row is to be parted.
type reading uint8

const (
	plain    reading = iota // at its spaces, as the header says
	repaired                // tokens hold it already
	shaped                  // its columns were told by their shape
)

// Decoder reads the lines of one W3C web log. The fields may change at every
// #Fields line; without one, rows are read by their shape.
type Decoder struct {
	// Day is the file name's date, for logs whose rows have no date of their
	// own and no #Date line; zero where there is none.
	Day athar.Time

	clock textlog.Clock
	cols  *athar.Columns
	n     int // columns the header names
	date  int // positions of the date and time columns, -1 where absent
	time  int
	day   athar.Time // of the last #Date line

	row    textlog.Row
	line   []byte
	tokens [][]byte
	how    reading
	shaped []Column
	shapes map[string]*athar.Columns
	blind  []string
}

// NewDecoder returns a decoder for one file.
func NewDecoder() *Decoder {
	return &Decoder{date: -1, time: -1, shapes: map[string]*athar.Columns{}}
}

// Line reads one line without its line end and says what it is.
func (d *Decoder) Line(line []byte) textlog.Class {
	line = textlog.Unmarked(line)
	d.line, d.how, d.row.Time = line, plain, 0
	switch {
	case len(line) == 0 || isRule(line):
		return textlog.Meta
	case line[0] == '#':
		d.directive(line)
		return textlog.Meta
	case d.cols == nil:
		return d.byShape()
	}
	if d.date == 0 && d.time == 1 {
		t, n := d.clock.Parse(line)
		if n == 19 && n < len(line) && line[n] == ' ' {
			d.row.Time = t
			if bytes.Count(line, []byte{' '}) == d.n-1 {
				return textlog.Whole
			}
		}
	}
	return d.slow()
}

// isRule reports a line of dashes, as people put between excerpts.
func isRule(line []byte) bool {
	return line[0] == '-' && len(bytes.Trim(line, "- \t")) == 0
}

// Row returns what Line learned of the row.
func (d *Decoder) Row() *textlog.Row { return &d.row }

// Columns returns the present header, nil where rows are read by shape.
func (d *Decoder) Columns() *athar.Columns { return d.cols }

func (d *Decoder) directive(line []byte) {
	name, value, _ := strings.Cut(string(line), ":")
	value = strings.TrimSpace(value)
	switch strings.ToLower(name) {
	case "#fields":
		d.fields(strings.Fields(value))
	case "#date":
		if day, ok := textlog.ParseDay([]byte(value)); ok {
			d.day = day
		}
	}
}

// fields takes a new header. One that names nothing known is treated as absent:
// a broken header must not hide the rows below it.
func (d *Decoder) fields(names []string) {
	d.cols, d.n, d.date, d.time = nil, 0, -1, -1
	known := false
	for i, n := range names {
		switch n = strings.ToLower(n); {
		case n == "date":
			d.date = i
		case n == "time":
			d.time = i
		}
		known = known || strings.HasPrefix(n, "cs-") || n == "c-ip" || n == "sc-status"
	}
	if !known || len(names) > maxColumns {
		return
	}
	d.cols, d.n = athar.NewColumns(names, alias), len(names)
	for _, w := range wants {
		if d.cols.Index(w) < 0 && !slices.Contains(d.blind, w) {
			d.blind = append(d.blind, w)
		}
	}
}

// wants are the fields without which detection is blind.
var wants = []string{"cs-method", "cs-uri-stem", "cs-uri-query", "sc-status"}

// Blind lists the fields that detection wants and that one of the log's headers
// does not have.
func (d *Decoder) Blind() []string { return d.blind }

// slow reads a row that is not as its header says: no date, doubled spaces, a
// cut end.
func (d *Decoder) slow() textlog.Class {
	d.tokens = textlog.SplitSpaces(d.line, d.tokens)
	class := textlog.Whole
	if len(d.tokens) != d.n {
		fixed, ok := Repair(d.tokens, d.n)
		if ok {
			d.tokens = fixed
		} else {
			class = textlog.Partial
		}
		// A row of another width is told by its shape, and where it has none that
		// is known, by its header as far as that goes.
		if !ok && len(d.tokens) > d.n && d.byShape() == textlog.Partial {
			return class
		}
	}
	if !d.readTime() {
		return textlog.Lost
	}
	d.how = repaired
	return class
}

// readTime takes the row's time from its columns, or from the last #Date.
func (d *Decoder) readTime() bool {
	column := func(i int) []byte {
		if i < 0 || i >= len(d.tokens) {
			return nil
		}
		return d.tokens[i]
	}
	day := d.day
	if day == 0 {
		day = d.Day
	}
	if d.date >= 0 {
		var ok bool
		if day, ok = textlog.ParseDay(column(d.date)); !ok {
			return false
		}
	}
	if day == 0 {
		return false
	}
	d.row.Time = day
	if clock := column(d.time); clock != nil {
		t, n := new(textlog.Clock).Parse(append([]byte("2000-01-01 "), clock...))
		if n == 0 {
			return false
		}
		d.row.Time += t - athar.Date(2000, 1, 1)
	}
	return d.time < 0 || column(d.time) != nil
}

// byShape reads a row that no header describes.
func (d *Decoder) byShape() textlog.Class {
	var ok bool
	if d.shaped, ok = InferRow(d.line, d.shaped[:0]); !ok {
		return textlog.Lost
	}
	t, n := d.clock.Parse(d.line)
	if n == 0 {
		return textlog.Lost
	}
	d.row.Time, d.how = t, shaped
	return textlog.Partial
}

// Record parts the row that Line read last.
func (d *Decoder) Record(rec *athar.Record) {
	rec.Columns = d.cols
	switch d.how {
	case plain:
		d.tokens = textlog.SplitSpaces(d.line, d.tokens)
	case shaped:
		rec.Columns = d.shapeColumns()
	}
	rec.Values = d.tokens
}

// shapeColumns fills the tokens from the row's shape. Rows of one dialect share
// their columns.
func (d *Decoder) shapeColumns() *athar.Columns {
	var key strings.Builder
	d.tokens = d.tokens[:0]
	for _, c := range d.shaped {
		key.WriteString(c.Name)
		key.WriteByte(' ')
		d.tokens = append(d.tokens, c.Value)
	}
	cols := d.shapes[key.String()]
	if cols == nil {
		cols = athar.NewColumns(strings.Fields(key.String()), alias)
		d.shapes[key.String()] = cols
	}
	return cols
}
