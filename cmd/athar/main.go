// Command athar reads what an intruder left on a mail server and says, with
// evidence, how far he got.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"

	"github.com/alecthomas/kong"
)

// version is the program's; releases set it with -ldflags.
var version = "0.1.0-dev"

// Exit statuses of the contract.
const (
	exitBelow   = 0
	exitFound   = 1
	exitFailed  = 2
	exitUnknown = 3
)

// commands is the command line.
type commands struct {
	Scan     scanCommand      `cmd:"" help:"Assess evidence: a folder, a file, an archive."`
	Report   reportCommand    `cmd:"" help:"Render a case again, without the evidence."`
	Rollup   rollupCommand    `cmd:"" help:"Many cases side by side: stages, what they share, who to help first."`
	Exposure exposureCommand  `cmd:"" help:"Say which flaws a build of Exchange is open to."`
	Rules    rulesCommand     `cmd:"" help:"List, check and test detection rules."`
	Intel    intelCommand     `cmd:"" help:"Check lists of indicators before a scan."`
	Evtx     evtxCommand      `cmd:"" help:"Read Windows event logs."`
	Yara     yaraCommand      `cmd:"" help:"Match files against YARA rules."`
	Demo     demoCommand      `cmd:"" help:"Make a small made-up case and scan it."`
	Version  kong.VersionFlag `help:"Print the version and exit."`
}

// status carries an exit status through kong's error path.
type status int

func (s status) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], systemStreams()))
}

// run executes a command line and returns its exit status.
func run(ctx context.Context, args []string, s streams) int {
	var cmd commands
	parser, err := kong.New(&cmd,
		kong.Name("athar"),
		kong.Description(about),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Writers(s.out, s.err),
		kong.Vars{"version": "athar " + version, "formats": formats},
		kong.Help(help),
		kong.Exit(func(code int) { panic(status(code)) }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(s),
	)
	if err != nil {
		fmt.Fprintln(s.err, "athar:", err)
		return exitFailed
	}
	return execute(parser, args, s)
}

func execute(parser *kong.Kong, args []string, s streams) (code int) {
	defer func() {
		// kong leaves by its exit function after --help and --version.
		if r := recover(); r != nil {
			left, ok := r.(status)
			if !ok {
				panic(r)
			}
			code = int(left)
		}
	}()
	if len(args) == 0 {
		fmt.Fprint(s.out, guide())
		return exitBelow
	}
	ctx, err := parser.Parse(args)
	if err == nil {
		err = ctx.Run()
	}
	var found status
	switch {
	case err == nil:
		return exitBelow
	case errors.As(err, &found):
		return int(found)
	}
	fmt.Fprintln(s.err, "athar:", err)
	return exitFailed
}
