// Package campaign loads what the program knows: campaigns, their rules and the
// texts that go with them. Knowledge is data; a new campaign is a new folder and
// touches no Go.
package campaign

import (
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"sort"
	"sync"
	"sync/atomic"

	"github.com/athar-forensics/athar"
	"go.yaml.in/yaml/v4"
)

// Persistence is the campaign of what belongs to no other.
const Persistence = "persistence"

// Campaign is one folder of content.
type Campaign struct {
	ID    string     `yaml:"-"`
	Name  string     `yaml:"name"`
	Title athar.Text `yaml:"title"`
	CVE   []string   `yaml:"cve"`
	Scope Scope      `yaml:"scope"`
	// Door are the flaws without which the campaign does not begin: its window
	// is theirs. A campaign without a door is about what was left behind.
	Door []string `yaml:"door"`
	// CoveredBy are sets of kinds; each set, whole, can rule the campaign out.
	CoveredBy [][]athar.Kind `yaml:"covered_by"`
	// Secondary are kinds whose absence lowers confidence.
	Secondary []athar.Kind     `yaml:"secondary"`
	Relation  []athar.Relation `yaml:"relation"`
}

// Library is all loaded knowledge about detection.
type Library struct {
	Campaigns []*Campaign
	Rules     []*Rule
	// Correlations are those whose rules are all there; Failed lists the others
	// among what cannot be used.
	Correlations []*Correlation
	Failed       []athar.RuleFailed
	// Placeholders are the values of Sigma's placeholders, by name. They count for
	// the rules that are loaded afterwards.
	Placeholders map[string][]string

	// Own are athar's YARA rules, Given the user's; nil where there are none.
	Own, Given *Shapes

	sources   *logTable
	byName    map[string]*Rule
	byID      map[string]*Rule // the first of each id
	detectors map[string]*Rule
	read      []*Correlation // all, before they were linked
	loaded    []*Rule        // all, those that are disabled too
	filters   []fileFilter
	tunings   []tuning
	disabled  map[string]string  // by name: why
	refused   []athar.RuleFailed // what could not be read or compiled

	ownShapes, givenShapes []shapeSource
	shaped                 []*Rule // behind the YARA rules
}

// New returns a library without campaigns, for rules that are only checked.
func New() *Library {
	return &Library{sources: &logTable{sources: builtinSources()}, byName: map[string]*Rule{}, byID: map[string]*Rule{}, detectors: map[string]*Rule{}}
}

// DropRules leaves the built-in rules out; campaigns and detectors stay.
func (l *Library) DropRules() {
	l.Rules, l.loaded, l.Correlations, l.read, l.filters, l.Own, l.ownShapes, l.shaped = nil, nil, nil, nil, nil, nil, nil, nil
	clear(l.byName)
	clear(l.byID)
}

// Load reads the campaigns of a content tree: every folder with a campaign.yaml.
// A rule that cannot be used is reported in Failed and costs only itself.
func Load(fsys fs.FS) (*Library, error) {
	l := New()
	files, err := fs.Glob(fsys, "*/campaign.yaml")
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("the content holds no campaign")
	}
	sort.Strings(files)
	for _, name := range files {
		c := &Campaign{ID: path.Dir(name)}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		if err := yaml.Load(data, c, yaml.WithKnownFields()); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if !c.Scope.valid() {
			return nil, fmt.Errorf("%s: scope %q is none of exchange, tenant, adjacent", name, c.Scope)
		}
		l.Campaigns = append(l.Campaigns, c)
		if err := l.loadRules(fsys, c.ID, c.ID, builtin); err != nil {
			return nil, err
		}
		if err := l.loadShapes(fsys, c.ID, c.ID); err != nil {
			return nil, err
		}
		if err := l.loadDetectors(fsys, c.ID); err != nil {
			return nil, err
		}
	}
	l.compileShapes()
	l.link()
	for _, r := range l.Rules {
		if name := r.Meta.Shut; name != "" && l.detectors[name] == nil {
			return nil, fmt.Errorf("%s: %s: shut: there is no detector %s", r.File, r.Name, name)
		}
	}
	return l, nil
}

// AddSigma loads a user's rules: they carry no stage, and are leads.
func (l *Library) AddSigma(fsys fs.FS, label string) error {
	var files []*ruleFile
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			files = append(files, &ruleFile{name: path.Join(label, name), err: err})
			return nil
		}
		if !d.IsDir() && isRuleFile(name) {
			files = append(files, &ruleFile{name: path.Join(label, name), place: name})
		}
		return nil
	})
	// Files are read and compiled side by side, and taken in their order.
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := next.Add(1) - 1; int(i) < len(files); i = next.Add(1) - 1 {
				f := files[i]
				if f.err == nil {
					f.data, f.err = fs.ReadFile(fsys, f.place)
				}
				if f.err == nil {
					l.prepare(f, "", foreign)
				}
				f.data = nil
			}
		})
	}
	workers.Wait()
	for _, f := range files {
		l.take(f, "", foreign)
	}
	l.link()
	return err
}

// DropUnbound gives back the matchers of rules whose log source has no records here:
// a scan reports them, and asks them about nothing.
func (l *Library) DropUnbound() {
	for _, r := range l.loaded {
		if !r.Bound() {
			r.drop()
		}
	}
}

// DropMatchers gives back all matchers, once everything is read. Nothing can be
// asked about records afterwards.
func (l *Library) DropMatchers() {
	for _, r := range l.loaded {
		r.drop()
	}
}

func (l *Library) fail(file, rule string, err error) {
	l.refused = append(l.refused, athar.RuleFailed{Path: file, Rule: rule, Reason: err.Error()})
}

// Refuse lists entries of other knowledge that cannot be used (indicators) among
// what failed.
func (l *Library) Refuse(failed ...athar.RuleFailed) {
	l.refused = append(l.refused, failed...)
	l.Failed = append(l.Failed, failed...)
}

// Campaign finds a campaign by its id, nil where there is none.
func (l *Library) Campaign(id string) *Campaign {
	for _, c := range l.Campaigns {
		if c.ID == id {
			return c
		}
	}
	return nil
}
