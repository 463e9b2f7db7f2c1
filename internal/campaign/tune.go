package campaign

import (
	"errors"
	"fmt"
	"slices"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/sigma"
	"go.yaml.in/yaml/v4"
)

// tuning is one entry of a user's tuning file. Rules go by their name or id, so the
// file outlives new versions of them:
//
//   - rule: 06d71506-7beb-4f22-8888-e2e5e2ca7fd8   # or a list of them
//     why: our backup agent                        # needed: it is shown
//     disable: true                                # the rule is not asked
//     level: low                                   # or: its level, only downwards
//     allow: {Image|endswith: '\agent.exe'}        # or: a Sigma selection that is left out
type tuning struct {
	Rule    list   `yaml:"rule"`
	Why     string `yaml:"why"`
	Disable bool   `yaml:"disable"`
	Level   string `yaml:"level"`
	Allow   any    `yaml:"allow"`

	file  string
	allow *sigma.Filter
}

// levels are Sigma's, from the lowest up.
var levels = []string{"informational", "low", "medium", "high", "critical"}

// Tune loads a user's tuning file; it counts for all rules, those that are loaded
// later too. Nothing of it is silent: what it disables is among the rules that
// failed, with its reason, and so is an entry whose rule is not there.
func (l *Library) Tune(data []byte, file string) error {
	var entries []tuning
	if err := yaml.Load(data, &entries, yaml.WithKnownFields()); err != nil {
		return err
	}
	for i := range entries {
		t := &entries[i]
		t.file = file
		if err := t.check(); err != nil {
			return fmt.Errorf("entry %d: %w", i+1, err)
		}
	}
	l.tunings = append(l.tunings, entries...)
	l.link()
	return nil
}

func (t *tuning) check() error {
	switch {
	case len(t.Rule) == 0:
		return errors.New("it names no rule")
	case t.Why == "":
		return errors.New("why is missing: whoever reads the report has to know")
	case !t.Disable && t.Level == "" && t.Allow == nil:
		return errors.New("it does nothing: disable, level or allow is needed")
	case t.Level != "" && !slices.Contains(levels, t.Level):
		return fmt.Errorf("level %q is none of %v", t.Level, levels)
	case t.Allow == nil:
		return nil
	}
	// The selection is read as that of a Sigma filter.
	text, err := yaml.Dump(map[string]any{
		"title": t.Why, "logsource": map[string]any{},
		"filter": map[string]any{"rules": []string(t.Rule), "allowed": t.Allow, "condition": "not allowed"},
	})
	if err != nil {
		return err
	}
	docs, err := sigma.Parse(text)
	if err != nil {
		return fmt.Errorf("allow: %w", err)
	}
	t.allow = docs[0].Filter
	return nil
}

// tune applies the tuning files to what is loaded.
func (l *Library) tune(filters map[*Rule][]*sigma.Filter) {
	l.disabled = map[string]string{}
	for i := range l.tunings {
		t := &l.tunings[i]
		for _, name := range t.Rule {
			if err := l.tuneOne(t, name, filters); err != nil {
				l.Failed = append(l.Failed, athar.RuleFailed{Path: t.file, Rule: name, Reason: err.Error()})
			}
		}
	}
}

func (l *Library) tuneOne(t *tuning, name string, filters map[*Rule][]*sigma.Filter) error {
	r := l.Rule(name)
	c := l.anyCorrelation(name)
	switch {
	case r == nil && c == nil:
		return errors.New("it is tuned and not loaded")
	case t.Disable:
		l.disabled[name] = t.file + ": " + t.Why
		return fmt.Errorf("disabled: %s", t.Why)
	case r == nil && t.allow != nil:
		return errors.New("allow is for rules, and this is a correlation: tune the rules that it rests on")
	case r != nil && r.Sigma == nil:
		return errors.New("it is found by code, which takes disable only")
	}
	if t.allow != nil {
		filters[r] = append(filters[r], t.allow)
	}
	if t.Level == "" {
		return nil
	}
	if r != nil {
		return lower(&r.Severity, t.Level)
	}
	return lower(&c.Severity, t.Level)
}

// lower sets a severity to a level below it.
func lower(s *athar.Severity, level string) error {
	to := severity(level)
	if slices.Index(severities, to) > slices.Index(severities, *s) {
		return fmt.Errorf("its level is already below %s", level)
	}
	*s = to
	return nil
}

// severities are those of findings, from the lowest up.
var severities = []athar.Severity{athar.Info, athar.Low, athar.Medium, athar.High, athar.Critical}

// anyCorrelation finds a correlation that was read, nil where there is none.
func (l *Library) anyCorrelation(name string) *Correlation {
	for _, c := range l.read {
		if c.Name == name || c.Sigma.ID == name {
			return c
		}
	}
	return nil
}

// off reports whether a tuning file disables what goes by one of the names.
func (l *Library) off(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return name != "" && l.disabled[name] != "" })
}
