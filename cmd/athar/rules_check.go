package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
	"github.com/athar-forensics/athar/internal/term/inert"
)

type rulesCheck struct {
	Dir  string `arg:"" help:"Folder of Sigma and YARA rules." type:"existingdir"`
	All  bool   `help:"List the rules that are in order, too."`
	JSON bool   `help:"Print JSON."`
	ruleOptions
}

func (rulesCheck) Help() string {
	return `Every rule is one of: loaded; failed, with the file, the place in it and the reason; or loaded and not
answerable, because its log source is none that athar has records for, or because it wants values that --placeholders
gives. --all lists every rule, JSON always does.`
}

// checked is what is said of one rule.
type checked struct {
	Path   string `json:"path"`
	Rule   string `json:"rule"`
	Title  string `json:"title"`
	State  string `json:"state"` // "loaded", "not answerable"
	Reason string `json:"reason,omitempty"`
}

func (c *rulesCheck) Run(s streams) error {
	lib := campaign.New()
	if err := c.before(lib); err != nil {
		return err
	}
	if err := lib.AddSigma(os.DirFS(c.Dir), c.Dir); err != nil {
		return err
	}
	if err := lib.AddYara(os.DirFS(c.Dir), c.Dir); err != nil {
		return err
	}
	if err := c.after(lib); err != nil {
		return err
	}
	rules, unanswerable := checkedOf(lib)
	if c.JSON {
		failed := lib.Failed
		if failed == nil {
			failed = []athar.RuleFailed{}
		}
		e := json.NewEncoder(s.out)
		e.SetIndent("", "  ")
		return e.Encode(struct {
			Loaded       int                `json:"loaded"`
			Failed       []athar.RuleFailed `json:"failed"`
			Unanswerable int                `json:"unanswerable"`
			Rules        []checked          `json:"rules"`
		}{len(rules), failed, unanswerable, rules})
	}
	line := func(path, state, rule, reason string) {
		fmt.Fprintf(s.out, "%s: %s: %s%s\n", inert.Text(path, maxShown), state, inert.Text(rule, maxShown), reason)
	}
	for _, f := range lib.Failed {
		line(f.Path, "failed", f.Rule, ": "+inert.Text(f.Reason, inert.MaxField))
	}
	for _, r := range rules {
		switch {
		case r.Reason != "":
			line(r.Path, r.State, r.Title, ": "+inert.Text(r.Reason, maxShown))
		case c.All:
			line(r.Path, r.State, r.Title, "")
		}
	}
	fmt.Fprintf(s.out, "%d loaded, of which %d are not answerable, %d failed\n", len(rules), unanswerable, len(lib.Failed))
	return nil
}

// checkedOf lists what is loaded, rules before correlations.
func checkedOf(lib *campaign.Library) (list []checked, unanswerable int) {
	list = []checked{}
	for _, r := range lib.Rules {
		one := checked{Path: r.File, Rule: r.Name, Title: r.Meta.Title.En, State: "loaded"}
		if one.Reason = r.Unanswerable(); one.Reason != "" {
			one.State = "not answerable"
			unanswerable++
		}
		list = append(list, one)
	}
	for _, c := range lib.Correlations {
		one := checked{Path: c.File, Rule: c.Name, Title: c.Sigma.Title, State: "loaded"}
		if name := lib.Silent(c); name != "" {
			one.State, one.Reason = "not answerable", "it rests on "+name+", which is not"
			unanswerable++
		}
		list = append(list, one)
	}
	return list, unanswerable
}
