package yara

// program is an expression as instructions for [machine], in the manner of
// Thompson and Pike: threads in order of preference, no backtracking.
type program struct {
	code []instruction
	sets []byteSet
	// wide makes \b look at pairs of a character and a zero byte.
	wide bool
	// first holds the bytes with which a match can begin; empty is set when
	// one can be without bytes.
	first byteSet
	empty bool
	// pure programs look at nothing but the bytes that they match.
	pure bool
	// class parts bytes into as many classes as its sets tell apart.
	class   [256]uint8
	classes int
}

type instruction struct {
	op instructionOp
	// x is the set of inSet, the target of inJump and the preferred target of
	// inSplit; y is the other one.
	x, y int32
}

type instructionOp uint8

const (
	inSet instructionOp = iota
	inSplit
	inJump
	inStart
	inEnd
	inWord
	inNotWord
	inMatch
)

// assemble makes the program of an expression, whose size [expression.instructions]
// has bounded.
func assemble(e *expression, wide bool) *program {
	a := &assembler{p: &program{wide: wide}, ids: make(map[byteSet]int32)}
	a.emit(e)
	a.add(instruction{op: inMatch})
	a.p.openings()
	a.p.classify()
	return a.p
}

// instructions is how many the program of e has, or some number above
// maxProgram.
func (e *expression) instructions() int {
	const enough = maxProgram + 1
	n := 0
	for _, k := range e.kids {
		n = min(n+k.instructions(), enough)
	}
	switch e.op {
	case exSet, exStart, exEnd, exWord, exNotWord:
		return 1
	case exAlt:
		n += 2 * (len(e.kids) - 1)
	case exRepeat:
		if e.max < 0 {
			return min(n*(e.min+1)+2, enough)
		}
		return min(n*e.max+e.max-e.min, enough)
	}
	return min(n, enough)
}

type assembler struct {
	p   *program
	ids map[byteSet]int32
}

func (a *assembler) add(in instruction) int32 {
	a.p.code = append(a.p.code, in)
	return int32(len(a.p.code) - 1)
}

func (a *assembler) here() int32 { return int32(len(a.p.code)) }

func (a *assembler) emit(e *expression) {
	switch e.op {
	case exSet:
		id, ok := a.ids[e.set]
		if !ok {
			id = int32(len(a.p.sets))
			a.ids[e.set] = id
			a.p.sets = append(a.p.sets, e.set)
		}
		a.add(instruction{op: inSet, x: id})
	case exConcat:
		for _, k := range e.kids {
			a.emit(k)
		}
	case exAlt:
		var ends []int32
		for i, k := range e.kids {
			if i == len(e.kids)-1 {
				a.emit(k)
				break
			}
			split := a.add(instruction{op: inSplit})
			a.p.code[split].x = a.here()
			a.emit(k)
			ends = append(ends, a.add(instruction{op: inJump}))
			a.p.code[split].y = a.here()
		}
		for _, end := range ends {
			a.p.code[end].x = a.here()
		}
	case exRepeat:
		a.repeat(e)
	case exStart:
		a.add(instruction{op: inStart})
	case exEnd:
		a.add(instruction{op: inEnd})
	case exWord:
		a.add(instruction{op: inWord})
	case exNotWord:
		a.add(instruction{op: inNotWord})
	}
}

// repeat writes the body as often as it must occur, then either a loop or the
// optional occurrences, each able to leave to the end.
func (a *assembler) repeat(e *expression) {
	for i := 0; i < e.min; i++ {
		a.emit(e.kids[0])
	}
	if e.max < 0 {
		split := a.add(instruction{op: inSplit})
		body := a.here()
		a.emit(e.kids[0])
		a.add(instruction{op: inJump, x: split})
		a.branch(split, body, a.here(), e.lazy)
		return
	}
	var splits []int32
	for i := e.min; i < e.max; i++ {
		splits = append(splits, a.add(instruction{op: inSplit}))
		a.emit(e.kids[0])
	}
	for _, split := range splits {
		a.branch(split, split+1, a.here(), e.lazy)
	}
}

func (a *assembler) branch(split, body, end int32, lazy bool) {
	if lazy {
		body, end = end, body
	}
	a.p.code[split].x, a.p.code[split].y = body, end
}

// classify parts bytes into those that no set tells apart.
func (p *program) classify() {
	p.classes = 1
	for i := range p.sets {
		// A class of which some are in the set becomes two.
		var in, out [256]bool
		for c := range 256 {
			if p.sets[i].has(byte(c)) {
				in[p.class[c]] = true
			} else {
				out[p.class[c]] = true
			}
		}
		var other [256]uint8
		for k := range p.classes {
			if in[k] && out[k] {
				other[k] = uint8(p.classes)
				p.classes++
			}
		}
		for c := range 256 {
			if k := p.class[c]; p.sets[i].has(byte(c)) && other[k] != 0 {
				p.class[c] = other[k]
			}
		}
	}
}

// openings computes first and empty. Assertions are taken to hold.
func (p *program) openings() {
	p.pure = true
	for _, in := range p.code {
		p.pure = p.pure && (in.op < inStart || in.op == inMatch)
	}
	seen := make([]bool, len(p.code))
	stack := []int32{0}
	for len(stack) > 0 {
		pc := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[pc] {
			continue
		}
		seen[pc] = true
		switch in := p.code[pc]; in.op {
		case inSet:
			p.first = p.first.or(p.sets[in.x])
		case inSplit:
			stack = append(stack, in.y, in.x)
		case inJump:
			stack = append(stack, in.x)
		case inMatch:
			p.empty = true
		default:
			stack = append(stack, pc+1)
		}
	}
}
