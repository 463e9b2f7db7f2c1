package campaign

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// list is a list of texts; one alone may stand without brackets. Lists in it, as
// aliases of YAML make them, count as their texts.
type list []string

// UnmarshalYAML implements yaml.Unmarshaler.
func (l *list) UnmarshalYAML(n *yaml.Node) error {
	*l = nil
	return l.add(n, 0)
}

func (l *list) add(n *yaml.Node, depth int) error {
	switch {
	case depth > 4:
		return fmt.Errorf("line %d: lists in lists", n.Line)
	case n.Kind == yaml.AliasNode:
		return l.add(n.Alias, depth+1)
	case n.Kind == yaml.ScalarNode:
		*l = append(*l, n.Value)
		return nil
	case n.Kind != yaml.SequenceNode:
		return fmt.Errorf("line %d: a text or a list of texts is expected", n.Line)
	}
	for _, c := range n.Content {
		if err := l.add(c, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// covers reports whether one of the list is the text, or with a star at its end
// begins it. Case does not count.
func (l list) covers(text string) bool {
	return slices.ContainsFunc(l, func(want string) bool {
		if start, ok := strings.CutSuffix(want, "*"); ok {
			return len(text) >= len(start) && strings.EqualFold(text[:len(start)], start)
		}
		return strings.EqualFold(text, want)
	})
}

// numbers is a list of event numbers.
type numbers []uint32

// UnmarshalYAML implements yaml.Unmarshaler.
func (s *numbers) UnmarshalYAML(n *yaml.Node) error {
	var texts list
	if err := texts.UnmarshalYAML(n); err != nil {
		return err
	}
	*s = nil
	for _, text := range texts {
		id, err := strconv.ParseUint(text, 10, 32)
		if err != nil {
			return fmt.Errorf("line %d: %q is no event number", n.Line, text)
		}
		*s = append(*s, uint32(id))
	}
	return nil
}
