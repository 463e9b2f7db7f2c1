package sigma

import (
	"fmt"
	"maps"
	"slices"

	"go.yaml.in/yaml/v4"
)

// custom holds the top-level keys of a document that Sigma does not define.
type custom map[string]*yamlNode

func (c custom) names() []string { return slices.Sorted(maps.Keys(c)) }

func (c custom) decode(rule, name string, v any) error {
	n, ok := c[name]
	if !ok {
		return &Error{Rule: rule, Message: fmt.Sprintf("there is no %q block", name)}
	}
	if err := n.library().Load(v, yaml.WithKnownFields()); err != nil {
		return &Error{Line: n.Line, Column: n.Column, Rule: rule, Message: fmt.Sprintf("block %q: %v", name, err)}
	}
	return nil
}
