package sigma

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

// flow reads a list or a map in brackets that ends on its line.
func (r *plainYAML) flow(depth int) (*yamlNode, bool) {
	if r.depth+depth > maxPlainDepth {
		return nil, false
	}
	kind, tag, closing := yaml.SequenceNode, "!!seq", byte(']')
	if r.text[r.at] == '{' {
		kind, tag, closing = yaml.MappingNode, "!!map", '}'
	}
	n, since := r.node(kind, tag, "", r.at), len(r.open)
	r.at++
	for {
		if r.spaces(); r.at == r.end {
			return nil, false
		}
		if r.text[r.at] == closing {
			r.at++
			return n, r.close(n, since)
		}
		if kind == yaml.MappingNode && !r.flowKey() {
			return nil, false
		}
		value, ok := r.flowValue(depth)
		if !ok {
			return nil, false
		}
		r.open = append(r.open, value)
		if r.spaces(); r.at == r.end {
			return nil, false
		}
		switch r.text[r.at] {
		case ',':
			r.at++
		case closing:
		default:
			return nil, false
		}
	}
}

// flowKey reads a key of a map in braces, its colon and the blank behind it.
func (r *plainYAML) flowKey() bool {
	key, ok := r.flowScalar()
	if !ok || key.Value == "" || len(key.Value) > maxPlainKey || r.end-r.at < 2 || r.text[r.at:r.at+2] != ": " {
		return false
	}
	r.open = append(r.open, key)
	r.at++
	r.spaces()
	return true
}

func (r *plainYAML) flowValue(depth int) (*yamlNode, bool) {
	if r.at < r.end && (r.text[r.at] == '[' || r.text[r.at] == '{') {
		return r.flow(depth + 1)
	}
	return r.flowScalar()
}

func (r *plainYAML) flowScalar() (*yamlNode, bool) {
	if r.at == r.end {
		return nil, false
	}
	if c := r.text[r.at]; c == '\'' || c == '"' {
		return r.quoted()
	}
	from := r.at
	for r.at < r.end && !r.flowStop() {
		r.at++
	}
	text := strings.TrimRight(r.text[from:r.at], " ")
	if text == "" || text[0] == '-' || strings.IndexByte(indicators, text[0]) >= 0 || strings.ContainsAny(text, "[{#&*!|>'\"%@`?") {
		return nil, false
	}
	n := r.node(yaml.ScalarNode, tagOf(text), text, from)
	return n, n.Tag != "!!merge"
}

// flowStop reports whether a plain text in brackets ends here.
func (r *plainYAML) flowStop() bool {
	switch r.text[r.at] {
	case ',', ']', '}':
		return true
	case ':':
		return r.at+1 == r.end || strings.IndexByte(" ,]}", r.text[r.at+1]) >= 0
	}
	return false
}
