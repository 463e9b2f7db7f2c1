package windows

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/athar-forensics/athar/internal/textlog"
)

// Bounds of one document.
const (
	maxDepth    = 64
	maxElements = 200_000
)

// element is an element as it opens.
type element struct {
	name string // lower case
	attr map[string]string
	line int64
	raw  []byte
}

// get returns an attribute by its name in lower case.
func (e *element) get(name string) string { return e.attr[name] }

// document walks a document's elements: open is called with the path of the
// elements around (names in lower case), text with what stands directly in the
// innermost one.
type document struct {
	open func(path []string, e *element)
	text func(path []string, text string)
}

// walk reads a document in any encoding. What follows a fault is lost, and said.
func (d document) walk(data []byte) error {
	data = textlog.Text(data)
	dec := xml.NewDecoder(bytes.NewReader(data))
	dec.Strict = false
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	var path []string
	var counted, line int64 = 0, 1
	for n := 0; ; {
		from := dec.InputOffset()
		tok, err := dec.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("not well-formed from line %d on: %w", line, err)
		}
		line += int64(bytes.Count(data[counted:from], []byte("\n")))
		counted = from
		switch tok := tok.(type) {
		case xml.StartElement:
			if n++; n > maxElements || len(path) >= maxDepth {
				return fmt.Errorf("read up to a limit: %d elements, %d deep", maxElements, maxDepth)
			}
			path = append(path, strings.ToLower(tok.Name.Local))
			if d.open != nil {
				e := &element{name: path[len(path)-1], attr: map[string]string{}, line: line, raw: data[from:dec.InputOffset()]}
				for _, a := range tok.Attr {
					e.attr[strings.ToLower(a.Name.Local)] = a.Value
				}
				d.open(path, e)
			}
		case xml.EndElement:
			// An end that nothing began is passed over; one that skips others ends them.
			name := strings.ToLower(tok.Name.Local)
			for i := len(path) - 1; i >= 0; i-- {
				if path[i] == name {
					path = path[:i]
					break
				}
			}
		case xml.CharData:
			if d.text != nil && len(path) > 0 {
				d.text(path, string(tok))
			}
		}
	}
}

// within reports whether a path of elements ends with these.
func within(path []string, tail ...string) bool {
	if len(path) < len(tail) {
		return false
	}
	for i, name := range tail {
		if path[len(path)-len(tail)+i] != name {
			return false
		}
	}
	return true
}
