package yara

import (
	"math"
	"strings"
)

func (c *conditionCompiler) unary(n unaryNode) expr {
	switch n.op {
	case "not":
		x := c.condition(n.x)
		return expr{kind: boolKind, eval: func(s *scan) value {
			v := x.eval(s)
			if !v.defined() {
				return undefined
			}
			return boolValue(!v.truth())
		}}
	case "defined":
		x := c.expr(n.x)
		return expr{kind: boolKind, gate: x.gateIfValue(), eval: func(s *scan) value { return boolValue(x.eval(s).defined()) }}
	case "~":
		x := c.value(n.x, "the operand of ~", intKind)
		return fold(x, x, expr{kind: intKind, gate: x.gate, eval: func(s *scan) value {
			v := x.eval(s)
			if v.defined() {
				v.i = ^v.i
			}
			return v
		}})
	}
	x := c.value(n.x, "the operand of -", intKind, floatKind)
	return fold(x, x, expr{kind: x.kind, gate: x.gate, eval: func(s *scan) value {
		v := x.eval(s)
		v.i, v.f = -v.i, -v.f
		return v
	}})
}

// gateIfValue returns the gate of an expression that is a value: one that may
// be undefined. A comparison's gate speaks of its truth instead.
func (e expr) gateIfValue() *gate {
	if e.kind == boolKind {
		return nil
	}
	return e.gate
}

// fold computes what does not depend on the file at once.
func fold(x, y, e expr) expr {
	if x.fixed && y.fixed && x.eval != nil && y.eval != nil {
		v := e.eval(nil)
		return expr{kind: e.kind, fixed: true, cheap: true, eval: func(*scan) value { return v }}
	}
	return e
}

func (c *conditionCompiler) binary(n binaryNode) expr {
	switch n.op {
	case "==", "!=", "<", "<=", ">", ">=":
		return c.compare(n)
	case "+", "-", "*", "\\":
		return c.arithmetic(n)
	case "%", "&", "|", "^", "<<", ">>":
		return c.bitwise(n)
	}
	return c.texts(n)
}

func (c *conditionCompiler) compare(n binaryNode) expr {
	what := "an operand of " + n.op
	x := c.value(n.x, what, intKind, floatKind, stringKind)
	y := c.value(n.y, what, intKind, floatKind, stringKind)
	if c.err != nil {
		return x
	}
	if (x.kind == stringKind) != (y.kind == stringKind) {
		return c.fail(n, "%s cannot compare a %s with a %s", n.op, x.kind, y.kind)
	}
	op := n.op
	opening, cheap := allOf(x.gate, y.gate), x.cheap && y.cheap
	if x.count && y.fixed && y.kind == intKind {
		// #a > 2 needs the string, #a == 0 does not.
		if k := y.eval(nil).i; op == ">" && k >= 0 || (op == ">=" || op == "==") && k >= 1 || op == "!=" && k == 0 {
			opening = x.there
		}
	}
	eval := func(s *scan) value {
		a := x.eval(s)
		if !a.defined() {
			return undefined
		}
		b := y.eval(s)
		if !b.defined() {
			return undefined
		}
		order := 0
		switch {
		case a.kind == stringKind:
			order = strings.Compare(a.s, b.s)
		case a.kind == intKind && b.kind == intKind:
			order = compareNumbers(a.i, b.i)
		default:
			f, g := a.number(), b.number()
			if math.IsNaN(f) || math.IsNaN(g) {
				return boolValue(op == "!=")
			}
			order = compareNumbers(f, g)
		}
		switch op {
		case "==":
			return boolValue(order == 0)
		case "!=":
			return boolValue(order != 0)
		case "<":
			return boolValue(order < 0)
		case "<=":
			return boolValue(order <= 0)
		case ">":
			return boolValue(order > 0)
		}
		return boolValue(order >= 0)
	}
	if cheap {
		// What costs next to nothing is decided before strings are looked
		// for: the format of the file and its size rule most rules out.
		opening = &gate{op: gateFact, fact: c.factNumber(factKey(n), func(s *scan) bool { return eval(s).truth() })}
	}
	return fold(x, y, expr{kind: boolKind, cheap: cheap, gate: opening, eval: eval})
}

func compareNumbers[T int64 | float64](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// arithmetic is over integers if both operands are, else over floats. Integers
// wrap around; a constant expression that would is refused.
func (c *conditionCompiler) arithmetic(n binaryNode) expr {
	x := c.value(n.x, "an operand of "+n.op, intKind, floatKind)
	y := c.value(n.y, "an operand of "+n.op, intKind, floatKind)
	if c.err != nil {
		return x
	}
	op := n.op
	if x.kind == intKind && y.kind == intKind {
		if x.fixed && y.fixed && overflows(op, x.eval(nil).i, y.eval(nil).i) {
			return c.fail(n, "constant expression does not fit into 64 bits")
		}
		return fold(x, y, expr{kind: intKind, cheap: x.cheap && y.cheap, gate: allOf(x.gate, y.gate), eval: func(s *scan) value {
			a, b := x.eval(s), y.eval(s)
			if !a.defined() || !b.defined() {
				return undefined
			}
			switch op {
			case "+":
				return intValue(a.i + b.i)
			case "-":
				return intValue(a.i - b.i)
			case "*":
				return intValue(a.i * b.i)
			}
			if b.i == 0 || a.i == math.MinInt64 && b.i == -1 {
				return undefined
			}
			return intValue(a.i / b.i)
		}})
	}
	return fold(x, y, expr{kind: floatKind, gate: allOf(x.gate, y.gate), eval: func(s *scan) value {
		a, b := x.eval(s), y.eval(s)
		if !a.defined() || !b.defined() {
			return undefined
		}
		f, g := a.number(), b.number()
		switch op {
		case "+":
			return floatValue(f + g)
		case "-":
			return floatValue(f - g)
		case "*":
			return floatValue(f * g)
		}
		return floatValue(f / g)
	}})
}

func overflows(op string, a, b int64) bool {
	switch op {
	case "+":
		return (a+b > a) != (b > 0) && b != 0
	case "-":
		return (a-b < a) != (b > 0) && b != 0
	case "*":
		return a != 0 && ((a*b)/a != b || a == -1 && b == math.MinInt64)
	}
	return false
}

func (c *conditionCompiler) bitwise(n binaryNode) expr {
	x := c.value(n.x, "an operand of "+n.op, intKind)
	y := c.value(n.y, "an operand of "+n.op, intKind)
	if c.err != nil {
		return x
	}
	op := n.op
	return fold(x, y, expr{kind: intKind, cheap: x.cheap && y.cheap, gate: allOf(x.gate, y.gate), eval: func(s *scan) value {
		a, b := x.eval(s), y.eval(s)
		if !a.defined() || !b.defined() {
			return undefined
		}
		switch op {
		case "&":
			return intValue(a.i & b.i)
		case "|":
			return intValue(a.i | b.i)
		case "^":
			return intValue(a.i ^ b.i)
		case "%":
			if b.i == 0 || a.i == math.MinInt64 && b.i == -1 {
				return undefined
			}
			return intValue(a.i % b.i)
		}
		switch {
		case b.i < 0:
			return undefined
		case b.i >= 64:
			return intValue(0)
		case op == "<<":
			return intValue(a.i << b.i)
		}
		return intValue(a.i >> b.i)
	}})
}
