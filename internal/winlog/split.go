package winlog

// Splitter cuts a stream into the objects of JSON that stand in it one after the
// other: a line each, over many lines, or as members of an array. What it hands
// out has balanced braces and may still be no JSON.
type Splitter struct {
	part  []byte // of an object that began in an earlier piece
	depth int
	text  bool // inside a string
	slash bool // behind a backslash in it
	skip  bool // up to the end of a line
	line  int64
	from  int64 // the line in which the object begins
	first bool  // at the beginning of a line

	// Lost counts objects that were cut short or are too large, LostBytes theirs,
	// Noise bytes that belong to no object.
	Lost, LostBytes, Noise int64
}

// NewSplitter returns a splitter at a stream's beginning.
func NewSplitter() *Splitter { return &Splitter{line: 1, first: true} }

// Feed goes on with the next piece of the stream. take gets each object that
// ends in it, with the number of its first line; the bytes are the caller's
// until it returns.
func (s *Splitter) Feed(data []byte, take func(object []byte, line int64)) {
	start := 0 // of the object's part in data
	for i := 0; i < len(data); i++ {
		c, first := data[i], s.first
		s.first = c == '\n'
		if s.first {
			s.line++
		}
		switch {
		case s.skip:
			s.skip = !s.first
			s.LostBytes++
		case s.text:
			switch {
			case s.slash:
				s.slash = false
			case c == '\\':
				s.slash = true
			case c == '"':
				s.text = false
			case c == '\n': // no string goes over a line
				s.drop(data[start : i+1])
			}
		case c == '{':
			if s.depth > 0 && first {
				// A line that begins an object ends one that was cut short: inside
				// an object, lines are indented.
				s.drop(data[start:i])
			}
			if s.depth == 0 {
				start, s.from = i, s.line
			}
			s.depth++
		case s.depth == 0:
			if !blank(c) {
				s.Noise++
			}
		case c == '"':
			s.text = true
		case c == '}':
			if s.depth--; s.depth > 0 {
				continue
			}
			object := data[start : i+1]
			if len(s.part) > 0 {
				object = append(s.part, object...)
			}
			take(object, s.from)
			s.part = s.part[:0]
		}
		if s.depth > 0 && len(s.part)+i-start > maxObject {
			s.drop(data[start : i+1])
			s.skip = true
		}
	}
	if s.depth > 0 {
		s.part = append(s.part, data[start:]...)
	}
}

// Finish counts an object that the stream's end cut short.
func (s *Splitter) Finish() {
	if s.depth > 0 {
		s.drop(nil)
	}
}

// drop gives up the present object; rest is what of it is not kept yet.
func (s *Splitter) drop(rest []byte) {
	s.Lost++
	s.LostBytes += int64(len(s.part) + len(rest))
	s.part, s.depth, s.text, s.slash = s.part[:0], 0, false, false
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
