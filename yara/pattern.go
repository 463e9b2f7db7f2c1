package yara

import (
	"fmt"
	"sync"
)

// pattern is a string of one or more rules, ready to be looked for. Equal
// strings of different rules share one.
type pattern struct {
	id       int
	variants []*variant
	fullword bool
	// greedy keeps the longest match at an offset, else the shortest.
	greedy bool
	// onDemand patterns have no atom worth a place in the filter; they are
	// looked for when a condition asks.
	onDemand bool
	// cost is how often, of a million places, its atoms are met.
	cost float64
	// fixed is the only offset at which the conditions look, -1 if anywhere.
	fixed int64
	// self is the pattern as a list of one.
	self [1]*pattern
	// pieces make a pattern with wide jumps: each is a pattern of its own.
	pieces []piece
	// rule and name are where the pattern was first seen, for messages.
	rule, name string
}

// piece is a part of a chain. It begins least to most bytes after the end of
// the piece before; most < 0 is without end.
type piece struct {
	pattern     *pattern
	least, most int64
}

// variant is one form of a pattern: narrow or wide, plain or encoded. It is
// either a literal (text), a sequence of sets, or programs.
type variant struct {
	wide bool

	text    string
	fold    bool // ASCII case does not matter
	keyed   bool // xor
	keyFrom byte
	keyTo   byte
	sets    []byteSet
	// expression is what programs are made of, and seq the same as a sequence,
	// of which split elements stand before the atom.
	expression *expression
	seq        []*expression
	split      int
	programs   programs

	// atom is what the filter looks for; none where found is false.
	atom  atom
	found bool
	// needle is a text without choice that every match holds, needleBack bytes
	// behind where it begins or is split, for patterns without an atom.
	needle     string
	needleBack int
}

// programs are assembled when they are first needed: of thousands of patterns
// few ever come to be matched.
type programs struct {
	whole, split    sync.Once
	all, tail, head *program
}

// whole returns the program from the beginning of v.
func (v *variant) whole() *program {
	v.programs.whole.Do(func() { v.programs.all = assemble(v.expression, v.wide) })
	return v.programs.all
}

// halves returns the program from the split to the end and that from the split
// to the beginning, reversed; nil if nothing is there.
func (v *variant) halves() (tail, head *program) {
	if v.split == 0 {
		return v.whole(), nil
	}
	v.programs.split.Do(func() {
		v.programs.tail = assemble(concat(v.seq[v.split:]...), v.wide)
		v.programs.head = assemble(concat(v.seq[:v.split]...).reverse(), v.wide)
	})
	return v.programs.tail, v.programs.head
}

// maxBranches is how many alternatives of a pattern get variants of their own.
const maxBranches = 64

// newPattern compiles a string.
func newPattern(s *stringDecl) (*pattern, error) {
	p := &pattern{fixed: -1, fullword: s.mods.fullword, name: s.name}
	if s.body.kind == textToken {
		if s.mods.alphabet != "" && !validAlphabet(s.mods.alphabet) {
			return nil, fmt.Errorf("a base64 alphabet has 64 different characters")
		}
		p.variants = textVariants(s.body.text, s.mods)
		if len(p.variants) == 0 {
			return nil, fmt.Errorf("text is too short for base64")
		}
		p.settle()
		return p, nil
	}
	body := s.body
	if s.mods.nocase {
		body.flags += "i"
	}
	e, err := parseBody(body)
	if err != nil {
		return nil, err
	}
	return p, p.build(e, s.mods)
}

func parseBody(body token) (*expression, error) {
	if body.kind == hexStringToken {
		e, err := parseHex(body.text)
		if err != nil {
			return nil, fmt.Errorf("hex string: %w", err)
		}
		return e, nil
	}
	e, err := parseRegexp(body.text, body.flags)
	if err != nil {
		return nil, fmt.Errorf("regular expression: %w", err)
	}
	return e, nil
}

// build makes the variants of an expression, or its pieces.
func (p *pattern) build(e *expression, mods modifiers) error {
	p.greedy, _ = e.quantifiers()
	// fullword looks at the ends of the whole, so such a pattern stays whole.
	if parts, jumps := cut(e); len(parts) > 1 && !p.fullword {
		for i, part := range parts {
			sub := &pattern{fixed: -1, name: p.name}
			if err := sub.build(part, modifiers{wide: mods.wide, ascii: mods.ascii}); err != nil {
				return err
			}
			link := piece{pattern: sub}
			if i > 0 {
				link.least, link.most = int64(jumps[i-1].min), int64(jumps[i-1].max)
			}
			p.pieces = append(p.pieces, link)
		}
		return nil
	}
	// Each of a few alternatives has better atoms of its own than they have
	// in common, and fullword then judges each.
	branches := []*expression{e}
	if e.op == exAlt && len(e.kids) <= maxBranches {
		branches = e.kids
	}
	for _, branch := range branches {
		if mods.ascii || !mods.wide {
			v, err := newVariant(branch, false)
			if err != nil {
				return err
			}
			p.variants = append(p.variants, v)
		}
		if mods.wide {
			v, err := newVariant(branch.widen(), true)
			if err != nil {
				return err
			}
			p.variants = append(p.variants, v)
		}
	}
	p.settle()
	return nil
}

// cut splits an expression at its wide lazy jumps over any bytes.
func cut(e *expression) (parts, jumps []*expression) {
	if e.op != exConcat {
		return []*expression{e}, nil
	}
	from := 0
	for i, k := range e.kids {
		if i == 0 || i == len(e.kids)-1 || k.op != exRepeat || !k.lazy {
			continue
		}
		if k.kids[0].op == exSet && k.kids[0].set == anyByte && (k.max < 0 || k.max > chainGap) {
			parts = append(parts, concat(e.kids[from:i]...))
			jumps = append(jumps, k)
			from = i + 1
		}
	}
	return append(parts, concat(e.kids[from:]...)), jumps
}

// settle decides whether the filter can find the pattern, and what that costs.
func (p *pattern) settle() {
	p.self[0] = p
	for _, v := range p.variants {
		p.onDemand = p.onDemand || v.weak()
		p.cost += share(v.atom.rarity)
	}
}

func newVariant(e *expression, wide bool) (*variant, error) {
	v := &variant{wide: wide}
	if sets, ok := e.sets(maxStringBytes); ok {
		if v.text, v.fold = asLiteral(sets); v.text == "" {
			v.sets = sets
		}
		v.runAtom(sets)
		return v, nil
	}
	if e.instructions() >= maxProgram {
		return nil, fmt.Errorf("pattern is too large: it needs more than %d instructions", maxProgram)
	}
	v.expression = e
	v.seq = e.flatten(sequenceLimit)
	v.atom, v.split, v.found = sequenceAtom(v.seq)
	if v.weak() {
		v.needle, v.split = sequenceNeedle(v.seq)
	}
	return v, nil
}

// weak reports whether v is better looked for when a condition asks.
func (v *variant) weak() bool { return !v.found || v.atom.rarity < weakRarity }

// runAtom takes the atom of a pattern that is one run of sets.
func (v *variant) runAtom(sets []byteSet) {
	var room [96]spot
	run := room[:0]
	for i := range min(len(sets), sequenceLimit) {
		run = append(run, newSpot(&sets[i]))
	}
	v.atom, v.found = bestAtom(run)
	if v.weak() {
		v.needle, v.needleBack = bestNeedle(run)
	}
}

// asLiteral returns the text that a sequence of sets stands for, if each is
// one byte, or each letter comes in both cases and fold is true.
func asLiteral(sets []byteSet) (text string, fold bool) {
	b := make([]byte, len(sets))
	for i, s := range sets {
		small := s.lower()
		if small.size() != 1 {
			return "", false
		}
		b[i] = small.members()[0]
		fold = fold || s.size() == 2
	}
	for i, s := range sets {
		if s.size() != 1 {
			continue
		}
		b[i] = s.members()[0]
		if letter := 'a' <= b[i]|0x20 && b[i]|0x20 <= 'z'; fold && letter {
			return "", false // this one has a case, others do not
		}
	}
	return string(b), fold
}
