package yara

import (
	"fmt"
	"strings"
)

// regexpParser reads YARA's regular expressions: POSIX-like, over bytes, with
// lazy quantifiers, without back references, look-around and (?:).
type regexpParser struct {
	src    string
	pos    int
	depth  int
	dotAll bool
	// nocase folds each character, and each class before it is negated: [^a]
	// then excludes both cases.
	nocase bool
	err    error
}

// parseRegexp returns the tree of a regular expression; flags are of "i", "s".
func parseRegexp(src, flags string) (*expression, error) {
	p := &regexpParser{src: src, dotAll: strings.Contains(flags, "s"), nocase: strings.Contains(flags, "i")}
	e := p.alternatives()
	if p.err == nil && p.pos < len(src) {
		p.fail("unexpected )")
	}
	if p.err != nil {
		return nil, p.err
	}
	if greedy, lazy := e.quantifiers(); greedy && lazy {
		return nil, fmt.Errorf("greedy and lazy quantifiers cannot be mixed")
	}
	return e, nil
}

func (p *regexpParser) fail(format string, args ...any) {
	if p.err == nil {
		p.err = fmt.Errorf("at character %d: %s", p.pos+1, fmt.Sprintf(format, args...))
	}
}

func (p *regexpParser) more() bool { return p.err == nil && p.pos < len(p.src) }

func (p *regexpParser) take(c byte) bool {
	if p.more() && p.src[p.pos] == c {
		p.pos++
		return true
	}
	return false
}

func (p *regexpParser) alternatives() *expression {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxDepth {
		p.fail("groups are nested deeper than %d", maxDepth)
		return nil
	}
	first := p.sequence()
	if first == nil {
		p.fail("nothing to match here")
		return nil
	}
	alt := &expression{op: exAlt, kids: []*expression{first}}
	for p.take('|') {
		next := p.sequence()
		if next == nil {
			// "a|" may match nothing at all.
			next = &expression{op: exEmpty}
		}
		alt.kids = append(alt.kids, next)
	}
	if len(alt.kids) == 1 {
		return first
	}
	return alt
}

// sequence reads up to |, ) or the end; it returns nil for an empty one.
func (p *regexpParser) sequence() *expression {
	var kids []*expression
	for p.more() && p.src[p.pos] != '|' && p.src[p.pos] != ')' {
		kids = append(kids, p.quantified())
	}
	if len(kids) == 0 || p.err != nil {
		return nil
	}
	return concat(kids...)
}

func (p *regexpParser) quantified() *expression {
	from := p.pos
	e := p.single()
	if !p.more() {
		return e
	}
	r := &expression{op: exRepeat, kids: []*expression{e}, max: -1}
	switch c := p.src[p.pos]; {
	case c == '*':
	case c == '+':
		r.min = 1
	case c == '?':
		r.max = 1
	case c == '{' && p.bounds(r):
		p.pos-- // bounds stands behind the brace, the others before their sign
	default:
		return e
	}
	p.pos++
	r.lazy = p.take('?')
	if e != nil && e.op >= exStart {
		p.pos = from
		p.fail("%q cannot be repeated", p.src[from])
	}
	if p.more() && strings.IndexByte("*+?", p.src[p.pos]) >= 0 {
		p.fail("a quantifier cannot follow a quantifier")
	}
	return r
}

// bounds reads {n}, {n,}, {,m} or {n,m}. Any other brace is a character.
func (p *regexpParser) bounds(r *expression) bool {
	end := strings.IndexByte(p.src[p.pos:], '}')
	if end < 0 {
		return false
	}
	low, high, two := strings.Cut(p.src[p.pos+1:p.pos+end], ",")
	number := func(s string) (int, bool) {
		if s == "" || strings.Trim(s, "0123456789") != "" {
			return 0, false
		}
		n := 0
		for _, c := range s {
			n = min(n*10+int(c-'0'), maxRepeat+1)
		}
		return n, true
	}
	n, ok := number(low)
	m := n
	if !ok && (low != "" || !two) {
		return false
	}
	if two {
		if high == "" {
			m = -1
		} else if m, ok = number(high); !ok {
			return false
		}
	}
	if low == "" && high == "" {
		return false
	}
	r.min, r.max = n, m
	switch {
	case n > maxRepeat || m > maxRepeat:
		p.fail("repetition is above %d", maxRepeat)
	case m >= 0 && n > m:
		p.fail("repetition {%d,%d} runs backwards", n, m)
	}
	p.pos += end + 1
	return true
}

// single reads one character, class or group.
func (p *regexpParser) single() *expression {
	c := p.src[p.pos]
	p.pos++
	switch c {
	case '(':
		if strings.HasPrefix(p.src[p.pos:], "?") {
			p.fail("groups with (? are not part of the language")
		}
		e := p.alternatives()
		if !p.take(')') {
			p.fail("group without an end: add )")
		}
		return e
	case '[':
		return setOf(p.class())
	case '.':
		if p.dotAll {
			return setOf(anyByte)
		}
		return setOf(notNewline)
	case '^':
		return &expression{op: exStart}
	case '$':
		return &expression{op: exEnd}
	case '*', '+', '?':
		p.pos--
		p.fail("nothing to repeat before %q", c)
		return nil
	case '\\':
		if p.more() {
			switch p.src[p.pos] {
			case 'b':
				p.pos++
				return &expression{op: exWord}
			case 'B':
				p.pos++
				return &expression{op: exNotWord}
			}
		}
		set, _ := p.escape()
		return setOf(p.fold(set))
	}
	return setOf(p.fold(oneByte(c)))
}

func (p *regexpParser) fold(s byteSet) byteSet {
	if p.nocase {
		return s.foldCase()
	}
	return s
}
