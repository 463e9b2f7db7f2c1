package yara

import "slices"

// item reads one rule, import or include.
func (p *parser) item() item {
	it := item{line: p.tok.line}
	switch {
	case p.take("import"):
		it.imports = p.quoted("the name of a module")
	case p.take("include"):
		it.include = p.quoted("the name of a file")
	default:
		it.rule = p.ruleDecl()
	}
	return it
}

func (p *parser) quoted(what string) string {
	text := p.tok.text
	if p.tok.kind != textToken || text == "" {
		p.fail("expected %s in quotes, found %s", what, p.tok)
		return ""
	}
	p.advance()
	return text
}

func (p *parser) ruleDecl() *ruleDecl {
	r := &ruleDecl{}
	for {
		switch {
		case p.take("global"):
			r.global = true
			continue
		case p.take("private"):
			r.private = true
			continue
		}
		break
	}
	r.line = p.tok.line
	if !p.is("rule") {
		p.fail("expected a rule, import or include, found %s", p.tok)
		return r
	}
	p.advance()
	r.name = p.name("the name of a rule")
	p.rule = r.name
	if p.take(":") {
		for p.tok.kind == identToken && p.err == nil {
			if slices.Contains(r.tags, p.tok.text) {
				p.fail("tag %s stands twice", p.tok.text)
			}
			r.tags = append(r.tags, p.name("a tag"))
		}
		if len(r.tags) == 0 {
			p.fail("expected a tag after :")
		}
	}
	p.expect("{")
	if p.take("meta") {
		p.expect(":")
		for p.tok.kind == identToken && !keywords[p.tok.text] && p.err == nil {
			if r.meta == nil {
				r.meta = make([]Meta, 0, 8)
			}
			r.meta = append(r.meta, p.meta())
		}
	}
	if p.take("strings") {
		p.expect(":")
		p.stringDecls(r)
	}
	if !p.is("condition") {
		p.fail("expected meta, strings or condition, found %s", p.tok)
	}
	p.advance()
	p.expect(":")
	r.condition = p.expr()
	if p.err == nil && !p.is("}") {
		p.fail("expected the end of the condition, found %s", p.tok)
	}
	if p.err != nil {
		return r
	}
	p.rule, p.depth, p.nodes = "", 0, 0
	p.advance()
	if p.err != nil {
		// What follows the rule is at fault, not the rule; the caller sees
		// the fault and drops both, which the message must not hide.
		p.err.Message += " (after rule " + r.name + ", which is left out as well)"
	}
	return r
}

func (p *parser) meta() Meta {
	m := Meta{Key: p.name("a name")}
	p.expect("=")
	negative := p.take("-")
	switch {
	case p.tok.kind == intToken && negative:
		m.Value = -p.tok.num
	case p.tok.kind == intToken:
		m.Value = p.tok.num
	case negative:
		p.fail("expected a whole number after -, found %s", p.tok)
	case p.tok.kind == textToken:
		m.Value = p.tok.text
	case p.is("true"), p.is("false"):
		m.Value = p.tok.text == "true"
	default:
		p.fail("expected text, a whole number, true or false, found %s", p.tok)
	}
	p.advance()
	return m
}
