package campaign

import (
	"fmt"
	"testing"
)

const eventRules = `title: Service
id: 11111111-2222-3333-4444-000000000001
logsource: {product: windows, service: system}
detection: {s: {Provider_Name: 'Service Control Manager', EventID: 7045, ImagePath|contains: evil}, condition: s}
---
title: Any number
id: 11111111-2222-3333-4444-000000000002
logsource: {product: windows, service: system}
detection: {s: {Level: 1}, condition: s}
---
title: Everywhere
id: 11111111-2222-3333-4444-000000000003
logsource: {product: windows}
detection: {s: [mimikatz], f: {EventID: 15}, condition: s and not f}
---
title: Process
id: 11111111-2222-3333-4444-000000000004
logsource: {product: windows, category: process_creation}
detection: {s: {Image|endswith: '\a.exe'}, condition: s}
`

func TestEventRules(t *testing.T) {
	l := New()
	if err := l.AddSigma(tree("r.yml", eventRules), "mine"); err != nil || len(l.Failed) > 0 {
		t.Fatal(err, l.Failed)
	}
	e := l.Events()
	const scm = "Service Control Manager"
	tests := map[string]struct {
		sort EventSort
		want string
	}{
		"all that can match":   {EventSort{"System", scm, 7045}, "1 2 3"},
		"another case":         {EventSort{"SYSTEM", "service control manager", 7045}, "1 2 3"},
		"another provider":     {EventSort{"System", "X", 7045}, "2 3"},
		"another number":       {EventSort{"System", scm, 7046}, "2 3"},
		"another channel":      {EventSort{"Setup", scm, 7045}, "3"},
		"decided by the event": {EventSort{"Setup", "", 15}, "3"},
		"built-in variant":     {EventSort{"Security", "x", 4688}, "3 4"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := ""
			if found := e.Of(tt.sort); found != nil {
				if found.Set.Len() != len(found.Rules) {
					t.Errorf("%d matchers of %d rules", found.Set.Len(), len(found.Rules))
				}
				for _, r := range found.Rules {
					got += " " + r.Name[len(r.Name)-1:]
				}
				got = got[1:]
			}
			if got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
			if again := e.Of(tt.sort); again != e.Of(tt.sort) {
				t.Error("a sort is worked out twice")
			}
		})
	}
}

// Channels and numbers that an intruder makes up are one sort to the rules.
func TestEventRulesAreBounded(t *testing.T) {
	l := New()
	if err := l.AddSigma(tree("r.yml", eventRules), "mine"); err != nil {
		t.Fatal(err)
	}
	e := l.Events()
	for i := range 10_000 {
		e.Of(EventSort{Channel: fmt.Sprint("forged ", i), Provider: fmt.Sprint(i), ID: uint32(i)})
		e.Of(EventSort{Channel: "System", Provider: fmt.Sprint(i), ID: uint32(i)})
	}
	if len(e.sorts) > 16 || len(e.channels) > maxChannels {
		t.Errorf("%d sorts, %d channels", len(e.sorts), len(e.channels))
	}
}
