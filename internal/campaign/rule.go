package campaign

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/sigma"
)

// Meta is what the athar block of a rule says.
type Meta struct {
	// Stage is empty for a lead.
	Stage      string           `yaml:"stage"`
	Confidence athar.Confidence `yaml:"confidence"`
	// Subject names the field that the rule's findings are about.
	Subject string `yaml:"subject"`
	// CVE are the flaws that a match shows used; Proves those that it shows open.
	CVE    []string `yaml:"cve"`
	Proves []string `yaml:"proves"`
	// Evidence are the fields that a finding shows; Account and File name fields
	// that hold accounts and files beside the usual ones.
	Evidence []string `yaml:"evidence"`
	Account  []string `yaml:"account"`
	File     []string `yaml:"file"`
	// Supersedes lists rules that say less about the same record.
	Supersedes []string `yaml:"supersedes"`
	// Intruder names the detector that tells the same record where an address
	// known as an intruder's made it: what an administrator may do, he may not.
	Intruder string `yaml:"intruder"`
	// Shut names the detector that tells the same record where a build that is known
	// from elsewhere has the fixes of what the record seems to prove, and nothing else
	// shows an effect: of rules that judge by the answer's status alone.
	Shut string `yaml:"shut"`
	// Loot marks what was gathered or taken, and is no implant.
	Loot bool `yaml:"loot"`
	// Hidden rules only feed correlations.
	Hidden bool `yaml:"hidden"`
	// Below lowers the stage of a finding whose values of Field add up to Sum or
	// less, every record having one.
	Below *Below `yaml:"below"`
	// Tied is the stage of a lead whose account an intruder used shortly before.
	Tied *Tied `yaml:"tied"`
	// Parent names the rule by which the start of a process is told that has to be
	// the parent of the one that this rule matched: of events that give its number
	// only. A rule that others name so tells nothing itself.
	Parent string `yaml:"parent"`
	// OfExchange is the stage of a lead whose account is an Exchange server's own.
	OfExchange *OfExchange `yaml:"of_exchange"`
	// Sends are fields that name addresses, and Connects fields that name send
	// connectors, to or by which mail goes from this step on.
	Sends    []string `yaml:"sends"`
	Connects []string `yaml:"connects"`
	// Once makes one finding of all matches on a server: a fact about it.
	Once  bool       `yaml:"once"`
	Title athar.Text `yaml:"title"`
	Why   athar.Text `yaml:"why"`
}

// Tied says what a lead is where it follows an intruder's step by the same
// account within a time ("6h").
type Tied struct {
	Stage  string `yaml:"stage"`
	Within string `yaml:"within"`
}

// OfExchange says what a lead is where the field Account holds the account of a
// machine that is an Exchange server of the case.
type OfExchange struct {
	Account string `yaml:"account"`
	Stage   string `yaml:"stage"`
}

// Bounds returns the stage and the time that a lead is tied by.
func (t *Tied) Bounds() (athar.Stage, athar.Time, error) {
	stage, err := athar.ParseStage(t.Stage)
	if err != nil {
		return 0, 0, err
	}
	d, err := time.ParseDuration(t.Within)
	if err != nil || d <= 0 {
		return 0, 0, fmt.Errorf("tied within %q: want a time as in 6h", t.Within)
	}
	return stage, athar.Time(d.Nanoseconds()), nil
}

// Below is a measure that a finding has to exceed to keep its stage.
type Below struct {
	Field string `yaml:"field"`
	Sum   int64  `yaml:"sum"`
	Stage string `yaml:"stage"`
}

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

func (r *Rule) meta(origin origin) error {
	r.Severity, r.Technique = severity(r.Sigma.Level), techniques(r.Sigma.Tags)
	if origin == foreign {
		if r.Name == "" {
			r.Name = r.Sigma.ID
		}
		if r.Name == "" {
			r.Name = r.Sigma.Title
		}
		r.Meta.Title = athar.Text{En: r.Sigma.Title}
		r.Meta.Why = athar.Text{En: r.Sigma.Description}
		r.Meta.Confidence = athar.Probable
		return nil
	}
	if r.Name == "" {
		return fmt.Errorf("the rule has no name")
	}
	if err := r.Sigma.Decode("athar", &r.Meta); err != nil {
		return err
	}
	var err error
	r.Stage, err = r.Meta.check()
	return err
}

// check completes a block and refuses one that cannot be shown to people.
func (m *Meta) check() (athar.Stage, error) {
	if m.Confidence == "" {
		m.Confidence = athar.Sure
	}
	if m.Confidence.Rank() == 0 {
		return 0, fmt.Errorf("confidence %q is none of high, medium, low", m.Confidence)
	}
	if !m.Hidden && (m.Title.En == "" || m.Title.Ar == "" || m.Why.En == "" || m.Why.Ar == "") {
		return 0, fmt.Errorf("title and why are needed in English and Arabic")
	}
	if m.Below != nil {
		if _, err := athar.ParseStage(m.Below.Stage); err != nil {
			return 0, err
		}
	}
	if m.Tied != nil {
		if _, _, err := m.Tied.Bounds(); err != nil {
			return 0, err
		}
	}
	if m.OfExchange != nil {
		if _, err := athar.ParseStage(m.OfExchange.Stage); err != nil {
			return 0, err
		}
	}
	if m.Stage == "" {
		return athar.NoStage, nil
	}
	return athar.ParseStage(m.Stage)
}

func severity(level string) athar.Severity {
	switch strings.ToLower(level) {
	case "critical":
		return athar.Critical
	case "high":
		return athar.High
	case "medium":
		return athar.Medium
	case "low":
		return athar.Low
	}
	return athar.Info
}

// techniques takes the ATT&CK techniques from Sigma's tags: attack.t1505.003.
func techniques(tags []string) []string {
	out := []string{}
	for _, t := range tags {
		if id, ok := strings.CutPrefix(strings.ToLower(t), "attack.t"); ok && id != "" && id[0] >= '0' && id[0] <= '9' {
			out = append(out, "T"+id)
		}
	}
	return out
}
