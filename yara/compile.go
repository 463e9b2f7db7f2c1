package yara

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// compiler turns sources into rules.
type compiler struct {
	out    *Rules
	opts   CompileOptions
	faults []error
	// interned are the patterns by what makes them equal.
	interned map[patternKey]*pattern
	// factNumbers are those of facts by how they are written.
	factNumbers map[string]int
	namespaces  map[string]*namespace
	atoms       int
	sources     int
}

// namespace holds what names mean within it.
type namespace struct {
	name  string
	group int
	rules map[string]*rule
	names []string // of rules, in order, for sets such as (a*)
	// sets are the beginnings of names in such sets. No later rule may have
	// a name of that kind: a reader would take it for a member.
	sets    []string
	broken  map[string]bool
	modules map[string]bool
}

// Compile compiles sources in their order. Its error names every fault, with
// file and line; see [Errors]. Without [CompileOptions.KeepGoing] a fault means
// no rules.
func Compile(sources []Source, opts CompileOptions) (*Rules, error) {
	const perString, most = 256, 1 << 16 // bytes of source a string, in published rules
	expected := 0
	for _, src := range sources {
		expected = min(expected+len(src.Text)/perString, most)
	}
	c := &compiler{
		out:         &Rules{externalNames: make(map[string]int)},
		opts:        opts,
		interned:    make(map[patternKey]*pattern, expected),
		factNumbers: make(map[string]int),
		namespaces:  make(map[string]*namespace),
	}
	if err := c.externals(); err != nil {
		return nil, err
	}
	for _, src := range sources {
		name := src.Namespace
		if name == "" {
			name = "default"
		}
		ns := c.namespaces[name]
		if ns == nil {
			ns = &namespace{
				name: name, group: len(c.namespaces), rules: make(map[string]*rule),
				broken: make(map[string]bool), modules: make(map[string]bool),
			}
			c.namespaces[name] = ns
		}
		c.source(ns, src.Name, src.Text, nil)
	}
	err := errors.Join(c.faults...)
	if err != nil && !opts.KeepGoing {
		return nil, err
	}
	c.out.plans()
	return c.out, err
}

// source compiles one source; including holds the names that led here.
func (c *compiler) source(ns *namespace, file, text string, including []string) {
	c.sources++
	if c.sources > maxSources {
		c.fault(&Error{File: file, Line: 1, Message: fmt.Sprintf("more than %d sources", maxSources)})
		return
	}
	u := parse(file, text)
	for _, f := range u.faults {
		if f.Rule != "" {
			ns.broken[f.Rule] = true
		}
	}
	faults := u.faults
	for _, it := range u.items {
		// Faults come out in the order of the file.
		for len(faults) > 0 && faults[0].Line < it.line {
			c.fault(faults[0])
			faults = faults[1:]
		}
		fail := func(format string, args ...any) {
			c.fault(&Error{File: file, Line: it.line, Message: fmt.Sprintf(format, args...)})
		}
		switch {
		case it.rule != nil:
			if err := c.rule(ns, file, it.rule); err != nil {
				ns.broken[it.rule.name] = true
				c.fault(err)
			}
		case it.imports != "":
			if moduleTable[it.imports] == nil {
				fail("unknown module %q: known are %s", it.imports, strings.Join(moduleNames(), ", "))
				continue
			}
			ns.modules[it.imports] = true
		case c.opts.Include == nil:
			fail("include %q: includes are not allowed here", it.include)
		case len(including) >= maxIncludeDepth:
			fail("include %q: nested deeper than %d", it.include, maxIncludeDepth)
		default:
			name, text, err := c.opts.Include(file, it.include)
			if err != nil {
				fail("include %q: %v", it.include, err)
				continue
			}
			if name == file || slices.Contains(including, name) {
				fail("include %q: it includes itself", it.include)
				continue
			}
			c.source(ns, name, text, append(slices.Clone(including), file))
		}
	}
	for _, f := range faults {
		c.fault(f)
	}
}

func (c *compiler) fault(err *Error) { c.faults = append(c.faults, err) }

// rule compiles one rule and adds it to the set.
func (c *compiler) rule(ns *namespace, file string, decl *ruleDecl) *Error {
	fail := func(line int, format string, args ...any) *Error {
		return &Error{File: file, Line: line, Rule: decl.name, Message: fmt.Sprintf(format, args...)}
	}
	if ns.rules[decl.name] != nil {
		return fail(decl.line, "there is another rule with this name in namespace %s", ns.name)
	}
	for _, prefix := range ns.sets {
		if strings.HasPrefix(decl.name, prefix) {
			return fail(decl.line, "a rule above speaks of the set %s*, which this one is too late for: rename or move it", prefix)
		}
	}
	if _, taken := c.out.externalNames[decl.name]; taken {
		return fail(decl.line, "an external variable has this name")
	}
	if len(c.out.rules) >= maxRules {
		return fail(decl.line, "more than %d rules", maxRules)
	}
	r := &rule{
		index: len(c.out.rules), name: decl.name, namespace: ns.name, group: ns.group,
		global: decl.global, private: decl.private, tags: decl.tags, meta: decl.meta,
	}
	r.strings = make([]*ruleString, len(decl.strings))
	for i, all := 0, make([]ruleString, len(decl.strings)); i < len(all); i++ {
		all[i].decl = decl.strings[i]
		r.strings[i] = &all[i]
	}
	cc := &conditionCompiler{compiler: c, ns: ns, file: file, rule: r, loop: -1}
	r.condition = cc.condition(decl.condition)
	if cc.err != nil {
		return cc.err
	}
	compiled := make([]*pattern, len(r.strings))
	keys := make([]patternKey, len(r.strings))
	for i, s := range r.strings {
		if !s.used && !strings.HasPrefix(s.decl.name, "$_") {
			return fail(s.decl.line, "string %s is never used: name it $_%s if that is meant", s.decl.name, s.decl.name[1:])
		}
		keys[i] = s.key()
		if c.interned[keys[i]] != nil {
			continue
		}
		p, err := newPattern(s.decl)
		if err != nil {
			return fail(s.decl.line, "string %s: %v", s.decl.name, err)
		}
		c.atoms += p.atomCount()
		if c.atoms > maxAtoms {
			return fail(s.decl.line, "string %s: all rules together need more than %d atoms", s.decl.name, maxAtoms)
		}
		if s.atOffset && !s.elsewhere && p.pieces == nil {
			p.fixed = s.offset
		}
		p.rule = decl.name
		compiled[i] = p
	}
	for i, s := range r.strings {
		if s.pattern = c.interned[keys[i]]; s.pattern == nil {
			s.pattern = compiled[i]
			c.interned[keys[i]] = s.pattern
			c.add(s.pattern)
		}
	}
	ns.sets = append(ns.sets, cc.sets...)
	ns.rules[decl.name] = r
	ns.names = append(ns.names, decl.name)
	c.out.rules = append(c.out.rules, r)
	return nil
}

// add gives a pattern and its pieces their ids.
func (c *compiler) add(p *pattern) {
	p.id = len(c.out.patterns)
	c.out.patterns = append(c.out.patterns, p)
	for _, link := range p.pieces {
		link.pattern.rule = p.rule
		c.add(link.pattern)
	}
}

func (p *pattern) atomCount() int {
	n := 0
	for _, v := range p.variants {
		n += len(v.atom.grams)
	}
	for _, link := range p.pieces {
		n += link.pattern.atomCount()
	}
	return n
}

// patternKey is equal for strings that match the same at the same places.
type patternKey struct {
	kind  tokenKind
	flags string
	mods  modifiers
	where int64
	text  string
}

func (s *ruleString) key() patternKey {
	k := patternKey{kind: s.decl.body.kind, flags: s.decl.body.flags, mods: s.decl.mods, where: -1, text: s.decl.body.text}
	k.mods.private = false
	if s.atOffset && !s.elsewhere {
		k.where = s.offset
	}
	return k
}
