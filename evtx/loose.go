package evtx

// Elements can stand in a record or a value without being a template, as in
// forwarded events and in those that have UserData. They hold their own text,
// so no two are alike. What is left without the text is a template like any
// other, met again and again, and the texts are its values.

// loose reads elements without a template and returns where they end.
func (r *Record) loose(me int32, pos, end int) (int, error) {
	c, base := r.chunk, len(r.slots)
	err := c.brief(pos, end, r.slots)
	if err != nil {
		return 0, err
	}
	r.slots = c.canon.slots
	next := c.canon.pos
	t := c.looseTemplates[string(c.canon.out)]
	if t == nil {
		if t, err = c.looseTemplate(pos, end); err != nil {
			return 0, err
		}
	}
	r.instances[me] = instance{t: t, first: int32(base), count: int32(len(r.slots) - base), next: -1}
	return next, nil
}

// brief makes the brief form of loose elements, which says within its chunk all
// that the canonical form does. It finds whatever is wrong with them but their
// weight, and leaves its result in c.canon.
func (c *Chunk) brief(pos, end int, slots []slot) error {
	var first error
	for _, with := range [2]bool{false, true} {
		c.canon = canon{data: c.data, pos: pos, end: end, out: c.canon.out[:0], dependency: with, strict: c.strict, loose: true, brief: true, slots: slots, base: len(slots)}
		err := c.canon.walk()
		if err == nil && c.canon.pos == pos {
			err = ErrMalformed
		}
		if err == nil {
			return nil
		}
		if first == nil {
			first = err
		}
	}
	return first
}

// looseTemplate returns the template for the loose elements whose brief form
// c.canon holds, and keeps it for those of that form in the chunk.
func (c *Chunk) looseTemplate(pos, end int) (*Template, error) {
	if c.spent > maxChunkWeight {
		return nil, ErrLimit
	}
	brief := string(c.canon.out)
	// No template begins with a fragment's token, so the two never meet.
	c.canon = canon{data: c.data, pos: pos, end: end, out: append(c.canon.out[:0], tokenFragment), dependency: c.canon.dependency, strict: c.strict, loose: true}
	err := c.canon.walk()
	c.spent += c.canon.weight()
	if err != nil {
		return nil, err
	}
	form := c.canon.out
	t := c.f.templates.get(form)
	if t == nil {
		if t, err = compile(form[1:], c.names); err != nil {
			return nil, err
		}
		t.weight = c.canon.weight()
		t.indexNames()
		t.prepare()
		t = c.f.templates.put(form, t)
	}
	c.looseTemplates[brief] = t
	return t, nil
}

// hole puts a hole for a value in the place of text.
func (c *canon) hole(token byte, typ Type, s slot) {
	n := len(c.slots) - c.base
	c.slots = append(c.slots, s)
	c.out = append(c.out, token, byte(n), byte(n>>8), byte(typ))
}

// vacant reads a hole. Where there is no template there are no values for it,
// so it gets a null, and not the number of a text.
func (c *canon) vacant(token byte) error {
	b, err := c.take(4)
	if err != nil {
		return err
	}
	c.hole(token, Type(b[3]), slot{child: -1})
	return nil
}
