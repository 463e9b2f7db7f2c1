package yara

import "strconv"

// class reads a bracket expression, the bracket having been read.
func (p *regexpParser) class() byteSet {
	var set byteSet
	negated := p.take('^')
	for first := true; ; first = false {
		if !p.more() {
			p.fail("class without an end: add ]")
			return set
		}
		// A bracket right at the beginning is a member.
		if p.src[p.pos] == ']' && !first {
			p.pos++
			break
		}
		low, single := p.member()
		if single && p.pos+1 < len(p.src) && p.src[p.pos] == '-' && p.src[p.pos+1] != ']' {
			p.pos++
			high, ok := p.member()
			from, to := low.members(), high.members()
			if !ok || len(from) == 0 || len(to) == 0 || from[0] > to[0] {
				p.fail("bad range in a class")
				return set
			}
			low = byteRange(from[0], to[0])
		}
		set = set.or(low)
	}
	set = p.fold(set)
	if negated {
		return set.not()
	}
	return set
}

// member reads a character or an escape of a class, and tells whether it is
// one byte, so that it can begin a range.
func (p *regexpParser) member() (byteSet, bool) {
	if !p.more() {
		return byteSet{}, false
	}
	c := p.src[p.pos]
	p.pos++
	if c == '\\' {
		return p.escape()
	}
	return oneByte(c), true
}

// escape reads what follows a backslash, and tells whether it is one byte.
func (p *regexpParser) escape() (byteSet, bool) {
	if !p.more() {
		p.fail("backslash at the end")
		return byteSet{}, false
	}
	c := p.src[p.pos]
	p.pos++
	switch c {
	case 'n':
		return oneByte('\n'), true
	case 't':
		return oneByte('\t'), true
	case 'r':
		return oneByte('\r'), true
	case 'f':
		return oneByte('\f'), true
	case 'a':
		return oneByte('\a'), true
	case 'w':
		return wordBytes, false
	case 'W':
		return wordBytes.not(), false
	case 's':
		return spaceBytes, false
	case 'S':
		return spaceBytes.not(), false
	case 'd':
		return digits, false
	case 'D':
		return digits.not(), false
	case 'x':
		if p.pos+2 > len(p.src) {
			p.fail(`\x needs two hex digits`)
			return byteSet{}, false
		}
		v, err := strconv.ParseUint(p.src[p.pos:p.pos+2], 16, 8)
		if err != nil {
			p.fail(`\x needs two hex digits`)
			return byteSet{}, false
		}
		p.pos += 2
		return oneByte(byte(v)), true
	case '1', '2', '3', '4', '5', '6', '7', '8', '9':
		p.fail("back references are not part of the language")
		return byteSet{}, false
	}
	return oneByte(c), true
}
