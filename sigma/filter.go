package sigma

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

// Filter is a Sigma filter: a condition that is added, by "and", to those of other
// rules. "not selection" is how a filter takes something away.
type Filter struct {
	ID, Title, Description, Author, Date, Modified string

	LogSource LogSource
	// Rules are the rules to which it is added, by name or id; Any is every rule of
	// the log source.
	Rules     []string
	Any       bool
	Detection Detection
}

// Covers reports whether a rule's log source is the filter's or lies within it.
func (f *Filter) Covers(s LogSource) bool {
	part := func(mine, its string) bool { return mine == "" || strings.EqualFold(mine, its) }
	return part(f.LogSource.Category, s.Category) && part(f.LogSource.Product, s.Product) && part(f.LogSource.Service, s.Service)
}

func parseFilter(tree *yamlNode) (*Filter, error) {
	f := &Filter{}
	texts := map[string]*string{
		"id": &f.ID, "title": &f.Title, "description": &f.Description, "author": &f.Author, "date": &f.Date, "modified": &f.Modified,
	}
	for key, value := range pairs(tree) {
		var err error
		switch name := key.Value; {
		case texts[name] != nil:
			*texts[name], err = scalarText(value, name)
		case name == "logsource":
			f.LogSource, err = parseLogSource(value)
		case name == "filter":
			err = f.parseBlock(value)
		}
		if err != nil {
			return nil, err
		}
	}
	switch {
	case f.Title == "":
		return nil, errorAt(tree, "the filter has no title")
	case lookup(tree, "logsource") == nil:
		return nil, errorAt(tree, "the filter has no logsource")
	}
	return f, nil
}

func (f *Filter) parseBlock(n *yamlNode) error {
	if n.Kind != yaml.MappingNode {
		return errorAt(n, "filter must be a map of rules, selections and a condition")
	}
	rules := lookup(n, "rules")
	if rules == nil {
		return errorAt(n, "the filter names no rules; \"any\" is every rule of its log source")
	}
	var err error
	if f.Rules, err = textList(rules, "rules"); err != nil {
		return err
	}
	if len(f.Rules) == 0 || rules.Kind == yaml.ScalarNode && (strings.EqualFold(rules.Value, "any") || strings.EqualFold(rules.Value, "all")) {
		f.Rules, f.Any = nil, true
	}
	if len(f.Rules) > maxRules {
		return errorAt(rules, "the filter names more than %d rules", maxRules)
	}
	f.Detection, err = parseDetection(without(n, "rules"))
	return err
}
