package yara

import (
	"fmt"
	"slices"
)

// parser reads one source. The first fault in a rule is kept in err and stops
// that rule; reading goes on with the next one, so that one bad rule costs
// itself only.
type parser struct {
	lex   lexer
	tok   token
	err   *Error
	rule  string
	depth int
	nodes int
}

// unit is what a source holds, in its order.
type unit struct {
	items  []item
	faults []*Error
}

// item is one of a rule, an import or an include.
type item struct {
	rule             *ruleDecl
	imports, include string
	line             int
}

func parse(file, text string) unit {
	p := &parser{lex: lexer{file: file, src: text, line: 1}}
	if len(text) > maxSourceBytes {
		return unit{faults: []*Error{p.lex.fault(1, "source of %d bytes: at most %d are read", len(text), maxSourceBytes)}}
	}
	// A byte order mark is no part of the language, but editors leave it.
	if len(text) >= 3 && text[:3] == "\xef\xbb\xbf" {
		p.lex.pos = 3
	}
	var u unit
	p.advance()
	for {
		if p.err == nil && p.tok.kind == endToken {
			return u
		}
		it := p.item()
		if p.err != nil {
			p.err.Rule = p.rule
			u.faults = append(u.faults, p.err)
			p.resume()
			continue
		}
		u.items = append(u.items, it)
	}
}

// resume skips to where a rule, an import or an include can begin: one of
// their words at the beginning of a line.
func (p *parser) resume() {
	p.rule, p.depth, p.nodes = "", 0, 0
	for {
		p.err = nil
		before := p.lex.line
		p.advance()
		if p.err != nil {
			continue
		}
		if p.tok.kind == endToken {
			return
		}
		if p.tok.kind == identToken && p.tok.line > 1 && p.startsLine(before) &&
			slices.Contains([]string{"rule", "private", "global", "import", "include"}, p.tok.text) {
			return
		}
	}
}

// startsLine reports whether only blanks stand before the token on its line.
func (p *parser) startsLine(before int) bool {
	if p.tok.line > before {
		return true
	}
	i := p.tok.at - 1
	for i >= 0 && (p.lex.src[i] == ' ' || p.lex.src[i] == '\t') {
		i--
	}
	return i < 0 || p.lex.src[i] == '\n'
}

func (p *parser) advance() {
	if p.err != nil {
		return
	}
	p.tok, p.err = p.lex.next()
	if p.err != nil {
		p.tok = token{line: p.err.Line}
	}
}

func (p *parser) fail(format string, args ...any) {
	p.failAt(p.tok.line, format, args...)
}

func (p *parser) failAt(line int, format string, args ...any) {
	if p.err == nil {
		p.err = p.lex.fault(line, format, args...)
		p.tok = token{line: line}
	}
}

// is reports whether the current token is this sign or word.
func (p *parser) is(text string) bool {
	return (p.tok.kind == signToken || p.tok.kind == identToken) && p.tok.text == text
}

// take moves past the sign or word if it is the current token.
func (p *parser) take(text string) bool {
	if !p.is(text) {
		return false
	}
	p.advance()
	return true
}

func (p *parser) expect(text string) {
	if !p.take(text) {
		p.fail("expected %q, found %s", text, p.tok)
	}
}

// name reads an identifier that is no keyword.
func (p *parser) name(what string) string {
	if p.tok.kind != identToken || keywords[p.tok.text] {
		p.fail("expected %s, found %s", what, p.tok)
		return ""
	}
	text := p.tok.text
	p.advance()
	return text
}

// String is the token as a message shows it.
func (t token) String() string {
	switch t.kind {
	case endToken:
		return "the end"
	case textToken:
		return "a text string"
	case regexpToken:
		return "a regular expression"
	case intToken:
		return fmt.Sprint(t.num)
	case floatToken:
		return fmt.Sprint(t.float)
	case countToken:
		return "#" + t.text[1:]
	case offsetToken:
		return "@" + t.text[1:]
	case lengthToken:
		return "!" + t.text[1:]
	}
	return fmt.Sprintf("%q", t.text)
}
