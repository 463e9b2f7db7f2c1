package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
)

// rulesCommand is "athar rules".
type rulesCommand struct {
	List     rulesList     `cmd:"" help:"List the built-in rules."`
	Check    rulesCheck    `cmd:"" help:"Load the rules of a folder and say which failed, and why."`
	Test     rulesTest     `cmd:"" help:"Run the samples that stand beside the rules."`
	Explain  rulesExplain  `cmd:"" help:"Show why a rule matches the records of a log, or does not."`
	Literals rulesLiterals `cmd:"" hidden:"" help:"Print the literals that rules begin with."`
}

type rulesList struct{}

// Run prints a line a rule: stage, campaign, name, title.
func (rulesList) Run(s streams) error {
	know, err := loadKnowledge()
	if err != nil {
		return err
	}
	line := func(stage athar.Stage, campaign, name, title string) {
		word := stage.String()
		if stage == athar.NoStage {
			word = "lead"
		}
		fmt.Fprintf(s.out, "%-11s %-12s %-30s %s\n", word, campaign, name, title)
	}
	for _, r := range know.library.Rules {
		if !r.Meta.Hidden {
			line(r.Stage, r.Campaign, r.Name, r.Meta.Title.En)
		}
	}
	for _, c := range know.library.Correlations {
		line(c.Stage, c.Campaign, c.Name, c.Meta.Title.En)
	}
	return nil
}

type rulesCheck struct {
	Dir  string `arg:"" help:"Folder of Sigma rules." type:"existingdir"`
	JSON bool   `help:"Print JSON."`
}

// Run loads a folder as a scan would.
func (c *rulesCheck) Run(s streams) error {
	lib := campaign.New()
	if err := lib.AddSigma(os.DirFS(c.Dir), c.Dir); err != nil {
		return err
	}
	loaded := len(lib.Rules) + len(lib.Correlations)
	if c.JSON {
		failed := lib.Failed
		if failed == nil {
			failed = []athar.RuleFailed{}
		}
		e := json.NewEncoder(s.out)
		e.SetIndent("", "  ")
		return e.Encode(struct {
			Loaded int                `json:"loaded"`
			Failed []athar.RuleFailed `json:"failed"`
		}{loaded, failed})
	}
	for _, f := range lib.Failed {
		fmt.Fprintf(s.out, "%s: %s: %s\n", f.Path, f.Rule, f.Reason)
	}
	fmt.Fprintf(s.out, "%d loaded, %d failed\n", loaded, len(lib.Failed))
	return nil
}
