package yara

import "math"

// textVariants returns the forms in which a text is looked for.
func textVariants(text string, m modifiers) []*variant {
	narrow := m.ascii || !m.wide
	most := 1
	if m.base64 || m.base64wide {
		most = 12
	} else if narrow && m.wide {
		most = 2
	}
	room, out := make([]variant, most), make([]*variant, 0, most)
	add := func(text string, wide bool) {
		v := &room[len(out)]
		v.text, v.wide, v.fold = text, wide, m.nocase
		if m.xor {
			v.keyed, v.keyFrom, v.keyTo = true, m.xorMin, m.xorMax
		}
		v.textAtom()
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

// textAtom takes the atom of a text; with xor, what it is under each key.
func (v *variant) textAtom() {
	if v.keyed {
		v.keyedAtom()
		return
	}
	var room [96]spot
	run := room[:0]
	table := &byteSpots
	if v.fold {
		table = &letterSpots
	}
	for i := range min(len(v.text), sequenceLimit) {
		run = append(run, table[v.text[i]])
	}
	v.atom, v.found = bestAtom(run)
}

// keyedAtom takes the four bytes that are the rarest under all keys together.
func (v *variant) keyedAtom() {
	v.atom.rarity = -1
	for at := 0; at+gramBytes <= min(len(v.text), sequenceLimit); at++ {
		sum := 0.0
		for key := int(v.keyFrom); key <= int(v.keyTo); key++ {
			a, b := v.text[at]^byte(key), v.text[at+1]^byte(key)
			c, d := v.text[at+2]^byte(key), v.text[at+3]^byte(key)
			sum += share(rarityOf(a) + rarityAfter(a, b) + rarityAfter(b, c) + rarityAfter(c, d))
		}
		if r := int(oneBit * math.Log2(1e6/sum)); r > v.atom.rarity {
			v.atom.rarity, v.atom.back, v.found = r, at, true
		}
	}
	if !v.found {
		return
	}
	for key := int(v.keyFrom); key <= int(v.keyTo); key++ {
		gram := uint32(0)
		for i := range gramBytes {
			gram |= uint32(v.text[v.atom.back+i]^byte(key)) << (8 * i)
		}
		v.atom.grams = append(v.atom.grams, gram)
	}
}
