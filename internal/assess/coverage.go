package assess

import (
	"sort"

	"github.com/athar-forensics/athar"
)

// coverage lists every source of a server with its gaps, and the sources that
// campaigns wait for and that are not there.
func (a *assessor) coverage(h *host) []athar.Coverage {
	out := []athar.Coverage{}
	kinds := make([]athar.Kind, 0, len(h.spans))
	for k := range h.spans {
		kinds = append(kinds, k)
	}
	sort.Slice(kinds, func(i, j int) bool { return kinds[i] < kinds[j] })
	clocks := map[athar.Kind]athar.Clock{}
	for _, t := range h.traces {
		k := t.Kind
		if c, ok := clocks[k]; !ok || c.Basis == "" || t.Clock.Basis != "" && t.Clock.Basis > c.Basis {
			clocks[k] = t.Clock
		}
	}
	for _, k := range kinds {
		c := athar.Coverage{Source: k, Gaps: h.gaps(h.spans[k]), Clock: clocks[k]}
		if c.Clock.Assumed == "" {
			c.Clock = athar.Clock{Assumed: "UTC", Basis: "this log is written in UTC"}
		}
		for _, s := range h.spans[k] {
			c.Records += s.Count
			if c.First == 0 || s.First < c.First {
				c.First = s.First
			}
			c.Last = max(c.Last, s.Last)
		}
		out = append(out, c)
	}
	out = append(out, h.states()...)
	if h.exchange {
		out = append(out, a.absent(h)...)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Source < out[j].Source })
	return out
}

// states lists the sources that show a state and no time: files, hives, tasks,
// configurations. They have records, and neither a first nor a last.
func (h *host) states() []athar.Coverage {
	records := map[athar.Kind]int64{}
	for _, t := range h.traces {
		switch t.Kind {
		case athar.KindFile, athar.KindRegistry, athar.KindTasks, athar.KindMFT, athar.KindIISConfig, athar.KindExchangeConfig, athar.KindCompiled, athar.KindScannerLog, athar.KindRemedyLog:
			records[t.Kind] += t.Records
		}
	}
	var out []athar.Coverage
	for kind, n := range records {
		clock := athar.Clock{Assumed: "UTC", Basis: "the state when it was copied"}
		if kind == athar.KindScannerLog || kind == athar.KindRemedyLog {
			clock = athar.Clock{Assumed: "local", Basis: "written in the server's own time, whose zone is not known"}
		}
		out = append(out, athar.Coverage{Source: kind, Records: n, Gaps: []athar.Interval{}, Clock: clock})
	}
	return out
}

// absent lists the sources that campaigns are ruled out by and that this server's
// evidence does not have.
func (a *assessor) absent(h *host) []athar.Coverage {
	want := map[athar.Kind]bool{}
	for _, c := range a.know.Library.Campaigns {
		for _, set := range c.CoveredBy {
			for _, k := range set {
				want[k] = true
			}
		}
		for _, k := range c.Secondary {
			want[k] = true
		}
	}
	var out []athar.Coverage
	for k := range want {
		if len(h.spans[k]) == 0 && k != athar.KindFile {
			out = append(out, athar.Coverage{
				Source: k, Gaps: []athar.Interval{}, Clock: athar.Clock{Assumed: "UTC", Basis: "not in the evidence"},
			})
		}
	}
	return out
}
