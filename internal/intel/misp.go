package intel

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
)

// mispAttribute is one attribute of a MISP event or object.
type mispAttribute struct {
	Type      string `json:"type"`
	Value     string `json:"value"`
	Comment   string `json:"comment"`
	IDS       *bool  `json:"to_ids"`
	Deleted   bool   `json:"deleted"`
	FirstSeen string `json:"first_seen"`
	LastSeen  string `json:"last_seen"`
	Tag       []struct {
		Name string `json:"name"`
	} `json:"Tag"`
}

// attribute takes one attribute. Those that MISP does not mark for detection
// (to_ids) are what its authors saw beside, and say nothing of an intruder.
func (j *jsonList) attribute(raw json.RawMessage, line int) {
	j.found = true
	var a mispAttribute
	if err := json.Unmarshal(raw, &a); err != nil {
		j.list.fault(line, "", "no MISP attribute: "+err.Error())
		return
	}
	if a.Deleted || a.IDS != nil && !*a.IDS {
		j.list.Context++
		return
	}
	f := j.event
	f.describe("", a.Comment)
	f.First, f.Last = when(a.FirstSeen), when(a.LastSeen)
	for _, tag := range a.Tag {
		name, value, _ := strings.Cut(strings.ReplaceAll(tag.Name, `"`, ""), "=")
		switch name {
		case "athar:stage":
			stage, err := athar.ParseStage(value)
			if err != nil || stage < athar.Probed {
				j.list.fault(line, tag.Name, "its stage is none that an indicator can prove")
				return
			}
			f.Stage = stage
		case "misp:confidence-level", "estimative-language:confidence-in-analytic-judgment":
			f.Confidence = confidenceOf(strings.TrimSuffix(strings.TrimPrefix(value, "usually-"), "-confident"), 100)
		}
	}
	// "filename|sha256" has two values; the hash is enough, and the name is a note.
	kinds, values := strings.Split(a.Type, "|"), strings.SplitN(a.Value, "|", 2)
	if len(kinds) == 2 && len(values) == 2 {
		if t, _ := typeOf(kinds[1]); t.known() && t.Hash() {
			f.describe("", strings.TrimSpace(values[0]+" "+a.Comment))
			j.typed(kinds[1], values[1], line, f)
			return
		}
		j.typed(kinds[0], values[0], line, f)
		if t, ok := typeOf(kinds[1]); ok && t == Address {
			j.typed(kinds[1], values[1], line, f)
		}
		return
	}
	j.typed(a.Type, a.Value, line, f)
}

func (t Type) known() bool { return t > None && t < types }

func sortedNames(object map[string]any) []string { return slices.Sorted(maps.Keys(object)) }
