package textlog

import "bytes"

// SplitSpaces parts a W3C row at its spaces into dst.
func SplitSpaces(line []byte, dst [][]byte) [][]byte {
	dst = dst[:0]
	for {
		i := bytes.IndexByte(line, ' ')
		if i < 0 {
			return append(dst, line)
		}
		dst = append(dst, line[:i:i])
		line = line[i+1:]
	}
}

// CSV parts comma-separated rows. It is lenient where RFC 4180 is strict: a
// quote inside an unquoted value is part of it, and an open quote ends with the
// row. A CSV keeps the unquoted copies of values and is reused.
type CSV struct {
	scratch []byte
}

// Split parts a row into dst. The values are valid until the next call.
func (c *CSV) Split(line []byte, dst [][]byte) [][]byte {
	dst = dst[:0]
	if bytes.IndexByte(line, '"') < 0 {
		for {
			i := bytes.IndexByte(line, ',')
			if i < 0 {
				return append(dst, line)
			}
			dst = append(dst, line[:i:i])
			line = line[i+1:]
		}
	}
	// All copies of one row fit into one scratch of the row's length, so that
	// earlier values are never moved.
	if cap(c.scratch) < len(line) {
		c.scratch = make([]byte, 0, 2*len(line))
	}
	c.scratch = c.scratch[:0]
	for {
		var value []byte
		value, line = c.field(line)
		dst = append(dst, value)
		if line == nil {
			return dst
		}
		line = line[1:]
	}
}

// field takes one value off the row; the rest begins with the comma, or is nil
// at the row's end.
func (c *CSV) field(line []byte) (value, rest []byte) {
	if len(line) == 0 || line[0] != '"' {
		i := bytes.IndexByte(line, ',')
		if i < 0 {
			return line, nil
		}
		return line[:i:i], line[i:]
	}
	body := line[1:]
	// Most quoted values hold no quote of their own and need no copy.
	i := bytes.IndexByte(body, '"')
	if i < 0 {
		return body, nil
	}
	if i+1 == len(body) {
		return body[:i:i], nil
	}
	if body[i+1] == ',' {
		return body[:i:i], body[i+1:]
	}
	from := len(c.scratch)
	for {
		i := bytes.IndexByte(body, '"')
		if i < 0 {
			c.scratch = append(c.scratch, body...)
			return c.scratch[from:len(c.scratch):len(c.scratch)], nil
		}
		c.scratch = append(c.scratch, body[:i]...)
		body = body[i+1:]
		switch {
		case len(body) == 0:
			return c.scratch[from:len(c.scratch):len(c.scratch)], nil
		case body[0] == ',':
			return c.scratch[from:len(c.scratch):len(c.scratch)], body
		case body[0] == '"':
			c.scratch = append(c.scratch, '"')
			body = body[1:]
		default:
			// A quote that neither ends nor doubles: keep it as it is.
			c.scratch = append(c.scratch, '"')
		}
	}
}
