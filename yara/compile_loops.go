package yara

// declare puts variables in scope and returns the slot of the first; forget
// takes them out again.
func (c *conditionCompiler) declare(n node, vars ...variable) int {
	slot := len(c.vars)
	if slot+len(vars) > maxLoopVariables {
		c.fail(n, "more than %d loop variables", maxLoopVariables)
		return 0
	}
	for _, v := range vars {
		for _, known := range c.vars {
			if v.name != "" && known.name == v.name {
				c.fail(n, "loop variable %s stands twice", v.name)
			}
		}
		c.vars = append(c.vars, v)
	}
	return slot
}

func (c *conditionCompiler) forget(slot int) { c.vars = c.vars[:min(slot, len(c.vars))] }

// forOf compiles "for q of set : ( body )", in which $ is each string in turn.
func (c *conditionCompiler) forOf(n forOfNode) expr {
	q := c.quota(n, n.q)
	set := c.strings(n.set, n)
	for _, rs := range set {
		rs.used = true
	}
	slot := c.declare(n, variable{typ: schema{kind: intKind}})
	outerLoop, outerOver := c.loop, c.over
	c.loop, c.over = slot, set
	body := c.condition(n.body)
	c.loop, c.over = outerLoop, outerOver
	c.forget(slot)
	count := len(set)
	e := expr{kind: boolKind, eval: func(s *scan) value {
		t := tally{need: q.need(s, count)}
		for _, rs := range set {
			if !s.tick() {
				break
			}
			s.vars[slot] = intValue(int64(rs.pattern.id))
			if t.done(body.eval(s).truth(), t.need == count) {
				break
			}
		}
		return boolValue(t.holds())
	}}
	if need := q.least(count); need > 0 && body.gate != nil {
		gates := make([]*gate, count)
		for i, rs := range set {
			gates[i] = body.gate.with(slot, rs)
		}
		e.gate = someOf(need, gates)
	}
	return e
}

// tally counts what a loop has found so far.
type tally struct{ need, found, total int }

// done counts one round and reports whether the outcome is settled; all says
// that every round must be true.
func (t *tally) done(truth, all bool) bool {
	t.total++
	if truth {
		t.found++
	}
	if t.need == never {
		return truth
	}
	return all && !truth || !all && t.found >= t.need
}

// holds decides the loop. One without rounds holds for no quantifier at all.
func (t *tally) holds() bool {
	switch {
	case t.total == 0:
		return false
	case t.need == never:
		return t.found == 0
	}
	return t.found >= t.need
}

// forIn compiles the loops over numbers, lists, arrays and dictionaries.
func (c *conditionCompiler) forIn(n forInNode) expr {
	if n.q.percent {
		return c.fail(n, "a percentage needs a set of strings or rules")
	}
	q := c.quota(n, n.q)
	rounds, vars := c.rounds(n)
	if c.err != nil {
		return fixedExpr(undefined)
	}
	if len(vars) != len(n.vars) {
		return c.fail(n, "%d loop variables where %d are needed", len(n.vars), len(vars))
	}
	for i := range vars {
		vars[i].name = n.vars[i]
	}
	slot := c.declare(n, vars...)
	body := c.condition(n.body)
	c.forget(slot)
	return expr{kind: boolKind, eval: func(s *scan) value {
		// "all" needs the number of rounds, which is only known at the end.
		all := q.word == "all"
		t := tally{}
		if !all {
			v := 1
			if q.word != "any" {
				v = q.need(s, everything)
			}
			// An undefined number stands for all.
			if v == everything {
				all = true
			} else {
				t.need = v
			}
		}
		rounds(s, func(values ...value) bool {
			if !s.tick() {
				return false
			}
			copy(s.vars[slot:], values)
			return !t.done(body.eval(s).truth(), all)
		})
		if all {
			t.need = t.total
		}
		return boolValue(t.holds())
	}}
}

// everything is a number of rounds that no loop reaches.
const everything = 1 << 40

// rounds compiles what a loop runs over, and the types of its variables.
func (c *conditionCompiler) rounds(n forInNode) (func(s *scan, round func(...value) bool), []variable) {
	switch {
	case n.from != nil:
		from := c.value(n.from, "the beginning of a range", intKind)
		to := c.value(n.to, "the end of a range", intKind)
		return func(s *scan, round func(...value) bool) {
			a, b := from.eval(s), to.eval(s)
			if !a.defined() || !b.defined() {
				return
			}
			for i := a.i; i <= b.i; i++ {
				if !round(intValue(i)) || i == b.i {
					return
				}
			}
		}, []variable{{typ: schema{kind: intKind}}}
	case n.list != nil:
		items := make([]expr, len(n.list))
		for i, it := range n.list {
			items[i] = c.value(it, "a value of a list", intKind, floatKind, stringKind)
			if c.err == nil && items[i].kind != items[0].kind {
				c.fail(it, "the values of a list are of one kind")
			}
		}
		return func(s *scan, round func(...value) bool) {
			for i := range items {
				if !round(items[i].eval(s)) {
					return
				}
			}
		}, []variable{{typ: schema{kind: items[0].kind}}}
	}
	over := c.expr(n.over)
	if c.err != nil {
		return nil, nil
	}
	switch over.kind {
	case arrayKind:
		return func(s *scan, round func(...value) bool) {
			if o := over.eval(s).object(); o != nil {
				for _, v := range o.items {
					if !round(v) {
						return
					}
				}
			}
		}, []variable{{typ: *over.schema.elem}}
	case dictKind:
		return func(s *scan, round func(...value) bool) {
			if o := over.eval(s).object(); o != nil {
				for _, k := range o.keys {
					if !round(stringValue(k), o.fields[k]) {
						return
					}
				}
			}
		}, []variable{{typ: schema{kind: stringKind}}, {typ: *over.schema.elem}}
	}
	c.fail(n, "a loop cannot run over a %s", over.kind)
	return nil, nil
}

// with compiles "with a = x : ( body )".
func (c *conditionCompiler) with(n withNode) expr {
	values := make([]expr, len(n.values))
	vars := make([]variable, len(n.values))
	for i, v := range n.values {
		values[i] = c.expr(v)
		vars[i] = variable{name: n.vars[i], typ: schema{kind: values[i].kind}}
		if values[i].schema != nil {
			vars[i].typ = *values[i].schema
		}
	}
	slot := c.declare(n, vars...)
	body := c.condition(n.body)
	c.forget(slot)
	return expr{kind: boolKind, eval: func(s *scan) value {
		for i := range values {
			s.vars[slot+i] = values[i].eval(s)
		}
		return body.eval(s)
	}}
}
