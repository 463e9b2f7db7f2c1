package evtx

// renderer writes one record as text. It stops at the first limit it meets.
type renderer struct {
	r     *Record
	dst   []byte
	start int
	steps int
	err   error
}

func (r *Record) renderer(dst []byte) renderer { return renderer{r: r, dst: dst, start: len(dst)} }

// step counts an element and tells whether to go on.
func (w *renderer) step() bool {
	if w.steps++; w.steps > maxSteps || len(w.dst)-w.start > maxRendered {
		w.err = ErrLimit
	}
	return w.err == nil
}

func (w *renderer) result() ([]byte, error) {
	if w.err != nil {
		return w.dst[:w.start], w.r.chunk.damage(w.r.pos, w.r.size, w.r.ID(), w.err)
	}
	return w.dst, nil
}

// omitted tells whether the record takes this content's element or attribute
// away.
func (w *renderer) omitted(in *instance, content []part) bool {
	hole, ok := omittable(content)
	if !ok {
		return false
	}
	v, _ := w.r.value(in, hole)
	return v.IsNull()
}

// array returns the array that content is, if it is one.
func (w *renderer) array(in *instance, content []part) (Value, bool) {
	if len(content) != 1 || content[0].kind != partHole {
		return Value{}, false
	}
	v, _ := w.r.value(in, content[0].hole)
	return v, v.typ&TypeArray != 0 && len(v.data) > 0
}
