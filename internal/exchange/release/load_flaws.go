package release

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/athar-forensics/athar"
)

// entry is one item of flaws.yaml: one flaw, or several that share all facts.
type entry struct {
	CVE            identifiers       `yaml:"cve"`
	Name           string            `yaml:"name"`
	Published      string            `yaml:"published"`
	Fixed          map[string]string `yaml:"fixed"`
	Probably       map[string]string `yaml:"probably"`
	Unfixed        []string          `yaml:"unfixed"`
	Unaffected     []string          `yaml:"unaffected"`
	Standalone     bool              `yaml:"standalone"`
	Needs          string            `yaml:"needs"`
	Unless         string            `yaml:"unless"`
	Default        map[string]string `yaml:"default"`
	MitigatedBy    []string          `yaml:"mitigated_by"`
	ExploitedSince string            `yaml:"exploited_since"`
	KEV            string            `yaml:"kev"`
	Ransomware     bool              `yaml:"ransomware"`
	Sources        []string          `yaml:"sources"`
}

// identifiers is a CVE or a list of them, and remembers its line for errors.
type identifiers struct {
	list []string
	line int
}

// UnmarshalYAML reads one identifier or a list of them.
func (ids *identifiers) UnmarshalYAML(node *yaml.Node) error {
	ids.line = node.Line
	if node.Kind == yaml.ScalarNode {
		ids.list = []string{node.Value}
		return nil
	}
	return node.Decode(&ids.list)
}

var cveForm = regexp.MustCompile(`^CVE-(19|20)\d\d-\d{4,7}$`)

func (c *Catalogue) loadFlaws(fsys fs.FS) error {
	data, err := readFile(fsys, flawsFile)
	if err != nil {
		return err
	}
	var entries []entry
	if err := yaml.Load(data, &entries, yaml.WithKnownFields()); err != nil {
		return fmt.Errorf("%s: %w", flawsFile, err) // the decoder's error names the line
	}
	first := map[string]int{}
	for i := range entries {
		e := &entries[i]
		f, err := c.flaw(e)
		if err != nil {
			return fmt.Errorf("%s:%d: %w", flawsFile, e.CVE.line, err)
		}
		for _, cve := range e.CVE.list {
			if at, twice := first[cve]; twice {
				return fmt.Errorf("%s:%d: %s is here twice: first on line %d", flawsFile, e.CVE.line, cve, at)
			}
			first[cve] = e.CVE.line
			f.CVE = cve
			c.flaws = append(c.flaws, f)
		}
	}
	slices.SortFunc(c.flaws, func(a, b Flaw) int { return strings.Compare(a.CVE, b.CVE) })
	return nil
}

// flaw checks an entry and turns it into the flaw that its identifiers share.
func (c *Catalogue) flaw(e *entry) (Flaw, error) {
	f := Flaw{
		Name: e.Name, Fixed: e.Fixed, Probably: e.Probably, Unfixed: e.Unfixed, Unaffected: e.Unaffected,
		Standalone: e.Standalone, Needs: e.Needs, Unless: e.Unless, Default: e.Default, MitigatedBy: e.MitigatedBy, Ransomware: e.Ransomware, Sources: e.Sources,
	}
	if len(e.CVE.list) == 0 {
		return f, errors.New("cve must not be empty")
	}
	for _, cve := range e.CVE.list {
		if !cveForm.MatchString(cve) {
			return f, fmt.Errorf("cve %q: expected the form CVE-2021-26855", cve)
		}
	}
	days := []struct {
		name, text string
		to         *athar.Time
	}{
		{"published", e.Published, &f.Published},
		{"exploited_since", e.ExploitedSince, &f.ExploitedSince},
		{"kev", e.KEV, &f.KEV},
	}
	for _, d := range days {
		t, err := day(d.name, d.text)
		if err != nil {
			return f, err
		}
		*d.to = t
	}
	switch {
	case f.Published == 0:
		return f, errors.New("published must not be empty")
	case f.KEV != 0 && (f.ExploitedSince == 0 || f.ExploitedSince > f.KEV):
		return f, errors.New("kev needs an exploited_since that is not later")
	case len(f.Fixed)+len(f.Unfixed) == 0:
		return f, errors.New("no product is affected: give fixed or unfixed")
	}
	return f, c.checkProducts(&f)
}

// checkProducts holds that each product is known and named once, and that each
// fixing update is in builds.csv.
func (c *Catalogue) checkProducts(f *Flaw) error {
	named := slices.Concat(sortedKeys(f.Fixed), f.Unfixed, f.Unaffected)
	slices.Sort(named)
	for i, key := range named {
		if c.lineOf(key) == nil {
			return fmt.Errorf("product %q is not in %s", key, productsFile)
		}
		if i > 0 && named[i-1] == key {
			return fmt.Errorf("product %s is named twice in fixed, unfixed and unaffected", key)
		}
	}
	for _, key := range sortedKeys(f.Probably) {
		if f.Fixed[key] == "" {
			return fmt.Errorf("probably names %q, which fixed does not", key)
		}
	}
	for _, key := range sortedKeys(f.Default) {
		if f.Fixed[key] == "" || f.Needs == "" {
			return fmt.Errorf("default names %q, which fixed does not, or there is nothing that it needs", key)
		}
	}
	for _, updates := range []map[string]string{f.Fixed, f.Probably, f.Default} {
		for _, key := range sortedKeys(updates) {
			if len(c.lineOf(key).carriers[carried{updates[key], f.Standalone}]) == 0 {
				return fmt.Errorf("update %q of product %s is not in %s", updates[key], key, buildsFile)
			}
		}
	}
	return nil
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
