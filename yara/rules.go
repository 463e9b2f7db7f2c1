package yara

import (
	"slices"
	"sync"
)

// Rules is a compiled set of rules. It does not change, and any number of
// goroutines may scan with it at once.
type Rules struct {
	rules    []*rule
	patterns []*pattern
	modules  []*module
	// externals are the default values, by slot.
	externals     []value
	externalNames map[string]int

	facts []fact
	plan  []plan
	// users are the rules that a pattern covers, by pattern.
	users [][]int32
	// idle are the rules that can hold although none of their strings is
	// there; they are judged for every input.
	idle []int
	// factual are the rules that facts may leave out, steady the others.
	factual []int
	steady  bitset

	// making guards filters, which are made as files ask for them.
	making  sync.Mutex
	filters []*filter

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
