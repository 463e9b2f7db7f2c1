package term

import (
	"bufio"
	"io"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/i18n"
	"github.com/athar-forensics/athar/internal/rollup"
)

// maxHelp is how many servers of the queue the screen shows.
const maxHelp = 15

// Rollup writes the few lines of many cases that a person reads first.
func Rollup(w io.Writer, d *rollup.Document, p *i18n.Printer) error {
	pg := &page{w: bufio.NewWriter(w), p: p, width: 100}
	pg.line(0, span{text: p.T("roll.headline", "Servers", d.Servers, "Affected", d.Affected, "Exploited", d.Exploited), style: bold})
	pg.line(0, span{text: p.T("roll.unknown", "Count", d.Unknown)})
	pg.line(0)
	for stage := athar.Impacted; stage >= athar.Unknown; stage-- {
		if n := d.Stages[stage.String()]; n > 0 {
			pg.line(2, span{text: pad(p.Stage(stage), 20), style: stageStyle(stage)}, span{text: p.Number(int64(n))})
		}
	}
	if len(d.Help) > 0 {
		pg.line(0)
		pg.line(0, span{text: p.T("roll.help"), style: bold})
	}
	for i, h := range d.Help[:min(len(d.Help), maxHelp)] {
		pg.line(2, span{text: pad(p.Number(int64(i+1)), 4)}, span{text: pad(cut(Clean(h.Server), 20), 22), technical: true},
			span{text: pad(p.Stage(h.Stage), 16), style: stageStyle(h.Stage)}, span{text: cut(Clean(h.Organisation), 30)})
	}
	if n := len(d.Failed); n > 0 {
		pg.line(0)
		pg.line(0, span{text: p.T("roll.failed"), style: bold})
		for _, f := range d.Failed[:min(n, maxHelp)] {
			pg.line(2, span{text: cut(Clean(f.Case), 60), technical: true}, span{text: "  " + cut(Clean(f.Reason), 60)})
		}
	}
	return pg.w.Flush()
}
