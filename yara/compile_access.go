package yara

import "strings"

// name compiles a name: what is nearest wins.
func (c *conditionCompiler) name(n nameNode) expr {
	for slot := len(c.vars) - 1; slot >= 0; slot-- {
		if v := c.vars[slot]; v.name == n.name {
			return expr{kind: v.typ.kind, schema: &v.typ, eval: func(s *scan) value { return s.vars[slot] }}
		}
	}
	if r := c.ns.rules[n.name]; r != nil {
		index := r.index
		return expr{kind: boolKind, eval: func(s *scan) value { return boolValue(s.holds(index)) }}
	}
	if slot, ok := c.out.externalNames[n.name]; ok {
		return expr{kind: c.out.externals[slot].kind, eval: func(s *scan) value { return s.externals[slot] }}
	}
	if m := moduleTable[n.name]; m != nil && c.ns.modules[n.name] {
		id := c.module(m)
		return expr{kind: structKind, schema: m.schema, eval: func(s *scan) value { return s.module(id) }}
	}
	switch {
	case c.ns.broken[n.name]:
		return c.fail(n, "rule %s, which this one needs, was left out", n.name)
	case moduleTable[n.name] != nil:
		return c.fail(n, "unknown name %s: add import %q", n.name, n.name)
	}
	return c.fail(n, "unknown name %s: no rule above, external variable or imported module has it", n.name)
}

// module returns the number of a module among those that the rules use.
func (c *conditionCompiler) module(m *module) int {
	for i, known := range c.out.modules {
		if known == m {
			return i
		}
	}
	c.out.modules = append(c.out.modules, m)
	return len(c.out.modules) - 1
}

func (c *conditionCompiler) field(n fieldNode) expr {
	of := c.expr(n.of)
	if c.err != nil {
		return of
	}
	if of.kind != structKind {
		return c.fail(n, "a %s has no field %s", of.kind, n.name)
	}
	field := of.schema.fields[n.name]
	if field == nil {
		return c.fail(n, "unknown field %s", n.name)
	}
	if field.fixed.defined() {
		return fixedExpr(field.fixed)
	}
	if field.kind == funcKind {
		return expr{kind: funcKind, schema: field, eval: of.eval}
	}
	return expr{kind: field.kind, schema: field, eval: func(s *scan) value {
		if o := of.eval(s).object(); o != nil {
			return o.field(n.name)
		}
		return undefined
	}}
}

func (c *conditionCompiler) index(n indexNode) expr {
	of := c.expr(n.of)
	if c.err != nil {
		return of
	}
	switch of.kind {
	case arrayKind:
		at := c.value(n.index, "the index of an array", intKind)
		return expr{kind: of.schema.elem.kind, schema: of.schema.elem, eval: func(s *scan) value {
			o, i := of.eval(s).object(), at.eval(s)
			if o == nil || !i.defined() || i.i < 0 || i.i >= int64(len(o.items)) {
				return undefined
			}
			return o.items[i.i]
		}}
	case dictKind:
		at := c.value(n.index, "the key of a dictionary", stringKind)
		return expr{kind: of.schema.elem.kind, schema: of.schema.elem, eval: func(s *scan) value {
			o, k := of.eval(s).object(), at.eval(s)
			if o == nil || !k.defined() {
				return undefined
			}
			return o.fields[k.s]
		}}
	}
	return c.fail(n, "a %s has no elements", of.kind)
}

func (c *conditionCompiler) call(n callNode) expr {
	of := c.expr(n.of)
	args := make([]expr, len(n.args))
	kinds := make([]kind, len(n.args))
	for i, a := range n.args {
		args[i] = c.expr(a)
		kinds[i] = args[i].kind
	}
	if c.err != nil {
		return of
	}
	if of.kind != funcKind {
		return c.fail(n, "a %s cannot be called", of.kind)
	}
	for _, o := range of.schema.calls {
		if !o.accepts(kinds) {
			continue
		}
		return expr{kind: o.result, eval: func(s *scan) value {
			values := make([]value, len(args))
			for i := range args {
				if values[i] = args[i].eval(s); !values[i].defined() {
					return undefined
				}
			}
			return o.call(s, of.eval(s), values)
		}}
	}
	var names []string
	for _, k := range kinds {
		names = append(names, k.String())
	}
	return c.fail(n, "the function does not take (%s)", strings.Join(names, ", "))
}
