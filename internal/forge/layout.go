package forge

import "strings"

// layout is the column list of one CSV log. A dialect of it writes fewer of the
// columns; rows are always filled by name.
type layout struct {
	index map[string]int
	// emit holds the written columns, as positions in the full list.
	emit   []int
	header string
}

// newLayout reads a column list as a #Fields line has it.
func newLayout(columns string) *layout {
	names := strings.Split(columns, ",")
	l := &layout{index: make(map[string]int, len(names)), header: columns}
	for i, n := range names {
		l.index[n] = i
		l.emit = append(l.emit, i)
	}
	return l
}

// without returns the dialect that lacks the named columns.
func (l *layout) without(names ...string) *layout {
	drop := make(map[int]bool, len(names))
	for _, n := range names {
		drop[l.must(n)] = true
	}
	d := &layout{index: l.index}
	full := strings.Split(l.header, ",")
	var kept []string
	for _, i := range l.emit {
		if !drop[i] {
			d.emit = append(d.emit, i)
			kept = append(kept, full[i])
		}
	}
	d.header = strings.Join(kept, ",")
	return d
}

// must returns a column's position. A column that no dialect has is a mistake
// in this package, not in its input.
func (l *layout) must(name string) int {
	i, ok := l.index[name]
	if !ok {
		panic("forge: no such column: " + name)
	}
	return i
}

// line is one row to be, filled by column name.
type line struct {
	of     *layout
	values []string
}

func (l *layout) line() line { return line{l, make([]string, len(l.index))} }

// set fills a column.
func (r line) set(name, value string) { r.values[r.of.must(name)] = value }

// bytes returns the row as Exchange writes it: RFC 4180, ended by CRLF.
func (r line) bytes() []byte {
	n := 2 + len(r.of.emit)
	for _, v := range r.values {
		n += len(v)
	}
	out := make([]byte, 0, n+8)
	for k, i := range r.of.emit {
		if k > 0 {
			out = append(out, ',')
		}
		out = appendField(out, r.values[i])
	}
	return append(out, '\r', '\n')
}

// appendField quotes a field only where CSV asks for it.
func appendField(dst []byte, v string) []byte {
	if !strings.ContainsAny(v, ",\"\r\n") {
		return append(dst, v...)
	}
	dst = append(dst, '"')
	dst = append(dst, strings.ReplaceAll(v, `"`, `""`)...)
	return append(dst, '"')
}
