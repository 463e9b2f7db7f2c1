package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const checkedRules = `title: Good
name: good
level: high
logsource: {product: windows, service: system}
detection: {s: {A|expand: '%who%'}, condition: s}
---
title: Elsewhere
name: elsewhere
logsource: {product: linux, service: sshd}
detection: {s: {A: x}, condition: s}
---
title: Bad
logsource: {product: windows}
detection:
  s: {A|like: x}
  condition: s
---
title: Agent
name: agent
logsource: {product: agent}
detection: {s: {A: x}, condition: s}
---
title: Sound
name: sound
logsource: {product: windows, service: system}
detection: {s: {A: x}, condition: s}
---
title: Both
name: both
correlation: {type: temporal, rules: [sound, good], group-by: [A], timespan: 5m}
---
title: Either
name: either
correlation: {type: event_count, rules: [sound, good], group-by: [A], timespan: 5m, condition: {gte: 5}}
---
title: Chain
name: chain
correlation: {type: event_count, rules: [both], group-by: [A], timespan: 5m, condition: {gte: 5}}
`

// Every rule is loaded, failed with its place, or not answerable.
func TestRulesCheck(t *testing.T) {
	file := written(t, "rules/r.yml", checkedRules)
	dir := filepath.Dir(file)
	code, out := runs(t, "rules", "check", dir)
	for _, want := range []string{
		"/r.yml: not answerable: Good: wants values for %who%: give them with --placeholders",
		"/r.yml: not answerable: Both: it rests on good, which is not",
		"/r.yml: failed: Bad: line 15, column", `unknown modifier "like"`,
		"/r.yml: not answerable: Elsewhere: no records for product linux, service sshd",
		"/r.yml: not answerable: Agent",
		"7 loaded, of which 5 are not answerable, 1 failed\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in:\n%s", want, out)
		}
	}
	if code != exitBelow {
		t.Errorf("exit status %d", code)
	}
	own := t.TempDir()
	write := func(name, text string) string {
		name = filepath.Join(own, name)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	options := []string{
		"--placeholders", write("values.yaml", "who: [a, b]\n"),
		"--logsources", write("sources.yaml", "- {product: agent, from: [{channel: Agent}]}\n"),
		"--tune", write("tune.yaml", "- {rule: elsewhere, disable: true, why: no Linux here}\n"),
	}
	_, out = runs(t, append([]string{"rules", "check", dir, "--json"}, options...)...)
	var report struct {
		Loaded, Unanswerable int
		Failed               []struct{ Path, Rule, Reason string }
		Rules                []checked
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	if report.Loaded != 6 || report.Unanswerable != 0 || len(report.Rules) != 6 || report.Rules[1].State != "loaded" || len(report.Failed) != 2 || !strings.Contains(report.Failed[1].Reason, "disabled: no Linux here") {
		t.Errorf("%+v", report)
	}
	_, out = runs(t, append([]string{"rules", "check", dir, "--all"}, options...)...)
	if !strings.Contains(out, "/r.yml: loaded: Good\n") || !strings.HasSuffix(out, "6 loaded, of which 0 are not answerable, 2 failed\n") {
		t.Errorf("got:\n%s", out)
	}
	for _, option := range []string{"--placeholders", "--logsources", "--tune"} {
		if code, out := runs(t, "rules", "check", dir, option, write("broken.yaml", "- [")); code != exitFailed || !strings.Contains(out, option) {
			t.Errorf("%s: exit status %d: %s", option, code, out)
		}
		if code, _ := runs(t, "rules", "check", dir, option, filepath.Join(own, "none")); code != exitFailed {
			t.Errorf("%s of no file: exit status %d", option, code)
		}
	}
}
