package term

import (
	"bufio"
	"cmp"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/i18n"
	"github.com/athar-forensics/athar/internal/report/digest"
	"github.com/athar-forensics/athar/internal/term/inert"
)

// Options says how the summary is written.
type Options struct {
	// Lang is "en" or "ar".
	Lang string
	// Color asks for ANSI colours.
	Color bool
	// Width is the terminal's, in columns; 0 means 80. Text is never wider than
	// 110 columns: longer lines are hard to read.
	Width int
	// Report is where the full report lies, empty where none was written.
	Report string
}

// What a summary holds at most. The report has the rest.
const (
	maxDetails = 3
	maxRows    = 20
	maxActions = 7
	maxBlind   = 8
)

// Write writes the verdict on every server as it is read in ten seconds. It
// cleans what it writes: the assessment is taken as it is.
func Write(w io.Writer, a *athar.Assessment, o Options) error {
	p := i18n.New(o.Lang)
	a = inert.Assessment(a)
	width := cmp.Or(o.Width, 80)
	pg := &page{w: bufio.NewWriter(w), p: p, color: o.Color, width: min(max(width, 40), 110)}
	d := digest.Of(a, p)

	if len(d.Systems) == 0 {
		pg.line(0, span{text: p.T("term.no.servers"), style: bold})
	}
	shown := 0
	if len(d.Systems) > 1 {
		pg.table(d)
	}
	for i, s := range d.Systems {
		if i > 0 && (i == maxDetails || s.Stage < athar.Accessed) {
			break
		}
		if len(d.Systems) > 1 {
			pg.blank()
			pg.line(0, span{text: strings.Repeat("─", pg.width), style: dim})
		}
		if len(d.Systems) == 1 {
			s.Blind = append(s.Blind, digest.ScanBlind(a, p)...)
		}
		pg.system(s)
		shown++
	}
	if more := len(d.Systems) - shown; more > 0 {
		pg.blank()
		pg.line(0, span{text: p.T("term.others", "Count", more)})
	}
	if len(d.Systems) != 1 {
		pg.blind(digest.ScanBlind(a, p))
	}
	pg.footer(a, o)
	return pg.w.Flush()
}

// system writes one server from its name down to what could not be seen.
func (pg *page) system(s *digest.System) {
	pg.title(s)
	pg.blank()
	pg.prose(0, pg.p.Text(s.Headline), bold)
	if s.Confidence.Rank() < athar.Sure.Rank() {
		pg.prose(0, pg.p.T("report.confidence.of", "Confidence", pg.p.Confidence(s.Confidence)), plain)
	}
	pg.blank()
	pg.answers(s.Answers)
	if len(s.Proof) > 0 {
		pg.heading(pg.p.T("term.proves"))
		for _, f := range s.Proof {
			pg.finding(f)
		}
		if s.More > 0 {
			pg.line(2, span{text: pg.p.T("more.findings", "Count", s.More), style: dim})
		}
	}
	pg.heading(pg.p.T("term.actions"))
	pg.actions(s)
	pg.blind(s.Blind)
}

// title names the server, what it runs, and how far the intruder got.
func (pg *page) title(s *digest.System) {
	product := pg.p.T("report.product.unknown")
	if s.Tenant {
		product = pg.p.T("report.tenant")
	}
	if s.Product != nil {
		product = Product(s.Product)
	}
	stage := strings.ToUpper(pg.p.Stage(s.Stage))
	name := cut(s.Name, pg.width/2) + "   "
	room := pg.width - columns(name) - columns(stage) - 2
	if columns(product) > room {
		pg.line(0, span{text: pad(name, pg.width-columns(stage)), style: bold, technical: true}, span{text: stage, style: stageStyle(s.Stage)})
		pg.prose(2, product, plain)
		return
	}
	pg.line(0, span{text: name, style: bold, technical: true},
		span{text: product, technical: s.Product != nil},
		span{text: strings.Repeat(" ", pg.width-columns(name)-columns(product)-columns(stage))},
		span{text: stage, style: stageStyle(s.Stage)})
}

// Product is a product's name, release and build on one line.
func Product(p *athar.Product) string {
	out := p.Name
	if p.Release != "" {
		out += " " + p.Release
	}
	if p.Build != "" {
		out += " (" + p.Build + ")"
	}
	return strings.TrimSpace(out)
}

func (pg *page) answers(answers []digest.Answer) {
	first, second := 0, 0
	for _, a := range answers {
		first = max(first, columns(pg.p.Question(a.Name)))
		second = max(second, columns(pg.p.Reply(a.Answer.Answer)))
	}
	for _, a := range answers {
		pg.prose(2, a.Reason, plain,
			span{text: pad(pg.p.Question(a.Name), first+2)},
			span{text: pad(pg.p.Reply(a.Answer.Answer), second+2), style: replyStyle(a.Answer.Answer)})
	}
}

// finding shows the time, the stage and the title, then where to look, then the
// record itself, as much of it as two lines hold.
func (pg *page) finding(f *athar.Finding) {
	title := pg.p.Text(f.Title) + " · " + pg.p.Stage(f.Stage)
	if f.Count > 1 {
		title += " · " + pg.p.T("count.times", "Count", f.Count)
	}
	pg.prose(2, title, plain, span{text: pg.p.Exact(f.Time) + "  ", technical: f.Time != 0})
	pg.technical(6, Place(f.Source), 2)
	pg.technical(6, excerpt(f, 2*(pg.width-6)), 2)
}

// excerpt starts a record that is longer than the room shortly before the value
// that the finding is about: the first fifty columns of a log line are the same
// on every line.
func excerpt(f *athar.Finding, room int) string {
	if columns(f.Raw) <= room {
		return f.Raw
	}
	subjects := slices.Concat(f.File, f.URL, slices.Sorted(maps.Values(f.Evidence)))
	for _, s := range subjects {
		if len(s) < 6 {
			continue // a status or a verb stands everywhere
		}
		if i := strings.Index(f.Raw, s); i > room/2 {
			start := i
			for range 16 {
				_, size := utf8.DecodeLastRuneInString(f.Raw[:start])
				start -= size
			}
			return "…" + f.Raw[start:]
		} else if i >= 0 {
			break
		}
	}
	return f.Raw
}

// Place is where a source stands: path:line, the form that editors open, or the
// path with the event's record id or the offset in bytes. It is a technical
// string and the same in every language.
func Place(s athar.Source) string {
	switch {
	case s.Line > 0:
		return s.Path + ":" + strconv.FormatInt(s.Line, 10)
	case s.Record > 0:
		return s.Path + " (EventRecordID " + strconv.FormatInt(s.Record, 10) + ")"
	case s.Offset > 0:
		return s.Path + " (offset " + strconv.FormatInt(s.Offset, 10) + ")"
	}
	return s.Path
}

func (pg *page) actions(s *digest.System) {
	if len(s.Actions) == 0 {
		for _, line := range wrap(pg.p.T(s.Idle()), pg.width-2) {
			pg.line(2, span{text: line})
		}
		return
	}
	actions := slices.Clone(s.Actions)
	slices.SortStableFunc(actions, func(a, b athar.Action) int { return cmp.Compare(a.Priority, b.Priority) })
	for i, a := range actions[:min(len(actions), maxActions)] {
		pg.prose(2, pg.p.Text(a.Text), plain, span{text: pad(strconv.Itoa(i+1), 3), style: bold})
	}
	if more := len(actions) - maxActions; more > 0 {
		pg.line(5, span{text: pg.p.T("blind.more", "Count", more), style: dim})
	}
}

func (pg *page) blind(lines []string) {
	if len(lines) == 0 {
		return
	}
	pg.heading(pg.p.T("term.blind"))
	for _, l := range lines[:min(len(lines), maxBlind)] {
		pg.prose(2, l, plain, span{text: "- "})
	}
	if more := len(lines) - maxBlind; more > 0 {
		pg.line(4, span{text: pg.p.T("blind.more", "Count", more), style: dim})
	}
}

// footer says how much was read, and where the rest stands.
func (pg *page) footer(a *athar.Assessment, o Options) {
	pg.blank()
	pg.prose(0, pg.p.T("term.read",
		"Files", pg.p.T("count.files", "Count", a.Scan.Files),
		"Bytes", pg.p.Bytes(a.Scan.Bytes),
		"Records", pg.p.T("count.records", "Count", a.Scan.Records),
		"Elapsed", pg.p.Elapsed(time.Duration(a.Scan.Seconds*float64(time.Second)))), dim)
	if o.Report != "" {
		pg.prose(0, pg.p.T("term.report", "Path", Clean(o.Report)), plain)
	}
}
