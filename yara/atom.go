package yara

import (
	"math/bits"
)

// An atom is a short text of which one occurs in every match of a pattern. All
// atoms of all rules are looked for in one pass; only around them is anything
// else done.
const (
	atomBytes = 16 // longest atom taken from a pattern
	atomCount = 64 // most atoms that stand for one place of a pattern
	// strongAtom is the quality below which an atom would be met so often
	// that the pattern is better looked for on demand: about three unusual
	// bytes.
	strongAtom = 11
	superbAtom = 3 * strongAtom
	// sequenceLimit bounds how long a part of a pattern is looked at for
	// atoms.
	sequenceLimit = 512
)

// opening is a text with which a match of a sequence can begin; open says that
// what follows in the sequence follows it directly.
type opening struct {
	text string
	open bool
}

// openings returns the texts with which seq can begin, as long as they stay
// few; letters are folded, as the filter does not tell case apart.
func openings(seq []*expression, depth int) []opening {
	cur := []opening{{open: true}}
	whole := true
sequence:
	for _, e := range seq {
		var choices []opening
		switch e.op {
		case exSet:
			set := lower(e.set)
			if set.size() > atomCount {
				whole = false
				break sequence
			}
			for _, c := range set.members() {
				choices = append(choices, opening{string([]byte{c}), true})
			}
		case exAlt:
			for _, k := range e.kids {
				if depth > 0 {
					choices = append(choices, openings(k.flatten(atomBytes), depth-1)...)
				} else {
					choices = append(choices, opening{})
				}
			}
		case exRepeat:
			// Either it is absent, or it begins with its body, after which
			// anything may come.
			choices = append(choices, opening{open: true})
			if depth > 0 {
				for _, o := range openings(e.kids[0].flatten(atomBytes), depth-1) {
					choices = append(choices, opening{text: o.text})
				}
			} else {
				choices = append(choices, opening{})
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
			closed = closed && (!o.open || len(o.text) >= atomBytes)
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

// combine puts each choice behind each text that is still open.
func combine(cur, choices []opening) ([]opening, bool) {
	var out []opening
	for _, o := range cur {
		if !o.open || len(o.text) >= atomBytes {
			o.open = false
			out = append(out, o)
			continue
		}
		for _, c := range choices {
			out = append(out, opening{o.text + c.text, c.open})
		}
		if len(out) > atomCount {
			return nil, false
		}
	}
	return out, len(out) > 0
}

// lower keeps of each letter's two cases the small one.
func lower(s byteSet) byteSet {
	for c := byte('A'); c <= 'Z'; c++ {
		if s.has(c) {
			s[c>>6] &^= 1 << (c & 63)
			s.add(c - 'A' + 'a')
		}
	}
	return s
}

// bestAtoms returns where in seq the best atoms begin, the atoms, and their
// quality.
func bestAtoms(seq []*expression) (split int, atoms []string, best int) {
	for i := range min(len(seq), sequenceLimit) {
		if best >= superbAtom {
			break // a better one would not be met less often
		}
		if op := seq[i].op; op == exRepeat || op >= exStart {
			continue
		}
		found := openings(seq[i:], 3)
		score := 1 << 30
		for _, o := range found {
			score = min(score, quality(o.text))
		}
		score -= 2 * (bits.Len(uint(len(found))) - 1)
		if score > best {
			best, split = score, i
			atoms = atoms[:0]
			for _, o := range found {
				atoms = append(atoms, o.text[:min(len(o.text), atomBytes)])
			}
		}
	}
	return split, atoms, best
}

// quality estimates how rare a text is: four for an unusual byte, less for
// letters, hardly anything for what fills files and for repetitions.
func quality(text string) int {
	var seen byteSet
	q := 0
	for i := range len(text) {
		c := text[i]
		switch {
		case seen.has(c):
			q++
			continue
		case c == 0 || c == 0xff || c == ' ' || c == 0xcc || c == 0x90 || c == '\n' || c == '\r' || c == '\t':
			q++
		case isAlnum(c):
			q += 3
		default:
			q += 4
		}
		seen.add(c)
	}
	// One distinct byte, or two, stand in long runs.
	if seen.size() < 3 {
		q = min(q, strongAtom-1)
	}
	return q
}
