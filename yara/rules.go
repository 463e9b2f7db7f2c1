package yara

import (
	"slices"
	"sync"

	"github.com/athar-forensics/athar/internal/literal"
)

// Rules is a compiled set of rules. It is immutable, and any number of
// goroutines may scan with it at once.
type Rules struct {
	rules    []*rule
	patterns []*pattern
	modules  []*module
	// externals are the default values, by slot.
	externals     []value
	externalNames map[string]int

	filter *literal.Set
	// atoms are what the filter's literals mean, by their id.
	atoms [][]atom
	// users are the rules that a pattern is part of, by pattern.
	users [][]int
	// idle are the rules that can hold although none of their strings was
	// seen by the filter; they are judged for every input.
	idle []int

	states sync.Pool
}

// rule is a compiled rule.
type rule struct {
	index           int
	name, namespace string
	group           int // of rules with the same namespace
	global, private bool
	tags            []string
	meta            []Meta
	strings         []*ruleString
	condition       expr
}

// ruleString is a string of a rule.
type ruleString struct {
	decl    *stringDecl
	pattern *pattern
	used    bool
	// offsets and elsewhere say where the condition looks: only at one
	// constant offset, or anywhere.
	offset    int64
	atOffset  bool
	elsewhere bool
}

// atom says what an occurrence of a text in the filter means.
type atom struct {
	pattern *pattern
	variant *variant
}

// RuleInfo describes a compiled rule.
type RuleInfo struct {
	Name, Namespace string
	Global, Private bool
	Tags            []string
	Meta            []Meta
	// Strings are the names of its strings.
	Strings []string
}

// All describes the rules in the order in which they were given.
func (r *Rules) All() []RuleInfo {
	out := make([]RuleInfo, 0, len(r.rules))
	for _, one := range r.rules {
		info := RuleInfo{
			Name: one.name, Namespace: one.namespace, Global: one.global, Private: one.private,
			Tags: slices.Clone(one.tags), Meta: slices.Clone(one.meta),
		}
		for _, s := range one.strings {
			info.Strings = append(info.Strings, s.decl.name)
		}
		out = append(out, info)
	}
	return out
}

// index builds the filter and the tables that lead from a hit to rules.
func (r *Rules) index() {
	r.users = make([][]int, len(r.patterns))
	ids := make(map[string]int)
	var literals []string
	for _, p := range r.patterns {
		if p.onDemand || p.fixed >= 0 || p.pieces != nil {
			continue
		}
		for _, v := range p.variants {
			for _, text := range v.atoms {
				id, ok := ids[text]
				if !ok {
					id = len(literals)
					ids[text] = id
					literals = append(literals, text)
					r.atoms = append(r.atoms, nil)
				}
				r.atoms[id] = append(r.atoms[id], atom{p, v})
			}
		}
	}
	r.filter = literal.New(literals)
	var use func(p *pattern, rule int)
	use = func(p *pattern, rule int) {
		if n := len(r.users[p.id]); n == 0 || r.users[p.id][n-1] != rule {
			r.users[p.id] = append(r.users[p.id], rule)
		}
		for _, link := range p.pieces {
			use(link.pattern, rule)
		}
	}
	nothing := newScan(r)
	for i, one := range r.rules {
		for _, s := range one.strings {
			use(s.pattern, i)
		}
		if one.global || one.condition.possible(nothing) {
			r.idle = append(r.idle, i)
		}
	}
}
