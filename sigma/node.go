package sigma

// node is a part of a rule's logic. Nodes are immutable; what they learn about
// an event is kept in the frame.
type node interface {
	eval(f *frame) bool
	cost() int
	// required returns literals of which one stands in the raw record of every
	// event for which the node is true.
	required(where place) (literals, bool)
}

// place tells whether a field's values stand in the raw record as they are, and
// the characters at which they are cut there.
type place func(field string) (cut string, verbatim bool)

type (
	allNode struct{ nodes []node }
	anyNode struct{ nodes []node }
	// someNode is true when at least want of its nodes are; want is 2 or more.
	someNode struct {
		want  int
		nodes []node
	}
	notNode struct{ node node }
	// selectionNode stands for a named selection.
	selectionNode struct {
		index int
		node  node
	}
)

func (n allNode) eval(f *frame) bool {
	for _, c := range n.nodes {
		if !c.eval(f) {
			return false
		}
	}
	return true
}

func (n anyNode) eval(f *frame) bool {
	for _, c := range n.nodes {
		if c.eval(f) {
			return true
		}
	}
	return false
}

func (n someNode) eval(f *frame) bool {
	left := n.want
	for i, c := range n.nodes {
		if c.eval(f) {
			if left--; left == 0 {
				return true
			}
		}
		if left > len(n.nodes)-1-i {
			return false
		}
	}
	return false
}

func (n notNode) eval(f *frame) bool { return !n.node.eval(f) }

func (n selectionNode) eval(f *frame) bool {
	known := &f.selections[n.index]
	if *known == unknown {
		*known = tristateOf(n.node.eval(f))
	}
	return *known == yes
}

func (n allNode) cost() int       { return sumCost(n.nodes) }
func (n anyNode) cost() int       { return sumCost(n.nodes) }
func (n someNode) cost() int      { return sumCost(n.nodes) }
func (n notNode) cost() int       { return n.node.cost() }
func (n selectionNode) cost() int { return n.node.cost() }

func sumCost(nodes []node) int {
	sum := 0
	for _, n := range nodes {
		sum += n.cost()
	}
	return sum
}

// required of an "and" is the rarest that any of its parts gives.
func (n allNode) required(where place) (literals, bool) {
	var best literals
	found := false
	for _, c := range n.nodes {
		if l, ok := c.required(where); ok && (!found || l.better(best)) {
			best, found = l, true
		}
	}
	return best, found
}

func (n anyNode) required(where place) (literals, bool) {
	return requiredOfAny(n.nodes, where)
}

// required of "2 of" is that of "1 of": what holds for one holds for two.
func (n someNode) required(where place) (literals, bool) {
	return requiredOfAny(n.nodes, where)
}

// A negation is true also where nothing is there.
func (notNode) required(place) (l literals, ok bool) { return l, false }

func (n selectionNode) required(where place) (literals, bool) {
	return n.node.required(where)
}

func requiredOfAny(nodes []node, where place) (literals, bool) {
	var all literals
	for _, c := range nodes {
		l, ok := c.required(where)
		if !ok {
			return literals{}, false
		}
		all.add(l)
	}
	return all, len(nodes) > 0
}
