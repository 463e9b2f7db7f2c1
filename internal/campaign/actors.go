package campaign

import (
	"fmt"
	"io/fs"
	"regexp"

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

const actorsFile = "actors/profiles.yaml"

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
		switch s.Kind {
		case "address", "name", "key", "agent", "place":
		default:
			return fmt.Errorf("no such kind of signal: %q", s.Kind)
		}
		if s.Worth != "strong" && s.Worth != "medium" && s.Worth != "weak" || s.Source == "" {
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
