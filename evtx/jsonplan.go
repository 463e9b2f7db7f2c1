package evtx

// The JSON of most events is written by a plan: what a template makes of its
// values with the attributes inline, unrolled into constant text and values, so
// that nothing of the tree of elements is walked for each record. What a plan
// cannot say is left to jsonWriter, element by element.
//
// Every step that writes a member ends it with a comma; whatever closes an
// object writes over the last one.
type jsonOp struct {
	kind jsonOpKind
	// text is constant text, or what precedes a value.
	text string
	hole uint16
	// optional: null leaves out the value, or jumps over the next skip steps.
	optional bool
	skip     int
	element  *element
}

type jsonOpKind uint8

const (
	opText     jsonOpKind = iota
	opValue               // text, then the value
	opLeaf                // an element with attributes, and text at most
	opElement             // any element, written by jsonWriter
	opOptional            // skip the next steps where the hole is null
	opChain               // the elements of a binary XML value
	opClose               // the end of an object
)

// planner writes the plan of a template.
type planner struct {
	ops     []jsonOp
	pending []byte // constant text
}

func (t *Template) planJSON() {
	var p planner
	p.members(t.roots, nil)
	p.settle()
	t.plan = p.ops
}

func (p *planner) add(op jsonOp) {
	p.settle()
	p.ops = append(p.ops, op)
}

func (p *planner) text(s string) { p.pending = append(p.pending, s...) }

// settle makes a step of the constant text there is.
func (p *planner) settle() {
	if len(p.pending) > 0 {
		p.ops = append(p.ops, jsonOp{kind: opText, text: string(p.pending)})
		p.pending = p.pending[:0]
	}
}

func (p *planner) members(content []part, parent *element) {
	for i := range content {
		switch c := &content[i]; c.kind {
		case partElement:
			p.member(c.element)
		case partHole:
			p.add(jsonOp{kind: opChain, hole: c.hole, element: parent})
		}
	}
}

func (p *planner) member(e *element) {
	switch {
	case e.grouped:
	case e.group != nil || e.data == dynamicData:
		p.add(jsonOp{kind: opElement, element: e})
	case e.single:
		p.add(jsonOp{kind: opValue, text: e.key, hole: e.content[0].hole, optional: e.content[0].optional})
	case e.constJSON != "":
		p.text(e.key + e.constJSON + ",")
	case e.leaf():
		p.add(jsonOp{kind: opLeaf, element: e})
	case e.branch():
		p.branch(e)
	default:
		p.add(jsonOp{kind: opElement, element: e})
	}
}

// leaf tells whether an element is attributes, each one value or constant, and
// at most one value or text.
func (e *element) leaf() bool {
	if e.nested || e.data != notData || len(e.content) > 1 {
		return false
	}
	for _, a := range e.attrs {
		if _, ok := constant(a.content); !ok && (len(a.content) != 1 || a.content[0].kind != partHole) {
			return false
		}
	}
	return len(e.attrs) > 0
}

// branch tells whether an element is constant attributes and elements, and at
// most one value that may bring more of them.
func (e *element) branch() bool {
	holes := 0
	for i := range e.content {
		if e.content[i].kind == partHole {
			holes++
		}
	}
	return e.nested && !e.dynamic && !e.hasText() && e.data == notData && e.openTag != "" && holes <= 1
}

func (p *planner) branch(e *element) {
	skip := -1
	if hole, ok := omittable(e.content); ok {
		p.add(jsonOp{kind: opOptional, hole: hole})
		skip = len(p.ops) - 1
	}
	p.text(e.key + "{")
	attributes := jsonWriter{}
	if attributes.attributes(nil, e) {
		p.text(`"#attributes":` + string(attributes.dst) + ",")
	}
	p.members(e.content, e)
	p.add(jsonOp{kind: opClose})
	if skip >= 0 {
		p.ops[skip].skip = len(p.ops) - skip - 1
	}
}
