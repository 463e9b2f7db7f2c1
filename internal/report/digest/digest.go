// Package digest chooses what is said first: which server, which reasons, which
// few findings, and what could not be seen. The terminal and the HTML report
// say the same things in the same order because both ask here.
//
// It works on an assessment whose texts are already inert, and adds nothing to
// what that assessment says.
package digest

import (
	"cmp"
	"slices"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/i18n"
)

// Digest is an assessment in the order in which a person reads it.
type Digest struct {
	// Systems are servers and tenants, the worst first.
	Systems []*System
	// Servers counts the servers among them, and Entered the servers at accessed
	// or above.
	Servers, Entered int
}

// System is one server or tenant.
type System struct {
	*athar.Server
	Tenant  bool
	Answers []Answer
	// Proof holds the few findings that carry the verdict, in the order of
	// time. More counts the other findings that have a stage.
	Proof []*athar.Finding
	More  int
	// Leads counts findings without a stage.
	Leads int
	// Blind says, one line a matter, what could not be seen of this system.
	Blind []string
}

// Answer is one of the five answers in words.
type Answer struct {
	// Name is the question as the contract spells it.
	Name   string
	Answer athar.Answer
	// Reason is one short phrase.
	Reason string
}

// Of digests an assessment for the reader of one language.
func Of(a *athar.Assessment, p *i18n.Printer) *Digest {
	d := &Digest{}
	for i := range a.Servers {
		d.add(&a.Servers[i], false, p)
	}
	for i := range a.Tenants {
		d.add(&a.Tenants[i], true, p)
	}
	slices.SortStableFunc(d.Systems, func(a, b *System) int {
		return cmp.Or(
			cmp.Compare(b.concern(), a.concern()),
			cmp.Compare(a.first(), b.first()),
			cmp.Compare(a.Name, b.Name),
		)
	})
	return d
}

func (d *Digest) add(s *athar.Server, tenant bool, p *i18n.Printer) {
	sys := &System{Server: s, Tenant: tenant}
	index := newFindings(s)
	sys.Answers = index.answers(p)
	sys.Proof, sys.More, sys.Leads = index.proof()
	sys.Blind = blind(s, p)
	d.Systems = append(d.Systems, sys)
	if tenant {
		return
	}
	d.Servers++
	if s.Stage >= athar.Accessed {
		d.Entered++
	}
}

// concern orders systems by who needs a person first. It is the stage, but for
// one exchange: a server of which nothing is known is of more concern than one
// that is clear, and less than one known to have been exposed.
func (s *System) concern() int {
	switch s.Stage {
	case athar.Unknown:
		return int(athar.Clear)
	case athar.Clear:
		return int(athar.Unknown)
	}
	return int(s.Stage)
}

// open says that nobody can tell whether the system was attacked.
func (s *System) open() bool {
	a := s.Server.Answers.Attacked.Answer
	return s.Stage <= athar.Unknown || a != athar.Yes && a != athar.No
}

// Idle is the message that stands where there is nothing to do: an open question
// must not read as an all-clear.
func (s *System) Idle() string {
	if s.open() {
		return "report.actions.unknown"
	}
	return "report.actions.none"
}

// Whole is the message that stands where nothing is listed as missing.
func (s *System) Whole() string {
	if s.open() {
		return "blind.unknown"
	}
	return "blind.none"
}

// first is the time of the earliest proof; unknown times come last.
func (s *System) first() uint64 {
	for _, f := range s.Proof {
		if f.Time != 0 {
			return uint64(f.Time)
		}
	}
	return 1 << 63
}
