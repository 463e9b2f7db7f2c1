package exchange

import (
	"bytes"
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/textlog"
)

// maxColumns bounds a header: the widest of Exchange's logs has some hundred.
const maxColumns = 512

// Layout is what recognition learned of a comma-separated log before its first
// line is decoded. A zero Layout is a log that brings its own header.
type Layout struct {
	// Kind is the log's, where no header line says it.
	Kind athar.Kind
	// Columns are given where the header is missing, foreign or does not fit.
	Columns []string
	// Order is how server-locale dates are to be read.
	Order DateOrder
}

// Decoder reads the lines of one of Exchange's comma-separated logs. Columns
// are taken by name from the latest header, which is a #Fields line or a plain
// row of names and may stand anywhere.
type Decoder struct {
	layout Layout
	form   *form
	cols   *athar.Columns
	n      int
	// Positions of the columns that every row is asked for, -1 where absent.
	time, server, protocol, stem, version, target int
	deepest                                       int
	fixed                                         bool     // the layout's columns overrule headers
	blind                                         []string // columns that one of the headers lacks

	clock  textlog.Clock
	csv    CSVRow
	row    textlog.Row
	line   []byte
	parted bool
	kinds  map[string]athar.Kind
	names  hostNames
	// Version is what the #Version line says: a product and cumulative update,
	// not the security update.
	Version string
	// Build and Target are the present row's version columns
	// ("15,1,2176,2") and the server its request was sent on to.
	Build, Target []byte
}

// CSVRow is a row and its parted values.
type CSVRow struct {
	csv    textlog.CSV
	Values [][]byte
}

// NewDecoder returns a decoder for one file.
func NewDecoder(layout Layout) *Decoder {
	d := &Decoder{layout: layout, kinds: map[string]athar.Kind{}}
	if layout.Kind != "" {
		d.form = formOfKind(layout.Kind)
	}
	if layout.Columns != nil {
		d.header(layout.Columns)
		d.fixed = true
	}
	return d
}

func formOfKind(kind athar.Kind) *form {
	for i := range forms {
		if forms[i].kind == kind || strings.HasSuffix(string(forms[i].kind), "/") && strings.HasPrefix(string(kind), string(forms[i].kind)) {
			return &forms[i]
		}
	}
	return nil
}

// Line reads one line without its line end and says what it is.
func (d *Decoder) Line(line []byte) textlog.Class {
	line = textlog.Unmarked(line)
	d.line, d.parted = line, false
	d.row.Time, d.row.Server, d.row.Kind = 0, nil, ""
	d.Build, d.Target = nil, nil
	switch {
	case len(bytes.Trim(line, "- \t")) == 0:
		return textlog.Meta
	case line[0] == '#':
		d.directive(line)
		return textlog.Meta
	}
	if d.cols != nil && d.time == 0 && line[0] != '"' {
		if t, n := d.clock.Parse(line); n > 0 && n < len(line) && line[n] == ',' {
			d.row.Time = t
			if class, ok := d.quick(); ok {
				return class
			}
		}
	}
	return d.slow()
}

// Row returns what Line learned of the row.
func (d *Decoder) Row() *textlog.Row { return &d.row }

// Kind returns the log's kind so far, the protocol of front-end logs left out.
func (d *Decoder) Kind() athar.Kind {
	if d.form == nil {
		return d.layout.Kind
	}
	return d.form.kind
}

func (d *Decoder) directive(line []byte) {
	name, value, _ := strings.Cut(string(line), ":")
	value = strings.TrimSpace(value)
	switch strings.ToLower(name) {
	case "#version":
		d.Version = value
	case "#log-type":
		if f := formOfType(value); f != nil {
			d.form = f
		}
	case "#fields":
		if !d.fixed {
			d.header(strings.Split(value, ","))
		}
	}
}

// header takes a list of names, and the form that they show where no #Log-type
// line did.
func (d *Decoder) header(names []string) {
	if len(names) > maxColumns {
		return
	}
	clean := make([]string, len(names))
	for i, n := range names {
		clean[i] = strings.Trim(strings.TrimSpace(n), `"`)
	}
	if f := formOfColumns(clean); f != nil && (d.form == nil || d.form.kind != athar.KindECPActivity) {
		d.form = f
	}
	var alias map[string]string
	if d.form != nil {
		alias = d.form.alias
	}
	d.cols, d.n = athar.NewColumns(clean, alias), len(clean)
	d.time = -1
	for _, n := range timeColumns {
		if d.time = d.cols.Index(n); d.time >= 0 {
			break
		}
	}
	d.server, d.protocol, d.stem, d.version, d.target = -1, -1, -1, -1, -1
	if d.form != nil && d.form.server != "" {
		d.server = d.cols.Index(d.form.server)
	}
	if d.proxy() {
		d.protocol, d.target = d.cols.Index("Protocol"), d.cols.Index("TargetServer")
		if d.protocol < 0 {
			d.stem = d.cols.Index("UrlStem")
		}
	}
	if v := d.cols.Index("MajorVersion"); v >= 0 && d.cols.Index("RevisionVersion") == v+3 {
		d.version = v
	}
	d.deepest = max(d.server, d.protocol, d.stem, d.target, d.version+3)
	if d.form != nil {
		for _, w := range d.form.wants {
			if d.cols.Index(w) < 0 && !slices.Contains(d.blind, w) {
				d.blind = append(d.blind, w)
			}
		}
	}
}

func (d *Decoder) proxy() bool { return d.form == &forms[0] }

// Blind lists the columns that the campaign rules want of this log and that one
// of its headers does not have.
func (d *Decoder) Blind() []string { return d.blind }

// isHeader reports whether a row of values is a header: the name of a time
// column stands in it, where rows have a time.
func isHeader(values [][]byte) bool {
	for _, v := range values {
		for _, n := range timeColumns {
			if strings.EqualFold(strings.TrimSpace(string(v)), n) {
				return true
			}
		}
	}
	return false
}
