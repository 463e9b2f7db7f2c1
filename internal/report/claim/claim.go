// Package claim reads what was publicly said about the campaigns: events, counts
// of victims, attributions, denials, corrections, each with who said it and what
// speaks against it. Claims are shown beside a server's own events and decide
// nothing.
package claim

import (
	"fmt"
	"io/fs"
	"slices"

	"github.com/athar-forensics/athar"
	"go.yaml.in/yaml/v4"
)

// Claim is one public statement.
type Claim struct {
	ID       string   `yaml:"id"`
	Campaign []string `yaml:"campaign"`
	// Kind is event, count, attribution, denial, correction or legal.
	Kind string `yaml:"kind"`
	// Date is the day that the claim is about, Said the day of the statement where
	// that is known.
	Date string `yaml:"date"`
	Said string `yaml:"said"`
	By   string `yaml:"by"`
	// Confidence is the author's own: high, medium, low, or "stated" where none is.
	Confidence string `yaml:"confidence"`
	// Trust is primary where the author's own text was read, else secondary.
	Trust string     `yaml:"trust"`
	Count *Count     `yaml:"count"`
	Text  athar.Text `yaml:"text"`
	// Source is the citation.
	Source string `yaml:"source"`
	// Against are the ids of claims that contradict or correct this one.
	Against []string `yaml:"against"`

	at athar.Time
}

// Count is a number with its unit and its scope: two counts with different ones
// do not contradict each other.
type Count struct {
	Bound  string `yaml:"bound"`
	Number int64  `yaml:"number"`
	Unit   string `yaml:"unit"`
	Scope  string `yaml:"scope"`
}

// Time is the start of the day that the claim is about.
func (c *Claim) Time() athar.Time { return c.at }

// Words of the file.
var (
	Kinds       = []string{"event", "count", "attribution", "denial", "correction", "legal"}
	Confidences = []string{"high", "medium", "low", "stated"}
	Trusts      = []string{"primary", "secondary"}
	Bounds      = []string{"at least", "about", "more than", "up to"}
	Units       = []string{"organisations", "servers", "addresses", "accounts", "victims"}
)

// Load reads claims.yaml of a content tree, in the order of their days.
func Load(content fs.FS) ([]Claim, error) {
	data, err := fs.ReadFile(content, "claims.yaml")
	if err != nil {
		return nil, err
	}
	var out []Claim
	if err := yaml.Load(data, &out, yaml.WithKnownFields()); err != nil {
		return nil, fmt.Errorf("claims.yaml: %w", err)
	}
	ids := map[string]bool{}
	for i := range out {
		c := &out[i]
		if err := c.check(); err != nil {
			return nil, fmt.Errorf("claims.yaml: %s: %w", c.ID, err)
		}
		if ids[c.ID] {
			return nil, fmt.Errorf("claims.yaml: %s stands twice", c.ID)
		}
		ids[c.ID] = true
	}
	for i := range out {
		for _, id := range out[i].Against {
			if !ids[id] {
				return nil, fmt.Errorf("claims.yaml: %s: no claim %q", out[i].ID, id)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Claim) int { return int(sign(a.at - b.at)) })
	return out, nil
}

func sign(t athar.Time) int {
	switch {
	case t < 0:
		return -1
	case t > 0:
		return 1
	}
	return 0
}

func (c *Claim) check() error {
	var err error
	if c.at, err = athar.ParseTime(c.Date); err != nil {
		return err
	}
	if c.Said != "" {
		if _, err := athar.ParseTime(c.Said); err != nil {
			return err
		}
	}
	for name, v := range map[string]string{"id": c.ID, "by": c.By, "source": c.Source, "text.en": c.Text.En, "text.ar": c.Text.Ar} {
		if v == "" {
			return fmt.Errorf("%s is missing", name)
		}
	}
	if len(c.Campaign) == 0 {
		return fmt.Errorf("it belongs to no campaign")
	}
	for _, w := range []struct {
		word  string
		known []string
	}{{c.Kind, Kinds}, {c.Confidence, Confidences}, {c.Trust, Trusts}} {
		if !slices.Contains(w.known, w.word) {
			return fmt.Errorf("%q is none of %v", w.word, w.known)
		}
	}
	if n := c.Count; n != nil && (!slices.Contains(Bounds, n.Bound) || !slices.Contains(Units, n.Unit) || n.Number <= 0) {
		return fmt.Errorf("a count has a bound of %v, a number and a unit of %v", Bounds, Units)
	}
	return nil
}

// Of are the claims about any of the campaigns named.
func Of(all []Claim, campaigns []string) []Claim {
	var out []Claim
	for _, c := range all {
		if slices.ContainsFunc(c.Campaign, func(id string) bool { return slices.Contains(campaigns, id) }) {
			out = append(out, c)
		}
	}
	return out
}
