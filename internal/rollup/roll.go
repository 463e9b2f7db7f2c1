package rollup

import (
	"cmp"
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
)

// Limits of one roll.
const (
	maxValues = 500  // shared values that one server adds
	maxShared = 500  // that the document lists
	maxNames  = 12   // servers that a shared value names
	maxHelp   = 5000 // servers in the queue
	maxValue  = 300  // bytes of one value
)

// Roll collects cases.
type Roll struct {
	inventory *Inventory
	doc       Document
	orgs      map[string]bool
	sectors   map[string]*Sector
	systems   []kept
	values    map[key]*value
}

// kept is what stays of one server.
type kept struct {
	help  Help
	keys  []key
	named bool // its sector is one that intruders are known to want
}

type key struct{ kind, value string }

type value struct {
	servers []int32
	// entered counts those of them that an intruder entered.
	entered     int
	first, last athar.Time
}

// New starts a roll. The inventory may be nil.
func New(inventory *Inventory) *Roll {
	return &Roll{
		inventory: inventory, orgs: map[string]bool{}, sectors: map[string]*Sector{}, values: map[key]*value{},
		doc: Document{Schema: Schema, Totals: newTotals(), Sectors: []Sector{}, Shared: []Shared{}, Help: []Help{}, Failed: []Failed{}},
	}
}

func newTotals() Totals {
	return Totals{Stages: map[string]int{}, Answers: map[string]map[string]int{}}
}

// Fail notes a case that could not be read.
func (r *Roll) Fail(dir string, err error) {
	r.doc.Cases++
	r.doc.Failed = append(r.doc.Failed, Failed{dir, err.Error()})
}

// Add takes one case in. Nothing of it is kept but what was copied.
func (r *Roll) Add(dir string, a *athar.Assessment) {
	r.doc.Cases++
	r.doc.Generated = max(r.doc.Generated, a.Generated)
	for i := range a.Servers {
		r.doc.Servers++
		r.add(dir, &a.Servers[i])
	}
	for i := range a.Tenants {
		r.doc.Tenants++
		r.add(dir, &a.Tenants[i])
	}
}

func (r *Roll) add(dir string, s *athar.Server) {
	owner := r.inventory.owner(dir, s.Name)
	if owner.Organisation != "" {
		r.orgs[owner.Organisation] = true
	}
	r.doc.count(s)
	sector := r.sectors[owner.Sector]
	if sector == nil {
		sector = &Sector{Sector: strings.Clone(owner.Sector), Totals: newTotals()}
		r.sectors[sector.Sector] = sector
	}
	sector.Servers++
	sector.count(s)

	k := kept{named: wanted(owner.Sector)}
	k.help = Help{Case: dir, Server: strings.Clone(s.Name), Organisation: owner.Organisation, Sector: owner.Sector, Stage: s.Stage}
	k.help.First, k.help.Last = activity(s)
	k.help.Why = reasons(s, k.named, k.help.Last)
	index := int32(len(r.systems))
	for _, v := range valuesOf(s) {
		shared := r.values[v.key]
		if shared == nil {
			shared = &value{}
			v.key = key{v.kind, strings.Clone(v.value)}
			r.values[v.key] = shared
		}
		shared.servers = append(shared.servers, index)
		if s.Stage >= athar.Accessed {
			shared.entered++
		}
		if v.first != 0 && (shared.first == 0 || v.first < shared.first) {
			shared.first = v.first
		}
		shared.last = max(shared.last, v.last)
		k.keys = append(k.keys, v.key)
	}
	r.systems = append(r.systems, k)
}

// count takes one server into totals.
func (t *Totals) count(s *athar.Server) {
	t.Stages[s.Stage.String()]++
	a := &s.Answers
	for name, answer := range map[string]athar.Answer{
		"exposed": a.Exposed, "attacked": a.Attacked, "entered": a.Entered, "taken": a.Taken, "still_there": a.StillThere,
	} {
		if t.Answers[name] == nil {
			t.Answers[name] = map[string]int{}
		}
		reply := answer.Answer
		if reply != athar.Yes && reply != athar.No {
			reply = athar.Unsure
		}
		t.Answers[name][string(reply)]++
	}
	switch {
	case s.Stage >= athar.Attempted || s.Stage == athar.Exposed || a.Exposed.Answer == athar.Yes:
		t.Affected++
	}
	if s.Stage >= athar.Accessed {
		t.Exploited++
	}
	if s.Stage < athar.Attempted && a.Attacked.Answer != athar.Yes && a.Attacked.Answer != athar.No {
		t.Unknown++
	}
}

// Document finishes the roll.
func (r *Roll) Document() *Document {
	d := &r.doc
	d.Organisations = len(r.orgs)
	for _, s := range r.sectors {
		d.Sectors = append(d.Sectors, *s)
	}
	slices.SortFunc(d.Sectors, func(a, b Sector) int {
		return cmp.Or(sink(a.Sector == "", b.Sector == ""), strings.Compare(a.Sector, b.Sector))
	})
	r.share()
	r.queue()
	slices.SortFunc(d.Failed, func(a, b Failed) int { return strings.Compare(a.Case, b.Case) })
	return d
}

// sink puts what is marked last.
func sink(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// share lists the values of several servers, the widest first.
func (r *Roll) share() {
	for k, v := range r.values {
		if len(v.servers) < 2 {
			continue
		}
		s := Shared{Kind: k.kind, Value: k.value, Servers: len(v.servers), First: v.first, Last: v.last, Names: []string{}}
		orgs := map[string]bool{}
		for _, i := range v.servers {
			if o := r.systems[i].help.Organisation; o != "" {
				orgs[o] = true
			}
			s.Names = append(s.Names, r.systems[i].help.Server)
		}
		s.Organisations = len(orgs)
		slices.Sort(s.Names)
		s.Names = slices.Clone(s.Names[:min(len(s.Names), maxNames)])
		r.doc.Shared = append(r.doc.Shared, s)
	}
	slices.SortFunc(r.doc.Shared, func(a, b Shared) int {
		return cmp.Or(cmp.Compare(b.Servers, a.Servers), strings.Compare(a.Kind, b.Kind), strings.Compare(a.Value, b.Value))
	})
	if n := len(r.doc.Shared); n > maxShared {
		r.doc.Shared, r.doc.SharedMore = r.doc.Shared[:maxShared], n-maxShared
	}
}
