package selftest

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sort"

	"github.com/athar-forensics/athar/internal/campaign"
	"go.yaml.in/yaml/v4"
)

// Rules lists by campaign folder everything that finds: rules, correlations and
// the detectors that code speaks through.
func Rules(fsys fs.FS, lib *campaign.Library, campaigns []string) (map[string][]string, error) {
	out := map[string][]string{}
	for _, r := range lib.Rules {
		out[path.Dir(r.File)] = append(out[path.Dir(r.File)], r.Name)
	}
	for _, c := range lib.Correlations {
		out[path.Dir(c.File)] = append(out[path.Dir(c.File)], c.Name)
	}
	for _, c := range campaigns {
		data, err := fs.ReadFile(fsys, path.Join(c, "detectors.yaml"))
		if err != nil {
			continue // most campaigns have none
		}
		var entries map[string]any
		if err := yaml.Load(data, &entries); err != nil {
			return nil, fmt.Errorf("%s/detectors.yaml: %w", c, err)
		}
		for name := range entries {
			out[c] = append(out[c], name)
		}
	}
	for c := range out {
		if !slices.Contains(campaigns, c) {
			delete(out, c)
			continue
		}
		sort.Strings(out[c])
	}
	return out, nil
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
			if !have[name][No] {
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
