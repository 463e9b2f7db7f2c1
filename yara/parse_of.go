package yara

import "strings"

// stringRef reads $a, $a at x, $a in (x..y), #a, #a in (x..y), @a, @a[i], !a
// or !a[i].
func (p *parser) stringRef() node {
	n := stringNode{at: at(p.tok.line), kind: p.tok.kind, name: p.tok.text}
	if n.name != "$" && strings.HasSuffix(n.name, "*") {
		p.fail("%s is a set: say \"any of (%s)\"", n.name, n.name)
	}
	p.advance()
	switch {
	case n.kind == offsetToken || n.kind == lengthToken:
		if p.take("[") {
			n.index = p.expr()
			p.expect("]")
		}
	case n.kind == stringToken && p.is("at"), p.is("in"):
		n.where = p.place()
	}
	return n
}

// place reads "at x" or "in (x..y)".
func (p *parser) place() *place {
	if p.take("at") {
		return &place{from: p.binary(numeric)}
	}
	p.expect("in")
	p.expect("(")
	pl := &place{from: p.binary(numeric)}
	p.expect("..")
	pl.to = p.binary(numeric)
	p.expect(")")
	return pl
}

// quantified reads what begins with all, any, none, for or with; it returns
// nil where none of these stands.
func (p *parser) quantified() node {
	switch {
	case p.is("for"):
		return p.forLoop()
	case p.is("all"), p.is("any"), p.is("none"):
		q := quantifier{word: p.tok.text}
		p.advance()
		return p.of(q)
	case p.is("with") && p.peekWord() != "":
		return p.with()
	}
	return nil
}

// of reads "of set", the quantifier having been read.
func (p *parser) of(q quantifier) node {
	n := ofNode{at: at(p.tok.line), q: q}
	p.expect("of")
	n.set = p.set()
	if p.is("in") || p.is("at") {
		n.where = p.place()
	}
	return n
}

// set reads them, ($a, $b*) or (rule_a, rule_b*).
func (p *parser) set() []setItem {
	if p.is("them") {
		items := []setItem{{"$*", p.tok.line}}
		p.advance()
		return items
	}
	p.expect("(")
	var items []setItem
	for p.err == nil {
		it := setItem{p.tok.text, p.tok.line}
		switch {
		case p.tok.kind == stringToken:
			p.advance()
		default:
			it.name = p.name("a string or a rule")
			if p.take("*") {
				it.name += "*"
			}
		}
		if len(items) > 0 && (items[0].name[0] == '$') != strings.HasPrefix(it.name, "$") {
			p.fail("a set holds strings or rules, not both")
		}
		if len(items) >= maxStrings {
			p.fail("a set of more than %d names", maxStrings)
		}
		items = append(items, it)
		if !p.take(",") {
			break
		}
	}
	p.expect(")")
	return items
}

// forLoop reads all forms of for.
func (p *parser) forLoop() node {
	p.enter()
	defer p.leave()
	line := at(p.tok.line)
	p.advance()
	var q quantifier
	if p.is("all") || p.is("any") || p.is("none") {
		q.word = p.tok.text
		p.advance()
	} else {
		// A quantifier stops before "of", so that the level above cannot
		// take "n of them" for itself.
		q.n = p.binary(numeric + 1)
		q.percent = p.take("%")
	}
	if p.take("of") {
		n := forOfNode{at: line, q: q, set: p.set()}
		n.body = p.body()
		return n
	}
	n := forInNode{at: line, q: q}
	for p.err == nil {
		n.vars = append(n.vars, p.name("a loop variable"))
		if !p.take(",") {
			break
		}
	}
	p.expect("in")
	if p.take("(") {
		first := p.binary(numeric)
		if p.take("..") {
			n.from, n.to = first, p.binary(numeric)
		} else {
			n.list = []node{first}
			for p.err == nil && p.take(",") {
				if len(n.list) >= maxListItems {
					p.fail("a list of more than %d values", maxListItems)
				}
				n.list = append(n.list, p.binary(numeric))
			}
		}
		p.expect(")")
	} else {
		n.over = p.postfix()
	}
	n.body = p.body()
	return n
}

func (p *parser) body() node {
	p.expect(":")
	p.expect("(")
	x := p.expr()
	p.expect(")")
	return x
}

// with reads "with a = x, b = y : ( body )".
func (p *parser) with() node {
	p.enter()
	defer p.leave()
	n := withNode{at: at(p.tok.line)}
	p.advance()
	for p.err == nil {
		n.vars = append(n.vars, p.name("a variable"))
		p.expect("=")
		n.values = append(n.values, p.binary(numeric))
		if !p.take(",") {
			break
		}
	}
	n.body = p.body()
	return n
}
