package campaign

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/sigma"
)

// Rule is a Sigma rule with what athar makes of its matches.
type Rule struct {
	Name      string
	Campaign  string
	File      string
	Sigma     *sigma.Rule
	Meta      Meta
	Stage     athar.Stage
	Severity  athar.Severity
	Technique []string
	// Matcher looks at rows of text logs; [Rule.ForEvents] gives that for Windows
	// events.
	Matcher *sigma.Matcher
	// Literals are texts of which one stands in every raw row of text that matches;
	// a rule without them is asked about every row of its kinds.
	Literals []string

	streams []stream
	events  []boundEvents
	wants   []string // placeholders that nobody gave values for
	filters []*sigma.Filter
	foreign bool
	hidden  bool // as the rule's own block says
	feeds   bool
	parent  bool // other rules ask for it as a parent
	needs   Needs
	shape   origin // of a YARA rule, its origin and one; 0 for others
	off     bool   // a YARA rule that was disabled
}

// Answers reports whether records of a kind are for this rule.
func (r *Rule) Answers(kind athar.Kind) bool {
	if r.shape != 0 {
		return kind == athar.KindFile || r.shape == foreign+1
	}
	return len(r.wants) == 0 && slices.ContainsFunc(r.streams, func(s stream) bool { return s.hasKind(kind) })
}

// LogSource describes what the rule is for.
func (r *Rule) LogSource() string {
	if text := describe(r.Sigma.LogSource); text != "" {
		return text
	}
	return "a log source without product, category and service"
}

// id is the Sigma rule's, empty for a detector.
func (r *Rule) id() string {
	if r.Sigma == nil {
		return ""
	}
	return r.Sigma.ID
}

// Shape reports whether it is a YARA rule, which is asked of files and not of
// records.
func (r *Rule) Shape() bool { return r.shape != 0 }

// Bound reports whether there can be records that the rule is asked about.
func (r *Rule) Bound() bool { return r.Unanswerable() == "" }

// Wants lists the rule's placeholders that nobody gave values for.
func (r *Rule) Wants() []string { return r.wants }

// Unanswerable says why no record can be one that the rule is asked about; it is
// empty where that may be.
func (r *Rule) Unanswerable() string {
	switch {
	case len(r.wants) > 0:
		return "wants values for %" + strings.Join(r.wants, "%, %") + "%: give them with --placeholders"
	case len(r.streams) == 0 && r.shape == 0:
		return "no records for " + r.LogSource()
	}
	return ""
}

// Keep lists the fields that a match is kept with beside those that matched: those
// of its finding, and those that correlations group by or show.
func (r *Rule) Keep() []string {
	fields := slices.Concat(r.Meta.Evidence, r.needs.Group, r.needs.Count, r.needs.Show, r.Meta.Sends, r.Meta.Connects)
	if r.Meta.Below != nil {
		fields = append(fields, r.Meta.Below.Field)
	}
	return fields
}

// Matched returns the fields by which the rule matched a record, where it does not
// say itself what its findings show.
func (r *Rule) Matched(rec *athar.Record) []sigma.FieldValue {
	m := r.Matcher
	if len(r.Meta.Evidence) > 0 || m == nil {
		return nil
	}
	if strings.HasPrefix(string(rec.Kind), "windows/") {
		id, _ := strconv.ParseUint(rec.Get("EventID"), 10, 32)
		if m = r.ForEvents(EventSort{Channel: rec.Get("Channel"), Provider: rec.Get("Provider_Name"), ID: uint32(id)}); m == nil {
			return nil
		}
	}
	return m.Explain(rec).Evidence
}

// GaveUp counts the values that one of the rule's expressions was not run to its
// end on.
func (r *Rule) GaveUp() int64 {
	var all int64
	if r.Matcher != nil {
		all = r.Matcher.GaveUp()
	}
	// The matchers of all streams of events come from one, and count together.
	if len(r.events) > 0 && r.events[0].matcher != nil {
		all += r.events[0].matcher.GaveUp()
	}
	return all
}

// Feeds reports whether a correlation, or a rule for a child process, needs this
// rule's matches.
func (r *Rule) Feeds() bool { return r.feeds || r.parent }

// IsParent reports whether rules ask for the processes of this one as parents.
func (r *Rule) IsParent() bool { return r.parent }

// Needs returns what the correlations that the rule feeds need of its matches.
func (r *Rule) Needs() Needs { return r.needs }

func (l *Library) newRule(s *sigma.Rule, file, campaign string, origin origin) (*Rule, error) {
	// A rule for records that athar does not read is loaded all the same: no
	// evidence reaches it, and the report says so.
	streams := l.sources.of(s.LogSource)
	if len(streams) == 0 && origin == builtin {
		return nil, fmt.Errorf("log source %s is none that athar reads", describe(s.LogSource))
	}
	r := &Rule{Name: s.Name, Campaign: campaign, File: file, Sigma: s, streams: streams, foreign: origin == foreign}
	if err := r.meta(origin); err != nil {
		return nil, err
	}
	r.hidden = r.Meta.Hidden
	err := r.compile(l.Placeholders)
	s.Release() // few rules are compiled again, for a filter
	return r, err
}

// compile makes the rule's matchers: one for all text logs, and one for each stream
// of events. Of events each field's value is looked at by itself.
func (r *Rule) compile(placeholders map[string][]string) error {
	r.drop()
	// A rule that lacks values is loaded, and nothing is asked of it: with the
	// placeholder's name for a value it would tell what its author did not mean. A
	// filter that lacks values is an error, as the rule would tell what it leaves out.
	missing := func(name string) []string {
		if !slices.Contains(r.wants, name) {
			if len(r.filters) > 0 || !r.foreign {
				return nil
			}
			r.wants = append(r.wants, name)
		}
		return []string{name}
	}
	text := texts(r.streams)
	events := len(r.streams) == 0 || slices.ContainsFunc(r.streams, func(s stream) bool { return len(s.Channel) > 0 })
	if len(text.Kind) > 0 {
		m, err := sigma.Compile(r.Sigma, sigma.Options{Verbatim: text.verbatim, Cut: text.cut, Names: text.names, Placeholders: placeholders, Missing: missing, Filters: r.filters})
		if err != nil {
			return err
		}
		r.Matcher = m
		r.Literals, _ = m.Required()
	}
	if !events {
		return nil
	}
	base, err := sigma.Compile(r.Sigma, sigma.Options{Verbatim: func(string) bool { return true }, Placeholders: placeholders, Missing: missing, Filters: r.filters})
	if err != nil {
		return err
	}
	if r.Matcher == nil {
		r.Matcher = base
	}
	for i := range r.streams {
		s := &r.streams[i]
		if len(s.Channel) == 0 || len(r.wants) > 0 {
			continue
		}
		m := base
		if len(s.Fields) > 0 {
			m = base.Named(s.names)
		}
		for _, field := range slices.Sorted(maps.Keys(s.Where)) {
			m = m.Narrowed(field, s.Where[field])
		}
		r.events = append(r.events, boundEvents{s, m})
	}
	return nil
}

// drop forgets what [Rule.compile] made.
func (r *Rule) drop() { r.Matcher, r.Literals, r.events = nil, nil, nil }
