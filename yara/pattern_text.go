package yara

// textVariants returns the forms in which a text is looked for.
func textVariants(text string, m modifiers) []*variant {
	narrow := m.ascii || !m.wide
	var out []*variant
	add := func(text string, wide bool) {
		v := &variant{text: text, wide: wide, fold: m.nocase}
		if m.xor {
			v.keyed, v.keyFrom, v.keyTo = true, m.xorMin, m.xorMax
		}
		v.literalAtoms()
		out = append(out, v)
	}
	if !m.base64 && !m.base64wide {
		if narrow {
			add(text, false)
		}
		if m.wide {
			add(widen(text), true)
		}
		return out
	}
	var plain []string
	if narrow {
		plain = append(plain, base64Forms(text, m.alphabet)...)
	}
	if m.wide {
		plain = append(plain, base64Forms(widen(text), m.alphabet)...)
	}
	for _, form := range plain {
		if m.base64 {
			add(form, false)
		}
		if m.base64wide {
			add(widen(form), true)
		}
	}
	return out
}

// literalAtoms takes the best stretch of a text as its atom; with xor, what it
// is under each key.
func (v *variant) literalAtoms() {
	best := -1
	for i := 0; i == 0 || i+atomBytes <= len(v.text); i++ {
		window := v.text[i:min(i+atomBytes, len(v.text))]
		if q := quality(window); q > best {
			best, v.splitAfter = q, i
			v.atoms = []string{window}
		}
	}
	if best < strongAtom {
		v.atoms, v.splitAfter = nil, 0
		return
	}
	if !v.keyed {
		return
	}
	// 256 atoms are many, so they are short. A key changes the values but
	// not which bytes are equal.
	window := v.atoms[0][:min(len(v.atoms[0]), 8)]
	v.atoms = nil
	for key := int(v.keyFrom); key <= int(v.keyTo); key++ {
		b := []byte(window)
		for i := range b {
			b[i] ^= byte(key)
		}
		v.atoms = append(v.atoms, string(b))
	}
}
