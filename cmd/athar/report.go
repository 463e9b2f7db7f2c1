package main

import (
	"io"

	"github.com/athar-forensics/athar/internal/casefile"
	"github.com/athar-forensics/athar/internal/report"
)

// reportCommand is "athar report".
type reportCommand struct {
	Case   string `arg:"" help:"The folder that a scan wrote." type:"path"`
	Format string `help:"html or json." enum:"html,json" default:"html"`
	Lang   string `help:"Language that is shown first: en or ar." enum:"en,ar" default:"en"`
	Output string `help:"File to write; - is standard output." default:"-" placeholder:"FILE"`
}

// Run renders the case.
func (c *reportCommand) Run(s streams) error {
	a, err := casefile.Assessment(c.Case)
	if err != nil {
		return err
	}
	return writeFile(c.Output, s, func(w io.Writer) error {
		if c.Format == "json" {
			return report.JSON(w, a)
		}
		return report.HTML(w, a, report.Options{Lang: c.Lang})
	})
}
