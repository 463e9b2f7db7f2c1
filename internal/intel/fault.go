package intel

import (
	"strconv"

	"github.com/athar-forensics/athar"
)

// Fault is an entry that cannot be used.
type Fault struct {
	// Line counts from 1 in the list; it is 0 where the whole list is meant.
	Line int `json:"line"`
	// Value is the entry as written, cut after maxShown bytes.
	Value  string `json:"value"`
	Reason string `json:"reason"`
}

// Bounds of what is kept of a list's faults. A list of another kind altogether
// would fill the report with its lines.
const (
	maxFaults = 1000
	maxShown  = 120
	maxFailed = 20
)

// List is what reading one list came to.
type List struct {
	Name   string         `json:"list"`
	Format string         `json:"format"`
	Loaded int            `json:"loaded"`
	Types  map[string]int `json:"types"`
	// Context counts entries that their list itself marks as no indicators.
	Context int `json:"context"`
	// Faults are the first ones of Faulty.
	Faults []Fault `json:"faults"`
	Faulty int     `json:"faulty"`
}

func (l *List) fault(line int, value, reason string) {
	l.Faulty++
	if len(l.Faults) < maxFaults {
		l.Faults = append(l.Faults, Fault{Line: line, Value: clip(value, maxShown), Reason: reason})
	}
}

// Failed returns the faults in the form of an assessment's report of rules: the
// first ones each, the others as a number. A list that holds nothing usable is
// one entry more.
func (l *List) Failed() []athar.RuleFailed {
	var out []athar.RuleFailed
	if l.Loaded == 0 {
		out = append(out, athar.RuleFailed{Path: l.Name, Reason: "the list holds no indicator that can be used (read as " + l.Format + ")"})
	}
	for i, f := range l.Faults {
		if i == maxFailed {
			rest := strconv.Itoa(l.Faulty - maxFailed)
			out = append(out, athar.RuleFailed{Path: l.Name, Reason: rest + " further entries cannot be used: see athar intel check"})
			break
		}
		where := ""
		if f.Line > 0 {
			where = "line " + strconv.Itoa(f.Line)
		}
		reason := f.Reason
		if f.Value != "" {
			reason = strconv.Quote(f.Value) + ": " + reason
		}
		out = append(out, athar.RuleFailed{Path: l.Name, Rule: where, Reason: reason})
	}
	return out
}
