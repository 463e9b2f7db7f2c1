package yara

import "math/bits"

// stringDecls reads the strings of a rule.
func (p *parser) stringDecls(r *ruleDecl) {
	seen := make(map[string]bool)
	var room []stringDecl // for the next ones; most rules have more than one
	for p.tok.kind == stringToken && p.err == nil {
		if len(room) == 0 {
			room = make([]stringDecl, min(4+len(r.strings), 64))
		}
		s := &room[0]
		room = room[1:]
		s.name, s.line = p.tok.text, p.tok.line
		if len(s.name) > 1 && s.name[len(s.name)-1] == '*' {
			p.fail("a string cannot be named %s", s.name)
		}
		if s.name != "$" && seen[s.name] {
			p.fail("string %s stands twice", s.name)
		}
		seen[s.name] = true
		if len(r.strings) >= maxStrings {
			p.fail("more than %d strings", maxStrings)
		}
		p.advance()
		if !p.is("=") {
			p.fail("expected =, found %s", p.tok)
		}
		p.advance()
		if p.is("{") {
			p.tok, p.err = p.lex.hexString(p.tok)
		}
		s.body = p.tok
		switch {
		case p.err != nil:
			return
		case s.body.kind == textToken && s.body.text == "":
			p.fail("string %s is empty", s.name)
		case s.body.kind == textToken && len(s.body.text) > maxStringBytes:
			p.fail("string %s has %d bytes: at most %d are allowed", s.name, len(s.body.text), maxStringBytes)
		case s.body.kind != textToken && s.body.kind != regexpToken && s.body.kind != hexStringToken:
			p.fail("expected text, a regular expression or a hex string, found %s", p.tok)
		}
		p.advance()
		p.modifiers(s)
		r.strings = append(r.strings, s)
	}
	if len(r.strings) == 0 {
		p.fail("expected a string, found %s", p.tok)
	}
}

// modifierWords has a bit for each modifier.
var modifierWords = map[string]uint{
	"nocase": 1 << 0, "wide": 1 << 1, "ascii": 1 << 2, "fullword": 1 << 3, "private": 1 << 4,
	"xor": 1 << 5, "base64": 1 << 6, "base64wide": 1 << 7,
}

// modifiers reads the words after a string and refuses what cannot be
// combined.
func (p *parser) modifiers(s *stringDecl) {
	m := &s.mods
	words := uint(0)
	for p.tok.kind == identToken && p.err == nil {
		word := p.tok.text
		bit := modifierWords[word]
		if bit == 0 {
			break
		}
		if words&bit != 0 {
			p.fail("%s stands twice", word)
		}
		words |= bit
		if s.body.kind == hexStringToken && word != "private" {
			p.fail("a hex string cannot be %s", word)
		}
		if s.body.kind == regexpToken && (word == "xor" || word == "base64" || word == "base64wide") {
			p.fail("a regular expression cannot be %s", word)
		}
		p.advance()
		switch word {
		case "nocase":
			m.nocase = true
		case "wide":
			m.wide = true
		case "ascii":
			m.ascii = true
		case "fullword":
			m.fullword = true
		case "private":
			m.private = true
		case "xor":
			m.xor, m.xorMin, m.xorMax = true, 0, 255
			if p.take("(") {
				p.xorRange(m)
			}
		default:
			m.base64 = m.base64 || word == "base64"
			m.base64wide = m.base64wide || word == "base64wide"
			if p.take("(") {
				p.alphabet(m)
			}
		}
	}
	if bits.OnesCount(words) < 2 {
		return
	}
	for _, pair := range [...][2]string{
		{"xor", "nocase"},
		{"base64", "nocase"},
		{"base64", "xor"},
		{"base64", "fullword"},
		{"base64wide", "nocase"},
		{"base64wide", "xor"},
		{"base64wide", "fullword"},
	} {
		if both := modifierWords[pair[0]] | modifierWords[pair[1]]; words&both == both {
			p.failAt(s.line, "string %s cannot be both %s and %s", s.name, pair[0], pair[1])
		}
	}
}

func (p *parser) xorRange(m *modifiers) {
	low := p.key()
	high := low
	if p.take("-") {
		high = p.key()
	}
	if low > high {
		p.fail("xor range %d-%d runs backwards", low, high)
	}
	m.xorMin, m.xorMax = low, high
	p.expect(")")
}

func (p *parser) key() byte {
	if p.tok.kind != intToken || p.tok.num < 0 || p.tok.num > 255 {
		p.fail("expected a key from 0 to 255, found %s", p.tok)
		return 0
	}
	n := byte(p.tok.num)
	p.advance()
	return n
}

func (p *parser) alphabet(m *modifiers) {
	if p.tok.kind != textToken || len(p.tok.text) != 64 {
		p.fail("expected a base64 alphabet of 64 characters")
		return
	}
	if m.alphabet != "" && m.alphabet != p.tok.text {
		p.fail("base64 and base64wide have different alphabets")
	}
	m.alphabet = p.tok.text
	p.advance()
	p.expect(")")
}
