package sigma

import "go.yaml.in/yaml/v4"

// collection carries what the documents of one file have in common. The
// actions are those of the original Sigma tools, still understood by pySigma:
//
//	action: global   the document's keys are put into every later document
//	action: reset    forgets them
//	action: repeat   the previous rule once more, with this document's changes
//
// Where both speak, a global key wins over a rule's.
type collection struct {
	global   *yamlNode
	previous *yamlNode
	copied   int
}

// apply returns the rule that a document stands for, nil for an action that
// makes none.
func (c *collection) apply(tree *yamlNode) (*yamlNode, error) {
	action := lookup(tree, "action")
	if action == nil {
		c.previous = c.merge(tree, c.global)
		return c.previous, c.check(tree)
	}
	changes := without(tree, "action")
	switch action.Value {
	case "global":
		c.global = c.merge(c.global, changes)
		return nil, c.check(tree)
	case "reset":
		c.global = nil
		return nil, nil
	case "repeat":
		if c.previous == nil {
			return nil, errorAt(action, "action: repeat needs a rule before it")
		}
		c.previous = c.merge(c.previous, changes)
		return c.previous, c.check(tree)
	}
	return nil, errorAt(action, "unknown action %q; known are global, reset and repeat", action.Value)
}

// check bounds what many documents may make of a large global one.
func (c *collection) check(tree *yamlNode) error {
	if c.copied > maxMerged {
		c.global, c.previous = nil, nil
		return errorAt(tree, "global and repeat make more than %d values; split the file", maxMerged)
	}
	return nil
}

// merge returns base with the keys of top added or put in place of its own;
// maps are merged key by key. Neither argument is changed.
func (c *collection) merge(base, top *yamlNode) *yamlNode {
	switch {
	case base == nil:
		return top
	case top == nil:
		return base
	case base.Kind != yaml.MappingNode || top.Kind != yaml.MappingNode:
		return top
	}
	merged := *base
	merged.Content = make([]*yamlNode, 0, len(base.Content)+len(top.Content))
	c.copied += len(base.Content) + len(top.Content)
	over := make(map[string]*yamlNode, len(top.Content)/2)
	for key, value := range pairs(top) {
		over[key.Value] = value
	}
	for key, value := range pairs(base) {
		if o := over[key.Value]; o != nil {
			value = c.merge(value, o)
			delete(over, key.Value)
		}
		merged.Content = append(merged.Content, key, value)
	}
	for key, value := range pairs(top) {
		if over[key.Value] != nil {
			merged.Content = append(merged.Content, key, value)
		}
	}
	return &merged
}

func without(n *yamlNode, name string) *yamlNode {
	rest := *n
	rest.Content = nil
	for key, value := range pairs(n) {
		if key.Value != name {
			rest.Content = append(rest.Content, key, value)
		}
	}
	return &rest
}
