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

func setOf(s byteSet) *expression { return &expression{op: exSet, set: s} }

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
		var out []*expression
		for i, k := range e.kids {
			if len(out) >= limit {
				return append(out, e.kids[i:]...)
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
	var out []byteSet
	for _, k := range e.flatten(limit) {
		if k.op != exSet {
			return nil, false
		}
		out = append(out, k.set)
	}
	return out, len(out) > 0
}
