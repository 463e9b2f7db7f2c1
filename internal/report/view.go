package report

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/i18n"
	"github.com/athar-forensics/athar/internal/report/digest"
	"github.com/athar-forensics/athar/internal/report/tlp"
)

// page is one language's document.
type page struct {
	*athar.Assessment
	Lang, Dir string
	// Other is the language that the switch leads to.
	Other   string
	Systems []*system
	// Rows are the lines of the table of servers; MoreSystems and MoreRows count
	// those that the page has no room for.
	Rows                  []*digest.System
	MoreSystems, MoreRows int
	// Verdict is the sentence over several servers, empty where there is one.
	Verdict  string
	Blind    []string
	Glossary []i18n.Term
	TLP      tlp.Mark
	// Choices are the stages of the filter.
	Choices      []choice
	ArabicDigits bool
}

// system is one server or tenant as the report shows it.
type system struct {
	*digest.System
	// Anchor is unique in the file: language and position, never a name from evidence.
	Anchor string
	Open   bool
	Ladder []rung
	Groups []stageGroup
	Leads  []ruleGroup
	// Flaws, those of them that the world met after the evidence ends, those that
	// nobody is known to have used, and Sources are rows with a strip of time each.
	Flaws    []flaw
	Later    []flaw
	Unused   []flaw
	Sources  sources
	Timeline *timeline

	byID map[string]*entry
}

// rung is one stage of the ladder from probed to impacted.
type rung struct {
	Stage   athar.Stage
	Reached bool
	Top     bool
}

// entry is a finding with its place in the page.
type entry struct {
	*athar.Finding
	Anchor string
	// Shown says that the page has room for it, so that a link to it leads somewhere.
	Shown bool
}

// because is a list of findings that carry a statement, one a rule.
type because struct {
	Shown []cited
	More  int
}

// cited stands for all findings of a rule in a list: the first of them, and how
// many there are.
type cited struct {
	*entry
	Times int
}

// maxCited is the most rules that a statement's reasons show.
const maxCited = 6

func newPage(a *athar.Assessment, p *i18n.Printer, o Options) *page {
	d := digest.Of(a, p)
	pg := &page{Assessment: a, Lang: p.Lang(), Dir: p.Dir(), Blind: digest.ScanBlind(a, p), Glossary: i18n.Glossary(), TLP: o.TLP, Choices: choices(p), ArabicDigits: o.ArabicDigits}
	for _, lang := range i18n.Languages() {
		if lang != pg.Lang {
			pg.Other = lang
		}
	}
	rows := atMost(d.Systems, maxSystemRows)
	pg.Rows, pg.MoreRows = rows.Shown, rows.More
	shown := atMost(d.Systems, maxSystems)
	pg.MoreSystems = shown.More
	room := &budget{pageBudget}
	for i, s := range shown.Shown {
		sys := newSystem(s, fmt.Sprintf("%s-%d", p.Lang(), i+1), i == 0)
		sys.allot(room)
		sys.Timeline = newTimeline(sys, o.Claims, p)
		pg.Systems = append(pg.Systems, sys)
	}
	if d.Servers > 1 {
		id := "report.verdict.many"
		if d.Entered == 0 {
			id = "report.verdict.many.none"
		}
		pg.Verdict = p.T(id, "Count", d.Entered, "Total", d.Servers, "Name", d.Systems[0].Name)
	}
	return pg
}

// AnchorOf is the anchor of a row's details, empty where the page has no room
// for them.
func (pg *page) AnchorOf(row int) string {
	if row < len(pg.Systems) {
		return pg.Systems[row].Anchor
	}
	return ""
}

// choice is one entry of the list of stages that the filter offers.
type choice struct {
	Value int
	Name  string
}

func choices(p *i18n.Printer) []choice {
	out := []choice{{0, p.T("report.tools.any")}}
	for s := athar.Probed; s <= athar.Impacted; s++ {
		out = append(out, choice{int(s), p.Stage(s)})
	}
	return out
}

func newSystem(d *digest.System, anchor string, open bool) *system {
	s := &system{System: d, Anchor: anchor, Open: open, byID: map[string]*entry{}}
	s.Actions = slices.Clone(d.Actions)
	slices.SortStableFunc(s.Actions, func(a, b athar.Action) int { return cmp.Compare(a.Priority, b.Priority) })
	for stage := athar.Probed; stage <= athar.Impacted; stage++ {
		s.Ladder = append(s.Ladder, rung{stage, stage <= d.Stage, stage == d.Stage})
	}
	s.group()
	end := athar.Time(0)
	for _, c := range d.Coverage {
		end = max(end, c.Last)
	}
	for _, f := range flaws(d.Server) {
		switch {
		case f.ExploitedSince == 0:
			s.Unused = append(s.Unused, f)
		case end != 0 && f.ExploitedSince >= end:
			s.Later = append(s.Later, f)
		default:
			s.Flaws = append(s.Flaws, f)
		}
	}
	s.Sources = sourceRows(d.Server)
	return s
}

// because looks findings up by id, and says each rule once, the highest stage
// first. An id that names none is left out: it could only be shown as a riddle.
func (s *system) because(ids []string) because {
	var b because
	at := map[string]int{}
	for _, id := range ids {
		e := s.byID[id]
		if e == nil {
			continue
		}
		if i, ok := at[e.Rule]; ok {
			b.Shown[i].Times++
			continue
		}
		at[e.Rule] = len(b.Shown)
		b.Shown = append(b.Shown, cited{e, 1})
	}
	slices.SortStableFunc(b.Shown, func(x, y cited) int { return cmp.Compare(y.Stage, x.Stage) })
	if n := min(len(b.Shown), maxCited); n < len(b.Shown) {
		for _, c := range b.Shown[n:] {
			b.More += c.Times
		}
		b.Shown = b.Shown[:n]
	}
	return b
}

// ProofEntries are the findings that carry the verdict, with their places.
func (s *system) ProofEntries() []*entry {
	var out []*entry
	for _, f := range s.Proof {
		if e := s.byID[f.ID]; e != nil && e.Shown {
			out = append(out, e)
		}
	}
	return out
}
