package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/artefact"
	"github.com/athar-forensics/athar/internal/campaign"
	"github.com/athar-forensics/athar/internal/evidence"
	"github.com/athar-forensics/athar/internal/hunt"
	"github.com/athar-forensics/athar/internal/literal"
	"github.com/athar-forensics/athar/sigma"
)

// rulesExplain is "athar rules explain".
type rulesExplain struct {
	Rule  string   `arg:"" help:"A rule's name, or a Sigma rule's id."`
	File  string   `arg:"" help:"A log, or an archive or folder of logs." type:"path"`
	All   bool     `help:"Explain every record that the rule is asked about, matching or not, instead of the first ten that match."`
	Line  int64    `help:"Explain the record in this line, or the event of this number, alone, whether the rule is asked about it or not." placeholder:"N"`
	Sigma []string `help:"Folder of further Sigma rules. Repeatable." placeholder:"DIR" type:"path"`
	ruleOptions
	JSON bool `help:"Print JSON."`
}

// fewExplained is how many matches are explained where not all are asked for.
const fewExplained = 10

// Run explains a rule on the records of a file.
func (c *rulesExplain) Run(ctx context.Context, s streams) error {
	rule, err := c.find()
	if err != nil {
		return err
	}
	if rule.Shape() {
		return fmt.Errorf("%s is a YARA rule, which \"athar yara -s\" explains", rule.Name)
	}
	set, err := evidence.Open([]string{c.File}, evidence.Limits{})
	if err != nil {
		return err
	}
	defer set.Close()
	e := &explainer{command: c, rule: rule, asks: literal.New(rule.Literals), found: explanation{
		Rule: rule.Name, Explained: []explained{}, Unread: []athar.Skipped{}, line: c.Line,
	}}
	for _, condition := range rule.Sigma.Detection.Conditions {
		e.found.Condition = append(e.found.Condition, condition.Text)
	}
	err = set.Walk(ctx, func(it *evidence.Item) error {
		a, err := hunt.Records(it, func(rec *athar.Record) error { return e.see(ctx, it.Path, rec) })
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, errTooMany):
			return err
		case err != nil:
			e.found.Unread = append(e.found.Unread, athar.Skipped{Path: it.Path, Reason: err.Error()})
		case a.Form == artefact.Ignored || a.Form == artefact.Refused || a.Form == artefact.Page || a.Form == artefact.SetupLog:
			e.found.Unread = append(e.found.Unread, athar.Skipped{Path: it.Path, Reason: "it is no log of records that rules are asked about"})
		}
		return nil
	})
	if err != nil {
		return err
	}
	if c.JSON {
		out := json.NewEncoder(s.out)
		out.SetIndent("", "  ")
		return out.Encode(e.found)
	}
	return e.found.text(s.out)
}

// find looks the rule up; what is no rule of its own is said to be so.
func (c *rulesExplain) find() (*campaign.Rule, error) {
	know, err := loadKnowledge()
	if err != nil {
		return nil, err
	}
	if err := know.addSigma(c.Sigma, &c.ruleOptions); err != nil {
		return nil, err
	}
	for _, r := range know.Library.Correlations {
		if r.Name == c.Rule {
			return nil, fmt.Errorf("%s correlates records: explain the rules that it rests on, %s", c.Rule, strings.Join(r.Sigma.Rules, ", "))
		}
	}
	rule := know.Library.Rule(c.Rule)
	switch {
	case rule == nil:
		return nil, fmt.Errorf("there is no rule %q: \"athar rules list\" shows them all", c.Rule)
	case len(rule.Wants()) > 0:
		return nil, fmt.Errorf("%s %s", rule.Name, rule.Unanswerable())
	case rule.Matcher == nil:
		return nil, fmt.Errorf("%s is found by code and has no selections to explain", c.Rule)
	}
	return rule, nil
}

// explainer asks one rule about records, and keeps what it said.
type explainer struct {
	command *rulesExplain
	rule    *campaign.Rule
	asks    *literal.Set
	found   explanation
}

// see takes one record. A rule is asked about records of its kinds that hold one
// of its literals, if it has any: that is how a scan asks it.
func (e *explainer) see(ctx context.Context, path string, rec *athar.Record) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	e.found.Records++
	if e.command.Line != 0 && rec.Line != e.command.Line && rec.Event != e.command.Line {
		return nil
	}
	matcher, asked := e.asked(rec)
	if asked {
		e.found.Asked++
	}
	if !asked && e.command.Line == 0 {
		return nil
	}
	matched := matcher.Match(rec)
	if matched && asked {
		e.found.Matched++
	}
	if e.command.Line == 0 && !e.command.All && (!matched || len(e.found.Explained) >= fewExplained) {
		return nil
	}
	e.found.Explained = append(e.found.Explained, explainOne(path, rec, asked, matcher.Explain(rec)))
	if len(e.found.Explained) > maxExplained {
		return errTooMany
	}
	return nil
}

// asked returns the rule as it looks at a record, and whether a scan would ask it.
// Events have names of their own for a rule's fields.
func (e *explainer) asked(rec *athar.Record) (*sigma.Matcher, bool) {
	if !rec.Kind.Event() {
		return e.rule.Matcher, e.rule.Answers(rec.Kind) && e.holds(rec.Raw)
	}
	id, err := strconv.ParseUint(rec.Get("EventID"), 10, 32)
	if err == nil {
		if m := e.rule.ForEvents(campaign.EventSort{Channel: rec.Get("Channel"), Provider: rec.Get("Provider_Name"), ID: uint32(id)}); m != nil {
			return m, true
		}
	}
	return e.rule.Matcher, false
}

// maxExplained bounds what --all keeps.
const maxExplained = 100_000

var errTooMany = errors.New("more than 100000 records are asked about: name one with --line, or give a smaller file")

func (e *explainer) holds(raw []byte) bool {
	if len(e.rule.Literals) == 0 {
		return true
	}
	found := false
	e.asks.Find(raw, func(int, int) bool {
		found = true
		return false
	})
	return found
}

func explainOne(path string, rec *athar.Record, asked bool, x sigma.Explanation) explained {
	out := explained{Path: path, Line: rec.Line, Record: rec.Event, Kind: rec.Kind, Asked: asked, Matched: asked && x.Matched, Selections: []selection{}}
	if rec.Time != 0 {
		at := rec.Time // the record is reused
		out.Time = &at
	}
	for _, s := range x.Selections {
		sel := selection{Name: s.Name, Matched: s.Matched, Items: []item{}}
		for _, i := range s.Items {
			one := item{Field: i.Field, Matched: i.Matched, By: i.Patterns}
			if i.Present {
				value := strings.ToValidUTF8(i.Value, "\uFFFD")
				one.Value = &value
			}
			if one.By == nil {
				one.By = []string{}
			}
			sel.Items = append(sel.Items, one)
		}
		out.Selections = append(out.Selections, sel)
	}
	return out
}
