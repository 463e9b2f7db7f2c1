package letter

import (
	"cmp"
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/i18n"
	"github.com/athar-forensics/athar/internal/report/digest"
	"github.com/athar-forensics/athar/internal/report/tlp"
	"github.com/athar-forensics/athar/internal/term"
	"github.com/athar-forensics/athar/internal/term/inert"
)

// Options says how a document is written.
type Options struct {
	Lang string
	TLP  tlp.Mark
	// Aware is when the organisation learned of the incident: the clocks of NIS2
	// run from it. Unknown, they are described and not computed.
	Aware athar.Time
}

// view is what the templates see.
type view struct {
	TLP              tlp.Mark
	Generated        athar.Time
	Tool             string
	Systems          []system
	More             int // systems that the document has no room for
	Servers, Entered int
	Exposed, Unknown int
	First, Last      athar.Time // of findings from attempted upwards
	// Malicious asks whether anyone attacked, Taken whether anything was read out,
	// Changed whether anything was planted or altered.
	Malicious, Taken, Changed athar.Reply
	Mailboxes                 int
	Blind                     []string
	Addresses                 []attacker
	Files, Hashes, CVE        []string
	Techniques                []string
	Aware                     athar.Time
	Early, Notice, Report     athar.Time
}

// system is one server or tenant.
type system struct {
	*digest.System
	Product string
	Rows    []answer
	Steps   []step
	Todo    []string
	Open    []string // CVEs that were open
}

type answer struct{ Question, Reply, Reason string }

// step is one finding that carries the verdict.
type step struct {
	Time               athar.Time
	Title, Stage, Site string
}

// attacker is one outside address, with when it was seen and one record of it.
type attacker struct {
	Address     string
	First, Last athar.Time
	Count       int
	Titles      []string
	Record      string
}

// Limits of what a letter lists: the rest is in the CSV.
const (
	maxSystems = 20
	maxValues  = 30
	maxRecord  = 300 // characters
)

func newView(a *athar.Assessment, o Options, p *i18n.Printer) *view {
	a = inert.Assessment(a)
	d := digest.Of(a, p)
	v := &view{
		TLP: o.TLP, Generated: a.Generated, Tool: strings.TrimSpace("athar " + a.Tool.Version), Servers: d.Servers, Entered: d.Entered,
		Malicious: athar.No, Taken: athar.No, Changed: athar.No, Blind: digest.ScanBlind(a, p), Aware: o.Aware,
	}
	for _, s := range d.Systems {
		v.count(s)
		if len(v.Systems) == maxSystems {
			v.More++
			continue
		}
		v.Systems = append(v.Systems, newSystem(s, p))
	}
	if len(d.Systems) == 0 {
		v.Malicious, v.Taken, v.Changed = athar.Unsure, athar.Unsure, athar.Unsure
	}
	v.gather(a, p)
	if o.Aware != 0 {
		v.Early, v.Notice = o.Aware+24*athar.Hour, o.Aware+72*athar.Hour
		v.Report = athar.TimeOf(v.Notice.Std().AddDate(0, 1, 0))
	}
	return v
}

// count takes one system into the sums. A question that one server leaves open
// is open for all, unless another says yes.
func (v *view) count(s *digest.System) {
	a := &s.Server.Answers
	v.Malicious = either(v.Malicious, s.Stage >= athar.Attempted, a.Attacked.Answer)
	v.Taken = either(v.Taken, a.Taken.Answer == athar.Yes, a.Taken.Answer)
	v.Changed = either(v.Changed, s.Stage >= athar.Implanted, a.Entered.Answer)
	if s.Server.Answers.Exposed.Answer == athar.Yes {
		v.Exposed++
	}
	if s.Stage <= athar.Unknown || s.Server.Answers.Attacked.Answer == athar.Unsure {
		v.Unknown++
	}
	for _, m := range s.Mailboxes {
		if m.Certainty == "evidenced" && m.Band != "enumerated" {
			v.Mailboxes++
		}
	}
}

// either joins what is known so far with one system's part.
func either(so athar.Reply, yes bool, answer athar.Reply) athar.Reply {
	switch {
	case yes || so == athar.Yes:
		return athar.Yes
	case answer == athar.No:
		return so
	}
	return athar.Unsure
}

func newSystem(d *digest.System, p *i18n.Printer) system {
	s := system{System: d}
	if d.Server.Product != nil {
		s.Product = term.Product(d.Server.Product)
	}
	for _, a := range d.Answers {
		s.Rows = append(s.Rows, answer{p.QuestionLong(a.Name), p.Reply(a.Answer.Answer), a.Reason})
	}
	for _, f := range d.Proof {
		s.Steps = append(s.Steps, step{f.Time, p.Text(f.Title), p.Stage(f.Stage), term.Place(f.Source)})
	}
	todo := slices.Clone(d.Actions)
	slices.SortStableFunc(todo, func(a, b athar.Action) int { return cmp.Compare(a.Priority, b.Priority) })
	for _, a := range todo {
		s.Todo = append(s.Todo, p.Text(a.Text))
	}
	for _, e := range d.Exposure {
		if e.State == athar.Vulnerable && e.ExploitedSince != 0 && !slices.Contains(s.Open, e.CVE) {
			s.Open = append(s.Open, e.CVE)
		}
	}
	return s
}
