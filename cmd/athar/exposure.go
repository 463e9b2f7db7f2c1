package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/casefile"
	"github.com/athar-forensics/athar/internal/exchange/release"
)

// exposureCommand is "athar exposure".
type exposureCommand struct {
	Case  string `arg:"" optional:"" help:"A case whose servers' builds are asked about." type:"path"`
	Build string `help:"A build of Exchange, such as 15.1.2176.2." placeholder:"BUILD"`
	At    moment `help:"Count only flaws known to be exploited by this day." placeholder:"DATE"`
	Lang  string `help:"Language of the table: en or ar." enum:"en,ar" default:"en"`
	JSON  bool   `help:"Print JSON."`
}

// Run prints the exposure of one build, or of every server of a case.
func (c *exposureCommand) Run(s streams) error {
	know, err := loadKnowledge()
	if err != nil {
		return err
	}
	builds := []string{c.Build}
	switch {
	case (c.Build == "") == (c.Case == ""):
		return errors.New("name a build with --build, or a case")
	case c.Case != "":
		if builds, err = caseBuilds(c.Case); err != nil {
			return err
		}
	}
	for _, text := range builds {
		b, err := release.ParseBuild(text)
		if err != nil {
			return fmt.Errorf("%q is no build of Exchange: write all four parts, such as 15.1.2176.2", text)
		}
		d := release.Describe(know.Releases, b, athar.Time(c.At))
		if c.JSON {
			e := json.NewEncoder(s.out)
			e.SetIndent("", "  ")
			if err := e.Encode(d); err != nil {
				return err
			}
			continue
		}
		titles := release.English
		if c.Lang == "ar" {
			titles = release.Arabic
		}
		if err := release.Table(s.out, d, titles); err != nil {
			return err
		}
	}
	return nil
}

func caseBuilds(dir string) ([]string, error) {
	a, err := casefile.Assessment(dir)
	if err != nil {
		return nil, err
	}
	var out []string
	for i := range a.Servers {
		if p := a.Servers[i].Product; p != nil {
			out = append(out, p.Build)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no server of %s shows its build", dir)
	}
	return out, nil
}
