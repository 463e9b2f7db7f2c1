package intel

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxJSONDepth is how deep entries may lie: a MISP feed's attributes lie six deep.
const maxJSONDepth = 32

// jsonList reads STIX bundles, MISP events and plain lists of objects or strings,
// one value at a time.
type jsonList struct {
	*reader
	dec   *json.Decoder
	count *lineCounter
	// sure is set once an indicator object was read: observables beside those are
	// what they were seen with.
	sure    bool
	waiting []observable
	event   Facts // of the MISP event that is being read
	found   bool  // something that a list holds was there
}

// json reads a list in JSON, also one value a line.
func (r *reader) json(src io.Reader) error {
	count := &lineCounter{src: src}
	j := &jsonList{reader: r, dec: json.NewDecoder(count), count: count, event: r.facts}
	j.dec.UseNumber()
	for {
		err := j.value("", 0)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			r.list.fault(j.line(), "", "reading stopped: "+err.Error())
			break
		}
	}
	if !j.sure {
		for _, o := range j.waiting {
			j.take(o.typ, o.value, o.line, o.facts)
		}
	}
	if !j.found {
		r.list.fault(0, "", "the JSON is no STIX bundle, no MISP event and no list of indicators")
	}
	return nil
}

// line is that of the value which is read next or was read last.
func (j *jsonList) line() int { return j.count.at(j.dec.InputOffset()) }

// value reads one value of an array, or of the file.
func (j *jsonList) value(name string, depth int) error {
	tok, err := j.dec.Token()
	if err != nil {
		return err
	}
	if d, ok := tok.(json.Delim); ok {
		return j.container(d, name, depth)
	}
	return nil
}

// members reads an object. One that has no lists in it is an entry itself: a
// file may hold one a line.
func (j *jsonList) members(depth int) error {
	line, flat := j.line(), map[string]any{}
	for j.dec.More() {
		key, err := j.dec.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string)
		if name == "Event" {
			j.event = j.facts
		}
		tok, err := j.open(name, depth)
		if err != nil {
			return err
		}
		if tok == nil {
			flat = nil
		} else if flat != nil && len(flat) < maxColumns {
			flat[name] = tok
		}
	}
	if _, err := j.dec.Token(); err != nil {
		return err
	}
	if depth == 0 && len(flat) > 0 {
		j.object(flat, line)
	}
	return nil
}

// maxColumns bounds the members of an entry.
const maxColumns = 256

// open reads a member's value. It returns a scalar, or nil where it was more.
func (j *jsonList) open(name string, depth int) (json.Token, error) {
	tok, err := j.dec.Token()
	if err != nil {
		return nil, err
	}
	d, ok := tok.(json.Delim)
	if !ok {
		// An event's title stands beside its attributes.
		if text, ok := tok.(string); ok && name == "info" {
			j.event.describe(text, "")
		}
		if tok == nil {
			tok = ""
		}
		return tok, nil
	}
	return nil, j.container(d, name, depth+1)
}

func (j *jsonList) container(d json.Delim, name string, depth int) error {
	if depth > maxJSONDepth {
		return fmt.Errorf("values nested deeper than %d", maxJSONDepth)
	}
	if d == '[' {
		return j.array(name, depth)
	}
	return j.members(depth)
}

// array reads the elements of an array: entries where its name or they say so.
func (j *jsonList) array(name string, depth int) error {
	for j.dec.More() {
		var err error
		switch name {
		case "objects":
			err = j.entry(j.stix)
		case "Attribute":
			err = j.entry(j.attribute)
		case "Tag", "Galaxy", "EventReport", "RelatedEvent", "ShadowAttribute", "labels", "tags":
			var skip json.RawMessage
			err = j.dec.Decode(&skip)
		case "Object", "response", "Event":
			err = j.value(name, depth+1)
		default:
			err = j.entry(func(raw json.RawMessage, line int) { j.plain(name, raw, line) })
		}
		if err != nil {
			return err
		}
	}
	_, err := j.dec.Token()
	return err
}

// maxEntry bounds one entry, in bytes.
const maxEntry = 1 << 20

// entry reads one whole value and hands it over.
func (j *jsonList) entry(take func(raw json.RawMessage, line int)) error {
	var raw json.RawMessage
	if err := j.dec.Decode(&raw); err != nil {
		return err
	}
	line := j.count.at(j.dec.InputOffset() - int64(len(raw)) + 1)
	if len(raw) > maxEntry {
		j.list.fault(line, "", fmt.Sprintf("an entry of more than %d bytes", maxEntry))
		return nil
	}
	take(raw, line)
	return nil
}

// plain takes an element of any other array: a string where the array is called
// after indicators ("ips", "domains"), or an object whose members are named as the
// columns of a table are.
func (j *jsonList) plain(name string, raw json.RawMessage, line int) {
	raw = bytes.TrimSpace(raw)
	var text string
	if len(raw) > 0 && raw[0] == '"' {
		key := squeeze.Replace(strings.ToLower(name))
		t, known := typeOf(strings.TrimSuffix(key, "s"))
		if name == "" || headers[key] == valueColumn {
			t, known = auto, true
		}
		if known && json.Unmarshal(raw, &text) == nil {
			j.found = true
			j.take(t, text, line, j.facts)
		}
		return
	}
	var object map[string]any
	if json.Unmarshal(raw, &object) != nil {
		return
	}
	if nested, ok := object["Event"].(map[string]any); ok {
		inner, err := json.Marshal(nested)
		if err == nil {
			j.nested(inner, line)
		}
		return
	}
	if object["type"] == "bundle" || object["Attribute"] != nil {
		j.nested(raw, line)
		return
	}
	j.object(object, line)
}

// nested reads an entry that is a list of its own.
func (j *jsonList) nested(raw []byte, line int) {
	inner := &jsonList{reader: j.reader, dec: json.NewDecoder(bytes.NewReader(raw)), count: &lineCounter{base: line}, event: j.facts}
	inner.dec.UseNumber()
	if err := inner.value("", 1); err != nil {
		j.list.fault(line, "", err.Error())
	}
	j.found = j.found || inner.found
	j.sure = j.sure || inner.sure
	j.waiting = append(j.waiting, inner.waiting...)
}

// object takes a flat object as a row of a table.
func (j *jsonList) object(object map[string]any, line int) {
	var names, values []string
	for _, name := range sortedNames(object) {
		var v string
		switch x := object[name].(type) {
		case string:
			v = x
		case json.Number:
			v = x.String()
		case float64:
			v = fmt.Sprint(x)
		case bool:
			v = fmt.Sprint(x)
		default:
			continue
		}
		names, values = append(names, name), append(values, v)
	}
	t := &table{r: j.reader, decided: true, comma: ','}
	t.header(names)
	if !t.headed {
		return // what else a document lists; where nothing is found at all, that is said
	}
	j.found = true
	t.named(values, line)
}

// lineCounter counts the lines that a decoder has read past. Places are asked
// for in ascending order.
type lineCounter struct {
	src    io.Reader
	base   int     // the line of the first byte, less one
	offset int64   // of what was read
	ends   []int64 // of lines, behind what was asked for last
}

// Read implements io.Reader.
func (c *lineCounter) Read(p []byte) (int, error) {
	n, err := c.src.Read(p)
	for i, b := range p[:n] {
		if b == '\n' {
			c.ends = append(c.ends, c.offset+int64(i))
		}
	}
	c.offset += int64(n)
	return n, err
}

// at returns the line of an offset.
func (c *lineCounter) at(offset int64) int {
	if c.src == nil {
		return c.base
	}
	n := 0
	for n < len(c.ends) && c.ends[n] < offset {
		n++
	}
	c.base += n
	c.ends = c.ends[n:]
	return c.base + 1
}
