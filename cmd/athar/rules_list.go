package main

import (
	"fmt"

	"github.com/athar-forensics/athar"
)

// rulesList is "athar rules list".
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
	for _, r := range know.Library.Rules {
		if !r.Meta.Hidden {
			line(r.Stage, r.Campaign, r.Name, r.Meta.Title.En)
		}
	}
	for _, c := range know.Library.Correlations {
		line(c.Stage, c.Campaign, c.Name, c.Meta.Title.En)
	}
	return nil
}
