package tenant

import (
	"encoding/json"
	"strings"
)

// object is one JSON object whose values are not decoded yet.
type object struct {
	values map[string]json.RawMessage
	lower  map[string]string // names in lower case to their own spelling
}

// parseObject reads an object. Names compare without case: exports differ in it.
func parseObject(raw []byte) (object, bool) {
	o := object{}
	if json.Unmarshal(raw, &o.values) != nil || o.values == nil {
		return object{}, false
	}
	o.lower = make(map[string]string, len(o.values))
	for name := range o.values {
		low := strings.ToLower(name)
		// Of two that differ in case alone, the one that sorts first counts.
		if old, dup := o.lower[low]; !dup || name < old {
			o.lower[low] = name
		}
	}
	return o, true
}

func (o object) get(name string) (json.RawMessage, bool) {
	own, ok := o.lower[strings.ToLower(name)]
	if !ok {
		return nil, false
	}
	return o.values[own], true
}

// text returns a value as rules see it: strings without quotes, everything else
// as JSON. Null is absent.
func (o object) text(name string) (string, bool) {
	raw, ok := o.get(name)
	if !ok {
		return "", false
	}
	return textOf(raw)
}

func textOf(raw json.RawMessage) (string, bool) {
	switch {
	case len(raw) == 0 || string(raw) == "null":
		return "", false
	case raw[0] == '"':
		var s string
		if json.Unmarshal(raw, &s) != nil {
			return "", false
		}
		return s, true
	}
	return string(raw), true
}

// pair is an element of the lists of names and values that audit records carry:
// Parameters, ExtendedProperties, OperationProperties, ModifiedProperties.
type pair struct {
	Name     string          `json:"Name"`
	Value    json.RawMessage `json:"Value"`
	NewValue json.RawMessage `json:"NewValue"`
	OldValue json.RawMessage `json:"OldValue"`
}

// maxPairs bounds the elements of one list that are looked at.
const maxPairs = 512

// pairs reads such a list. Sentinel gives it as text.
func (o object) pairs(name string) []pair {
	raw, ok := o.get(name)
	if !ok {
		return nil
	}
	if len(raw) > 0 && raw[0] == '"' {
		inner, _ := textOf(raw)
		raw = json.RawMessage(inner)
	}
	var out []pair
	if json.Unmarshal(raw, &out) != nil {
		return nil
	}
	return out[:min(len(out), maxPairs)]
}
