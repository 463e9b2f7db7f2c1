package selftest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/assess"
	"github.com/athar-forensics/athar/internal/campaign"
)

// place is a record: its file and line. Files that are one record have line 0.
type place struct {
	file string
	line int64
}

// placeOf names a record of a packed sample.
func placeOf(path string, line int64) place {
	return place{strings.TrimPrefix(path, archive+"!/"), line}
}

func (p place) String() string {
	if p.line == 0 {
		return p.file
	}
	return fmt.Sprintf("%s:%d", p.file, p.line)
}

// outcome is what reading a sample brought.
type outcome struct {
	lib    *campaign.Library
	traces []*athar.Trace
	sights map[string][]place // by rule; superseded ones left out
	echoes map[string]int64   // by rule: records of long bursts, of which no line is kept
	fed    map[string]bool    // rules that saw a record, if only for a correlation
	found  map[string]place   // the first finding of each rule
}

func judge(s *Sample, found *athar.Case, know assess.Knowledge) Result {
	o := &outcome{
		lib: know.Library, traces: found.Traces(),
		sights: map[string][]place{}, echoes: map[string]int64{}, fed: map[string]bool{}, found: map[string]place{},
	}
	for _, t := range o.traces {
		for i := range t.Sightings {
			o.sighting(t, &t.Sightings[i])
		}
		for _, e := range t.Echoes {
			o.echoes[e.Rule] += int64(len(e.Times))
		}
	}
	a := assess.Assess(found, know, assess.Options{})
	for _, judged := range slices.Concat(a.Servers, a.Tenants) {
		for _, f := range judged.Findings {
			if _, ok := o.found[f.Rule]; !ok {
				o.found[f.Rule] = placeOf(f.Source.Path, f.Source.Line)
			}
		}
	}
	r := Result{Sample: s, Told: o.told(), Failures: o.unread(s)}
	switch s.Expect {
	case Match:
		r.Failures = append(r.Failures, o.match(s)...)
	case No:
		r.Failures = append(r.Failures, o.no(s)...)
	case Nothing:
		for _, rule := range r.Told {
			r.Failures = append(r.Failures, "found by "+rule+" at "+o.found[rule].String()+", and nothing may be")
		}
	}
	if s.Expect != Match && !slices.ContainsFunc(s.Files, func(f File) bool { return bytes.Contains(f.Data, []byte("Remark:")) }) {
		r.Failures = append(r.Failures, "no \"#Remark:\" line says why it must not be found")
	}
	return r
}

// sighting counts what a rule tells. What it says beside a rule that says more
// is not told; what a hidden rule sees is all that it ever tells.
func (o *outcome) sighting(t *athar.Trace, s *athar.Sighting) {
	o.fed[s.Rule] = true
	rule := o.lib.Rule(s.Rule)
	if s.Quiet && (rule == nil || !rule.Meta.Hidden) {
		return
	}
	at := placeOf(t.Path, s.Line)
	if !slices.Contains(o.sights[s.Rule], at) {
		o.sights[s.Rule] = append(o.sights[s.Rule], at)
	}
}

// told lists the rules that tell a reader of the sample: those of its findings.
func (o *outcome) told() []string {
	var out []string
	for rule := range o.found {
		out = append(out, rule)
	}
	slices.Sort(out)
	return out
}

// unread says what of a sample could not be read: it would prove nothing.
func (o *outcome) unread(s *Sample) []string {
	var out []string
	for _, f := range s.Files {
		if !slices.ContainsFunc(o.traces, func(t *athar.Trace) bool { return placeOf(t.Path, 0).file == f.Name && t.Kind != "" }) {
			out = append(out, f.Name+" is no kind of evidence that athar reads: look at its header")
		}
	}
	for _, t := range o.traces {
		file := placeOf(t.Path, 0).file
		for _, l := range t.Losses {
			out = append(out, file+": "+l.Reason)
		}
		if len(t.Blind) > 0 {
			out = append(out, file+" has no column "+strings.Join(t.Blind, ", "))
		}
		if t.Kind != "" && t.Records == 0 {
			out = append(out, file+" holds no record")
		}
	}
	return out
}

// match demands every record of a single file, and in a folder one finding.
func (o *outcome) match(s *Sample) []string {
	at := o.sights[s.Rule]
	if _, ok := o.found[s.Rule]; len(at) == 0 && !ok {
		return []string{"not found, where it must be" + o.instead()}
	}
	if s.Group || len(at) == 0 {
		return nil
	}
	var out []string
	for _, t := range o.traces {
		if missed := t.Records - int64(len(at)) - o.echoes[s.Rule]; missed > 0 {
			out = append(out, fmt.Sprintf("%d of %d records not found: lines %s%s", missed, t.Records, o.others(s, at), o.instead()))
		}
	}
	for rule := range o.sights {
		if r := o.lib.Rule(rule); rule != s.Rule && r != nil && !r.Meta.Hidden {
			out = append(out, "found by "+rule+" as well: one of them has to supersede the other, or the sample shows two things")
		}
	}
	slices.Sort(out)
	return out
}

// others lists the lines of a file that are no header and were not found.
func (o *outcome) others(s *Sample, at []place) string {
	var out []string
	var number int64
	for line := range bytes.Lines(s.Files[0].Data) {
		number++
		if line[0] != '#' && !slices.Contains(at, place{s.Files[0].Name, number}) {
			out = append(out, fmt.Sprint(number))
		}
	}
	return strings.Join(out, ", ")
}

func (o *outcome) instead() string {
	if told := o.told(); len(told) > 0 {
		return "; told by " + strings.Join(told, ", ")
	}
	return ""
}

// no demands that the rule is silent, and that it could have spoken.
func (o *outcome) no(s *Sample) []string {
	var out []string
	for _, at := range o.sights[s.Rule] {
		out = append(out, "found at "+at.String()+", where it must not be")
	}
	if at, ok := o.found[s.Rule]; ok && len(out) == 0 {
		out = append(out, "found at "+at.String()+", where it must not be")
	}
	if !o.asked(s.Rule) {
		out = append(out, "proves nothing: the rule is not asked about this kind of evidence")
	}
	return out
}

// asked reports whether a rule could have spoken: it reads the sample's kind, or
// it is a correlation and one of its rules saw something.
func (o *outcome) asked(name string) bool {
	for _, c := range o.lib.Correlations {
		if c.Name == name {
			return slices.ContainsFunc(c.Sigma.Rules, func(part string) bool { return o.fed[part] })
		}
	}
	rule := o.lib.Rule(name)
	if rule == nil || rule.Matcher == nil {
		return rule != nil // a detector: what it looks at is code's to say
	}
	return slices.ContainsFunc(o.traces, func(t *athar.Trace) bool { return rule.Answers(t.Kind) })
}
