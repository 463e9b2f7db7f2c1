package selftest

import (
	"context"
	"io/fs"
	"slices"
	"strings"

	"github.com/athar-forensics/athar/internal/assess"
)

// Report is what a check of campaigns brought.
type Report struct {
	Rules    int       `json:"rules"`
	Samples  int       `json:"samples"`
	Failures []Failure `json:"failures"`
}

// Failure is one thing that is not as the samples expect it.
type Failure struct {
	// Sample is empty where a sample, or a whole rule, is missing.
	Sample string `json:"sample,omitempty"`
	Reason string `json:"reason"`
}

func (f Failure) String() string {
	if f.Sample == "" {
		return f.Reason
	}
	return f.Sample + ": " + f.Reason
}

// Check loads a content tree and runs the samples of the named campaigns against
// all of it. An error means that it could not be done at all.
func Check(ctx context.Context, content fs.FS, campaigns []string) (*Report, error) {
	know, err := assess.LoadKnowledge(content)
	if err != nil {
		return nil, err
	}
	set, err := Load(content, campaigns)
	if err != nil {
		return nil, err
	}
	rules := Rules(know.Library, campaigns)
	report := &Report{Samples: len(set.Samples), Failures: []Failure{}}
	for _, names := range rules {
		report.Rules += len(names)
	}
	for _, f := range know.Library.Failed {
		if folder, _, _ := strings.Cut(f.Path, "/"); slices.Contains(campaigns, folder) {
			report.Failures = append(report.Failures, Failure{Reason: f.Path + ": " + f.Rule + ": cannot be used: " + f.Reason})
		}
	}
	for _, gap := range set.Gaps(rules) {
		report.Failures = append(report.Failures, Failure{Reason: gap})
	}
	results, err := set.Run(ctx, know)
	if err != nil {
		return nil, err
	}
	for _, r := range results {
		for _, reason := range r.Failures {
			report.Failures = append(report.Failures, Failure{r.Sample.Path(), reason})
		}
	}
	return report, nil
}
