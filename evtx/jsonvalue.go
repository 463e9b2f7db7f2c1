package evtx

import "math"

// scalar writes content without its elements: a typed value where it is one
// value and nothing else, otherwise text.
func (w *jsonWriter) scalar(in *instance, content []part) {
	switch {
	case len(content) == 0:
		w.dst = append(w.dst, "null"...)
		return
	case len(content) == 1 && content[0].kind == partHole:
		v, child := w.r.value(in, content[0].hole)
		if v.typ == TypeBinXML {
			w.object(child)
			return
		}
		w.dst = appendJSONValue(w.dst, v)
		return
	}
	w.dst = append(w.dst, '"')
	for i := range content {
		switch p := &content[i]; p.kind {
		case partText:
			w.dst = append(w.dst, p.text.json...)
		case partHole:
			if !w.step() {
				return
			}
			v, child := w.r.value(in, p.hole)
			if v.typ == TypeBinXML {
				w.markup(child)
				continue
			}
			w.dst = v.appendText(w.dst, inJSON)
		}
	}
	w.dst = append(w.dst, '"')
}

// object writes a binary XML value that stands where the template announces
// another type.
func (w *jsonWriter) object(child int32) {
	if child < 0 {
		w.dst = append(w.dst, "null"...)
		return
	}
	w.dst = append(w.dst, '{')
	w.chain(child, newKeys())
	w.dst = append(w.dst, '}')
}

// markup writes a binary XML value that stands among text as XML in a string.
func (w *jsonWriter) markup(child int32) {
	x := xmlWriter{renderer{r: w.r, steps: w.steps}}
	x.chain(child)
	w.dst = appendEscaped(w.dst, string(x.dst), inJSON)
	w.steps = x.steps
	if w.err == nil {
		w.err = x.err
	}
}

// appendJSONValue appends a value in JSON's own type where that can hold it.
func appendJSONValue(dst []byte, v Value) []byte {
	if v.typ&TypeArray != 0 && v.typ != TypeArray {
		dst = append(dst, '[')
		first := true
		for e := range v.Elements() {
			if !first {
				dst = append(dst, ',')
			}
			first = false
			dst = appendJSONValue(dst, e)
		}
		return append(dst, ']')
	}
	switch v.typ {
	case TypeNull:
		return append(dst, "null"...)
	case TypeInt8, TypeInt16, TypeInt32, TypeInt64, TypeUint8, TypeUint16, TypeUint32, TypeUint64, TypeBool:
		if n, signed, ok := v.integer(); ok {
			return appendInteger(dst, v.typ, n, signed)
		}
	case TypeFloat32, TypeFloat64:
		if f, _, ok := v.float(); ok && !math.IsNaN(f) && !math.IsInf(f, 0) {
			return v.appendText(dst, plain)
		}
	}
	dst = append(dst, '"')
	dst = v.appendText(dst, inJSON)
	return append(dst, '"')
}
