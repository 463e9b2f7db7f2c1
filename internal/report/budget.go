package report

// A page is read in a browser on a phone or on the server itself: it stays under
// ten megabytes whatever the case holds. What is left out is counted where it
// would stand, and is in the CSV and in the JSON.
const (
	// pageBudget is an estimate in bytes of all findings of one language.
	pageBudget = 3 << 20
	// findingCost is what a finding takes beside its own texts.
	findingCost = 2200

	maxSystems     = 150 // servers with all their details
	maxSystemRows  = 1000
	maxMailboxes   = 300
	maxClusters    = 60
	maxSkipped     = 300
	maxMentioned   = 100
	maxUnreachable = 400
	maxLines       = 40 // of what could not be seen
)

// budget is what is left of a page for findings.
type budget struct{ left int }

// take says whether a finding still fits, and pays for it.
func (b *budget) take(e *entry) bool {
	cost := findingCost + len(e.Raw)*5/4 + len(e.Why.En) + len(e.Why.Ar) + 2*len(e.Title.Ar)
	for _, list := range [][]string{e.IP, e.Account, e.File, e.URL} {
		for _, v := range list[:min(len(list), maxList)] {
			cost += len(v) + 40
		}
	}
	for k, v := range e.Evidence {
		cost += len(k) + len(v) + 40
	}
	for _, s := range e.Also {
		cost += len(s.Path) + 250
	}
	if cost > b.left {
		return false
	}
	b.left -= cost
	return true
}

// some is the beginning of a list, and how much of it is not shown.
type some[T any] struct {
	Shown []T
	More  int
}

func atMost[T any](list []T, n int) some[T] {
	n = min(n, len(list))
	return some[T]{list[:n], len(list) - n}
}

// allot decides which findings of a system are shown whole: the first of every
// rule, so that each reason leads somewhere, then the rest from the highest
// stage down.
func (s *system) allot(b *budget) {
	var rules []*ruleGroup
	for i := range s.Groups {
		for j := range s.Groups[i].Rules {
			rules = append(rules, &s.Groups[i].Rules[j])
		}
	}
	for i := range s.Leads {
		rules = append(rules, &s.Leads[i])
	}
	// The findings that carry the verdict come before all others.
	for _, f := range s.Proof {
		if e := s.byID[f.ID]; e != nil {
			e.Shown = b.take(e)
		}
	}
	for _, g := range rules {
		if e := g.Entries[0]; !e.Shown {
			e.Shown = b.take(e)
		}
	}
	for _, g := range rules {
		for _, e := range g.Entries {
			if !e.Shown {
				e.Shown = b.take(e)
			}
		}
	}
	for _, g := range rules {
		for _, e := range g.Entries {
			if e.Shown {
				g.Shown = append(g.Shown, e)
			} else {
				g.More++
			}
		}
	}
}
