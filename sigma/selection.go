package sigma

import (
	"errors"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// compiler lays out one rule.
type compiler struct {
	opt   *Options
	slots []string
	index map[string]int
	items int
	made  int // tests
}

// slot returns the place of a field in the frame.
func (c *compiler) slot(field string) int {
	i, ok := c.index[field]
	if !ok {
		i = len(c.slots)
		c.index[field] = i
		c.slots = append(c.slots, field)
	}
	return i
}

// selection compiles what stands under a selection's name: a map is an "and" of
// its keys, a list an "or" of maps and keywords, a single value a keyword.
func (c *compiler) selection(n *yaml.Node) (node, error) {
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
	return c.keywords(n, []*yaml.Node{n})
}

func (c *compiler) list(n *yaml.Node) (node, error) {
	var nodes []node
	var words []*yaml.Node
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
func (c *compiler) keywords(n *yaml.Node, words []*yaml.Node) (node, error) {
	key := &yaml.Node{Kind: yaml.ScalarNode, Line: n.Line, Column: n.Column}
	return c.item(key, &yaml.Node{Kind: yaml.SequenceNode, Content: words, Line: n.Line, Column: n.Column})
}

func (c *compiler) item(key, value *yaml.Node) (node, error) {
	field, names, err := splitKey(key.Value)
	if err != nil {
		return nil, errorAt(key, "%v", err)
	}
	it := &item{field: field, slot: c.slot(field), order: c.items}
	c.items++
	for _, name := range names {
		if change := modifiers[name].item; change != nil {
			change(it)
		}
	}
	scalars := []*yaml.Node{value}
	if value.Kind == yaml.SequenceNode {
		scalars = value.Content
	}
	if len(scalars) == 0 {
		return nil, errorAt(value, "%q has no value", key.Value)
	}
	for _, s := range scalars {
		tests, err := c.tests(field, names, s)
		if err != nil {
			var fault *Error
			if !errors.As(err, &fault) {
				err = errorAt(s, "%q: %v", key.Value, err)
			}
			return nil, err
		}
		it.values = append(it.values, itemValue{written: written(names, s), tests: tests})
	}
	it.finish()
	return it, nil
}

// tests makes one value of a rule testable; any of the tests matches it.
func (c *compiler) tests(field string, names []string, s *yaml.Node) ([]test, error) {
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

// written shows a value the way the rule has it, for explanations.
func written(names []string, s *yaml.Node) string {
	text := s.Value
	if isNull(s) {
		text = "null"
	}
	names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return modifiers[name].value == nil })
	if len(names) == 0 {
		return text
	}
	return strings.Join(names, "|") + " " + text
}
