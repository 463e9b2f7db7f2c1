package campaign

import (
	"fmt"
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/sigma"
)

// link ties correlations to the rules that feed them, and marks in those what to
// keep of their matches. It begins anew whenever rules were added: a rule may
// stand in a later folder than the correlation that rests on it.
func (l *Library) link() {
	l.Correlations, l.Failed = nil, slices.Clone(l.refused)
	l.Rules = slices.Clone(l.loaded)
	l.disabled = nil
	l.filter()
	l.Rules = slices.DeleteFunc(l.Rules, func(r *Rule) bool { return l.off(r.Name, r.id()) })
	for _, r := range l.shaped {
		if r.off = l.off(r.Name, ""); !r.off {
			l.Rules = append(l.Rules, r)
		}
	}
	asked := map[string]bool{}
	for _, r := range l.Rules {
		r.feeds, r.needs, r.Meta.Hidden = false, Needs{}, r.hidden
		asked[r.Meta.Parent] = true
	}
	for _, r := range l.Rules {
		r.parent = r.Name != "" && asked[r.Name]
	}
	for _, r := range l.detectors {
		r.feeds, r.needs = false, Needs{}
	}
	if _, err := sigma.InOrder(l.sigmaCorrelations()); err != nil {
		l.dropCircles()
	} else {
		l.Correlations = slices.Clone(l.read)
	}
	l.Correlations = slices.DeleteFunc(l.Correlations, func(c *Correlation) bool { return l.off(c.Name, c.Sigma.ID) })
	// One that rests on what is not there goes, and so does what rests on it.
	for again := true; again; {
		again = false
		kept := l.Correlations[:0:0]
		for _, c := range l.Correlations {
			if err := l.rests(c); err != nil {
				l.Failed = append(l.Failed, athar.RuleFailed{Path: c.File, Rule: c.Sigma.Title, Reason: err.Error()})
				again = true
				continue
			}
			kept = append(kept, c)
		}
		l.Correlations = kept
	}
	for _, c := range l.Correlations {
		l.feed(c, l.needs(c), 0)
	}
}

func (l *Library) sigmaCorrelations() []*sigma.Correlation {
	list := make([]*sigma.Correlation, len(l.read))
	for i, c := range l.read {
		list[i] = c.Sigma
	}
	return list
}

// dropCircles keeps the correlations that stand in no circle, read one by one.
func (l *Library) dropCircles() {
	var kept []*sigma.Correlation
	for _, c := range l.read {
		if _, err := sigma.InOrder(append(slices.Clip(kept), c.Sigma)); err != nil {
			l.Failed = append(l.Failed, athar.RuleFailed{Path: c.File, Rule: c.Sigma.Title, Reason: err.Error()})
			continue
		}
		kept = append(kept, c.Sigma)
		l.Correlations = append(l.Correlations, c)
	}
}

// rests reports whether all that a correlation rests on is there. Otherwise it
// could never match, and silence of it would say nothing.
func (l *Library) rests(c *Correlation) error {
	for _, name := range c.Sigma.Rules {
		if l.Rule(name) == nil && l.correlation(name) == nil {
			return fmt.Errorf("it rests on the rule %q, which is not loaded: give the folder that holds it too", name)
		}
	}
	return nil
}

// Silent returns a rule below a correlation that no record can be one of, where
// without it the correlation can never match; empty where it may.
func (l *Library) Silent(c *Correlation) string { return l.silent(c, 0) }

func (l *Library) silent(c *Correlation, depth int) string {
	last, mute := "", 0
	for _, name := range c.Sigma.Rules {
		below := ""
		if r := l.Rule(name); r != nil && r.Sigma != nil && !r.Bound() {
			below = name
		} else if other := l.correlation(name); r == nil && other != nil && depth < maxChain {
			below = l.silent(other, depth+1)
		}
		if below != "" {
			last = below
			mute++
		}
	}
	// Without bounds the temporal types, and only they, want all of their rules.
	if wantsAll := strings.HasPrefix(c.Sigma.Type, "temporal") && len(c.Sigma.Condition.Bounds) == 0; wantsAll || mute == len(c.Sigma.Rules) {
		return last
	}
	return ""
}

// Needs are the fields that correlations need of a rule's events: those by which
// they group them, those whose values they count, and those that their findings show.
type Needs struct{ Group, Count, Show []string }

// needs returns what a correlation needs of each of its rules' events.
func (l *Library) needs(c *Correlation) func(rule string) Needs {
	return func(rule string) Needs {
		n := Needs{Show: c.Meta.Evidence}
		for _, f := range c.Sigma.GroupBy {
			n.Group = append(n.Group, c.Sigma.Field(f, rule))
		}
		for _, f := range c.Sigma.Condition.Fields {
			n.Count = append(n.Count, c.Sigma.Field(f, rule))
		}
		return n
	}
}

// feed marks the rules below a correlation, those of correlations that it rests on
// included. As Sigma has it, rules that a user's correlation refers to make no
// findings of their own unless it says so.
func (l *Library) feed(c *Correlation, needs func(rule string) Needs, depth int) {
	for _, name := range c.Sigma.Rules {
		if r := l.Rule(name); r != nil {
			r.feeds = true
			n := needs(name)
			r.needs.Group = append(r.needs.Group, n.Group...)
			r.needs.Count = append(r.needs.Count, n.Count...)
			r.needs.Show = append(r.needs.Show, n.Show...)
			r.Meta.Hidden = r.Meta.Hidden || c.Foreign && r.foreign && !c.Sigma.Generate
		} else if below := l.correlation(name); below != nil && depth < maxChain {
			more := needs(name)
			l.feed(below, func(string) Needs { return more }, depth+1)
		}
	}
}

// maxChain bounds how deep correlations rest on each other. InOrder bounds it more
// narrowly.
const maxChain = 64

// correlation finds a correlation by its name or id, nil where there is none.
func (l *Library) correlation(name string) *Correlation {
	for _, c := range l.Correlations {
		if c.Name == name || c.Sigma.ID == name {
			return c
		}
	}
	return nil
}

// Rule finds a rule by its name or id, nil where there is none, or where a tuning
// file disables it.
func (l *Library) Rule(name string) *Rule {
	r := l.byName[name]
	if r == nil {
		r = l.detectors[name]
	}
	if r == nil {
		r = l.byID[name]
	}
	if r == nil || l.disabled != nil && l.off(name, r.Name, r.id()) {
		return nil
	}
	return r
}
