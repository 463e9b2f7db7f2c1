package sigma

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

// Detection is what a rule looks for: named selections, and conditions that
// say how they combine. Several conditions are linked by or.
type Detection struct {
	Selections []Selection
	Conditions []Condition
}

// Selection is a named search, in the order of the file.
type Selection struct {
	Name         string
	Line, Column int

	tree *yamlNode
}

// Condition is the text of one condition.
type Condition struct {
	Text         string
	Line, Column int
}

func parseDetection(n *yamlNode) (Detection, error) {
	var d Detection
	if n.Kind != yaml.MappingNode {
		return d, errorAt(n, "detection must be a map of selections and a condition")
	}
	for key, value := range pairs(n) {
		switch key.Value {
		case "condition":
			var err error
			if d.Conditions, err = parseConditions(value); err != nil {
				return d, err
			}
		case "timeframe":
			return d, errorAt(key, "timeframe belongs to the old aggregations; use a correlation with a timespan")
		default:
			d.Selections = append(d.Selections, Selection{Name: key.Value, Line: key.Line, Column: key.Column, tree: value})
		}
	}
	switch {
	case len(d.Selections) == 0:
		return d, errorAt(n, "detection has no selection")
	case len(d.Selections) > maxSelections:
		return d, errorAt(n, "detection has more than %d selections", maxSelections)
	case len(d.Conditions) == 0:
		return d, errorAt(n, "detection has no condition")
	}
	return d, nil
}

func parseConditions(n *yamlNode) ([]Condition, error) {
	nodes := []*yamlNode{n}
	if n.Kind == yaml.SequenceNode {
		nodes = n.Content
	}
	var list []Condition
	for _, c := range nodes {
		text, err := scalarText(c, "a condition")
		if err != nil {
			return nil, err
		}
		if strings.TrimSpace(text) == "" {
			return nil, errorAt(c, "the condition is empty")
		}
		list = append(list, Condition{Text: text, Line: c.Line, Column: c.Column})
	}
	if len(list) > maxConditions {
		return nil, errorAt(n, "more than %d conditions", maxConditions)
	}
	return list, nil
}
