package sigma

import "go.yaml.in/yaml/v4"

// Rule is a Sigma rule as it is written. [Compile] makes it match.
type Rule struct {
	ID, Name, Title, Status, Level string
	Description, License, Author   string
	Taxonomy, Date, Modified       string

	Tags, References, FalsePositives, Fields, Scope []string

	Related   []Related
	LogSource LogSource
	Detection Detection

	custom custom
}

// LogSource says which records a rule is meant for. An empty part means any.
type LogSource struct {
	Category, Product, Service, Definition string
}

// Related names another rule and what it is to this one: derived, obsolete,
// merged, renamed or similar.
type Related struct{ ID, Type string }

func parseRule(tree *yaml.Node) (*Rule, error) {
	r := &Rule{custom: custom{}}
	texts := map[string]*string{
		"id": &r.ID, "name": &r.Name, "title": &r.Title, "status": &r.Status, "level": &r.Level,
		"description": &r.Description, "license": &r.License, "author": &r.Author,
		"taxonomy": &r.Taxonomy, "date": &r.Date, "modified": &r.Modified,
	}
	lists := map[string]*[]string{
		"tags": &r.Tags, "references": &r.References, "falsepositives": &r.FalsePositives,
		"fields": &r.Fields, "scope": &r.Scope,
	}
	for key, value := range pairs(tree) {
		var err error
		name := key.Value
		switch {
		case texts[name] != nil:
			*texts[name], err = scalarText(value, name)
		case lists[name] != nil:
			*lists[name], err = textList(value, name)
		case name == "related":
			r.Related, err = parseRelated(value)
		case name == "logsource":
			r.LogSource, err = parseLogSource(value)
		case name == "detection":
			r.Detection, err = parseDetection(value)
		default:
			r.custom[name] = value
		}
		if err != nil {
			return nil, err
		}
	}
	switch {
	case r.Title == "":
		return nil, errorAt(tree, "the rule has no title")
	case lookup(tree, "logsource") == nil:
		return nil, errorAt(tree, "the rule has no logsource, so it is not known which records it is for")
	case lookup(tree, "detection") == nil:
		return nil, errorAt(tree, "the rule has no detection")
	}
	return r, nil
}

func parseLogSource(n *yaml.Node) (LogSource, error) {
	var s LogSource
	if n.Kind != yaml.MappingNode {
		return s, errorAt(n, "logsource must be a map")
	}
	parts := map[string]*string{
		"category": &s.Category, "product": &s.Product, "service": &s.Service, "definition": &s.Definition,
	}
	for key, value := range pairs(n) {
		// Other keys are allowed and mean nothing to a machine.
		if part := parts[key.Value]; part != nil {
			var err error
			if *part, err = scalarText(value, key.Value); err != nil {
				return s, err
			}
		}
	}
	return s, nil
}

func parseRelated(n *yaml.Node) ([]Related, error) {
	if isNull(n) {
		return nil, nil
	}
	if n.Kind != yaml.SequenceNode {
		return nil, errorAt(n, "related must be a list of id and type")
	}
	var list []Related
	for _, c := range n.Content {
		if c.Kind != yaml.MappingNode {
			return nil, errorAt(c, "each of related must be a map of id and type")
		}
		var r Related
		for name, to := range map[string]*string{"id": &r.ID, "type": &r.Type} {
			if v := lookup(c, name); v != nil && v.Kind == yaml.ScalarNode {
				*to = v.Value
			}
		}
		list = append(list, r)
	}
	return list, nil
}

// Custom returns the names of the top-level keys that Sigma does not define,
// sorted.
func (r *Rule) Custom() []string { return r.custom.names() }

// Decode decodes the custom top-level key name into v, a pointer. It is strict:
// a key that v has no field for is an error. A rule without the key is an error
// too; ask [Rule.Custom] first where it may be missing.
func (r *Rule) Decode(name string, v any) error { return r.custom.decode(r.name(), name, v) }

// name is what errors call the rule.
func (r *Rule) name() string {
	if r.ID != "" {
		return r.ID
	}
	return r.Title
}

// Release gives back the memory of what only [Compile] and [Rule.Decode] need. The
// rule cannot be compiled again.
func (r *Rule) Release() {
	for i := range r.Detection.Selections {
		r.Detection.Selections[i].tree = nil
	}
	r.custom = nil
}
