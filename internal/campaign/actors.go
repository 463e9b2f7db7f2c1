package campaign

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v4"

	"github.com/athar-forensics/athar"
)

// Actor is what is public of a group, for comparison with a cluster of findings.
type Actor struct {
	Name      string   `yaml:"actor"`
	First     string   `yaml:"first"`
	Last      string   `yaml:"last"`
	Campaigns []string `yaml:"campaigns"`
	Signals   []Signal `yaml:"signals"`

	// Since and Until are First and Last as times, 0 where they are not known.
	Since, Until athar.Time `yaml:"-"`
}

// Signal is one thing that the group was seen to use.
type Signal struct {
	Kind   string `yaml:"kind"`
	Value  string `yaml:"value"`
	Worth  string `yaml:"worth"`
	From   string `yaml:"from"`
	Until  string `yaml:"until"`
	Source string `yaml:"source"`

	form            *regexp.Regexp
	Opened, Expired athar.Time `yaml:"-"`
}

// Fits reports whether a value, in lower case, is what the signal says.
func (s *Signal) Fits(value string) bool { return s.form.MatchString(value) }

const (
	actorsFile  = "actors/profiles.yaml"
	reasonsFile = "actors/reasons.yaml"
)

// Reasons are the sentences of a comparison with a group.
type Reasons struct {
	Worths    map[string]athar.Text `yaml:"worths"`
	Signals   map[string]athar.Text `yaml:"signals"`
	Before    athar.Text            `yaml:"before"`
	After     athar.Text            `yaml:"after"`
	Door      athar.Text            `yaml:"door"`
	OnlyWeak  athar.Text            `yaml:"only_weak"`
	NoAddress athar.Text            `yaml:"no_address"`
}

var (
	signalKinds  = []string{"address", "name", "key", "agent", "place"}
	signalWorths = []string{"strong", "medium", "weak"}
)

// LoadReasons reads the sentences of a content tree.
func LoadReasons(fsys fs.FS) (*Reasons, error) {
	data, err := fs.ReadFile(fsys, reasonsFile)
	if err != nil {
		return nil, err
	}
	r := &Reasons{}
	if err := yaml.Load(data, r, yaml.WithKnownFields()); err != nil {
		return nil, fmt.Errorf("%s: %w", reasonsFile, err)
	}
	all := []athar.Text{r.Before, r.After, r.Door, r.OnlyWeak, r.NoAddress}
	for _, kind := range signalKinds {
		all = append(all, r.Signals[kind])
	}
	for _, worth := range signalWorths {
		all = append(all, r.Worths[worth])
	}
	for _, t := range all {
		if t.En == "" || t.Ar == "" {
			return nil, fmt.Errorf("%s: a sentence is missing in one language; its other is %q", reasonsFile, t.En+t.Ar)
		}
	}
	return r, nil
}

// LoadActors reads the profiles of a content tree.
func LoadActors(fsys fs.FS) ([]Actor, error) {
	data, err := fs.ReadFile(fsys, actorsFile)
	if err != nil {
		return nil, err
	}
	var all []Actor
	if err := yaml.Load(data, &all, yaml.WithKnownFields()); err != nil {
		return nil, fmt.Errorf("%s: %w", actorsFile, err)
	}
	for i := range all {
		if err := all[i].settle(); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", actorsFile, all[i].Name, err)
		}
	}
	return all, nil
}

func (a *Actor) settle() (err error) {
	if a.Since, err = dayOf(a.First); err != nil {
		return err
	}
	if a.Until, err = dayOf(a.Last); err != nil {
		return err
	}
	for i := range a.Signals {
		s := &a.Signals[i]
		if !slices.Contains(signalKinds, s.Kind) {
			return fmt.Errorf("no such kind of signal: %q", s.Kind)
		}
		if !slices.Contains(signalWorths, s.Worth) || s.Source == "" {
			return fmt.Errorf("%s: a signal has a worth (strong, medium, weak) and a source", s.Value)
		}
		if s.form, err = regexp.Compile(`^(?:` + s.Value + `)$`); err != nil {
			return err
		}
		if s.Opened, err = dayOf(s.From); err != nil {
			return err
		}
		if s.Expired, err = dayOf(s.Until); err != nil {
			return err
		}
		if s.Expired != 0 {
			s.Expired += athar.Day // the day named is the last one
		}
	}
	return nil
}

func dayOf(text string) (athar.Time, error) {
	if text == "" {
		return 0, nil
	}
	return athar.ParseTime(text)
}
