package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
)

// rulesCheck is "athar rules check".
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
