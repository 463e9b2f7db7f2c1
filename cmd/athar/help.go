package main

import (
	"fmt"

	"github.com/alecthomas/kong"
)

const about = `athar (أثر, "a trace") reads the logs and files of an on-premises Exchange server and says what an
intruder did there: were we exposed, attacked, entered; what was taken; are they still here.
It works offline, reads only, and says what it could not see.`

const examples = `
Examples:
  athar demo                                 see it work on a made-up case
  athar scan D:\collected                    assess a folder, a zip or a file
  athar scan logs.zip --json verdict.json    and write the assessment for programs
  athar scan D:\collected --intel list.csv   and look for indicators (athar intel check list.csv)
  athar report athar-20261121-101500 --format html --output report.html
  athar exposure --build 15.1.2176.2 --at 2021-03-01

Exit status of scan:
  0  assessed, and every server is below --fail-on (accessed, unless given)
  1  a server is at or above --fail-on
  2  the command could not run: bad usage, no path opens, nothing in it at all
  3  not assessable: no server is above "exposed", and for at least one it is not
     known whether it was attacked
`

// help is kong's help with examples and exit statuses.
func help(options kong.HelpOptions, ctx *kong.Context) error {
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil {
		return err
	}
	_, err := fmt.Fprint(ctx.Stdout, examples)
	return err
}
