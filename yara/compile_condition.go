package yara

import (
	"fmt"
)

// conditionCompiler compiles the condition of one rule.
type conditionCompiler struct {
	*compiler
	ns   *namespace
	file string
	rule *rule
	// vars are the loop variables in scope; their slot is their position.
	vars []variable
	// loop is the slot that holds the string of the innermost loop over
	// strings, -1 outside; over are the strings it runs through.
	loop int
	over []*ruleString
	// sets are the beginnings of names in sets of rules, such as (a*).
	sets []string
	err  *Error
}

type variable struct {
	name string
	typ  schema
}

func (c *conditionCompiler) fail(n node, format string, args ...any) expr {
	line := 0
	if n != nil {
		line = n.pos()
	}
	if c.err == nil {
		c.err = &Error{File: c.file, Line: line, Rule: c.rule.name, Message: fmt.Sprintf(format, args...)}
	}
	return fixedExpr(undefined)
}

// condition compiles what must be true or false.
func (c *conditionCompiler) condition(n node) expr {
	e := c.expr(n)
	switch e.kind {
	case boolKind, intKind, floatKind, stringKind:
		return e
	}
	if c.err != nil {
		return e
	}
	return c.fail(n, "a condition cannot be a %s", e.kind)
}

// value compiles an operand: no comparison, and of one of the given kinds.
func (c *conditionCompiler) value(n node, what string, kinds ...kind) expr {
	e := c.expr(n)
	for _, k := range kinds {
		if e.kind == k {
			return e
		}
	}
	if c.err != nil {
		return e
	}
	if e.kind == boolKind {
		return c.fail(n, "%s cannot be a yes-or-no expression", what)
	}
	return c.fail(n, "%s cannot be a %s", what, e.kind)
}

func (c *conditionCompiler) expr(n node) expr {
	if c.err != nil {
		return fixedExpr(undefined)
	}
	switch n := n.(type) {
	case litNode:
		return fixedExpr(n.v)
	case regexpNode:
		return c.regexp(n)
	case wordNode:
		return wordExpr(n.word)
	case nameNode:
		return c.name(n)
	case fieldNode:
		return c.field(n)
	case indexNode:
		return c.index(n)
	case callNode:
		return c.call(n)
	case readNode:
		return c.read(n)
	case unaryNode:
		return c.unary(n)
	case binaryNode:
		return c.binary(n)
	case chainNode:
		return c.chain(n)
	case stringNode:
		return c.string(n)
	case ofNode:
		return c.of(n)
	case forOfNode:
		return c.forOf(n)
	case forInNode:
		return c.forIn(n)
	case withNode:
		return c.with(n)
	}
	return c.fail(n, "unknown expression %T", n)
}

func wordExpr(word string) expr {
	switch word {
	case "filesize":
		return expr{kind: intKind, cheap: true, eval: func(s *scan) value { return intValue(s.in.size) }}
	case "entrypoint":
		return expr{kind: intKind, eval: func(s *scan) value { return s.entryPoint() }}
	}
	e := fixedExpr(boolValue(word == "true"))
	if word == "false" {
		e.gate = shut
	}
	return e
}

// regexp compiles a regular expression that stands in the condition.
func (c *conditionCompiler) regexp(n regexpNode) expr {
	e, err := parseRegexp(n.body.text, n.body.flags)
	if err == nil && e.instructions() >= maxProgram {
		err = fmt.Errorf("it needs more than %d instructions", maxProgram)
	}
	if err != nil {
		return c.fail(n, "regular expression: %v", err)
	}
	return fixedExpr(value{kind: regexpKind, o: assemble(e, false)})
}

func (c *conditionCompiler) chain(n chainNode) expr {
	kids := make([]expr, len(n.kids))
	gates := make([]*gate, len(n.kids))
	for i, k := range n.kids {
		kids[i] = c.condition(k)
		gates[i] = kids[i].gate
	}
	// "or" ends at the first true one, "and" at the first that is not.
	end := n.op == "or"
	e := expr{kind: boolKind, eval: func(s *scan) value {
		for i := range kids {
			if kids[i].eval(s).truth() == end {
				return boolValue(end)
			}
		}
		return boolValue(!end)
	}}
	if end {
		e.gate = oneOf(gates...)
	} else {
		e.gate = allOf(gates...)
	}
	return e
}
