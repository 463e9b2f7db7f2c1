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

// plainTree returns a copy of a document's root without aliases, so that no
// later code has to think of cycles or of one node standing in two places.
func plainTree(n *yaml.Node) (*yaml.Node, error) {
	budget := maxNodes
	if tidy(n, 0, &budget) {
		return n, nil
	}
	budget = maxNodes
	return copyTree(n, 0, &budget)
}

// tidy makes of a tree without aliases and merges what copyTree makes of it, and
// spares the copy. It reports false, having changed nothing that the copy reads,
// where there are some or anything is at fault.
func tidy(n *yaml.Node, depth int, budget *int) bool {
	if *budget--; depth > maxDepth || *budget < 0 || n.Kind == yaml.AliasNode {
		return false
	}
	n.Tag = n.ShortTag()
	if n.Tag == "!!merge" {
		return false
	}
	for _, child := range n.Content {
		if !tidy(child, depth+1, budget) {
			return false
		}
	}
	return n.Kind != yaml.MappingNode || checkKeys(n) == nil
}

func copyTree(n *yaml.Node, depth int, budget *int) (*yaml.Node, error) {
	if depth > maxDepth {
		return nil, errorAt(n, "nested deeper than %d levels", maxDepth)
	}
	if *budget--; *budget < 0 {
		return nil, errorAt(n, "more than %d values", maxNodes)
	}
	if n.Kind == yaml.AliasNode {
		if n.Alias == nil {
			return nil, errorAt(n, "alias %q refers to nothing", n.Value)
		}
		return copyTree(n.Alias, depth+1, budget)
	}
	c := &yaml.Node{Kind: n.Kind, Style: n.Style, Tag: n.ShortTag(), Value: n.Value, Line: n.Line, Column: n.Column}
	if len(n.Content) > 0 {
		c.Content = make([]*yaml.Node, len(n.Content))
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
func spliceMerges(n *yaml.Node, budget *int) error {
	var own, merged []*yaml.Node
	for key, value := range pairs(n) {
		if key.Tag != "!!merge" {
			own = append(own, key, value)
			continue
		}
		maps := []*yaml.Node{value}
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
	for key := range pairs(&yaml.Node{Content: own}) {
		seen[key.Value] = true
	}
	for key, value := range pairs(&yaml.Node{Content: merged}) {
		if !seen[key.Value] {
			seen[key.Value] = true
			own = append(own, key, value)
		}
	}
	n.Content = own
	return nil
}

// checkKeys refuses keys that are no scalars and keys that stand twice.
func checkKeys(n *yaml.Node) error {
	seen := make(map[string]bool, len(n.Content)/2)
	for key := range pairs(n) {
		if key.Kind != yaml.ScalarNode {
			return errorAt(key, "a key must be a plain name")
		}
		if seen[key.Value] {
			return errorAt(key, "key %q stands twice", key.Value)
		}
		seen[key.Value] = true
	}
	return nil
}

// pairs iterates over a mapping's keys and values in their order.
func pairs(n *yaml.Node) func(yield func(key, value *yaml.Node) bool) {
	return func(yield func(key, value *yaml.Node) bool) {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if !yield(n.Content[i], n.Content[i+1]) {
				return
			}
		}
	}
}

// lookup returns the value under a key of a mapping, nil when there is none.
func lookup(n *yaml.Node, name string) *yaml.Node {
	for key, value := range pairs(n) {
		if key.Value == name {
			return value
		}
	}
	return nil
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

// scalarText returns a scalar as it is written; null is the empty text.
func scalarText(n *yaml.Node, what string) (string, error) {
	if n.Kind != yaml.ScalarNode {
		return "", errorAt(n, "%s must be a single text", what)
	}
	if isNull(n) {
		return "", nil
	}
	return n.Value, nil
}

// textList returns a list of texts; a single text is a list of one, null none.
func textList(n *yaml.Node, what string) ([]string, error) {
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
