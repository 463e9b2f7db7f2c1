package campaign

import (
	"fmt"
	"slices"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/sigma"
)

// fileFilter is a Sigma filter and the file that it stands in.
type fileFilter struct {
	*sigma.Filter
	file string
}

// filter puts the filters to the rules that they name. Rules whose filters have
// changed are compiled anew.
func (l *Library) filter() {
	filters := map[*Rule][]*sigma.Filter{}
	for _, f := range l.filters {
		if err := l.filterRules(f, filters); err != nil {
			l.Failed = append(l.Failed, athar.RuleFailed{Path: f.file, Rule: f.Title, Reason: err.Error()})
		}
	}
	for _, r := range l.loaded {
		r.Severity = severity(r.Sigma.Level)
	}
	for _, c := range l.read {
		c.Severity = severity(c.Sigma.Level)
	}
	l.tune(filters)
	for _, r := range l.loaded {
		if slices.Equal(r.filters, filters[r]) {
			continue
		}
		before := r.filters
		r.filters = filters[r]
		if err := r.compile(l.Placeholders); err != nil {
			// The rule without the new filters would tell what they are to leave out.
			l.Failed = append(l.Failed, athar.RuleFailed{Path: r.File, Rule: r.Sigma.Title, Reason: "with its filters: " + err.Error()})
			r.filters = before
			_ = r.compile(l.Placeholders) // as it was compiled before
		}
	}
}

func (l *Library) filterRules(f fileFilter, filters map[*Rule][]*sigma.Filter) error {
	if f.Any {
		for _, r := range l.loaded {
			if f.Covers(r.Sigma.LogSource) {
				filters[r] = append(filters[r], f.Filter)
			}
		}
		return nil
	}
	for _, name := range f.Rules {
		r := l.Rule(name)
		switch {
		case r == nil || r.Sigma == nil:
			return fmt.Errorf("it filters the rule %q, which is not loaded", name)
		case !f.Covers(r.Sigma.LogSource):
			return fmt.Errorf("it filters the rule %q, whose log source (%s) is not the filter's (%s)", name, describe(r.Sigma.LogSource), describe(f.LogSource))
		}
		filters[r] = append(filters[r], f.Filter)
	}
	return nil
}
