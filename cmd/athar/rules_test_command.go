package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/athar-forensics/athar/content"
	"github.com/athar-forensics/athar/internal/selftest"
)

// rulesTest is "athar rules test".
type rulesTest struct {
	Dir  string `arg:"" optional:"" help:"A campaign's folder, or a folder of campaigns; the built-in ones where none is given." type:"existingdir"`
	JSON bool   `help:"Print JSON."`
}

// Help tells what a sample looks like.
func (rulesTest) Help() string {
	return `Each campaign's samples.txtar holds evidence in its real formats:
RULE/match/NAME must be found, RULE/no/NAME must not, and nothing may be found in nothing/NAME.
Campaigns of DIR are tested together with the built-in ones, and stand in place of those of the
same name. Exit status: 0 all as expected, 1 something is not, 2 the test could not run.`
}

// Run prints a line a failure, and a count.
func (c *rulesTest) Run(ctx context.Context, s streams) error {
	tree, campaigns, err := c.tree()
	if err != nil {
		return err
	}
	report, err := selftest.Check(ctx, tree, campaigns)
	if err != nil {
		return err
	}
	if c.JSON {
		e := json.NewEncoder(s.out)
		e.SetIndent("", "  ")
		err = e.Encode(report)
	} else {
		for _, f := range report.Failures {
			fmt.Fprintln(s.out, f)
		}
		_, err = fmt.Fprintf(s.out, "%d rules, %d samples, %d failures\n", report.Rules, report.Samples, len(report.Failures))
	}
	if err == nil && len(report.Failures) > 0 {
		return status(exitFound)
	}
	return err
}

// tree returns the content to test, and the campaigns whose samples are asked for.
func (c *rulesTest) tree() (fs.FS, []string, error) {
	builtin, err := content.FS()
	if err != nil {
		return nil, nil, err
	}
	var names []string
	if c.Dir == "" {
		files, err := fs.Glob(builtin, "*/campaign.yaml")
		for _, f := range files {
			names = append(names, path.Dir(f))
		}
		return builtin, names, err
	}
	dir, err := filepath.Abs(c.Dir)
	if err != nil {
		return nil, nil, err
	}
	own, err := selftest.Campaigns(os.DirFS(dir), filepath.Base(dir))
	if err != nil {
		return nil, nil, err
	}
	if len(own) == 0 {
		return nil, nil, fmt.Errorf("%s holds no campaign: a campaign is a folder with a campaign.yaml; \"athar rules check\" loads plain Sigma rules", c.Dir)
	}
	for name := range own {
		names = append(names, name)
	}
	slices.Sort(names)
	return selftest.NewOverlay(builtin, own), names, nil
}
