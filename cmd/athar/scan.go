package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime/debug"
	"slices"
	"time"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/content"
	"github.com/athar-forensics/athar/internal/assess"
	"github.com/athar-forensics/athar/internal/casefile"
	"github.com/athar-forensics/athar/internal/evidence"
	"github.com/athar-forensics/athar/internal/hunt"
	"github.com/athar-forensics/athar/internal/netclass"
	"github.com/athar-forensics/athar/internal/report"
	"github.com/athar-forensics/athar/internal/term"
)

// scanCommand is "athar scan".
type scanCommand struct {
	Paths []string `arg:"" optional:"" name:"path" help:"Folders, files or archives to assess (default: this machine, where it is an Exchange server)."`
	Out   string   `help:"Folder of the case (default: athar-<time> in the working folder)." type:"path"`
	JSON  string   `help:"Write the assessment here; - is standard output." placeholder:"FILE"`
	Sigma []string `help:"Folder of further Sigma rules (repeatable)." placeholder:"DIR" type:"path" sep:"none"`
	ruleOptions
	Yara      []string `help:"Folder of further YARA rules (repeatable)." placeholder:"DIR" type:"path" sep:"none"`
	Intel     []string `help:"List of indicators: text, CSV, JSON, STIX, MISP, OpenIOC (repeatable)." placeholder:"FILE" type:"path" sep:"none"`
	Addresses []string `help:"Database (MaxMind DB) or list of what networks are of: hosting, Tor, VPN (repeatable). Shown beside addresses; decides nothing." placeholder:"FILE" type:"path" sep:"none"`
	NoBuiltin bool     `help:"Leave the built-in rules out."`
	Since     moment   `help:"Ignore records before this time, which then counts as uncovered." placeholder:"TIME"`
	Until     moment   `help:"Ignore records after this time." placeholder:"TIME"`
	Threads   int      `help:"Files read at once (default: one a processor)."`
	MaxMemory size     `help:"Memory to stay within." default:"512MB" placeholder:"SIZE"`
	Lang      string   `help:"Language of the summary: en or ar." enum:"en,ar" default:"en"`
	FailOn    stage    `help:"Stage from which on the exit status is 1." default:"accessed" placeholder:"STAGE"`
	Quiet     bool     `help:"Print nothing but errors."`
	NoColor   bool     `help:"Print without colours."`
}

// Run scans and returns the exit status as an error.
func (c *scanCommand) Run(ctx context.Context, s streams) error {
	a, err := c.scan(ctx, s)
	if errors.Is(err, errNoEvidence) {
		fmt.Fprint(s.err, copyGuide(c.Lang))
		return status(exitFailed)
	}
	if err != nil {
		return err
	}
	if code := exitOf(a, athar.Stage(c.FailOn)); code != exitBelow {
		return status(code)
	}
	return nil
}

// scanGC is the part of what is in use, in per cent, that may be added to it before
// the collector runs, where a user's rules were loaded.
const scanGC = 35

// scan assesses the paths, writes the case and shows the summary.
func (c *scanCommand) scan(ctx context.Context, s streams) (*athar.Assessment, error) {
	debug.SetMemoryLimit(int64(c.MaxMemory) * 4 / 5)
	know, err := loadKnowledge()
	if err != nil {
		return nil, err
	}
	if c.NoBuiltin {
		know.Library.DropRules()
	}
	if err := know.addSigma(c.Sigma, &c.ruleOptions); err != nil {
		return nil, err
	}
	if err := know.addYara(c.Yara); err != nil {
		return nil, err
	}
	if err := know.addIndicators(!c.NoBuiltin, c.Intel); err != nil {
		return nil, err
	}
	origins, err := netclass.Open(c.Addresses)
	if err != nil {
		return nil, fmt.Errorf("--addresses %w", err)
	}
	if len(c.Sigma) > 0 {
		// Thousands of rules leave much behind that is needed no more, and what is
		// kept of them would double with the collector's usual pace. A scan makes
		// little that it has to collect.
		know.Library.DropUnbound()
		debug.SetGCPercent(scanGC)
		debug.FreeOSMemory()
	}
	started := time.Now()
	found, err := c.hunt(ctx, s, know)
	if err != nil {
		return nil, err
	}
	if know.Library.DropMatchers(); len(c.Sigma) > 0 {
		debug.FreeOSMemory() // as thousands of them went
	}
	a := assess.Assess(found, know.Knowledge, assess.Options{Since: athar.Time(c.Since), Until: athar.Time(c.Until)})
	origins.Annotate(a)
	a.Generated = athar.TimeOf(started.Truncate(time.Second))
	a.Tool = athar.Tool{Version: version, Content: content.Version()}
	a.Scan.Roots = c.Paths
	a.Scan.Seconds = time.Since(started).Round(time.Millisecond).Seconds()
	return a, c.write(found, a, s, started)
}

func (c *scanCommand) hunt(ctx context.Context, s streams, know *knowledge) (*athar.Case, error) {
	here, err := c.here()
	if err != nil {
		return nil, err
	}
	set, err := evidence.Open(c.Paths, evidence.Limits{Only: here.places()})
	if err != nil {
		return nil, err
	}
	defer set.Close()
	opt := hunt.Options{Threads: c.Threads, Since: athar.Time(c.Since), Until: athar.Time(c.Until), Now: athar.TimeOf(time.Now())}
	if s.terminal && !c.Quiet {
		progress := term.NewProgress(s.err, c.Lang)
		defer progress.Done()
		opt.Progress = func(p hunt.Progress) {
			progress.Update(term.Status{Files: int(p.Files), Bytes: p.Bytes, Records: p.Records, Current: p.Path})
		}
	}
	found, err := hunt.New(know.hunt(), opt).Run(ctx, set)
	if errors.Is(err, evidence.ErrEmpty) {
		return nil, fmt.Errorf("nothing to assess in %s: %w", c.Paths[0], err)
	}
	if err != nil {
		return nil, err
	}
	return here.gather(found), nil
}

// write puts the case on disk and the summary on the screen.
func (c *scanCommand) write(found *athar.Case, a *athar.Assessment, s streams, started time.Time) error {
	dir := c.Out
	if dir == "" {
		dir = "athar-" + started.Format("20060102-150405")
	}
	if err := casefile.Write(dir, found, a); err != nil {
		return err
	}
	page := filepath.Join(dir, "report.html")
	options, err := pageOptions(c.Lang)
	if err != nil {
		return err
	}
	err = casefile.Replace(page, func(w io.Writer) error { return report.HTML(w, a, options) })
	if err != nil {
		return err
	}
	if c.JSON == "-" {
		return report.JSON(s.out, a)
	}
	if c.JSON != "" {
		if err := writeFile(c.JSON, s, func(w io.Writer) error { return report.JSON(w, a) }); err != nil {
			return err
		}
	}
	if c.Quiet {
		return nil
	}
	return term.Write(s.out, a, term.Options{Lang: c.Lang, Color: s.color && !c.NoColor, Width: s.width, Report: page})
}

// exitOf is the exit status of an assessment.
func exitOf(a *athar.Assessment, failOn athar.Stage) int {
	all := slices.Concat(a.Servers, a.Tenants)
	above, unsure := false, len(all) == 0
	for i := range all {
		s := &all[i]
		if s.Stage >= failOn {
			return exitFound
		}
		above = above || s.Stage > athar.Exposed
		unsure = unsure || s.Answers.Attacked.Answer == athar.Unsure
	}
	if !above && unsure {
		return exitUnknown
	}
	return exitBelow
}
