package sigma

import (
	"errors"
	"slices"

	"go.yaml.in/yaml/v4"
)

// compiler lays out one rule.
type compiler struct {
	opt   *Options
	slots []string
	items int
	made  int        // tests
	room  []textTest // for those to come
}

// slot returns the place of a field in the frame.
func (c *compiler) slot(field string) int {
	i := slices.Index(c.slots, field)
	if i < 0 {
		i = len(c.slots)
		c.slots = append(c.slots, field)
	}
	return i
}

// selection compiles what stands under a selection's name: a map is an "and" of
// its keys, a list an "or" of maps and keywords, a single value a keyword.
func (c *compiler) selection(n *yamlNode) (node, error) {
	switch n.Kind {
	case yaml.MappingNode:
		if len(n.Content) == 0 {
			return nil, errorAt(n, "the selection is empty")
		}
		var nodes []node
		for key, value := range pairs(n) {
			it, err := c.item(key, value)
			if err != nil {
				return nil, err
			}
			nodes = append(nodes, it)
		}
		return allOf(nodes), nil
	case yaml.SequenceNode:
		return c.list(n)
	}
	return c.keywords(n, []*yamlNode{n})
}

func (c *compiler) list(n *yamlNode) (node, error) {
	var nodes []node
	var words []*yamlNode
	for _, e := range n.Content {
		switch e.Kind {
		case yaml.ScalarNode:
			words = append(words, e)
		case yaml.MappingNode:
			m, err := c.selection(e)
			if err != nil {
				return nil, err
			}
			nodes = append(nodes, m)
		default:
			return nil, errorAt(e, "a list in a list has no meaning here")
		}
	}
	if len(words) > 0 {
		w, err := c.keywords(n, words)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, w)
	}
	if len(nodes) == 0 {
		return nil, errorAt(n, "the selection is empty")
	}
	return anyOf(nodes), nil
}

// keywords searches the whole event for any of the words.
func (c *compiler) keywords(n *yamlNode, words []*yamlNode) (node, error) {
	key := &yamlNode{Kind: yaml.ScalarNode, Line: n.Line, Column: n.Column}
	return c.item(key, &yamlNode{Kind: yaml.SequenceNode, Content: words, Line: n.Line, Column: n.Column})
}

func (c *compiler) item(key, value *yamlNode) (node, error) {
	field, names, err := splitKey(key.Value)
	if err != nil {
		return nil, errorAt(key, "%v", err)
	}
	it := &item{field: field, key: key.Value, slot: int32(c.slot(field)), order: int32(c.items)}
	c.items++
	for _, name := range names {
		if change := modifiers[name].item; change != nil {
			change(it)
		}
	}
	scalars := []*yamlNode{value}
	if value.Kind == yaml.SequenceNode {
		scalars = value.Content
	}
	if len(scalars) == 0 {
		return nil, errorAt(value, "%q has no value", key.Value)
	}
	it.values, it.tests = make([]itemValue, 0, len(scalars)), make([]test, 0, len(scalars))
	direct := openingOf(field, names)
	for i, s := range scalars {
		if t := c.text(s, direct, len(scalars)-i); t != nil {
			it.add(s.Value, t)
			continue
		}
		tests, err := c.tests(field, names, s)
		if err != nil {
			var fault *Error
			if !errors.As(err, &fault) {
				err = errorAt(s, "%q: %v", key.Value, err)
			}
			return nil, err
		}
		text := s.Value
		if isNull(s) {
			text = "null"
		}
		it.add(text, tests...)
	}
	it.finish()
	return it, nil
}

// opening says how the modifiers of a key open its texts; direct, that they do
// nothing else.
type opening struct{ direct, start, end bool }

// openingOf tells keys whose texts become tests as they are: nearly all.
func openingOf(field string, names []string) opening {
	o := opening{direct: true}
	if field == "" {
		o.start, o.end = true, true // a keyword
	}
	for _, name := range names {
		switch name {
		case "all", "neq":
		case "contains":
			o.start, o.end = true, true
		case "startswith":
			o.end = true
		case "endswith":
			o.start = true
		default:
			return opening{}
		}
	}
	return o
}

// text makes a test of a text without wildcards where the modifiers leave it as it
// is, nil of others. It is what [compiler.tests] makes of it. more is the number of
// tests to come that may be like it.
func (c *compiler) text(s *yamlNode, o opening, more int) test {
	if !o.direct || s.Kind != yaml.ScalarNode || s.Tag != "!!str" || s.Value == "" || len(s.Value) > maxPattern || !unescaped(s.Value) {
		return nil
	}
	if c.made++; c.made > maxTests {
		return nil
	}
	if len(c.room) == 0 {
		c.room = make([]textTest, more)
	}
	t := &c.room[0]
	c.room = c.room[1:]
	*t = newTextTest(s.Value, false, o.start, o.end)
	return t
}

// tests makes one value of a rule testable; any of the tests matches it.
func (c *compiler) tests(field string, names []string, s *yamlNode) ([]test, error) {
	o, err := parseOperand(s)
	if err != nil {
		return nil, err
	}
	operands, err := modify(o, names, c.opt)
	if err != nil {
		return nil, err
	}
	if c.made += len(operands); c.made > maxTests {
		return nil, errorAt(s, "the rule has more than %d values", maxTests)
	}
	tests := make([]test, 0, len(operands))
	for _, o := range operands {
		if field == "" {
			if o, err = keyword(o); err != nil {
				return nil, err
			}
		}
		t, err := o.test()
		if err != nil {
			return nil, err
		}
		if ref, ok := t.(*refTest); ok {
			ref.slot = c.slot(ref.field)
		}
		tests = append(tests, t)
	}
	return tests, nil
}

// keyword makes a value searched for anywhere in the event.
func keyword(o operand) (operand, error) {
	if re, ok := o.(*regexpOperand); ok {
		return re, nil
	}
	text, ok := asText(o)
	if !ok {
		return nil, errors.New("a keyword must be a text; " + o.kind() + " needs a field")
	}
	return &textOperand{pieces: openEnd(openStart(text.pieces)), cased: text.cased}, nil
}
