package sigma

import (
	"bytes"
	"errors"
	"io"

	"go.yaml.in/yaml/v4"
)

// Document is one document of a Sigma file: exactly one of its pointers is set.
type Document struct {
	// Line is where the document's content begins.
	Line        int
	Rule        *Rule
	Correlation *Correlation
	Filter      *Filter
}

// Parse reads a Sigma file, which may hold several YAML documents and the
// collection actions `global`, `reset` and `repeat`.
//
// A document that is at fault costs only itself: Parse returns the others, and
// an error that joins one [*Error] for each fault (see [errors.Join]). Faults
// inside a detection are found by [Compile].
func Parse(data []byte) ([]Document, error) {
	if len(data) > maxBytes {
		return nil, &Error{Message: "the file is larger than 8 MiB, which no rule is; split it"}
	}
	var (
		docs   []Document
		faults []error
		set    collection
	)
	text := string(data)
	add := func(root *yamlNode, err error) {
		var doc *Document
		if err == nil {
			doc, err = parseDocument(root, &set)
		}
		switch {
		case err != nil:
			faults = append(faults, named(err, root))
		case doc != nil:
			if doc.Rule != nil {
				doc.Rule.source = source{text, len(docs)}
			}
			docs = append(docs, *doc)
		}
	}
	if roots, ok := readPlain(text); ok {
		for _, root := range roots {
			add(root, nil)
		}
		return docs, errors.Join(faults...)
	}
	loader, err := yaml.NewLoader(bytes.NewReader(data), loaderOptions())
	if err != nil {
		return nil, err
	}
	for range maxDocuments {
		var root yaml.Node
		if err := loader.Load(&root); errors.Is(err, io.EOF) {
			return docs, errors.Join(faults...)
		} else if err != nil {
			// What follows a syntax error cannot be told apart from it.
			return docs, errors.Join(append(faults, yamlError(err))...)
		}
		add(plainTree(&root))
	}
	faults = append(faults, &Error{Message: "more than 4096 documents in one file; split it"})
	return docs, errors.Join(faults...)
}

// parseDocument returns nil for a document that only changes the collection.
func parseDocument(tree *yamlNode, set *collection) (*Document, error) {
	if isNull(tree) || tree.Kind == 0 {
		return nil, nil
	}
	if tree.Kind != yaml.MappingNode {
		return nil, errorAt(tree, "a rule must be a map of keys and values")
	}
	var err error
	if tree, err = set.apply(tree); tree == nil || err != nil {
		return nil, err
	}
	doc := &Document{Line: tree.Line}
	switch {
	case lookup(tree, "correlation") != nil:
		doc.Correlation, err = parseCorrelation(tree)
	case lookup(tree, "filter") != nil:
		doc.Filter, err = parseFilter(tree)
	default:
		doc.Rule, err = parseRule(tree)
	}
	if err != nil {
		return nil, named(err, tree)
	}
	return doc, nil
}

// named adds to a fault the name of the rule that it stands in.
func named(err error, tree *yamlNode) error {
	var fault *Error
	if errors.As(err, &fault) && fault.Rule == "" {
		for _, key := range []string{"id", "title"} {
			if n := lookup(tree, key); n != nil && n.Kind == yaml.ScalarNode && n.Value != "" {
				fault.Rule = n.Value
				break
			}
		}
	}
	return err
}
