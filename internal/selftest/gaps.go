package selftest

import (
	"fmt"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/athar-forensics/athar/internal/campaign"
)

// Rules lists by campaign folder everything that finds: rules, correlations and
// the detectors that code speaks through.
func Rules(lib *campaign.Library, campaigns []string) map[string][]string {
	out := map[string][]string{}
	add := func(file, name string) {
		if folder := path.Dir(file); slices.Contains(campaigns, folder) {
			out[folder] = append(out[folder], name)
		}
	}
	for _, r := range lib.Rules {
		add(r.File, r.Name)
	}
	for _, c := range lib.Correlations {
		add(c.File, c.Name)
	}
	for _, d := range lib.Detectors() {
		add(d.File, d.Name)
	}
	return out
}

// Gaps names the rules that have no sample of one of the two sorts, and samples
// and excuses of rules that are not there.
func (set *Set) Gaps(rules map[string][]string) []string {
	have := map[string]map[Expectation]bool{}
	for _, s := range set.Samples {
		if have[s.Rule] == nil {
			have[s.Rule] = map[Expectation]bool{}
		}
		have[s.Rule][s.Expect] = true
	}
	var out []string
	known := map[string]bool{}
	for c, names := range rules {
		for _, name := range names {
			known[name] = true
			excused := set.Unsampled[name] != ""
			switch {
			case have[name][Match] && excused:
				out = append(out, fmt.Sprintf("%s: %s has a matching sample, and is said to be unsampled", path.Join(c, FileName), name))
			case !have[name][Match] && !excused:
				out = append(out, fmt.Sprintf("%s: %s has no sample that it must find: add %s/match/NAME", path.Join(c, FileName), name, name))
			}
			// What an indicator finds is its list's to say, and no sample's.
			if !have[name][No] && !(excused && strings.HasPrefix(name, "indicator-")) {
				out = append(out, fmt.Sprintf("%s: %s has no sample that it must not find: add %s/no/NAME", path.Join(c, FileName), name, name))
			}
		}
	}
	for _, s := range set.Samples {
		if s.Expect != Nothing && !known[s.Rule] {
			out = append(out, s.Path()+": there is no rule of that name")
		}
	}
	for name := range set.Unsampled {
		if !known[name] {
			out = append(out, "unsampled "+name+": there is no rule of that name")
		}
	}
	sort.Strings(out)
	return out
}
