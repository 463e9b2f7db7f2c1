package report

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/athar-forensics/athar"
)

// stageGroup holds the findings of one stage, folded by rule, so that two
// thousand probes take one line until somebody opens them.
type stageGroup struct {
	Stage athar.Stage
	Count int
	When  athar.Interval
	Rules []ruleGroup
}

// ruleGroup holds the findings of one rule within a stage.
type ruleGroup struct {
	Title athar.Text
	Rule  string
	When  athar.Interval
	// Entries are all findings of the rule, Shown those that the page has room
	// for, and More the number of the others.
	Entries []*entry
	Shown   []*entry
	More    int
}

// group sorts a server's findings into the folds, the highest stage first and
// within it by the time of a rule's first finding.
func (s *system) group() {
	type key struct {
		stage athar.Stage
		rule  string
	}
	rules := map[key]*ruleGroup{}
	var keys []key
	for i := range s.Findings {
		e := &entry{Finding: &s.Findings[i], Anchor: fmt.Sprintf("%s-f%d", s.Anchor, i+1)}
		if _, taken := s.byID[e.ID]; !taken {
			s.byID[e.ID] = e
		}
		k := key{e.Stage, e.Rule}
		if rules[k] == nil {
			rules[k] = &ruleGroup{Title: e.Title, Rule: e.Rule}
			keys = append(keys, k)
		}
		rules[k].add(e)
	}
	slices.SortStableFunc(keys, func(a, b key) int {
		return cmp.Or(
			cmp.Compare(b.stage, a.stage),
			cmp.Compare(unknownLast(rules[a].When.From), unknownLast(rules[b].When.From)),
			cmp.Compare(a.rule, b.rule),
		)
	})
	for _, k := range keys {
		g := rules[k]
		slices.SortStableFunc(g.Entries, func(a, b *entry) int {
			return cmp.Or(cmp.Compare(unknownLast(a.Time), unknownLast(b.Time)), cmp.Compare(a.ID, b.ID))
		})
		if k.stage == athar.NoStage {
			s.Leads = append(s.Leads, *g)
			continue
		}
		if n := len(s.Groups); n == 0 || s.Groups[n-1].Stage != k.stage {
			s.Groups = append(s.Groups, stageGroup{Stage: k.stage})
		}
		top := &s.Groups[len(s.Groups)-1]
		top.Rules = append(top.Rules, *g)
		top.Count += len(g.Entries)
		top.When = widen(top.When, g.When)
	}
}

func (g *ruleGroup) add(e *entry) {
	g.Entries = append(g.Entries, e)
	g.When = widen(g.When, athar.Interval{From: e.Time, Until: max(e.Time, e.Until)})
}

// widen spans two intervals; an unknown time adds nothing.
func widen(a, b athar.Interval) athar.Interval {
	if b.From != 0 && (a.From == 0 || b.From < a.From) {
		a.From = b.From
	}
	if b.Until != 0 && b.Until > a.Until {
		a.Until = b.Until
	}
	return a
}

func unknownLast(t athar.Time) uint64 {
	if t == 0 {
		return 1 << 63
	}
	return uint64(t)
}
