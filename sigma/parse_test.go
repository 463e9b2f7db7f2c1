package sigma_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/athar-forensics/athar/sigma"
)

func TestParseRule(t *testing.T) {
	docs, err := sigma.Parse([]byte(`
title: A shell is written
id: 11111111-2222-3333-4444-555555555555
name: shell_written
related:
    - id: 66666666-7777-8888-9999-000000000000
      type: derived
status: test
description: |
    Two
    lines
references: [https://example.org/a]
author: Someone
date: 2021-03-02
modified: 2021-03-09
tags:
    - attack.t1505.003
logsource:
    category: file_event
    product: windows
    definition: needs Sysmon
detection:
    selection:
        TargetFilename|endswith: .aspx
    condition: selection
fields: [TargetFilename]
falsepositives: Unknown
level: high
athar:
    stage: implanted
    cve: [CVE-2021-27065]
`))
	if err != nil || len(docs) != 1 || docs[0].Rule == nil {
		t.Fatalf("Parse: %d documents, %v", len(docs), err)
	}
	r := docs[0].Rule
	got := []string{
		r.ID, r.Name, r.Title, r.Status, r.Level, r.Description, r.Author, r.Date, r.Modified,
		strings.Join(r.Tags, ","), strings.Join(r.References, ","), strings.Join(r.FalsePositives, ","), strings.Join(r.Fields, ","),
		r.Related[0].ID, r.Related[0].Type,
		r.LogSource.Category, r.LogSource.Product, r.LogSource.Service, r.LogSource.Definition,
		r.Detection.Selections[0].Name, r.Detection.Conditions[0].Text, strings.Join(r.Custom(), ","),
	}
	want := []string{
		"11111111-2222-3333-4444-555555555555", "shell_written", "A shell is written", "test", "high", "Two\nlines\n", "Someone", "2021-03-02", "2021-03-09",
		"attack.t1505.003", "https://example.org/a", "Unknown", "TargetFilename",
		"66666666-7777-8888-9999-000000000000", "derived",
		"file_event", "windows", "", "needs Sysmon",
		"selection", "selection", "athar",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rule (-want +got):\n%s", diff)
	}

	var block struct {
		Stage string   `yaml:"stage"`
		CVE   []string `yaml:"cve"`
	}
	if err := r.Decode("athar", &block); err != nil || block.Stage != "implanted" || len(block.CVE) != 1 {
		t.Errorf("Decode: %+v, %v", block, err)
	}
	var narrow struct {
		Stage string `yaml:"stage"`
	}
	if err := r.Decode("athar", &narrow); err == nil || !strings.Contains(err.Error(), "cve") {
		t.Errorf("Decode into a type without cve: %v", err)
	}
	if err := r.Decode("other", &block); err == nil {
		t.Error("Decode of a block that is not there gave no error")
	}
}

const minimal = "\nlogsource: {category: test}\ndetection: {selection: {A: 1}, condition: selection}\n"

func TestParseFaults(t *testing.T) {
	tests := []struct{ name, data, want string }{
		{"no YAML", "title: [", "line 2, column 1: not valid YAML"},
		{"no map", "- a\n- b", "line 1, column 1: a rule must be a map"},
		{"no title", "id: x" + minimal, "line 1, column 1: x: the rule has no title"},
		{"no logsource", "title: x\ndetection: {a: {A: 1}, condition: a}", "x: the rule has no logsource"},
		{"no detection", "title: x\nlogsource: {product: a}", "x: the rule has no detection"},
		{"no condition", "title: x\nlogsource: {product: a}\ndetection: {a: {A: 1}}", "line 3, column 12: x: detection has no condition"},
		{"a key twice", "title: x\ntitle: y" + minimal, "line 2, column 1: x: key \"title\" stands twice"},
		{"a timeframe", "title: x\nlogsource: {product: a}\ndetection: {a: {A: 1}, timeframe: 5m, condition: a}", "use a correlation"},
		{"a circle of aliases", "title: x\nlogsource: {product: a}\ndetection: &d {a: *d, condition: a}", "nested deeper than"},
		{"deep nesting", "title: x\na: " + strings.Repeat("[", 200) + strings.Repeat("]", 200), "depth"},
		{"an exploding alias", "a: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n" +
			"d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\n", "more than"},
		{"an unknown action", "action: explode", `unknown action "explode"`},
		{"a repeat of nothing", "action: repeat\ntitle: x", "needs a rule before it"},
		{"a filter of nothing", "title: x\nlogsource: {product: a}\nfilter: {selection: {A: 1}, condition: selection}", "names no rules"},
		{"a filter for nothing", "title: x\nfilter: {rules: [y], selection: {A: 1}, condition: selection}", "has no logsource"},
		{"a filter without a condition", "title: x\nlogsource: {product: a}\nfilter: {rules: [y], selection: {A: 1}}", "has no condition"},
		{"a filter without a title", "logsource: {product: a}\nfilter: {rules: [y], selection: {A: 1}, condition: selection}", "has no title"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			docs, err := sigma.Parse([]byte(tt.data))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %q wanted, got %d documents and %v", tt.want, len(docs), err)
			}
		})
	}
}

func TestFaultCostsItsDocument(t *testing.T) {
	docs, err := sigma.Parse([]byte("title: a" + minimal + "---\nid: broken" + minimal + "---\ntitle: c" + minimal))
	if len(docs) != 2 || docs[0].Rule.Title != "a" || docs[1].Rule.Title != "c" || docs[1].Line != 9 {
		t.Errorf("documents: %+v", docs)
	}
	var fault *sigma.Error
	if !errors.As(err, &fault) || fault.Line != 5 || fault.Rule != "broken" {
		t.Errorf("error: %+v", err)
	}
}

func TestCollections(t *testing.T) {
	docs, err := sigma.Parse([]byte(`
action: global
title: shared
detection:
    condition: selection
---
id: one
logsource: {service: a}
detection:
    selection: {A: 1}
---
action: repeat
id: two
logsource: {service: b}
---
action: reset
---
title: own
logsource: {service: c}
detection:
    other: {B: 1}
    condition: other
`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range docs {
		r := d.Rule
		got = append(got, strings.Join([]string{r.Title, r.ID, r.LogSource.Service, r.Detection.Selections[0].Name, r.Detection.Conditions[0].Text}, " "))
	}
	want := []string{"shared one a selection selection", "shared two b selection selection", "own  c other other"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
}

func TestAnchors(t *testing.T) {
	m, err := compileSource(`
title: x
logsource: {category: test}
detection:
    base: &base
        A: &values [one, two]
        B: three
    other:
        <<: *base
        B: *values
    condition: other
`)
	if err != nil {
		t.Fatal(err)
	}
	if !m.Match(event{fields: map[string]string{"A": "one", "B": "two"}}) || m.Match(event{fields: map[string]string{"A": "one", "B": "three"}}) {
		t.Error("anchors, aliases and merge keys do not mean what YAML says")
	}
}

func TestLimits(t *testing.T) {
	if _, err := sigma.Parse(make([]byte, 9<<20)); err == nil {
		t.Error("a file of 9 MiB was read")
	}
	var b strings.Builder
	b.WriteString("title: x\nlogsource: {category: test}\ndetection:\n    condition: 1 of them\n")
	for i := range 1100 {
		b.WriteString("    s" + strings.Repeat("x", i) + ": {A: 1}\n")
	}
	if _, err := sigma.Parse([]byte(b.String())); err == nil || !strings.Contains(err.Error(), "more than 1024 selections") {
		t.Errorf("1100 selections: %v", err)
	}
	b.Reset()
	b.WriteString("action: global\n")
	for i := range 2000 {
		fmt.Fprintf(&b, "k%d: 1\n", i)
	}
	b.WriteString(strings.Repeat("---\ntitle: x"+minimal, 600))
	if docs, err := sigma.Parse([]byte(b.String())); err == nil || len(docs) > 300 || !strings.Contains(err.Error(), "split the file") {
		t.Errorf("a large global document in many rules: %d documents, %.100v", len(docs), err)
	}
	deep := "title: x\nlogsource: {category: test}\ndetection:\n    a: {A: 1}\n    condition: " + strings.Repeat("(", 100) + "a" + strings.Repeat(")", 100)
	if _, err := compileSource(deep); err == nil || !strings.Contains(err.Error(), "nested deeper") {
		t.Errorf("100 brackets: %v", err)
	}
}
