package report

import (
	"bufio"
	"fmt"
	"html/template"
	"io"
	"slices"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/i18n"
	"github.com/athar-forensics/athar/internal/report/tlp"
	"github.com/athar-forensics/athar/internal/rollup"
	"github.com/athar-forensics/athar/internal/term/inert"
)

// Rows of the roll's page; the rest is in its JSON.
const (
	maxQueue  = 200
	maxCommon = 150
	maxFailed = 100
)

// rollPage is one language's part of the page of many cases.
type rollPage struct {
	*rollup.Document
	Lang, Dir, Other string
	TLP              tlp.Mark
	Bars             []stageBar
	Replies          []replyRow
	Queue            some[rollup.Help]
	Common           some[rollup.Shared]
	Unread           some[rollup.Failed]
}

// stageBar is one stage's part of all servers, as a bar of a picture.
type stageBar struct {
	Stage athar.Stage
	Count int
	Bars  []bar
}

// replyRow counts the answers to one question.
type replyRow struct {
	Question         string
	Yes, No, Unknown int
}

// Rollup writes many cases on one page, in both languages, without a script.
func Rollup(w io.Writer, d *rollup.Document, lang string) error {
	d = inertRoll(d)
	first := i18n.New(lang)
	s := newShell(first, first.T("roll.title"), tlp.Mark(d.TLP))
	out := bufio.NewWriter(w)
	err := execute(out, first, "open", s)
	for _, l := range s.Langs {
		if p := i18n.New(l.Lang); err == nil {
			err = execute(out, p, "rollup", newRollPage(d, p))
		}
	}
	if err == nil {
		err = execute(out, first, "close", s)
	}
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return fmt.Errorf("write rollup: %w", err)
	}
	return nil
}

func newRollPage(d *rollup.Document, p *i18n.Printer) *rollPage {
	pg := &rollPage{
		Document: d, Lang: p.Lang(), Dir: p.Dir(), TLP: tlp.Mark(d.TLP),
		Queue: atMost(d.Help, maxQueue), Common: atMost(d.Shared, maxCommon), Unread: atMost(d.Failed, maxFailed),
	}
	pg.Common.More += d.SharedMore
	for _, l := range i18n.Languages() {
		if l != pg.Lang {
			pg.Other = l
		}
	}
	all := max(d.Servers+d.Tenants, 1)
	for stage := athar.Impacted; stage >= athar.Unknown; stage-- {
		n := d.Stages[stage.String()]
		pg.Bars = append(pg.Bars, stageBar{stage, n, []bar{{0, n * stripWidth / all, slug("s", stage)}}})
	}
	for _, q := range i18n.Questions() {
		n := d.Answers[q]
		pg.Replies = append(pg.Replies, replyRow{q, n["yes"], n["no"], n["unknown"]})
	}
	return pg
}

// inertRoll is a copy whose texts are harmless to look at.
func inertRoll(d *rollup.Document) *rollup.Document {
	c := *d
	clean := func(s string) string { return inert.Text(s, 300) }
	c.Help = slices.Clone(d.Help)
	for i := range c.Help {
		h := &c.Help[i]
		h.Case, h.Server, h.Organisation, h.Sector = clean(h.Case), clean(h.Server), clean(h.Organisation), clean(h.Sector)
	}
	c.Shared = slices.Clone(d.Shared)
	for i := range c.Shared {
		s := &c.Shared[i]
		s.Value = clean(s.Value)
		s.Names = slices.Clone(s.Names)
		for j := range s.Names {
			s.Names[j] = clean(s.Names[j])
		}
	}
	c.Sectors = slices.Clone(d.Sectors)
	for i := range c.Sectors {
		c.Sectors[i].Sector = clean(c.Sectors[i].Sector)
	}
	c.Failed = slices.Clone(d.Failed)
	for i := range c.Failed {
		c.Failed[i] = rollup.Failed{Case: clean(c.Failed[i].Case), Reason: clean(c.Failed[i].Reason)}
	}
	return &c
}

// newShell is what stands around the languages of a page.
func newShell(first *i18n.Printer, title string, mark tlp.Mark) shell {
	css, js := style(), script()
	s := shell{
		Lang: first.Lang(), Dir: first.Dir(), Title: title, TLP: mark,
		Policy: "default-src 'none'; style-src " + allow(css) + "; script-src " + allow(js) + "; base-uri 'none'; form-action 'none'",
		Style:  template.HTML("<style>" + css + "</style>"),  // the embedded file, never evidence
		Script: template.HTML("<script>" + js + "</script>"), // likewise
	}
	order := []string{first.Lang()}
	for _, lang := range i18n.Languages() {
		if lang != first.Lang() {
			order = append(order, lang)
		}
	}
	for i, lang := range order {
		p := i18n.New(lang)
		s.Langs = append(s.Langs, language{lang, p.Dir(), p.T("report.language"), i == 0})
	}
	return s
}
