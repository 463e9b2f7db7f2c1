package sigma

import (
	"slices"

	"go.yaml.in/yaml/v4"
)

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
	source source
}

// source is where a rule was read from: it is compiled from its tree, or once that
// is given back, from a tree that is made anew.
type source struct {
	text string // of the whole file: a view that the rule's own texts are part of
	nth  int    // of the file's documents
}

// LogSource says which records a rule is meant for. An empty part means any.
type LogSource struct {
	Category, Product, Service, Definition string
}

// Related names another rule and what it is to this one: derived, obsolete,
// merged, renamed or similar.
type Related struct{ ID, Type string }

func parseRule(tree *yamlNode) (*Rule, error) {
	r := &Rule{}
	for key, value := range pairs(tree) {
		var err error
		name := key.Value
		text, list := r.text(name), r.list(name)
		switch {
		case text != nil:
			*text, err = scalarText(value, name)
		case list != nil:
			*list, err = textList(value, name)
		case name == "related":
			r.Related, err = parseRelated(value)
		case name == "logsource":
			r.LogSource, err = parseLogSource(value)
		case name == "detection":
			r.Detection, err = parseDetection(value)
		default:
			if r.custom == nil {
				r.custom = custom{}
			}
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

// text returns the rule's text of that name, nil where it has none.
func (r *Rule) text(name string) *string {
	switch name {
	case "id":
		return &r.ID
	case "name":
		return &r.Name
	case "title":
		return &r.Title
	case "status":
		return &r.Status
	case "level":
		return &r.Level
	case "description":
		return &r.Description
	case "license":
		return &r.License
	case "author":
		return &r.Author
	case "taxonomy":
		return &r.Taxonomy
	case "date":
		return &r.Date
	case "modified":
		return &r.Modified
	}
	return nil
}

// list returns the rule's list of that name, nil where it has none.
func (r *Rule) list(name string) *[]string {
	switch name {
	case "tags":
		return &r.Tags
	case "references":
		return &r.References
	case "falsepositives":
		return &r.FalsePositives
	case "fields":
		return &r.Fields
	case "scope":
		return &r.Scope
	}
	return nil
}

func parseLogSource(n *yamlNode) (LogSource, error) {
	var s LogSource
	if n.Kind != yaml.MappingNode {
		return s, errorAt(n, "logsource must be a map")
	}
	for key, value := range pairs(n) {
		var part *string
		switch key.Value {
		case "category":
			part = &s.Category
		case "product":
			part = &s.Product
		case "service":
			part = &s.Service
		case "definition":
			part = &s.Definition
		default:
			continue // other keys are allowed and mean nothing to a machine
		}
		var err error
		if *part, err = scalarText(value, key.Value); err != nil {
			return s, err
		}
	}
	return s, nil
}

func parseRelated(n *yamlNode) ([]Related, error) {
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
		if v := lookup(c, "id"); v != nil && v.Kind == yaml.ScalarNode {
			r.ID = v.Value
		}
		if v := lookup(c, "type"); v != nil && v.Kind == yaml.ScalarNode {
			r.Type = v.Value
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

// Release gives back the memory of the rule's tree, which is several times the
// rule's. [Compile] makes it anew where it is asked again; [Rule.Decode] does not.
func (r *Rule) Release() {
	for i := range r.Detection.Selections {
		r.Detection.Selections[i].tree = nil
	}
	r.custom = nil
}

// detection returns the rule's detection with its tree.
func (r *Rule) detection() *Detection {
	released := slices.ContainsFunc(r.Detection.Selections, func(s Selection) bool { return s.tree == nil })
	if !released || r.source.text == "" {
		return &r.Detection
	}
	// What is read a second time is at fault where it was the first time.
	docs, _ := Parse([]byte(r.source.text))
	if r.source.nth < len(docs) && docs[r.source.nth].Rule != nil {
		return &docs[r.source.nth].Rule.Detection
	}
	return &r.Detection
}
