package sigma

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// plainYAML reads the part of YAML that nearly all rules are written in: maps and
// lists by indentation, plain and quoted texts, literal blocks, short lists and maps
// in brackets. It makes the tree that the library would make, several times as fast,
// and gives up at anything else and at every fault: then the library reads the file,
// and tells the fault. What it gives up at needs no telling apart.
//
// Texts are views of the file. Columns count bytes while a file is read, characters
// in nodes.
type plainYAML struct {
	text string

	// The present line: where it begins, where what is left of it begins, and where
	// it ends.
	start, at, end int
	next           int // where the line behind it begins
	number         int // its number, from 1
	done           bool

	depth, nodes int
	room         []yamlNode
	open         []*yamlNode // children of maps and lists that are being read
}

// maxPlainDepth and maxPlainKey are well below what the library takes.
const (
	maxPlainDepth = 40
	maxPlainKey   = 512
)

// readPlain returns the roots of a file's documents, false where the library has to
// read it.
func readPlain(text string) ([]*yamlNode, bool) {
	if !plainText(text) {
		return nil, false
	}
	r := &plainYAML{text: text}
	var roots []*yamlNode
	for r.content(); ; {
		separated := r.separator()
		if separated {
			r.content()
		}
		if r.done || r.separator() || len(roots) > 0 && !separated || len(roots) == maxDocuments {
			return roots, r.done && !separated && len(roots) > 0
		}
		if r.at > r.start || r.dash() {
			return nil, false // a rule begins with a key
		}
		root, ok := r.block()
		if !ok {
			return nil, false
		}
		roots = append(roots, root)
		if r.done {
			return roots, true
		}
	}
}

// plainText reports whether a file has no characters that YAML takes for a break, a
// tabulator or a fault.
func plainText(text string) bool {
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			if c < ' ' && c != '\n' || c == 0x7f {
				return false
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		if r < 0xa0 || r == utf8.RuneError || r == '\u2028' || r == '\u2029' || r == '\ufeff' || r&0xfffe == 0xfffe {
			return false
		}
		i += n
	}
	return true
}

// line goes to the next line, whatever it holds.
func (r *plainYAML) line() bool {
	if r.next >= len(r.text) {
		r.done = true
		return false
	}
	r.start, r.number = r.next, r.number+1
	if r.end = strings.IndexByte(r.text[r.start:], '\n'); r.end < 0 {
		r.end = len(r.text) - r.start
	}
	r.end += r.start
	r.next = r.end + 1
	r.at = r.start
	r.spaces()
	return true
}

// content goes to the next line that holds more than blanks and a comment.
func (r *plainYAML) content() {
	for r.line() {
		if r.at < r.end && r.text[r.at] != '#' {
			return
		}
	}
}

func (r *plainYAML) spaces() {
	for r.at < r.end && r.text[r.at] == ' ' {
		r.at++
	}
}

// column is how far the present line is indented, or where in it the reader is.
func (r *plainYAML) column() int { return r.at - r.start }

// separator reports whether the line is one that separates documents.
func (r *plainYAML) separator() bool {
	return !r.done && r.at == r.start && r.text[r.start:r.end] == "---"
}

// ended reports whether a block at a column ends before the present line.
func (r *plainYAML) ended(column int) bool { return r.done || r.column() < column || r.separator() }

// blank reports whether nothing but a comment is left of the line; before tells
// that a blank stands there.
func (r *plainYAML) blank() bool {
	return r.at == r.end || r.text[r.at] == '#' && r.at > r.start && r.text[r.at-1] == ' '
}

// dash reports whether an entry of a list begins here.
func (r *plainYAML) dash() bool {
	return r.text[r.at] == '-' && (r.at+1 == r.end || r.text[r.at+1] == ' ')
}

// node makes a node that begins at an offset of the present line.
func (r *plainYAML) node(kind yaml.Kind, tag, value string, at int) *yamlNode {
	if len(r.room) == 0 {
		r.room = make([]yamlNode, 32)
	}
	n := &r.room[0]
	r.room = r.room[1:]
	r.nodes++
	*n = yamlNode{Kind: kind, Tag: tag, Value: value, Line: r.number, Column: utf8.RuneCountInString(r.text[r.start:at]) + 1}
	return n
}

// close gives a map or a list its children, those that were opened since.
func (r *plainYAML) close(n *yamlNode, since int) bool {
	n.Content = append(make([]*yamlNode, 0, len(r.open)-since), r.open[since:]...)
	r.open = r.open[:since]
	return r.nodes <= maxNodes && (n.Kind != yaml.MappingNode || checkKeys(n) == nil)
}

// block reads the map or the list that begins on the present line.
func (r *plainYAML) block() (*yamlNode, bool) {
	if r.depth++; r.depth > maxPlainDepth {
		return nil, false
	}
	defer func() { r.depth-- }()
	switch {
	case r.dash():
		return r.list(false)
	case r.keyEnd() > 0:
		return r.mapping()
	}
	return nil, false
}

func (r *plainYAML) mapping() (*yamlNode, bool) {
	column, since := r.column(), len(r.open)
	n := r.node(yaml.MappingNode, "!!map", "", r.at)
	for {
		key, ok := r.key()
		if !ok {
			return nil, false
		}
		r.open = append(r.open, key)
		value, ok := r.value(column)
		if !ok {
			return nil, false
		}
		r.open = append(r.open, value)
		if r.ended(column) {
			return n, r.close(n, since)
		}
		if r.column() > column || r.dash() {
			return nil, false
		}
	}
}

// value reads what stands behind the colon of a key at a column.
func (r *plainYAML) value(column int) (*yamlNode, bool) {
	behind := r.at
	if r.spaces(); !r.blank() {
		return r.scalar(column)
	}
	null := r.node(yaml.ScalarNode, "!!null", "", behind)
	r.content()
	switch {
	case r.ended(column):
	case r.column() > column:
		return r.block()
	case r.dash():
		return r.list(true)
	}
	return null, true
}

// list reads a list; one under a key may stand at the key's own column.
func (r *plainYAML) list(atKey bool) (*yamlNode, bool) {
	if r.depth++; r.depth > maxPlainDepth {
		return nil, false
	}
	defer func() { r.depth-- }()
	column, since := r.column(), len(r.open)
	n := r.node(yaml.SequenceNode, "!!seq", "", r.at)
	for {
		entry, ok := r.entry(column)
		if !ok {
			return nil, false
		}
		r.open = append(r.open, entry)
		if r.ended(column) || atKey && r.column() == column && !r.dash() {
			return n, r.close(n, since)
		}
		if r.column() > column || !r.dash() {
			return nil, false
		}
	}
}

// entry reads an entry of a list, from its dash on.
func (r *plainYAML) entry(column int) (*yamlNode, bool) {
	r.at++
	behind := r.at
	if r.spaces(); !r.blank() {
		if r.dash() || r.keyEnd() > 0 {
			return r.block()
		}
		return r.scalar(column)
	}
	null := r.node(yaml.ScalarNode, "!!null", "", behind)
	if r.content(); !r.ended(column) && r.column() > column {
		return r.block()
	}
	return null, true
}
