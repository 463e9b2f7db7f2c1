package intel

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v4"
)

// chirp reads the indicator files of CISA's CHIRP: YAML documents, of which those
// for its network plug-in list addresses. The others are queries, for which Sigma
// and YARA are better.
func (r *reader) chirp(src io.Reader) error {
	data, err := io.ReadAll(io.LimitReader(src, maxYAML+1))
	if err != nil {
		return err
	}
	if len(data) > maxYAML {
		r.list.fault(0, "", fmt.Sprintf("a YAML file of more than %d MB", maxYAML>>20))
		return nil
	}
	dec, err := yaml.NewLoader(strings.NewReader(string(data)), yaml.WithAllDocuments())
	if err != nil {
		return err
	}
	for {
		var doc yaml.Node
		err := dec.Load(&doc)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			r.list.fault(0, "", "reading stopped: "+err.Error())
			return nil
		}
		r.chirpDocument(&doc)
	}
}

func (r *reader) chirpDocument(doc *yaml.Node) {
	if doc.Kind == yaml.DocumentNode && len(doc.Content) > 0 {
		doc = doc.Content[0]
	}
	f := r.facts
	name, kind := textOf(child(doc, "name")), textOf(child(doc, "ioc_type"))
	f.describe("", name)
	f.Confidence = confidenceOf(textOf(child(doc, "confidence")), 10)
	body := child(doc, "indicator")
	if kind != "network" || body == nil {
		way := map[string]string{"yara": "it is a YARA rule: give it to --yara", "events": "it is a query of events: write it as a Sigma rule for --sigma"}[kind]
		if way == "" {
			way = "its kind is none that athar looks for: " + clip(kind, 20)
		}
		r.list.fault(doc.Line, name, way)
		return
	}
	for i := 0; i+1 < len(body.Content); i += 2 {
		key, v := body.Content[i], body.Content[i+1]
		t, known := typeOf(strings.TrimSuffix(key.Value, "s"))
		if !known {
			r.list.fault(key.Line, key.Value, "its kind is none that athar looks for")
			continue
		}
		r.chirpValues(t, v, f)
	}
}

// chirpValues reads a list, or a text with one value a line.
func (r *reader) chirpValues(t Type, v *yaml.Node, f Facts) {
	if v.Kind == yaml.SequenceNode {
		for _, one := range v.Content {
			r.take(t, one.Value, one.Line, f)
		}
		return
	}
	line := v.Line
	if v.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		line++ // the text begins below the key
	}
	for i, one := range strings.Split(v.Value, "\n") {
		r.take(t, one, line+i, f)
	}
}

// child returns a member of a mapping, nil where there is none.
func child(n *yaml.Node, name string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i+1]
		}
	}
	return nil
}

func textOf(n *yaml.Node) string {
	if n == nil {
		return ""
	}
	return n.Value
}
