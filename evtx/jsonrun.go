package evtx

// event writes a record by the plans of its templates. It returns false, having
// written anything, where elements of a value bear the name of others beside
// them: only jsonWriter can tell them apart.
func (w *jsonWriter) event() bool {
	if len(w.r.instances) == 0 || w.r.instances[0].next >= 0 {
		return false
	}
	w.dst = append(w.dst, '{')
	if !w.run(&w.r.instances[0]) {
		return false
	}
	if last := len(w.dst) - 1; w.dst[last] == ',' {
		w.dst[last] = '}'
	} else {
		w.dst = append(w.dst, '}')
	}
	return true
}

func (w *jsonWriter) run(in *instance) bool {
	if !w.step() {
		return true // the limit is told of, and nothing more is to be written
	}
	plan := in.t.plan
	for i := 0; i < len(plan); i++ {
		op := &plan[i]
		switch op.kind {
		case opText:
			w.dst = append(w.dst, op.text...)
		case opValue:
			v, child := w.r.value(in, op.hole)
			if v.typ == TypeNull && op.optional {
				continue
			}
			w.dst = append(w.dst, op.text...)
			if v.typ == TypeBinXML {
				w.object(child)
			} else {
				w.value(v)
			}
			w.dst = append(w.dst, ',')
		case opLeaf:
			w.leaf(in, op.element)
		case opElement:
			w.unplanned(in, op.element)
		case opOptional:
			if v, _ := w.r.value(in, op.hole); v.typ == TypeNull {
				i += op.skip
			}
		case opChain:
			v, child := w.r.value(in, op.hole)
			if v.typ != TypeBinXML || child < 0 {
				continue
			}
			if w.r.instances[child].next >= 0 || op.element != nil && op.element.mixed && w.meet(in, op.element.content) {
				return false
			}
			if !w.run(&w.r.instances[child]) {
				return false
			}
		case opClose:
			if last := len(w.dst) - 1; w.dst[last] == ',' {
				w.dst[last] = '}'
			} else { // nothing in it
				w.dst = append(w.dst[:last], "null"...)
			}
			w.dst = append(w.dst, ',')
		}
	}
	return true
}

// unplanned writes an element by the tree, whose commas precede members.
func (w *jsonWriter) unplanned(in *instance, e *element) {
	if last := len(w.dst) - 1; w.dst[last] == ',' {
		w.dst = w.dst[:last]
	}
	w.member(in, e, nil)
	if w.dst[len(w.dst)-1] != '{' {
		w.dst = append(w.dst, ',')
	}
}

// leaf writes an element of attributes and one value at most.
func (w *jsonWriter) leaf(in *instance, e *element) {
	if w.omitted(in, e.content) {
		return
	}
	w.dst = append(w.dst, e.key...)
	before := len(w.dst)
	w.dst = append(w.dst, `{"#attributes":{`...)
	empty := len(w.dst)
	for i := range e.attrs {
		a := &e.attrs[i]
		if a.constJSON != "" {
			w.dst = append(append(w.dst, a.key...), a.constJSON...)
			continue
		}
		p := &a.content[0]
		v, child := w.r.value(in, p.hole)
		if v.typ == TypeNull && p.optional {
			continue
		}
		w.dst = append(w.dst, a.key...)
		if v.typ == TypeBinXML {
			w.object(child)
		} else {
			w.value(v)
		}
		w.dst = append(w.dst, ',')
	}
	if len(w.dst) == empty {
		w.dst = w.dst[:before]
		w.scalar(in, e.content)
		w.dst = append(w.dst, ',')
		return
	}
	w.dst[len(w.dst)-1] = '}'
	if len(e.content) > 0 {
		at := len(w.dst)
		w.dst = append(w.dst, `,"#text":`...)
		text := len(w.dst)
		w.scalar(in, e.content)
		if string(w.dst[text:]) == "null" {
			w.dst = w.dst[:at]
		}
	}
	w.dst = append(w.dst, '}', ',')
}

// value writes a value that is no binary XML. Text is most of it.
func (w *jsonWriter) value(v Value) {
	switch {
	case v.typ == TypeString && !v.utf8:
		w.dst = append(w.dst, '"')
		w.dst = append(appendUTF16JSON(w.dst, trimNUL(v.data)), '"')
	case v.typ == TypeFileTime && len(v.data) == 8:
		w.dst = append(w.dst, '"')
		w.dst = append(w.r.clock.append(w.dst, v.data), '"')
	default:
		w.dst = appendJSONValue(w.dst, v)
	}
}
