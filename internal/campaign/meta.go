package campaign

import (
	"fmt"
	"strings"
	"time"

	"github.com/athar-forensics/athar"
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
