package assess

import (
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/campaign"
	"github.com/athar-forensics/athar/sigma"
)

// matchRun is what one finding of a correlation is of.
type matchRun struct {
	of    *campaign.Correlation
	key   []string
	last  athar.Time
	whole []*seen
}

// matchRuns gathers matches into findings. A counting correlation matches over and
// over in a long burst; what follows within half an hour, by the same values, is
// one finding. Matches of the others are steps put together, and stay apart.
type matchRuns struct {
	all  []*matchRun
	open map[*campaign.Correlation]map[string]*matchRun
}

// add takes a match; those of one correlation come in the order of time.
func (r *matchRuns) add(c *campaign.Correlation, m sigma.Match, whole []*seen) {
	if strings.HasPrefix(c.Sigma.Type, "temporal") {
		r.all = append(r.all, &matchRun{of: c, whole: whole})
		return
	}
	if r.open == nil {
		r.open = map[*campaign.Correlation]map[string]*matchRun{}
	}
	if r.open[c] == nil {
		r.open[c] = map[string]*matchRun{}
	}
	key := strings.Join(m.Key, "\x00")
	run := r.open[c][key]
	if run == nil || !slices.Equal(run.key, m.Key) || athar.Time(m.First)-run.last >= athar.BurstGap {
		run = &matchRun{of: c, key: m.Key}
		r.open[c][key] = run
		r.all = append(r.all, run)
	}
	run.last = max(run.last, athar.Time(m.Last))
	run.whole = append(run.whole, whole...)
}
