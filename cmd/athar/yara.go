package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/athar-forensics/athar/internal/term"
	"github.com/athar-forensics/athar/yara"
)

// yaraCommand is "athar yara". Its options are named as yara names them.
type yaraCommand struct {
	Paths []string `arg:"" name:"rules... path" help:"Rules, as files or folders, each perhaps as NAMESPACE:FILE, and last what to scan."`

	Define       []string `short:"d" help:"External variable: a whole number, a fraction, true, false or a text. Repeatable." placeholder:"NAME=VALUE" sep:"none"`
	Recursive    bool     `short:"r" help:"Scan folders with all below them."`
	Threads      int      `short:"p" help:"Files scanned at the same time (0: one a core)." default:"0" placeholder:"N"`
	SkipLarger   int64    `short:"z" help:"In folders, leave out files of more bytes." placeholder:"BYTES"`
	Timeout      int      `short:"a" help:"Give up on a file after so many seconds." placeholder:"SECONDS"`
	NoWarnings   bool     `short:"w" help:"Leave out warnings."`
	KeepGoing    bool     `help:"Leave out rules at fault and scan with the others."`
	PrintStrings bool     `short:"s" help:"Print where strings were found, and what stands there."`
	PrintLength  bool     `short:"L" name:"print-string-length" help:"Print how long each match is."`
	PrintTags    bool     `short:"g" help:"Print tags."`
	PrintMeta    bool     `short:"m" help:"Print metadata."`
	Namespace    bool     `short:"e" name:"print-namespace" help:"Print the namespace of each rule."`
	Negate       bool     `short:"n" help:"Print the rules that do not hold."`
	Count        bool     `short:"c" help:"Print only how many rules hold."`
	Identifier   string   `short:"i" help:"Print only rules of this name." placeholder:"NAME"`
	Tag          string   `short:"t" help:"Print only rules with this tag." placeholder:"TAG"`
	MaxRules     int      `short:"l" help:"Print at most so many rules of a file." placeholder:"N"`
	ScanList     bool     `help:"PATH is a list of what to scan, one path a line."`
	JSON         bool     `help:"Print one JSON object a file that has any."`

	yaraAbsent
}

// Help tells what comes out, and gives examples.
func (yaraCommand) Help() string {
	return `Each rule that holds is a line: RULE PATH. With -s the lines behind it say 0xOFFSET:$STRING: DATA.
Symbolic links below a folder are not followed. Errors and warnings go to standard error.

  athar yara rules.yar suspicious.aspx
  athar yara -r -s webshells/ D:\inetpub\wwwroot
  athar yara -r -w -d filename= -d extension=.aspx signature-base/yara C:\collected --json

Exit status: 0 all was scanned, whatever was found; 2 rules at fault, or a file could not be read.`
}

// Run compiles the rules and scans.
func (c *yaraCommand) Run(ctx context.Context, s streams) error {
	if err := c.refuse(); err != nil {
		return err
	}
	if len(c.Paths) < 2 {
		return errors.New("name rules, and last what to scan: athar yara RULES... PATH")
	}
	if c.Threads < 0 || c.Timeout < 0 || c.SkipLarger < 0 || c.MaxRules < 0 {
		return errors.New("numbers of options are not below zero")
	}
	// Compiling makes much that is thrown away at once; collecting it
	// meanwhile costs more time than the memory is worth.
	before := debug.SetGCPercent(compileGC)
	rules, err := c.compile(s)
	debug.SetGCPercent(before)
	if err != nil {
		return err
	}
	if c.Threads == 0 {
		c.Threads = runtime.GOMAXPROCS(0)
	}
	return c.scan(ctx, rules, s)
}

// compileGC is how much garbage, as a percentage of what lives, may lie about
// while rules are compiled.
const compileGC = 800

// compile reads and compiles the rules. Faults are told as yara tells them.
func (c *yaraCommand) compile(s streams) (*yara.Rules, error) {
	externals, err := parseExternals(c.Define)
	if err != nil {
		return nil, err
	}
	sources, err := readRules(c.Paths[:len(c.Paths)-1])
	if err != nil {
		return nil, err
	}
	rules, err := yara.Compile(sources, yara.CompileOptions{
		Externals: externals, Include: includeRules, KeepGoing: c.KeepGoing,
	})
	if err == nil {
		return rules, nil
	}
	faults := yara.Errors(err)
	for _, f := range faults {
		where := fmt.Sprintf("%s(%d)", f.File, f.Line)
		if f.Rule != "" {
			where = fmt.Sprintf("rule %q in %s", f.Rule, where)
		}
		fmt.Fprintln(s.err, "error:", term.Clean(where+": "+f.Message))
	}
	switch {
	case len(faults) == 0:
		return nil, err
	case c.KeepGoing:
		return rules, nil
	}
	return nil, status(exitFailed)
}
