package campaign

import (
	"fmt"
	"slices"

	"github.com/athar-forensics/athar"
)

// link ties correlations to the rules that feed them, and marks in those what to
// keep of their matches. It begins anew whenever rules were added: a rule may
// stand in a later folder than the correlation that rests on it.
func (l *Library) link() {
	for _, r := range l.Rules {
		r.feeds, r.keys = false, nil
	}
	for _, r := range l.detectors {
		r.feeds, r.keys = false, nil
	}
	l.Correlations, l.Failed = nil, slices.Clone(l.refused)
	for _, c := range l.read {
		if err := l.feed(c); err != nil {
			l.Failed = append(l.Failed, athar.RuleFailed{Path: c.File, Rule: c.Sigma.Title, Reason: err.Error()})
			continue
		}
		l.Correlations = append(l.Correlations, c)
	}
}

// feed marks the rules of a correlation. One that rests on a rule which is not
// there could never match, and silence of it would say nothing.
func (l *Library) feed(c *Correlation) error {
	for _, name := range c.Sigma.Rules {
		if l.Rule(name) == nil {
			return fmt.Errorf("it rests on the rule %q, which is not loaded: give the folder that holds it too (correlations of correlations are not supported)", name)
		}
	}
	for _, name := range c.Sigma.Rules {
		r := l.Rule(name)
		r.feeds = true
		for _, group := range c.Sigma.GroupBy {
			r.keys = append(r.keys, c.Sigma.Field(group, name))
		}
		r.keys = append(r.keys, c.Sigma.Condition.Fields...)
		// A finding of the correlation shows what its rules have seen.
		r.keys = append(r.keys, c.Meta.Evidence...)
	}
	return nil
}

// Rule finds a rule by its name or id, nil where there is none.
func (l *Library) Rule(name string) *Rule {
	if r := l.byName[name]; r != nil {
		return r
	}
	if r := l.detectors[name]; r != nil {
		return r
	}
	return l.byID[name]
}
