package assess

import (
	"sort"
	"strings"

	"github.com/athar-forensics/athar"
)

// mentioned lists the servers that records name and that were not given.
func (a *assessor) mentioned(hosts []*host) []athar.Mentioned {
	given := map[string]bool{}
	for _, h := range hosts {
		given[h.name] = true
	}
	because := map[string][]athar.Source{}
	once := map[string]bool{}
	for _, t := range a.traces {
		for _, m := range t.Mentions {
			if given[shortName(m.Name)] {
				continue
			}
			name := strings.ToLower(m.Name)
			src := lineOf(t, "", m.Line)
			if key := name + " " + src.SHA256; len(because[name]) < 5 && !once[key] {
				once[key] = true
				because[name] = append(because[name], src)
			}
		}
	}
	out := []athar.Mentioned{}
	for name, src := range because {
		out = append(out, athar.Mentioned{Name: name, Because: src})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}
