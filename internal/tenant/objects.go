package tenant

import "bytes"

// maxObject is the most of one record that is read, in bytes. Microsoft's own
// records stay below 256 KiB.
const maxObject = 1 << 20

// objects finds the JSON objects of a stream that is one of: objects one after
// the other, lists of them, or an object that holds such a list under a name as
// APIs give it. It looks at brackets and strings only, so what is inside may be
// damaged.
type objects struct {
	emit func(obj []byte, line int64)
	lost func(n int64) // bytes of an object that is too long or never ends

	buf    []byte
	at     int64 // the present line
	line   int64 // the one that the present object began on
	depth  int   // of brackets, inside the present object
	text   bool  // inside a string
	escape bool
	began  int    // where in buf the last string began
	word   []byte // the last string at depth 1: a name, if a list follows
	over   int64  // bytes dropped of an object beyond maxObject
}

func newObjects(emit func([]byte, int64), lost func(int64)) *objects {
	return &objects{emit: emit, lost: lost, at: 1}
}

// wrappers are the names under which APIs put a list of records. A record's own
// lists have other names.
var wrappers = [][]byte{[]byte("value"), []byte("records"), []byte("results")}

// feed takes the next bytes.
func (o *objects) feed(data []byte) {
	for _, c := range data {
		if c == '\n' {
			o.at++
		}
		o.take(c)
	}
}

func (o *objects) take(c byte) {
	if o.depth == 0 {
		if c == '{' {
			o.depth, o.line, o.buf, o.word = 1, o.at, append(o.buf[:0], c), nil
		}
		return
	}
	if len(o.buf) < maxObject {
		o.buf = append(o.buf, c)
	} else {
		o.over++
	}
	switch {
	case o.escape:
		o.escape = false
	case o.text:
		o.inText(c)
	case c == '"':
		o.text, o.began = true, len(o.buf)
	case c == '{':
		o.depth++
	case c == '[':
		if o.depth == 1 && o.wraps() {
			o.depth = 0 // its members are the records
			return
		}
		o.depth++
	case c == '}' || c == ']':
		if o.depth--; o.depth == 0 {
			o.done()
		}
	}
}

func (o *objects) inText(c byte) {
	switch c {
	case '\\':
		o.escape = true
	case '"':
		o.text = false
		if o.depth == 1 && o.over == 0 {
			o.word = o.buf[o.began : len(o.buf)-1]
		}
	}
}

// wraps reports whether the list that begins is of records: the present object
// is then no record itself.
func (o *objects) wraps() bool {
	rest := bytes.TrimRight(o.buf[:len(o.buf)-1], " \t\r\n")
	if !bytes.HasSuffix(rest, []byte(":")) {
		return false
	}
	for _, w := range wrappers {
		if bytes.Equal(o.word, w) {
			return true
		}
	}
	return false
}

func (o *objects) done() {
	if o.over > 0 {
		if o.lost != nil {
			o.lost(int64(len(o.buf)) + o.over)
		}
	} else {
		o.emit(o.buf, o.line)
	}
	o.over, o.text, o.escape = 0, false, false
}

// finish accounts for an object that the stream ends in.
func (o *objects) finish() {
	if o.depth > 0 && len(o.buf) > 0 && o.lost != nil {
		o.lost(int64(len(o.buf)) + o.over)
	}
	o.depth, o.buf = 0, nil
}
