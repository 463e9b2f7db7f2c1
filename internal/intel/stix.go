package intel

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
)

// stixObject is what athar reads of a STIX 2.1 object: of indicators the pattern
// and its facts, of observables the value.
type stixObject struct {
	Type        string            `json:"type"`
	ID          string            `json:"id"`
	Name        string            `json:"name"`
	Description string            `json:"description"`
	Pattern     string            `json:"pattern"`
	PatternType string            `json:"pattern_type"`
	ValidFrom   string            `json:"valid_from"`
	ValidUntil  string            `json:"valid_until"`
	Confidence  *json.Number      `json:"confidence"`
	Revoked     bool              `json:"revoked"`
	Labels      []string          `json:"labels"`
	Kinds       []string          `json:"indicator_types"`
	Value       string            `json:"value"`
	Hashes      map[string]string `json:"hashes"`
	Objects     json.RawMessage   `json:"objects"`
}

// observable is a value that was seen beside something, and counts where its list
// has no indicators.
type observable struct {
	typ   Type
	value string
	line  int
	facts Facts
}

// stix takes one object of a bundle.
func (j *jsonList) stix(raw json.RawMessage, line int) {
	var o stixObject
	if err := json.Unmarshal(raw, &o); err != nil {
		j.list.fault(line, "", "no STIX object: "+err.Error())
		return
	}
	j.found = true
	switch o.Type {
	case "indicator":
		j.sure = true
		j.indicator(&o, line)
	case "observed-data":
		// STIX 2.0 keeps observables inside, as a map.
		var inner map[string]stixObject
		if len(o.Objects) > 0 && json.Unmarshal(o.Objects, &inner) == nil {
			for _, name := range slices.Sorted(maps.Keys(inner)) {
				one := inner[name]
				j.observe(&one, line)
			}
		}
	default:
		j.observe(&o, line)
	}
}

// observed are the observables whose value is an indicator's.
var observed = map[string]Type{
	"ipv4-addr": Address, "ipv6-addr": Address, "domain-name": Domain, "url": URL, "email-addr": Email,
}

func (j *jsonList) observe(o *stixObject, line int) {
	f := j.facts
	f.describe("", o.Description)
	if t := observed[o.Type]; t != None && o.Value != "" {
		j.waiting = append(j.waiting, observable{t, o.Value, line, f})
	}
	if o.Type != "file" {
		return
	}
	f.describe("", o.Name)
	for _, name := range slices.Sorted(maps.Keys(o.Hashes)) {
		if t, ok := typeOf(name); ok && t.Hash() {
			j.waiting = append(j.waiting, observable{t, o.Hashes[name], line, f})
		}
	}
}

func (j *jsonList) indicator(o *stixObject, line int) {
	f := j.facts
	note := o.Name
	if o.Description != "" && o.Description != o.Name {
		note += ": " + o.Description
	}
	f.describe("", strings.TrimPrefix(note, ": "))
	if o.Confidence != nil {
		f.Confidence = confidenceOf(o.Confidence.String(), 100)
	}
	// valid_from is when the indicator was published, most often after what it is
	// about: it bounds nothing.
	f.Until = when(o.ValidUntil)
	for _, label := range append(o.Labels, o.Kinds...) {
		if name, ok := strings.CutPrefix(label, "athar:stage="); ok {
			stage, err := athar.ParseStage(name)
			if err != nil || stage < athar.Probed {
				j.list.fault(line, label, "its stage is none that an indicator can prove")
				return
			}
			f.Stage = stage
		}
	}
	switch {
	case o.Revoked:
		j.list.Context++
		return
	case slices.Contains(o.Kinds, "benign") || slices.Contains(o.Labels, "benign"):
		j.list.Context++
		return
	case o.PatternType != "" && o.PatternType != "stix":
		j.list.fault(line, o.ID, fmt.Sprintf("its pattern is %s, not STIX: give Sigma and YARA rules to --sigma and --yara", clip(o.PatternType, 20)))
		return
	case o.ValidUntil != "" && f.Until == 0:
		j.list.fault(line, o.ValidUntil, "its validity cannot be read")
		return
	}
	values, err := stixPattern(o.Pattern)
	if err != nil {
		j.list.fault(line, o.Pattern, err.Error())
		return
	}
	for _, v := range values {
		j.take(v.typ, v.value, line, f)
	}
}
