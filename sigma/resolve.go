package sigma

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// resolver binds the names of conditions to compiled selections.
type resolver struct {
	names []string
	nodes []node // selectionNodes, by index
}

func (r *resolver) node(e expression) (node, error) {
	switch e := e.(type) {
	case nameExpression:
		i := slices.Index(r.names, e.name)
		if i < 0 {
			return nil, fmt.Errorf("the condition names %q, which is no selection of this rule", e.name)
		}
		return r.nodes[i], nil
	case notExpression:
		n, err := r.node(e.part)
		return notNode{n}, err
	case andExpression:
		parts, err := r.all(e.parts)
		return allOf(parts), err
	case orExpression:
		parts, err := r.all(e.parts)
		return anyOf(parts), err
	case ofExpression:
		return r.some(e)
	}
	return nil, fmt.Errorf("unknown expression %T", e)
}

func (r *resolver) all(parts []expression) ([]node, error) {
	nodes := make([]node, len(parts))
	for i, e := range parts {
		var err error
		if nodes[i], err = r.node(e); err != nil {
			return nil, err
		}
	}
	return nodes, nil
}

func (r *resolver) some(e ofExpression) (node, error) {
	var nodes []node
	named := namedBy(e.pattern)
	for i, name := range r.names {
		if named(name) {
			nodes = append(nodes, r.nodes[i])
		}
	}
	switch {
	case len(nodes) == 0:
		return nil, fmt.Errorf("the condition asks for %q, which no selection of this rule is named by", e.pattern)
	case e.count > len(nodes):
		return nil, fmt.Errorf("the condition asks for %d of %q, which names %d", e.count, e.pattern, len(nodes))
	case e.count == 0 || e.count == len(nodes):
		return allOf(nodes), nil
	case e.count == 1:
		return anyOf(nodes), nil
	}
	return someNode{e.count, nodes}, nil
}

// namedBy tells the selections that belong to the pattern of an "of". Names that
// begin with an underscore stand aside from "them".
func namedBy(pattern string) func(name string) bool {
	if strings.EqualFold(pattern, "them") {
		return func(name string) bool { return !strings.HasPrefix(name, "_") }
	}
	w := newWildcard(parsePattern(pattern), true)
	return func(name string) bool { return w.match(&value{text: name, present: true}) }
}

// allOf and anyOf put cheap nodes first: they decide most events.
func allOf(nodes []node) node {
	if len(nodes) == 1 {
		return nodes[0]
	}
	return allNode{byCost(nodes)}
}

func anyOf(nodes []node) node {
	if len(nodes) == 1 {
		return nodes[0]
	}
	return anyNode{byCost(nodes)}
}

func byCost(nodes []node) []node {
	cheaper := func(a, b node) int { return cmp.Compare(a.cost(), b.cost()) }
	if !slices.IsSortedFunc(nodes, cheaper) {
		nodes = slices.Clone(nodes)
		slices.SortStableFunc(nodes, cheaper)
	}
	return nodes
}
