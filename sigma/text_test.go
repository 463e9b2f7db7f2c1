package sigma

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
	"pgregory.net/rapid"
)

// The short way from a value to its test leads where the modifiers lead.
func TestDirectTextIsWhatModifiersMake(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		letter := rapid.SampledFrom([]string{"a", "A", "K", "\u212a", "ſ", "É", "-", " ", "*", "?", `\`, "ab"})
		text := func(name string) string {
			return strings.Join(rapid.SliceOfN(letter, 0, 8).Draw(t, name), "")
		}
		field := rapid.SampledFrom([]string{"", "Image"}).Draw(t, "field")
		names := rapid.SliceOfN(rapid.SampledFrom([]string{"contains", "startswith", "endswith", "all", "neq"}), 0, 3).Draw(t, "modifiers")
		rule := &yamlNode{Kind: yaml.ScalarNode, Tag: "!!str", Value: text("value")}
		c := &compiler{opt: &Options{}}
		direct := c.text(rule, openingOf(field, names), 1)
		if direct == nil {
			return
		}
		made, err := c.tests(field, names, rule)
		if err != nil || len(made) != 1 {
			t.Fatalf("%q: %v, %v", rule.Value, made, err)
		}
		subject := text("before") + rule.Value + text("after")
		v := &value{text: subject, present: true}
		if got, want := direct.match(nil, v), made[0].match(nil, v); got != want {
			t.Errorf("%s|%v: %q on %q: %v, by the modifiers %v", field, names, rule.Value, subject, got, want)
		}
		if direct.cost() != made[0].cost() {
			t.Errorf("%s|%v: %q costs %d, by the modifiers %d", field, names, rule.Value, direct.cost(), made[0].cost())
		}
	})
}

// A rule that was given back is compiled from its file.
func TestCompileAfterRelease(t *testing.T) {
	const file = `action: global
logsource: {category: test}
detection: {condition: one}
---
title: first
detection: {one: {A: x}}
---
action: repeat
title: second
detection: {one: {A: y}}
`
	docs, err := Parse([]byte(file))
	if err != nil || len(docs) != 2 {
		t.Fatalf("%d documents, %v", len(docs), err)
	}
	for i, want := range []string{"x", "y"} {
		r := docs[i].Rule
		r.Release()
		m, err := Compile(r, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if !m.Match(fields{"A": want}) || m.Match(fields{"A": "z"}) {
			t.Errorf("%s matches something else", r.Title)
		}
		if r.Detection.Selections[0].tree != nil {
			t.Errorf("%s keeps its tree", r.Title)
		}
	}
	made := Rule{Detection: Detection{Selections: []Selection{{Name: "a"}}, Conditions: []Condition{{Text: "a"}}}}
	if _, err := Compile(&made, Options{}); err == nil {
		t.Error("a rule without a tree or a file was compiled")
	}
}
