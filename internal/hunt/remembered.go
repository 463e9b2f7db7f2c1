package hunt

import (
	"encoding/binary"
	"slices"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/exchange"
	"github.com/athar-forensics/athar/sigma"
)

// Bounds of what is remembered of one file's values.
const (
	maxRemembered      = 1 << 14 // combinations of values of one group
	maxRememberedBytes = 4 << 20 // of one group
)

// remembered knows, for rules without a literal, what they said of values that a
// row holds again: a user agent of a browser stands in half of a log's rows. Only
// rules take part that look at columns alone, so equal values mean an equal answer.
type remembered struct {
	columns *athar.Columns // for which the groups below hold
	groups  []*ruleGroup
	rest    []int // rules that are asked about every row
	key     []byte
}

// ruleGroup are rules that look at the same columns.
type ruleGroup struct {
	columns []int
	rules   []int
	known   map[string][]int // by values: the rules that match
	bytes   int
}

// sort parts the rules of a plan that are asked about every row, anew where a log's
// header names other columns.
func (m *remembered) sort(p *plan, columns *athar.Columns) {
	if m.columns == columns {
		return
	}
	*m = remembered{columns: columns, key: m.key}
	index := map[string]*ruleGroup{}
	for _, i := range p.always {
		at, ok := columnsOf(sigma.NewSet([]*sigma.Matcher{p.rules[i].Matcher}).Names(), columns)
		if !ok {
			m.rest = append(m.rest, i)
			continue
		}
		var key []byte
		for _, c := range at {
			key = binary.AppendUvarint(key, uint64(c))
		}
		g := index[string(key)]
		if g == nil {
			g = &ruleGroup{columns: at, known: map[string][]int{}}
			index[string(key)] = g
			m.groups = append(m.groups, g)
		}
		g.rules = append(g.rules, i)
	}
}

// columnsOf returns the columns of a web log by which fields are answered, false
// where one is answered by decoding. A field that neither has is answered by none.
func columnsOf(fields []string, columns *athar.Columns) ([]int, bool) {
	if columns == nil {
		return nil, false
	}
	var at []int
	for _, f := range fields {
		switch i := columns.Index(f); {
		case i >= 0:
			at = append(at, i)
		case f == "" || exchange.Decodes(f):
			return nil, false
		}
	}
	slices.Sort(at)
	return slices.Compact(at), true
}

// matching calls take for the group's rules that match the record.
func (g *ruleGroup) matching(r *reading, take func(rule int)) {
	key := r.remembered.key[:0]
	for _, c := range g.columns {
		if c >= len(r.rec.Values) {
			key = append(key, 0) // absent, which is not empty
			continue
		}
		v := r.rec.Values[c]
		key = binary.AppendUvarint(key, uint64(len(v))+1)
		key = append(key, v...)
	}
	r.remembered.key = key
	matches, ok := g.known[string(key)]
	if !ok {
		for _, i := range g.rules {
			if r.plan.rules[i].Matcher.Match(&r.rec) {
				matches = append(matches, i)
			}
		}
		if len(g.known) < maxRemembered && g.bytes+len(key) <= maxRememberedBytes {
			g.known[string(key)] = matches
			g.bytes += len(key)
		}
	}
	for _, i := range matches {
		take(i)
	}
}
