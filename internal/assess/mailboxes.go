package assess

import (
	"sort"

	"github.com/athar-forensics/athar"
)

// The bands of what was taken from a mailbox (knowledge 4.3).
const (
	listedMost = 50 << 10 // bytes that names alone can come to
	bulkBytes  = 10 << 20
	bulkItems  = 500
)

// theft is what is evidenced of one mailbox.
type theft struct {
	bytes, items int64
	unmeasured   bool
	reads        bool
	first, last  athar.Time
	because      map[string]bool
}

// mailboxes lists what is evidenced, by mailbox, and where an implant gave an
// intruder the whole server what was possible.
func (v *verdict) mailboxes() {
	if v.h.tenant {
		v.s.Mailboxes = v.h.tenantMailboxes(v.s.Findings)
		return
	}
	for _, name := range sortedKeys(v.thefts) {
		t := v.thefts[name]
		m := athar.Mailbox{
			Mailbox: name, Certainty: "evidenced", Band: t.band(), First: t.first, Last: t.last, Because: sortedKeys(t.because),
		}
		if !t.unmeasured {
			m.Bytes = &t.bytes
		}
		if t.items > 0 {
			m.Items = &t.items
		}
		v.s.Mailboxes = append(v.s.Mailboxes, m)
	}
	v.s.Mailboxes = append(v.s.Mailboxes, v.exports()...)
	if m, ok := v.readable(); ok {
		v.s.Mailboxes = append(v.s.Mailboxes, m)
	}
	sort.Slice(v.s.Mailboxes, func(i, j int) bool { return v.s.Mailboxes[i].Mailbox < v.s.Mailboxes[j].Mailbox })
}

// exports adds what was exported whole to what was read of the same mailbox, and
// returns the others.
func (v *verdict) exports() []athar.Mailbox {
	var rest []athar.Mailbox
next:
	for _, m := range v.exported() {
		for i := range v.s.Mailboxes {
			if have := &v.s.Mailboxes[i]; have.Mailbox == m.Mailbox {
				have.Band, have.First, have.Last = m.Band, min(have.First, m.First), max(have.Last, m.Last)
				for _, id := range m.Because {
					have.Because = keep(have.Because, id)
				}
				continue next
			}
		}
		rest = append(rest, m)
	}
	return rest
}

// measure adds up, by mailbox, the requests of rules that measure what was read.
// Bytes are those that the front end sent, so that nothing is counted twice.
func (v *verdict) measure() map[string]*theft {
	out := map[string]*theft{}
	of := map[string][]*athar.Finding{} // by rule
	for i := range v.s.Findings {
		f := &v.s.Findings[i]
		of[f.Rule] = append(of[f.Rule], f)
	}
	cut := map[string]bool{} // rules of which records were only counted
	for _, e := range v.h.echoes {
		cut[e.rule] = true
	}
	for _, s := range v.h.sights {
		r := v.a.rule(s.Rule)
		if s.mailbox == "" || s.absorbed || s.Quiet || r == nil || r.Meta.Below == nil {
			continue
		}
		t := out[s.mailbox]
		if t == nil {
			t = &theft{first: s.Time, because: map[string]bool{}}
			out[s.mailbox] = t
		}
		n, ok := s.measured(r.Meta.Below.Field)
		t.unmeasured = t.unmeasured || !ok || cut[s.Rule]
		t.bytes += n
		t.items += s.items
		t.reads = t.reads || s.reads
		t.last = max(t.last, s.Time)
		for _, f := range of[s.Rule] {
			if f.Time <= s.Time && s.Time <= f.Until {
				t.because[f.ID] = true
			}
		}
	}
	return out
}

func (t *theft) band() string {
	switch {
	case t.bytes >= bulkBytes || t.items >= bulkItems:
		return "bulk"
	case t.reads || t.unmeasured || t.bytes > listedMost:
		return "partial"
	}
	return "enumerated"
}

// readable is the entry for every mailbox of a server that an implant opened.
// Mail theft without one reaches the mailboxes that it names.
func (v *verdict) readable() (athar.Mailbox, bool) {
	m := athar.Mailbox{Mailbox: "*", Certainty: "possible", Band: "readable", Because: []string{}}
	for i := range v.s.Findings {
		f := &v.s.Findings[i]
		if f.Stage < athar.Implanted || f.Stage == athar.Exfiltrated {
			continue
		}
		m.Because = append(m.Because, f.ID)
		if f.Time != 0 && (m.First == 0 || f.Time < m.First) {
			m.First = f.Time
		}
		m.Last = max(m.Last, f.Until)
	}
	sort.Strings(m.Because)
	return m, len(m.Because) > 0
}
