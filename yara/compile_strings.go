package yara

import "strings"

// string compiles $a, #a, @a and !a in all their forms.
func (c *conditionCompiler) string(n stringNode) expr {
	get, possible := c.pattern(n)
	if c.err != nil {
		return fixedExpr(undefined)
	}
	var from, to expr
	if n.where != nil {
		from = c.value(n.where.from, "an offset", intKind)
		if n.where.to != nil {
			to = c.value(n.where.to, "an offset", intKind)
		}
	}
	switch n.kind {
	case stringToken:
		e := expr{kind: boolKind, gate: possible}
		switch {
		case n.where == nil:
			e.eval = func(s *scan) value { return boolValue(s.exists(get(s))) }
		case n.where.to == nil:
			e.eval = func(s *scan) value {
				// An undefined offset makes this false, not undefined.
				v := from.eval(s)
				return boolValue(v.defined() && s.foundAt(get(s), v.i))
			}
		default:
			e.eval = func(s *scan) value {
				a, b := from.eval(s), to.eval(s)
				if !a.defined() || !b.defined() {
					return undefined
				}
				return boolValue(s.foundIn(get(s), a.i, b.i))
			}
		}
		return e
	case countToken:
		if n.where == nil {
			return expr{kind: intKind, there: possible, count: true, eval: func(s *scan) value {
				return intValue(int64(len(s.hits(get(s)))))
			}}
		}
		return expr{kind: intKind, eval: func(s *scan) value {
			a, b := from.eval(s), to.eval(s)
			if !a.defined() || !b.defined() {
				return undefined
			}
			return intValue(int64(len(within(s.hits(get(s)), a.i, b.i))))
		}}
	}
	index := fixedExpr(intValue(1))
	if n.index != nil {
		index = c.value(n.index, "the number of an occurrence", intKind)
	}
	length := n.kind == lengthToken
	return expr{kind: intKind, gate: possible, eval: func(s *scan) value {
		i := index.eval(s)
		hits := s.hits(get(s))
		if !i.defined() || i.i < 1 || i.i > int64(len(hits)) {
			return undefined
		}
		if length {
			return intValue(int64(hits[i.i-1].length))
		}
		return intValue(hits[i.i-1].offset)
	}}
}

// pattern finds the string that a node means and notes how it is used; the gate
// is that of the string being there.
func (c *conditionCompiler) pattern(n stringNode) (func(s *scan) *pattern, *gate) {
	if n.name == "$" {
		if c.loop < 0 {
			c.fail(n, "$ alone means a string only inside \"for ... of\"")
			return nil, nil
		}
		slot := c.loop
		for _, rs := range c.over {
			rs.elsewhere = true
		}
		return func(s *scan) *pattern { return s.rules.patterns[s.vars[slot].i] }, &gate{op: gateLoop, slot: slot}
	}
	for _, rs := range c.rule.strings {
		if rs.decl.name == n.name {
			c.use(rs, n)
			return func(*scan) *pattern { return rs.pattern }, &gate{op: gateString, text: rs}
		}
	}
	c.fail(n, "unknown string %s", n.name)
	return nil, nil
}

// use notes that a string is looked at, and whether only at one constant
// offset: then it is not looked for elsewhere.
func (c *conditionCompiler) use(rs *ruleString, n stringNode) {
	rs.used = true
	if n.kind == stringToken && n.where != nil && n.where.to == nil {
		if e := c.expr(n.where.from); e.fixed && e.kind == intKind {
			k := e.eval(nil)
			if k.defined() && k.i >= 0 && (!rs.atOffset || rs.offset == k.i) {
				rs.atOffset, rs.offset = true, k.i
				return
			}
		}
	}
	rs.elsewhere = true
}

// strings resolves a set of strings.
func (c *conditionCompiler) strings(set []setItem, n node) []*ruleString {
	var out []*ruleString
	taken := make(map[*ruleString]bool)
	for _, it := range set {
		prefix, star := strings.CutSuffix(it.name, "*")
		found := false
		for _, rs := range c.rule.strings {
			if rs.decl.name == it.name && it.name != "$" || star && strings.HasPrefix(rs.decl.name, prefix) {
				found = true
				if !taken[rs] {
					taken[rs] = true
					out = append(out, rs)
				}
			}
		}
		if !found {
			c.fail(at(it.line), "no string is named %s", it.name)
		}
	}
	if len(out) == 0 {
		c.fail(n, "the rule has no strings")
	}
	return out
}

// of compiles "2 of ($a*)" over strings or rules.
func (c *conditionCompiler) of(n ofNode) expr {
	q := c.quota(n, n.q)
	if !strings.HasPrefix(n.set[0].name, "$") {
		if n.where != nil {
			return c.fail(n, "rules have no offsets")
		}
		return c.ofRules(n, q)
	}
	set := c.strings(n.set, n)
	gates, all := make([]*gate, len(set)), make([]gate, len(set))
	for i, rs := range set {
		rs.used, rs.elsewhere = true, true
		all[i] = gate{op: gateString, text: rs}
		gates[i] = &all[i]
	}
	count := len(set)
	exists := func(s *scan, p *pattern) bool { return s.exists(p) }
	ready := func(*scan) bool { return true }
	if n.where != nil {
		from := c.value(n.where.from, "an offset", intKind)
		to := from
		if n.where.to != nil {
			to = c.value(n.where.to, "an offset", intKind)
		}
		ready = func(s *scan) bool { return from.eval(s).defined() && to.eval(s).defined() }
		exists = func(s *scan, p *pattern) bool { return s.foundIn(p, from.eval(s).i, to.eval(s).i) }
	}
	return expr{
		kind: boolKind,
		gate: someOf(q.least(count), gates),
		eval: func(s *scan) value {
			if !ready(s) {
				return undefined
			}
			need := q.need(s, count)
			found, left := 0, count
			// Strings that the filter answers for come first: those that
			// must be searched for may then not be needed.
			for _, onDemand := range [...]bool{false, true} {
				for _, rs := range set {
					if rs.pattern.onDemand != onDemand {
						continue
					}
					left--
					if exists(s, rs.pattern) {
						found++
					}
					switch {
					case need == never && found > 0, need != never && found+left < need:
						return boolValue(false)
					case need != never && found >= need:
						return boolValue(true)
					}
				}
			}
			return boolValue(need == never)
		},
	}
}

// ofRules compiles "any of (rule_a, rule_b*)".
func (c *conditionCompiler) ofRules(n ofNode, q quota) expr {
	var set []int
	taken := make(map[int]bool)
	for _, it := range n.set {
		prefix, star := strings.CutSuffix(it.name, "*")
		if star {
			c.sets = append(c.sets, prefix)
		}
		found := false
		for _, name := range c.ns.names {
			if name == it.name || star && strings.HasPrefix(name, prefix) {
				found = true
				if index := c.ns.rules[name].index; !taken[index] {
					taken[index] = true
					set = append(set, index)
				}
			}
		}
		if !found {
			return c.fail(at(it.line), "no rule above is named %s", it.name)
		}
	}
	return expr{kind: boolKind, eval: func(s *scan) value {
		found := 0
		for _, index := range set {
			if s.holds(index) {
				found++
			}
		}
		need := q.need(s, len(set))
		return boolValue(need == never && found == 0 || need != never && found >= need)
	}}
}
