package evtx

// AppendXML appends the event as one line of XML, without a declaration:
//
//	<Event xmlns="..."><System>...</System><EventData><Data Name="x">y</Data></EventData></Event>
//
// Nothing in it comes unescaped from the file; characters that XML cannot hold
// become U+FFFD, and names that are none get underscores. An error is a
// [*Damage] and leaves dst as it was.
func (r *Record) AppendXML(dst []byte) ([]byte, error) {
	w := xmlWriter{r.renderer(dst)}
	w.chain(0)
	return w.result()
}

type xmlWriter struct{ renderer }

func (w *xmlWriter) chain(first int32) {
	for i := first; i >= 0; i = w.r.instances[i].next {
		if !w.step() {
			return
		}
		in := &w.r.instances[i]
		w.content(in, in.t.roots)
	}
}

func (w *xmlWriter) content(in *instance, content []part) {
	for i := range content {
		switch p := &content[i]; p.kind {
		case partText, partPI:
			w.dst = append(w.dst, p.text.xml...)
		case partHole:
			if !w.step() {
				return
			}
			v, child := w.r.value(in, p.hole)
			if v.typ == TypeBinXML {
				w.chain(child)
				continue
			}
			w.dst = v.appendText(w.dst, inXML)
		case partElement:
			w.element(in, p.element)
		}
	}
}

// element writes an element; one whose content is an array, once for each of
// the array's elements.
func (w *xmlWriter) element(in *instance, e *element) {
	if !w.step() || w.omitted(in, e.content) {
		return
	}
	if v, ok := w.array(in, e.content); ok {
		for item := range v.Elements() {
			if !w.step() {
				return
			}
			w.open(in, e)
			w.dst = append(w.dst, '>')
			w.dst = item.appendText(w.dst, inXML)
			w.dst = append(w.dst, e.closeTag...)
		}
		return
	}
	w.open(in, e)
	if len(e.content) == 0 {
		w.dst = append(w.dst, "/>"...)
		return
	}
	w.dst = append(w.dst, '>')
	w.content(in, e.content)
	w.dst = append(w.dst, e.closeTag...)
}

func (w *xmlWriter) open(in *instance, e *element) {
	if e.openTag != "" {
		w.dst = append(w.dst, e.openTag...)
		return
	}
	w.startTag(in, e)
}

// startTag writes a start tag without its end.
func (w *xmlWriter) startTag(in *instance, e *element) {
	w.dst = append(append(w.dst, '<'), e.xmlName...)
	for i := range e.attrs {
		a := &e.attrs[i]
		if w.omitted(in, a.content) {
			continue
		}
		w.dst = append(append(w.dst, ' '), a.xmlName...)
		w.dst = append(w.dst, `="`...)
		for j := range a.content {
			switch p := &a.content[j]; p.kind {
			case partText:
				w.dst = append(w.dst, p.text.xml...)
			case partHole:
				v, _ := w.r.value(in, p.hole)
				w.dst = v.appendText(w.dst, inXML)
				if !w.step() {
					return
				}
			}
		}
		w.dst = append(w.dst, '"')
	}
}
