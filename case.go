package athar

import (
	"bytes"
	"encoding/json"
	"sort"
)

// Case is a set of traces, and what could not be opened at all.
type Case struct {
	traces  map[string]*Trace
	skipped map[Skipped]bool
}

// NewCase returns an empty case.
func NewCase() *Case {
	return &Case{traces: map[string]*Trace{}, skipped: map[Skipped]bool{}}
}

// Add puts a trace into the case. The same trace added again changes nothing. Of
// two of the same evidence, as two versions of the rules make them, the one that
// says more stays, whichever came first.
func (c *Case) Add(t *Trace) {
	key := t.Key()
	if old := c.traces[key]; old == nil || t.saysMore(old) {
		c.traces[key] = t
	}
}

// saysMore puts the traces of one piece of evidence into an order: by length of
// their JSON, and where that is equal by its bytes.
func (t *Trace) saysMore(o *Trace) bool {
	if t == o {
		return false
	}
	a, errA := json.Marshal(t)
	b, errB := json.Marshal(o)
	if errA != nil || errB != nil { // a trace holds nothing that JSON cannot
		return false
	}
	if len(a) != len(b) {
		return len(a) > len(b)
	}
	return bytes.Compare(a, b) > 0
}

// Skip notes evidence that could not be opened.
func (c *Case) Skip(s Skipped) { c.skipped[s] = true }

// Merge adds all that another case holds: set union.
func (c *Case) Merge(other *Case) {
	for _, t := range other.traces {
		c.Add(t)
	}
	for s := range other.skipped {
		c.skipped[s] = true
	}
}

// Traces returns the traces in one fixed order: by root, path and hash.
func (c *Case) Traces() []*Trace {
	out := make([]*Trace, 0, len(c.traces))
	for _, t := range c.traces {
		out = append(out, t)
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := out[i], out[j]
		if a.Root != b.Root {
			return a.Root < b.Root
		}
		if a.Path != b.Path {
			return a.Path < b.Path
		}
		return a.SHA256 < b.SHA256
	})
	return out
}

// Skipped returns what could not be opened, sorted.
func (c *Case) Skipped() []Skipped {
	out := make([]Skipped, 0, len(c.skipped))
	for s := range c.skipped {
		out = append(out, s)
	}
	SortSkipped(out)
	return out
}

// SortSkipped orders a list of losses by path and reason, and equal ones by size.
func SortSkipped(s []Skipped) {
	sort.Slice(s, func(i, j int) bool {
		a, b := s[i], s[j]
		switch {
		case a.Path != b.Path:
			return a.Path < b.Path
		case a.Reason != b.Reason:
			return a.Reason < b.Reason
		case a.Records != b.Records:
			return a.Records < b.Records
		}
		return a.Bytes < b.Bytes
	})
}
