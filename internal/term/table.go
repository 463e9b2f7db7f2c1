package term

import (
	"strings"

	"github.com/athar-forensics/athar/internal/i18n"
	"github.com/athar-forensics/athar/internal/report/digest"
)

// maxName is the widest column of server names.
const maxName = 20

// table writes one line a server, the worst first. Where the window is too
// narrow for the five answers, name and stage remain.
func (pg *page) table(d *digest.Digest) {
	name, stage := columns(pg.p.T("report.server")), columns(pg.p.T("report.stage"))
	for _, s := range d.Systems {
		name = min(max(name, columns(s.Name)), maxName)
		stage = max(stage, columns(pg.p.Stage(s.Stage)))
	}
	questions := i18n.Questions()
	widths, total := make([]int, len(questions)), name+2+stage
	for i, q := range questions {
		widths[i] = columns(pg.p.Question(q))
		for _, s := range d.Systems {
			widths[i] = max(widths[i], columns(pg.p.Reply(s.Answers[i].Answer.Answer)))
		}
		total += 2 + widths[i]
	}
	if total > pg.width {
		questions = nil
	}

	head := pad(pg.p.T("report.server"), name+2) + pad(pg.p.T("report.stage"), stage)
	for i, q := range questions {
		head += "  " + pad(pg.p.Question(q), widths[i])
	}
	pg.line(0, span{text: head, style: dim})
	for _, s := range d.Systems[:min(len(d.Systems), maxRows)] {
		row := []span{
			{text: cut(s.Name, name), style: bold, technical: true},
			{text: strings.Repeat(" ", name+2-columns(cut(s.Name, name)))},
			{text: pad(pg.p.Stage(s.Stage), stage), style: stageStyle(s.Stage)},
		}
		for i := range questions {
			reply := s.Answers[i].Answer.Answer
			row = append(row, span{text: "  "}, span{text: pad(pg.p.Reply(reply), widths[i]), style: replyStyle(reply)})
		}
		pg.line(0, row...)
	}
	if more := len(d.Systems) - maxRows; more > 0 {
		pg.line(0, span{text: pg.p.T("term.others", "Count", more), style: dim})
	}
}
