package sigma

import (
	"fmt"
	"slices"
	"strings"
)

// InOrder sorts correlations so that each stands behind those whose matches it
// takes as hits: a correlation may refer to others, by name or id. Otherwise the
// order stays. Correlations that refer to each other in a circle are an error.
func InOrder(correlations []*Correlation) ([]*Correlation, error) {
	byName := map[string]*Correlation{}
	for _, c := range correlations {
		for _, name := range []string{c.Name, c.ID} {
			if name != "" {
				byName[name] = c
			}
		}
	}
	s := sorter{byName: byName, state: map[*Correlation]tristate{}}
	for _, c := range correlations {
		if err := s.visit(c, nil); err != nil {
			return nil, err
		}
	}
	return s.sorted, nil
}

// sorter is a depth-first topological sort; the state of a correlation is no
// while it is being visited, yes when it is placed.
type sorter struct {
	byName map[string]*Correlation
	state  map[*Correlation]tristate
	sorted []*Correlation
}

func (s *sorter) visit(c *Correlation, path []string) error {
	path = append(slices.Clip(path), c.name())
	switch {
	case s.state[c] == yes:
		return nil
	case s.state[c] == no:
		return &Error{Rule: c.name(), Message: "correlations refer to each other in a circle: " + strings.Join(path, " → ")}
	case len(path) > maxDepth:
		return &Error{Rule: c.name(), Message: fmt.Sprintf("correlations of correlations nest deeper than %d", maxDepth)}
	}
	s.state[c] = no
	for _, name := range c.Rules {
		if other := s.byName[name]; other != nil {
			if err := s.visit(other, path); err != nil {
				return err
			}
		}
	}
	s.state[c] = yes
	s.sorted = append(s.sorted, c)
	return nil
}
