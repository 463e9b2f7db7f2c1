package yara

import "slices"

// suspects returns the rules that can still hold after the first pass, in
// their order, and has looked for all their strings.
func (s *scan) suspects() []int {
	var queue []int
	add := func(i int, always bool) {
		if s.queued[i] || !always && (!s.live.has(i) || !s.rules.rules[i].condition.gate.open(s)) {
			return
		}
		s.queued[i] = true
		s.judged = append(s.judged, i)
		queue = append(queue, i)
	}
	for _, i := range s.rules.idle {
		add(i, s.rules.rules[i].global)
	}
	for _, id := range s.touched {
		for _, i := range s.rules.users[id] {
			add(int(i), false)
		}
	}
	slices.Sort(queue)
	var wanted, parts []*pattern
	for _, i := range queue {
		for _, rs := range s.rules.rules[i].strings {
			parts = rs.pattern.parts(parts[:0])
			for _, p := range parts {
				if !s.known(p) {
					s.touch(p).searched = true
					wanted = append(wanted, p)
				}
			}
		}
	}
	if len(wanted) > 0 {
		s.sweep(newFilter(wanted, len(s.found)))
	}
	return queue
}

// judge evaluates rules in their order.
func (s *scan) judge(queue []int) []Match {
	// A global rule that fails fails its whole namespace.
	for _, i := range queue {
		if r := s.rules.rules[i]; r.global && !s.holds(i) {
			s.groups[r.group] = true
		}
	}
	var matches []Match
	for _, i := range queue {
		r := s.rules.rules[i]
		if s.err != nil {
			return nil
		}
		if s.groups[r.group] || !s.holds(i) || r.private {
			continue
		}
		matches = append(matches, s.match(r))
	}
	return matches
}

// holds evaluates a rule once.
func (s *scan) holds(i int) bool {
	switch s.verdicts[i] {
	case holdsVerdict:
		return true
	case failsVerdict:
		return false
	}
	if !s.queued[i] {
		s.queued[i] = true
		s.judged = append(s.judged, i)
	}
	s.verdicts[i] = failsVerdict
	r := s.rules.rules[i]
	if s.err != nil || !r.condition.gate.open(s) {
		return false
	}
	// Loop variables of a condition that asks for this rule must survive.
	var saved []value
	if s.nested > 0 {
		saved = slices.Clone(s.vars)
	}
	rounds := s.iterations
	s.iterations = 0
	s.nested++
	holds := r.condition.eval(s).truth()
	s.nested--
	copy(s.vars, saved)
	s.iterations = rounds
	if holds {
		s.verdicts[i] = holdsVerdict
	}
	return holds
}

// match collects what is reported of a rule that holds.
func (s *scan) match(r *rule) Match {
	m := Match{Rule: r.name, Namespace: r.namespace, Tags: slices.Clone(r.tags), Meta: slices.Clone(r.meta)}
	for _, rs := range r.strings {
		if rs.decl.mods.private {
			continue
		}
		hits := s.hits(rs.pattern)
		if len(hits) == 0 {
			continue
		}
		sm := StringMatch{Name: rs.decl.name, Hex: rs.decl.body.kind == hexStringToken, Instances: make([]Instance, len(hits))}
		for i, h := range hits {
			sm.Instances[i] = Instance{Offset: h.offset, Length: int(h.length), Key: h.key}
		}
		m.Strings = append(m.Strings, sm)
	}
	return m
}
