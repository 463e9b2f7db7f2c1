package campaign

import (
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
)

const tunedRules = `title: One
id: 11111111-2222-3333-4444-000000000001
name: one
level: high
logsource: {product: windows, service: system}
detection: {s: {A: x}, condition: s}
---
title: Two
name: two
level: low
logsource: {product: windows, service: system}
detection: {s: {A: y}, condition: s}
---
title: Both
name: both
level: high
correlation: {type: temporal, rules: [one, two], timespan: 1h}
`

func TestTune(t *testing.T) {
	system := EventSort{Channel: "System", ID: 1}
	tests := map[string]struct {
		tuning string
		rules  string // that are left
		failed []string
		also   func(*Library) bool
	}{
		"nothing": {"[]", "one two both", nil, nil},
		"disabled by id": {
			"- {rule: 11111111-2222-3333-4444-000000000001, disable: true, why: noise}", "two",
			[]string{"disabled: noise", "rests on the rule \"one\""},
			nil,
		},
		"a correlation": {"- {rule: both, disable: true, why: noise}", "one two", []string{"disabled: noise"}, nil},
		"lowered": {"- {rule: [one, both], level: medium, why: w}", "one two both", nil, func(l *Library) bool {
			return l.Rule("one").Severity == athar.Medium && l.Correlations[0].Severity == athar.Medium
		}},
		"raised": {"- {rule: two, level: high, why: w}", "one two both", []string{"already below"}, func(l *Library) bool {
			return l.Rule("two").Severity == athar.Low
		}},
		"allowed": {"- {rule: one, why: w, allow: {User|startswith: adm_}}", "one two both", nil, func(l *Library) bool {
			m := l.Rule("one").ForEvents(system)
			return m.Match(fields{"A": "x", "User": "u"}) && !m.Match(fields{"A": "x", "User": "adm_u"}) && !m.Match(fields{"A": "y", "User": "u"})
		}},
		"allowed twice": {
			"- {rule: one, why: w, allow: {User: a}}\n- {rule: one, why: w, allow: [{User: b, Host: h}]}", "one two both", nil, func(l *Library) bool {
				m := l.Rule("one").ForEvents(system)
				return m.Match(fields{"A": "x", "User": "b"}) && !m.Match(fields{"A": "x", "User": "b", "Host": "h"}) && !m.Match(fields{"A": "x", "User": "a"})
			},
		},
		"a rule that is gone":    {"- {rule: gone, disable: true, why: w}", "one two both", []string{"not loaded"}, nil},
		"a correlation's events": {"- {rule: both, why: w, allow: {A: b}}", "one two both", []string{"allow is for rules"}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			l := New()
			// It counts for what is loaded before it and after.
			first, second, _ := strings.Cut(tunedRules, "---\ntitle: Both")
			if err := l.AddSigma(tree("a.yml", first), "mine"); err != nil {
				t.Fatal(err)
			}
			if err := l.Tune([]byte(tt.tuning), "tune.yaml"); err != nil {
				t.Fatal(err)
			}
			if err := l.AddSigma(tree("b.yml", "title: Both"+second), "mine"); err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, r := range l.Rules {
				names = append(names, r.Name)
			}
			for _, c := range l.Correlations {
				names = append(names, c.Name)
			}
			if got := strings.Join(names, " "); got != tt.rules {
				t.Errorf("left are %q, want %q", got, tt.rules)
			}
			if len(l.Failed) != len(tt.failed) {
				t.Fatalf("%+v", l.Failed)
			}
			for _, want := range tt.failed {
				found := false
				for _, f := range l.Failed {
					found = found || strings.Contains(f.Reason, want)
				}
				if !found {
					t.Errorf("no %q in %+v", want, l.Failed)
				}
			}
			if tt.also != nil && !tt.also(l) {
				t.Error("the rule is not as the file says")
			}
		})
	}
}

func TestTuneFaults(t *testing.T) {
	for text, want := range map[string]string{
		"- {disable: true, why: w}":                       "names no rule",
		"- {rule: one, disable: true}":                    "why is missing",
		"- {rule: one, why: w}":                           "does nothing",
		"- {rule: one, why: w, level: huge}":              "is none of",
		"- {rule: one, why: w, colour: red}":              "colour",
		"- {rule: one, why: w, allow: {User|contain: a}}": "",
		"- {rule: one, why: w, allow: {User: [[a]]}}":     "",
		"rule: one": "",
		"- {rule: one, why: w, allow: {User|re: '(', B: c}}": "",
	} {
		l := New()
		if err := l.AddSigma(tree("a.yml", tunedRules), "mine"); err != nil {
			t.Fatal(err)
		}
		err := l.Tune([]byte(text), "tune.yaml")
		if err == nil && len(l.Failed) > 0 {
			continue // told with the rule, which stays as it was
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// A filter of a rule pack is added to the rules that it names, wherever they stand.
func TestFilter(t *testing.T) {
	const filter = "title: F\nlogsource: {product: windows}\nfilter: {rules: [one], s: {User: adm}, condition: not s}\n"
	l := New()
	if err := l.AddSigma(tree("a.yml", filter+"---\n"+tunedRules+"---\ntitle: G\nlogsource: {product: windows, service: security}\nfilter: {rules: [two], s: {A: b}, condition: s}\n---\ntitle: H\nlogsource: {}\nfilter: {rules: [gone], s: {A: b}, condition: s}\n"), "mine"); err != nil {
		t.Fatal(err)
	}
	m := l.Rule("one").ForEvents(EventSort{Channel: "System"})
	if m.Match(fields{"A": "x", "User": "adm"}) || !m.Match(fields{"A": "x"}) {
		t.Error("the filter is not applied")
	}
	if len(l.Failed) != 2 || !strings.Contains(l.Failed[0].Reason, "log source") || !strings.Contains(l.Failed[1].Reason, "not loaded") {
		t.Errorf("%+v", l.Failed)
	}
}

// Files of options come from outside, too.
func FuzzOptionFiles(f *testing.F) {
	f.Add([]byte("- {rule: one, why: w, allow: {User|re: a}}"))
	f.Add([]byte("- {product: x, from: [{channel: X*, id: [1], where: {A: b}, fields: {A: [b, c]}}]}"))
	f.Add([]byte("- &a [*a]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 4<<10 {
			t.Skip()
		}
		l := New()
		_ = l.AddLogSources(data) // either is for one of the files only
		if err := l.AddSigma(tree("a.yml", tunedRules), "mine"); err != nil {
			t.Fatal(err)
		}
		_ = l.Tune(data, "tune.yaml")
	})
}
