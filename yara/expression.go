package yara

// expression is a node of a regular expression or hex string; both become the
// same tree.
type expression struct {
	op   expressionOp
	set  byteSet // exSet
	kids []*expression
	// exRepeat: kids[0] from min to max times, max < 0 without end. lazy
	// prefers fewer.
	min, max int
	lazy     bool
}

type expressionOp uint8

const (
	exEmpty expressionOp = iota
	exSet
	exConcat
	exAlt
	exRepeat
	exStart   // ^, the beginning of the data
	exEnd     // $, its end
	exWord    // \b
	exNotWord // \B
)

// singles are the expressions of one byte each, and anything that of any: sets
// of rules hold millions of them. No expression is changed once it is made.
var (
	singles = func() (table [256]expression) {
		for c := range table {
			table[c] = expression{op: exSet, set: oneByte(byte(c))}
		}
		return table
	}()
	anything = expression{op: exSet, set: anyByte}
)

func setOf(s byteSet) *expression {
	switch s.size() {
	case 1:
		return &singles[s.least()]
	case 256:
		return &anything
	}
	return &expression{op: exSet, set: s}
}

func concat(kids ...*expression) *expression {
	if len(kids) == 1 {
		return kids[0]
	}
	return &expression{op: exConcat, kids: kids}
}

// rewrite returns a copy in which each set is replaced by what f makes of it.
func (e *expression) rewrite(f func(byteSet) *expression) *expression {
	if e.op == exSet {
		return f(e.set)
	}
	c := *e
	c.kids = make([]*expression, len(e.kids))
	for i, k := range e.kids {
		c.kids[i] = k.rewrite(f)
	}
	return &c
}

// widen puts a zero byte after each byte, as UTF-16 has it for ASCII.
func (e *expression) widen() *expression {
	zero := setOf(oneByte(0))
	return e.rewrite(func(s byteSet) *expression { return concat(setOf(s), zero) })
}

// reverse returns the expression of the same texts written backwards.
func (e *expression) reverse() *expression {
	c := *e
	c.kids = make([]*expression, len(e.kids))
	for i, k := range e.kids {
		j := i
		if e.op == exConcat {
			j = len(e.kids) - 1 - i
		}
		c.kids[j] = k.reverse()
	}
	return &c
}

// flatten returns the expression as a sequence, in which what must occur comes
// as often as it must: groups are opened and x{2,4} becomes x x x{0,2}. limit
// bounds the length of the sequence.
func (e *expression) flatten(limit int) []*expression {
	switch {
	case e.op == exEmpty:
		return nil
	case e.op == exConcat:
		out := make([]*expression, 0, len(e.kids))
		for i, k := range e.kids {
			if len(out) >= limit {
				return append(out, e.kids[i:]...)
			}
			if k.op == exSet {
				out = append(out, k)
				continue
			}
			out = append(out, k.flatten(limit-len(out))...)
		}
		return out
	case e.op == exRepeat && e.min > 0 && e.min <= limit:
		var out []*expression
		one := e.kids[0].flatten(limit / e.min)
		if len(one)*e.min > limit {
			return []*expression{e}
		}
		for range e.min {
			out = append(out, one...)
		}
		if rest := e.max - e.min; rest != 0 {
			if e.max < 0 {
				rest = -1
			}
			out = append(out, &expression{op: exRepeat, kids: e.kids, max: rest, lazy: e.lazy})
		}
		return out
	}
	return []*expression{e}
}

// quantifiers reports whether the expression has greedy and lazy repetitions.
func (e *expression) quantifiers() (greedy, lazy bool) {
	if e.op == exRepeat {
		greedy, lazy = !e.lazy, e.lazy
	}
	for _, k := range e.kids {
		g, l := k.quantifiers()
		greedy, lazy = greedy || g, lazy || l
	}
	return greedy, lazy
}

// sets returns the expression as a sequence of sets, when it is one: a pattern
// of fixed length that can be compared byte by byte.
func (e *expression) sets(limit int) ([]byteSet, bool) {
	kids := e.kids
	if e.op != exConcat {
		kids = e.flatten(limit)
	}
	for _, k := range kids {
		if k.op != exSet && k.op != exConcat && (k.op != exRepeat || k.min != k.max) {
			return nil, false
		}
	}
	var out []byteSet
	for _, k := range e.flatten(limit) {
		if k.op != exSet {
			return nil, false
		}
		if out == nil {
			out = make([]byteSet, 0, len(kids))
		}
		out = append(out, k.set)
	}
	return out, len(out) > 0
}
