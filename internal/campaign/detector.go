package campaign

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/athar-forensics/athar"
	"go.yaml.in/yaml/v4"
)

// detector is an entry of a detectors*.yaml: what Go code finds and a rule cannot
// say. Code finds; the stage, the texts and the rest are data all the same.
type detector struct {
	Meta     `yaml:",inline"`
	Level    string   `yaml:"level"`
	Tags     []string `yaml:"tags"`
	Campaign string   `yaml:"campaign"`
}

func (l *Library) loadDetectors(fsys fs.FS, campaign string) error {
	names, err := fs.Glob(fsys, path.Join(campaign, "detectors*.yaml")) // most campaigns have none
	if err != nil {
		return err
	}
	sort.Strings(names)
	for _, name := range names {
		if err := l.loadDetectorFile(fsys, name, campaign); err != nil {
			return err
		}
	}
	return nil
}

func (l *Library) loadDetectorFile(fsys fs.FS, name, campaign string) error {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	entries := map[string]*detector{}
	if err := yaml.Load(data, &entries, yaml.WithKnownFields()); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for _, n := range slices.Sorted(maps.Keys(entries)) {
		d := entries[n]
		if d == nil {
			return fmt.Errorf("%s: %s says nothing: stage, title and why are needed", name, n)
		}
		r := &Rule{
			Name: n, Campaign: d.Campaign, File: name, Meta: d.Meta,
			Severity: severity(d.Level), Technique: techniques(d.Tags),
		}
		if r.Campaign == "" {
			r.Campaign = campaign
		}
		if r.Stage, err = r.Meta.check(); err != nil {
			return fmt.Errorf("%s: %s: %w", name, n, err)
		}
		if d.Level == "info" {
			r.Severity = athar.Info
		}
		l.detectors[n] = r
	}
	return nil
}

// Detectors returns all entries, by name.
func (l *Library) Detectors() []*Rule {
	return slices.SortedFunc(maps.Values(l.detectors), func(a, b *Rule) int { return strings.Compare(a.Name, b.Name) })
}

// Detector returns the entry of that name. It panics where there is none: names
// are constants of the code, and the content is checked against them by a test.
func (l *Library) Detector(name string) *Rule {
	r := l.detectors[name]
	if r == nil {
		panic("no detector " + name + " in the content")
	}
	return r
}
