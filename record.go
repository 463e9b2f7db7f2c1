package athar

import "strings"

// Record is one row of a log, one event or one file, as rules see it: named
// values over the bytes of the evidence. It is reused for the next row: keep
// nothing of it but copies.
type Record struct {
	Kind   Kind
	Time   Time
	Server string
	// Line counts from 1 in the artefact, lines of any kind included.
	Line int64
	// Event is the number that an event bears in its log, zero for what is none.
	Event int64
	Raw   []byte
	// Columns names the Values; a record may have fewer values than columns.
	Columns *Columns
	Values  [][]byte
	// Derived holds what decoding adds: a decoded address, a cmdlet's
	// parameters, a token's owner. Keys are in lower case.
	Derived map[string]string
	// More derives what is costly, once, when a field is asked for that is
	// neither a column nor derived yet. It may be nil.
	More func(*Record)
	// View answers for a record whose values stay where they are until they are
	// asked for. It is asked before all else, and nil for rows.
	View View

	text string // Raw, once a search asked for it
}

// View is a record's values in a form of their own: an event in its log.
type View interface {
	// Lookup returns a field's value; ok is false where there is none.
	Lookup(field string) (value string, ok bool)
	// Text returns what a search without a field looks through.
	Text() string
}

// Columns is a log's list of field names. Names compare case-insensitively,
// because builds of Exchange differ in the case of some.
type Columns struct {
	Names []string
	index map[string]int
	exact map[string]int // as spelled, to spare the common case the folding
	alias map[string]string
}

// NewColumns makes a list of field names. Alias maps further names under which
// a field answers ("cs-uri-stem" for "UrlStem") to its own name; it may be nil
// and is not copied.
func NewColumns(names []string, alias map[string]string) *Columns {
	c := &Columns{Names: names, index: make(map[string]int, len(names)), exact: make(map[string]int, len(names)), alias: alias}
	for i, n := range names {
		key := strings.ToLower(n)
		if _, dup := c.index[key]; !dup {
			c.index[key], c.exact[n] = i, i
		}
	}
	return c
}

// Index returns the position of a field, -1 where there is none.
func (c *Columns) Index(name string) int {
	if i, ok := c.exact[name]; ok {
		return i
	}
	key := strings.ToLower(name)
	if i, ok := c.index[key]; ok {
		return i
	}
	if own, ok := c.alias[key]; ok {
		if i, ok := c.index[strings.ToLower(own)]; ok {
			return i
		}
	}
	return -1
}

// Lookup returns a field's value: a column's, or a derived one.
func (r *Record) Lookup(field string) (string, bool) {
	if r.View != nil {
		if v, ok := r.View.Lookup(field); ok {
			return v, true
		}
	}
	if r.Columns != nil {
		if i := r.Columns.Index(field); i >= 0 {
			if i >= len(r.Values) {
				return "", false
			}
			return string(r.Values[i]), true
		}
	}
	field = strings.ToLower(field)
	if v, ok := r.Derived[field]; ok {
		return v, true
	}
	if r.More == nil {
		return "", false
	}
	more := r.More
	r.More = nil
	more(r)
	v, ok := r.Derived[field]
	return v, ok
}

// Get is Lookup without the report of absence. W3C's "-" for an absent value
// reads as empty.
func (r *Record) Get(field string) string {
	v, _ := r.Lookup(field)
	if v == "-" {
		return ""
	}
	return v
}

// Derive adds a derived value.
func (r *Record) Derive(field, value string) {
	if r.Derived == nil {
		r.Derived = make(map[string]string, 8)
	}
	r.Derived[field] = value
}

// Text returns the whole record, for searches without a field.
func (r *Record) Text() string {
	if r.View != nil && r.text == "" {
		r.text = r.View.Text()
	}
	if r.text == "" {
		r.text = string(r.Raw)
	}
	return r.text
}

// Reset makes r the next row. What was derived of the one before is gone.
func (r *Record) Reset(kind Kind, t Time, line int64, raw []byte) {
	clear(r.Derived)
	*r = Record{Kind: kind, Time: t, Line: line, Raw: raw, Derived: r.Derived}
}
