package evtx

import "slices"

// JSONStyle says where XML attributes go in JSON.
type JSONStyle uint8

const (
	// JSONInline puts them into the element, under "#attributes", with the
	// element's text under "#text".
	JSONInline JSONStyle = iota
	// JSONSeparate puts those of an element X beside it, under "X_attributes".
	JSONSeparate
)

// AppendJSON appends the event as one JSON object without line breaks:
//
//	{"Event":{"#attributes":{...},"System":{...,"EventID":4624,...},"EventData":{"TargetUserName":"x"}}}
//
// Elements are keys; further ones of the same name are Name_1, Name_2. Data
// elements go by their Name, and those without one are collected as
// "Data":{"#text":[...]}. Integers, floats and booleans are JSON's own, all
// other values the text of [Value.String]; empty elements are null. What a null
// value makes optional is left out, as in the XML.
//
// An error is a [*Damage] and leaves dst as it was.
func (r *Record) AppendJSON(dst []byte, style JSONStyle) ([]byte, error) {
	w := jsonWriter{renderer: r.renderer(dst), separate: style == JSONSeparate}
	if !w.separate && w.event() {
		return w.result()
	}
	w.tree()
	return w.result()
}

type jsonWriter struct {
	renderer
	separate bool
}

// tree writes the record element by element.
func (w *jsonWriter) tree() {
	w.dst = append(w.dst[:w.start], '{')
	var keys *names
	if len(w.r.instances) > 0 && w.r.instances[0].next >= 0 {
		keys = newKeys()
	}
	w.chain(0, keys)
	w.dst = append(w.dst, '}')
}

// chain writes the elements of the instances that stand in one value.
func (w *jsonWriter) chain(first int32, keys *names) {
	for i := first; i >= 0; i = w.r.instances[i].next {
		if !w.step() {
			return
		}
		in := &w.r.instances[i]
		w.members(in, in.t.roots, keys)
	}
}

func (w *jsonWriter) comma() {
	if w.dst[len(w.dst)-1] != '{' {
		w.dst = append(w.dst, ',')
	}
}

// members writes the elements of content. Keys are those of the template, or
// where keys is given, counted anew.
func (w *jsonWriter) members(in *instance, content []part, keys *names) {
	for i := range content {
		switch p := &content[i]; p.kind {
		case partHole:
			if v, child := w.r.value(in, p.hole); v.typ == TypeBinXML && child >= 0 {
				w.chain(child, keys)
			}
		case partElement:
			if !w.step() {
				return
			}
			w.member(in, p.element, keys)
		}
	}
}

func (w *jsonWriter) member(in *instance, e *element, keys *names) {
	if e.single && keys == nil { // most elements are one value and nothing else
		p := &e.content[0]
		v, _ := w.r.value(in, p.hole)
		if v.typ != TypeBinXML {
			if v.typ != TypeNull || !p.optional {
				w.comma()
				w.dst = append(w.dst, e.key...)
				w.dst = appendJSONValue(w.dst, v)
			}
			return
		}
	}
	if e.grouped || e.group == nil && w.omitted(in, e.content) {
		return
	}
	key, attrKey := e.key, e.attrKey
	if keys != nil {
		name := e.keyName
		if e.data == dynamicData {
			name = w.r.compose(in, e.attrs[e.nameAttr].content).String()
		}
		name = keys.free(name)
		key, attrKey = jsonKey(name), jsonKey(name+"_attributes")
	}
	switch {
	case e.group != nil:
		w.group(in, e.group, key)
	case w.separate:
		before := len(w.dst)
		w.comma()
		w.dst = append(w.dst, attrKey...)
		if w.attributes(in, e) {
			if len(e.content) == 0 {
				return
			}
			w.dst = append(w.dst, ',')
		} else {
			w.dst = w.dst[:before]
			w.comma()
		}
		w.dst = append(w.dst, key...)
		w.body(in, e, false)
	default:
		w.comma()
		w.dst = append(w.dst, key...)
		if e.constJSON != "" {
			w.dst = append(w.dst, e.constJSON...)
			return
		}
		w.body(in, e, true)
	}
}

// group writes Data elements without a name: {"#text":[...]}, or without the
// brackets where there is only one text. An array stands for as many elements.
func (w *jsonWriter) group(in *instance, group []*element, key string) {
	before := len(w.dst)
	w.comma()
	w.dst = append(append(w.dst, key...), `{"#text":[`...)
	start, n := len(w.dst), 0
	for _, e := range group {
		if w.omitted(in, e.content) {
			continue
		}
		if !w.step() {
			return
		}
		if v, ok := w.array(in, e.content); ok {
			for item := range v.Elements() {
				w.dst = w.item(appendJSONValue(w.dst, item), len(w.dst))
				n++
			}
			continue
		}
		at := len(w.dst)
		w.scalar(in, e.content)
		w.dst = w.item(w.dst, at)
		n++
	}
	switch n {
	case 0:
		w.dst = w.dst[:before]
		return
	case 1:
		w.dst = slices.Delete(w.dst, start-1, start)
		w.dst[len(w.dst)-1] = '}'
	default:
		w.dst[len(w.dst)-1] = ']'
		w.dst = append(w.dst, '}')
	}
}

// item ends the item that begins at an offset of dst with a comma. In a list,
// nothing is an empty text.
func (w *jsonWriter) item(dst []byte, at int) []byte {
	if string(dst[at:]) == "null" {
		dst = append(dst[:at], `""`...)
	}
	return append(dst, ',')
}

// attributes writes the element's attributes as an object and tells whether
// there are any; if not, nothing is written.
func (w *jsonWriter) attributes(in *instance, e *element) bool {
	before := len(w.dst)
	w.dst = append(w.dst, '{')
	for i := range e.attrs {
		a := &e.attrs[i]
		if i == e.nameAttr || w.omitted(in, a.content) {
			continue
		}
		w.comma()
		w.dst = append(w.dst, a.key...)
		w.scalar(in, a.content)
	}
	if len(w.dst) == before+1 {
		w.dst = w.dst[:before]
		return false
	}
	w.dst = append(w.dst, '}')
	return true
}

// body writes what an element has: its text if that is all, an object else.
func (w *jsonWriter) body(in *instance, e *element, withAttributes bool) {
	if !e.nested && (!withAttributes || len(e.attrs) == 0 || len(e.attrs) == 1 && e.nameAttr == 0) {
		w.scalar(in, e.content)
		return
	}
	before := len(w.dst)
	w.dst = append(w.dst, '{')
	if withAttributes {
		w.dst = append(w.dst, `"#attributes":`...)
		if !w.attributes(in, e) {
			w.dst = w.dst[:before+1]
			if !e.nested {
				w.dst = w.dst[:before]
				w.scalar(in, e.content)
				return
			}
		}
	}
	if e.hasText() {
		at := len(w.dst)
		w.comma()
		w.dst = append(w.dst, `"#text":`...)
		value := len(w.dst)
		w.scalar(in, e.content)
		if got := string(w.dst[value:]); got == "null" || got == `""` && e.nested {
			w.dst = w.dst[:at]
		}
	}
	if e.nested {
		var keys *names
		if e.dynamic || e.mixed && w.meet(in, e.content) {
			keys = newKeys()
		}
		w.members(in, e.content, keys)
	}
	if len(w.dst) == before+1 {
		w.dst = append(w.dst[:before], "null"...)
		return
	}
	w.dst = append(w.dst, '}')
}

// meet tells whether elements of a binary XML value bear the name of another
// element in the same content. Windows writes no such events.
func (w *jsonWriter) meet(in *instance, content []part) bool {
	values := 0
	for i := range content {
		if content[i].kind != partHole {
			continue
		}
		v, child := w.r.value(in, content[i].hole)
		if v.typ != TypeBinXML || child < 0 {
			continue
		}
		if values++; values > 1 || w.r.instances[child].next >= 0 {
			return true
		}
		for _, root := range w.r.instances[child].t.roots {
			for j := range content {
				if root.kind == partElement && content[j].kind == partElement && root.element.keyName == content[j].element.keyName {
					return true
				}
			}
		}
	}
	return false
}

// hasText tells whether content has anything that is no element.
func (e *element) hasText() bool {
	for _, p := range e.content {
		if p.kind == partText || p.kind == partHole && p.declared != TypeBinXML {
			return true
		}
	}
	return false
}
