package yara

import "slices"

// enter bounds nesting and the number of nodes; leave undoes its depth.
func (p *parser) enter() {
	p.depth++
	p.nodes++
	switch {
	case p.depth > maxDepth:
		p.fail("condition is nested deeper than %d", maxDepth)
	case p.nodes > maxNodes:
		p.fail("condition has more than %d parts", maxNodes)
	}
}

func (p *parser) leave() { p.depth-- }

// expr reads a whole expression. Binding, weakest first: or; and; not and
// defined; == and the words for texts; <; |; ^; &; <<; +; *; the unary signs.
func (p *parser) expr() node {
	p.enter()
	defer p.leave()
	return p.chain("or", func() node { return p.chain("and", p.not) })
}

func (p *parser) chain(op string, next func() node) node {
	x := next()
	if !p.is(op) {
		return x
	}
	c := chainNode{at: at(p.tok.line), op: op, kids: []node{x}}
	for p.err == nil && p.take(op) {
		c.kids = append(c.kids, next())
	}
	return c
}

func (p *parser) not() node {
	if !p.is("not") && !p.is("defined") {
		return p.binary(0)
	}
	p.enter()
	defer p.leave()
	u := unaryNode{at: at(p.tok.line), op: p.tok.text}
	p.advance()
	u.x = p.not()
	return u
}

// levels are the binary operators, weakest first.
var levels = [...][]string{
	{
		"==", "!=", "contains", "icontains", "startswith", "istartswith", "endswith", "iendswith", "iequals",
		"matches",
	},
	{"<", "<=", ">", ">="},
	{"|"},
	{"^"},
	{"&"},
	{"<<", ">>"},
	{"+", "-"},
	{"*", "\\", "%"},
}

// numeric is the first level whose operands are values, never comparisons.
const numeric = 2

func (p *parser) binary(level int) node {
	if level == len(levels) {
		return p.unary()
	}
	var x node
	if level == numeric {
		if x = p.quantified(); x != nil {
			return x
		}
	}
	x = p.binary(level + 1)
	for p.err == nil && (p.tok.kind == signToken || p.tok.kind == identToken) && slices.Contains(levels[level], p.tok.text) {
		if p.is("%") && p.peekWord() == "of" {
			break
		}
		p.nodes++
		if p.nodes > maxNodes {
			p.fail("condition has more than %d parts", maxNodes)
		}
		b := binaryNode{at: at(p.tok.line), op: p.tok.text, x: x}
		p.advance()
		b.y = p.binary(level + 1)
		x = b
	}
	if level == numeric && (p.is("of") || p.is("%")) {
		q := quantifier{n: x, percent: p.take("%")}
		return p.of(q)
	}
	return x
}

// peekWord returns the word after the current token, if it is one.
func (p *parser) peekWord() string {
	ahead := p.lex
	if t, err := ahead.next(); err == nil && t.kind == identToken {
		return t.text
	}
	return ""
}

func (p *parser) unary() node {
	if !p.is("-") && !p.is("~") {
		return p.postfix()
	}
	p.enter()
	defer p.leave()
	u := unaryNode{at: at(p.tok.line), op: p.tok.text}
	p.advance()
	u.x = p.unary()
	return u
}

// postfix reads an operand and the fields, indexes and calls after it.
func (p *parser) postfix() node {
	named := p.tok.kind == identToken && !keywords[p.tok.text]
	x := p.primary()
	for named && p.err == nil {
		line := at(p.tok.line)
		p.nodes++
		switch {
		case p.nodes > maxNodes:
			p.fail("condition has more than %d parts", maxNodes)
		case p.take("."):
			// A field may bear the name of a keyword, as in math.in_range
			// it does not, but a module is free to.
			if p.tok.kind != identToken {
				p.fail("expected the name of a field, found %s", p.tok)
			}
			x = fieldNode{at: line, of: x, name: p.tok.text}
			p.advance()
		case p.take("["):
			x = indexNode{at: line, of: x, index: p.expr()}
			p.expect("]")
		case p.take("("):
			call := callNode{at: line, of: x}
			for p.err == nil && !p.is(")") {
				call.args = append(call.args, p.expr())
				if !p.take(",") {
					break
				}
			}
			p.expect(")")
			x = call
		default:
			return x
		}
	}
	return x
}

func (p *parser) primary() node {
	t := p.tok
	line := at(t.line)
	switch t.kind {
	case intToken:
		p.advance()
		return litNode{line, intValue(t.num)}
	case floatToken:
		p.advance()
		return litNode{line, floatValue(t.float)}
	case textToken:
		p.advance()
		return litNode{line, stringValue(t.text)}
	case regexpToken:
		p.advance()
		return regexpNode{line, t}
	case stringToken, countToken, offsetToken, lengthToken:
		return p.stringRef()
	case identToken:
		switch t.text {
		case "filesize", "entrypoint", "true", "false":
			p.advance()
			return wordNode{line, t.text}
		case "int8", "int16", "int32", "uint8", "uint16", "uint32",
			"int8be", "int16be", "int32be", "uint8be", "uint16be", "uint32be":
			p.advance()
			p.expect("(")
			n := readNode{at: line, how: t.text, offset: p.expr()}
			p.expect(")")
			return n
		}
		if !keywords[t.text] {
			p.advance()
			return nameNode{line, t.text}
		}
	}
	if p.take("(") {
		x := p.expr()
		p.expect(")")
		return x
	}
	p.fail("expected a value, found %s", p.tok)
	return nil
}
