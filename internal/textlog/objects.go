package textlog

// MaxObject is the most of one object of JSON that is handed out, in bytes.
// Windows events and Microsoft's audit records stay below 256 KiB.
const MaxObject = 1 << 20

// Objects cuts a stream into the objects of JSON that stand in it one after the
// other: a line each, over many lines, as members of an array, or of a list within
// an object. It looks at braces, strings and ends of lines only: what it hands out
// has balanced braces and may still be no JSON.
type Objects struct {
	// Lists are the names under which an object may hold the wanted ones, as APIs
	// give them page by page; that object is then not handed out itself.
	Lists []string

	part   []byte // of an object that began in an earlier piece
	depth  int    // of braces
	text   bool   // inside a string
	slash  bool   // behind a backslash in it
	over   int64  // bytes of an object too large to be kept, 0 for others
	line   int64  // ends of lines so far
	from   int64  // the line in which the object begins
	inside bool   // in a line, behind its first byte

	word   []byte // the beginning of the last string at depth 1: a name, if a colon follows
	colon  bool   // a colon is the last that was seen at depth 1
	list   int    // brackets open of a wrapper's list, 0 outside of one
	hollow bool   // the present object is a wrapper, behind its list

	// Lost counts objects that were cut short or are too large, LostBytes theirs,
	// Noise bytes that belong to no object.
	Lost, LostBytes, Noise int64
}

// maxListName is how much of a name is kept, in bytes; the names of lists are shorter.
const maxListName = 16

// Feed goes on with the next piece of the stream. take gets each object that
// ends in it, with the number of its first line, counted from 1; the bytes are
// the caller's until it returns.
func (o *Objects) Feed(data []byte, take func(object []byte, line int64)) {
	start := 0 // of the object's part in data
	for i := 0; i < len(data); i++ {
		c, first := data[i], !o.inside
		o.inside = c != '\n'
		if c == '\n' {
			o.line++
		}
		switch {
		case o.text:
			o.inText(c)
			if o.depth == 0 { // no string goes over a line
				o.drop(data[start : i+1])
			}
		case c == '{':
			if o.depth > 0 && first {
				// A line that begins an object ends one that was cut short: inside
				// an object, lines are indented.
				o.drop(data[start:i])
			}
			if o.depth == 0 {
				start, o.from = i, o.line+1
			}
			o.depth++
			o.colon = false
		case o.depth == 0:
			if o.between(c) {
				start = i + 1
			}
		case c == '"':
			o.text, o.word = true, o.word[:0]
		case c == '[' && o.wraps():
			o.part, o.depth, o.list, o.colon = o.part[:0], 0, 1, false
		case c == '}':
			if o.depth--; o.depth == 0 {
				o.end(data[start:i+1], take)
			}
		case o.depth == 1 && !blank(c):
			o.colon = c == ':'
		}
		if o.depth > 0 && o.over == 0 && len(o.part)+i+1-start > MaxObject {
			o.over, o.part, start = int64(len(o.part)+i+1-start), o.part[:0], i+1
		}
	}
	switch {
	case o.depth == 0:
	case o.over > 0:
		o.over += int64(len(data) - start)
	default:
		o.part = append(o.part, data[start:]...)
	}
}

// inText goes on inside a string. A string that a line's end cuts ends the object.
func (o *Objects) inText(c byte) {
	switch {
	case o.slash:
		o.slash = false
	case c == '\\':
		o.slash = true
	case c == '"':
		o.text = false
	case c == '\n':
		o.depth = 0
	case o.depth == 1 && len(o.word) < maxListName:
		o.word = append(o.word, c)
	}
}

// wraps reports whether the bracket at hand begins a list of the wanted objects.
func (o *Objects) wraps() bool {
	if o.depth != 1 || !o.colon || o.over > 0 {
		return false
	}
	for _, name := range o.Lists {
		if string(o.word) == name {
			return true
		}
	}
	return false
}

// between goes on outside of objects; it reports true where a wrapper's list ends
// and what is left of the wrapper begins.
func (o *Objects) between(c byte) bool {
	if o.list > 0 {
		switch c {
		case '[':
			o.list++
		case ']':
			o.list--
			o.hollow = o.list == 0
		}
		if o.hollow {
			o.depth = 1
			return true
		}
	}
	if !blank(c) {
		o.Noise++
	}
	return false
}

// end hands out the object that ends; rest is what of it is not kept yet.
func (o *Objects) end(rest []byte, take func(object []byte, line int64)) {
	switch {
	case o.over > 0:
		o.drop(rest)
		return
	case o.hollow:
	case len(o.part) > 0:
		o.part = append(o.part, rest...)
		take(o.part, o.from)
	default:
		take(rest, o.from)
	}
	o.part, o.hollow = o.part[:0], false
}

// Finish counts an object, or a list, that the stream's end cut short.
func (o *Objects) Finish() {
	if o.depth > 0 || o.list > 0 {
		o.drop(nil)
	}
}

// drop gives up the present object; rest is what of it is not kept yet.
func (o *Objects) drop(rest []byte) {
	o.Lost++
	o.LostBytes += o.over + int64(len(o.part)+len(rest))
	o.part, o.over = o.part[:0], 0
	o.depth, o.text, o.slash, o.colon, o.hollow = 0, false, false, false, false
}

// blank reports whether a byte may stand between objects: space, what parts the
// members of an array, and the marks and holes that text files have.
func blank(c byte) bool {
	switch c {
	case ' ', '\t', '\r', '\n', ',', '[', ']', 0, 0xEF, 0xBB, 0xBF:
		return true
	}
	return false
}
