package yara

// openingDepth is how deep in groups texts are looked for with which a
// sequence can begin.
const openingDepth = 3

// gramBytes is the length of a gram.
const gramBytes = 4

// opening is a text with which a match of a sequence can begin; open says that
// what follows in the sequence follows it directly.
type opening struct {
	length int
	text   [gramBytes]byte
	open   bool
}

// openingAtom makes an atom of the texts with which a sequence can begin, where
// they are few and each fills a gram.
func openingAtom(seq []*expression) (atom, bool) {
	a := atom{rarity: 1 << 30}
	for _, o := range openings(seq, openingDepth) {
		if o.length < gramBytes {
			return atom{}, false
		}
		t := o.text
		a.grams = append(a.grams, uint32(t[0])|uint32(t[1])<<8|uint32(t[2])<<16|uint32(t[3])<<24)
		a.rarity = min(a.rarity, rarityOf(t[0])+rarityAfter(t[0], t[1])+rarityAfter(t[1], t[2])+rarityAfter(t[2], t[3]))
	}
	for n := len(a.grams); n > 1; n >>= 1 {
		a.rarity -= oneBit
	}
	return a, len(a.grams) > 0
}

// openings returns the texts of at most four bytes with which seq can begin, as
// long as they stay few.
func openings(seq []*expression, depth int) []opening {
	cur := []opening{{open: true}}
	whole := true
sequence:
	for _, e := range seq {
		var choices []opening
		switch e.op {
		case exSet:
			if e.set.size() > maxGrams/4 {
				whole = false
				break sequence
			}
			choices = make([]opening, 0, e.set.size())
			for _, c := range e.set.members() {
				choices = append(choices, opening{1, [gramBytes]byte{c}, true})
			}
		case exAlt:
			for _, k := range e.kids {
				if depth > 0 {
					choices = append(choices, openings(k.flatten(gramBytes), depth-1)...)
				} else {
					choices = append(choices, opening{})
				}
			}
		case exRepeat:
			choices = repeated(e, depth)
			if choices == nil {
				whole = false
				break sequence
			}
		default:
			continue // without width
		}
		grown, ok := combine(cur, choices)
		if !ok {
			whole = false
			break
		}
		cur = grown
		closed := true
		for _, o := range cur {
			closed = closed && !o.open
		}
		if closed {
			whole = false
			break
		}
	}
	for i := range cur {
		cur[i].open = cur[i].open && whole
	}
	return cur
}

// repeated returns the openings of an element that may be absent: of none, of
// one, and so on until they fill a gram. They are nil if there are too many.
func repeated(e *expression, depth int) []opening {
	choices := []opening{{open: true}}
	if depth == 0 {
		return append(choices, opening{})
	}
	body := openings(e.kids[0].flatten(gramBytes), depth-1)
	last := []opening{{open: true}}
	for n := 0; n < gramBytes && (e.max < 0 || n < e.max); n++ {
		var ok bool
		if last, ok = combine(last, body); !ok || len(choices)+len(last) > maxGrams {
			return nil
		}
		choices = append(choices, last...)
	}
	// Rounds with bytes have filled the gram by now. One without leaves open
	// how many more may come.
	if e.max < 0 || e.max > gramBytes {
		for _, o := range body {
			if o.length == 0 {
				return nil
			}
		}
	}
	return choices
}

// combine puts each choice behind each text that is still open.
func combine(cur, choices []opening) ([]opening, bool) {
	out := make([]opening, 0, min(len(cur)*max(len(choices), 1), maxGrams))
	for _, o := range cur {
		if !o.open {
			out = append(out, o)
			continue
		}
		for _, c := range choices {
			grown := opening{o.length, o.text, c.open}
			grown.length = copy(grown.text[o.length:], c.text[:c.length]) + o.length
			grown.open = c.open && grown.length < gramBytes
			out = append(out, grown)
		}
		if len(out) > maxGrams {
			return nil, false
		}
	}
	return out, len(out) > 0
}
