package sigma

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// loaderOptions bound what the YAML parser may build.
func loaderOptions() yaml.Option {
	return yaml.WithPlugin(loaderlimits.New(
		loaderlimits.DepthValue(maxDepth+2),
		loaderlimits.AliasValue(maxNodes),
	))
}

// yamlNode is a node of a document's tree: what sigma needs of the library's, which
// is three times as large. There are no aliases and merges in it.
type yamlNode struct {
	Kind         yaml.Kind
	Tag, Value   string
	Line, Column int
	Content      []*yamlNode
}

// plainTree returns a copy of a document's root without aliases, so that no
// later code has to think of cycles or of one node standing in two places. Of a tree
// at fault it returns what is needed to name it: the root's own keys and values.
func plainTree(n *yaml.Node) (*yamlNode, error) {
	if n.Kind == yaml.DocumentNode {
		if len(n.Content) == 0 {
			return &yamlNode{}, nil
		}
		n = n.Content[0]
	}
	budget := maxNodes
	tree, err := copyTree(n, 0, &budget)
	if err != nil {
		tree = &yamlNode{Kind: n.Kind}
		for _, c := range n.Content {
			tree.Content = append(tree.Content, &yamlNode{Kind: c.Kind, Value: c.Value})
		}
	}
	return tree, err
}

// library returns the node as one of the library's.
func (n *yamlNode) library() *yaml.Node {
	c := &yaml.Node{Kind: n.Kind, Tag: n.Tag, Value: n.Value, Line: n.Line, Column: n.Column}
	for _, child := range n.Content {
		c.Content = append(c.Content, child.library())
	}
	return c
}

func copyTree(n *yaml.Node, depth int, budget *int) (*yamlNode, error) {
	c := &yamlNode{Kind: n.Kind, Tag: n.ShortTag(), Value: n.Value, Line: n.Line, Column: n.Column}
	if depth > maxDepth {
		return nil, errorAt(c, "nested deeper than %d levels", maxDepth)
	}
	if *budget--; *budget < 0 {
		return nil, errorAt(c, "more than %d values", maxNodes)
	}
	if n.Kind == yaml.AliasNode {
		if n.Alias == nil {
			return nil, errorAt(c, "alias %q refers to nothing", n.Value)
		}
		return copyTree(n.Alias, depth+1, budget)
	}
	if len(n.Content) > 0 {
		c.Content = make([]*yamlNode, len(n.Content))
	}
	for i, child := range n.Content {
		var err error
		if c.Content[i], err = copyTree(child, depth+1, budget); err != nil {
			return nil, err
		}
	}
	if c.Kind != yaml.MappingNode {
		return c, nil
	}
	if err := spliceMerges(c, budget); err != nil {
		return nil, err
	}
	return c, checkKeys(c)
}

// spliceMerges replaces YAML's merge key `<<` by the pairs of the map, or maps,
// under it. The map's own keys win, then those of the earlier map.
func spliceMerges(n *yamlNode, budget *int) error {
	var own, merged []*yamlNode
	for key, value := range pairs(n) {
		if key.Tag != "!!merge" {
			own = append(own, key, value)
			continue
		}
		maps := []*yamlNode{value}
		if value.Kind == yaml.SequenceNode {
			maps = value.Content
		}
		for _, m := range maps {
			if m.Kind != yaml.MappingNode {
				return errorAt(m, "only maps can be merged by <<")
			}
			merged = append(merged, m.Content...)
		}
	}
	if merged == nil {
		return nil
	}
	if *budget -= len(merged); *budget < 0 {
		return errorAt(n, "more than %d values", maxNodes)
	}
	seen := make(map[string]bool, len(own)/2)
	for key := range pairs(&yamlNode{Content: own}) {
		seen[key.Value] = true
	}
	for key, value := range pairs(&yamlNode{Content: merged}) {
		if !seen[key.Value] {
			seen[key.Value] = true
			own = append(own, key, value)
		}
	}
	n.Content = own
	return nil
}

// checkKeys refuses keys that are no scalars and keys that stand twice.
func checkKeys(n *yamlNode) error {
	var seen map[string]bool
	if len(n.Content) > 2*fewKeys {
		seen = make(map[string]bool, len(n.Content)/2)
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode {
			return errorAt(key, "a key must be a plain name")
		}
		twice := seen[key.Value]
		if seen != nil {
			seen[key.Value] = true
		}
		for before := 0; seen == nil && before < i && !twice; before += 2 {
			twice = n.Content[before].Value == key.Value
		}
		if twice {
			return errorAt(key, "key %q stands twice", key.Value)
		}
	}
	return nil
}

// fewKeys is the number up to which comparing keys with each other is cheaper than
// a map.
const fewKeys = 16

// pairs iterates over a mapping's keys and values in their order.
func pairs(n *yamlNode) func(yield func(key, value *yamlNode) bool) {
	return func(yield func(key, value *yamlNode) bool) {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if !yield(n.Content[i], n.Content[i+1]) {
				return
			}
		}
	}
}

// lookup returns the value under a key of a mapping, nil when there is none.
func lookup(n *yamlNode, name string) *yamlNode {
	for key, value := range pairs(n) {
		if key.Value == name {
			return value
		}
	}
	return nil
}

func isNull(n *yamlNode) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

// scalarText returns a scalar as it is written; null is the empty text.
func scalarText(n *yamlNode, what string) (string, error) {
	if n.Kind != yaml.ScalarNode {
		return "", errorAt(n, "%s must be a single text", what)
	}
	if isNull(n) {
		return "", nil
	}
	return n.Value, nil
}

// textList returns a list of texts; a single text is a list of one, null none.
func textList(n *yamlNode, what string) ([]string, error) {
	if isNull(n) {
		return nil, nil
	}
	if n.Kind == yaml.ScalarNode {
		return []string{n.Value}, nil
	}
	if n.Kind != yaml.SequenceNode {
		return nil, errorAt(n, "%s must be a list of texts", what)
	}
	list := make([]string, 0, len(n.Content))
	for _, c := range n.Content {
		text, err := scalarText(c, "each of "+what)
		if err != nil {
			return nil, err
		}
		list = append(list, text)
	}
	return list, nil
}

// yamlError gives a fault of the YAML parser its place.
func yamlError(err error) error {
	var load *yaml.LoadError
	if errors.As(err, &load) {
		message := load.Message
		if load.ContextMsg != "" {
			message = load.ContextMsg + ", " + message
		}
		return &Error{Line: load.Mark.Line, Column: load.Mark.Column, Message: "not valid YAML: " + message}
	}
	return fmt.Errorf("not valid YAML: %s", strings.TrimPrefix(err.Error(), "yaml: "))
}
