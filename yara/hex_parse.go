package yara

import (
	"fmt"
	"strings"
)

// hexParser reads the inside of a hex string: bytes and nibbles with ? for
// unknown ones and ~ before excluded ones, jumps [n-m], alternatives (a | b).
type hexParser struct {
	src   string
	pos   int
	depth int
	err   error
}

func parseHex(src string) (*expression, error) {
	p := &hexParser{src: src}
	e := p.sequence(true)
	if p.err == nil && p.peek() != 0 {
		p.fail("unexpected %q", p.peek())
	}
	if p.err != nil {
		return nil, p.err
	}
	return e, nil
}

func (p *hexParser) fail(format string, args ...any) {
	if p.err == nil {
		p.err = fmt.Errorf(format, args...)
	}
}

// peek returns the next character that is not blank, 0 at the end.
func (p *hexParser) peek() byte {
	for p.pos < len(p.src) && strings.IndexByte(" \t\r\n", p.src[p.pos]) >= 0 {
		p.pos++
	}
	if p.pos >= len(p.src) || p.err != nil {
		return 0
	}
	return p.src[p.pos]
}

// sequence reads up to |, ) or the end. It must begin and end with bytes.
func (p *hexParser) sequence(top bool) *expression {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxDepth {
		p.fail("alternatives are nested deeper than %d", maxDepth)
	}
	var kids []*expression
	jumped := true
	for {
		switch c := p.peek(); {
		case c == 0 || c == '|' || c == ')':
			if jumped {
				p.fail("bytes are missing: a hex string and its alternatives begin and end with bytes")
			}
			return concat(kids...)
		case c == '[':
			if len(kids) == 0 {
				p.fail("a jump cannot come first")
			}
			kids = append(kids, p.jump(top))
			jumped = true
		case c == '(':
			p.pos++
			kids = append(kids, p.alternatives())
			jumped = false
		default:
			kids = append(kids, p.byte())
			jumped = false
		}
	}
}

func (p *hexParser) alternatives() *expression {
	alt := &expression{op: exAlt}
	for {
		alt.kids = append(alt.kids, p.sequence(false))
		switch p.peek() {
		case '|':
			p.pos++
			continue
		case ')':
			p.pos++
		default:
			p.fail("alternatives without an end: add )")
		}
		if len(alt.kids) == 1 {
			return alt.kids[0]
		}
		return alt
	}
}

// byte reads two digits, each of which may be ?, perhaps after a ~.
func (p *hexParser) byte() *expression {
	negated := p.peek() == '~'
	if negated {
		p.pos++
	}
	if p.pos+2 > len(p.src) {
		p.fail("half a byte at the end")
		p.pos = len(p.src)
		return &anything
	}
	pair := p.src[p.pos : p.pos+2]
	p.pos += 2
	high, highMask, ok1 := nibble(pair[0])
	low, lowMask, ok2 := nibble(pair[1])
	want, mask := high<<4|low, highMask<<4|lowMask
	switch {
	case !ok1 || !ok2:
		p.fail("%q is no byte: two hex digits or ? are needed", pair)
		return &anything
	case negated && mask == 0:
		p.fail("~?? excludes every byte")
		return &anything
	case mask == 0xff && !negated:
		return &singles[want]
	case mask == 0:
		return &anything
	}
	var set byteSet
	for c := range 256 {
		if (byte(c)&mask == want) != negated {
			set.add(byte(c))
		}
	}
	return setOf(set)
}

func nibble(c byte) (v, mask byte, ok bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', 15, true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, 15, true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, 15, true
	}
	return 0, 0, c == '?'
}

// jump reads [n], [n-m], [n-] or [-].
func (p *hexParser) jump(top bool) *expression {
	end := strings.IndexByte(p.src[p.pos:], ']')
	if end < 0 {
		p.fail("jump without an end: add ]")
		return nil
	}
	body := p.src[p.pos+1 : p.pos+end]
	p.pos += end + 1
	low, high, two := strings.Cut(body, "-")
	number := func(s string, otherwise int) int {
		s = strings.TrimSpace(s)
		if s == "" && two {
			return otherwise
		}
		if s == "" || len(s) > 10 || strings.Trim(s, "0123456789") != "" {
			p.fail("[%s] is no jump", body)
		}
		n := 0
		for _, c := range s {
			n = n*10 + int(c-'0')
		}
		return n
	}
	r := &expression{op: exRepeat, kids: []*expression{setOf(anyByte)}, lazy: true}
	r.min = number(low, 0)
	r.max = r.min
	if two {
		r.max = number(high, -1)
	}
	switch {
	case r.max >= 0 && r.min > r.max:
		p.fail("jump [%s] runs backwards", body)
	case !top && (r.max < 0 || r.max > chainGap):
		p.fail("jump [%s] is too wide: at most %d inside alternatives", body, chainGap)
	}
	return r
}
