package campaign

import (
	"fmt"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/sigma"
)

// Correlation is a Sigma correlation with what athar makes of its matches.
type Correlation struct {
	Name      string
	Campaign  string
	File      string
	Sigma     *sigma.Correlation
	Meta      Meta
	Stage     athar.Stage
	Severity  athar.Severity
	Technique []string
	// CiteLast makes the finding cite the records from the second on: the first
	// is the condition, and has a finding of its own.
	CiteLast bool
	// Foreign ones are a user's: they look at all servers together.
	Foreign bool
}

// correlationMeta is a rule's block and what only correlations have.
type correlationMeta struct {
	Meta `yaml:",inline"`
	Cite string `yaml:"cite"`
}

func newCorrelation(s *sigma.Correlation, file, campaign string, origin origin) (*Correlation, error) {
	c := &Correlation{
		Name: s.Name, Campaign: campaign, File: file, Sigma: s,
		Severity: severity(s.Level), Technique: techniques(s.Tags), Foreign: origin == foreign,
	}
	if origin == foreign {
		if c.Name == "" {
			c.Name = s.ID
		}
		c.Meta.Title, c.Meta.Why, c.Meta.Confidence = athar.Text{En: s.Title}, athar.Text{En: s.Description}, athar.Probable
		return c, nil
	}
	if c.Name == "" {
		return nil, fmt.Errorf("the correlation has no name")
	}
	var m correlationMeta
	if err := s.Decode("athar", &m); err != nil {
		return nil, err
	}
	c.Meta, c.CiteLast = m.Meta, m.Cite == "last"
	var err error
	c.Stage, err = c.Meta.check()
	return c, err
}
