package sigma

// temporal finds stretches in which each of want rules hits, in any order. A
// stretch begins as late and ends as early as it can.
func temporal(hits []*Hit, want int, span int64) []Match {
	var matches []Match
	seen := map[string]int{}
	forget := func(h *Hit) {
		if seen[h.Rule]--; seen[h.Rule] == 0 {
			delete(seen, h.Rule)
		}
	}
	first := 0
	for i, h := range hits {
		seen[h.Rule]++
		for !within(hits[first].At, h.At, span) {
			forget(hits[first])
			first++
		}
		if len(seen) < want {
			continue
		}
		for seen[hits[first].Rule] > 1 {
			forget(hits[first])
			first++
		}
		matches = append(matches, matchOf(hits[first:i+1]))
		clear(seen)
		first = i + 1
	}
	return matches
}

// ruleCount counts the different rules that hit.
type ruleCount struct{ seen map[string]int }

func (t *ruleCount) add(h *Hit) { t.seen[h.Rule]++ }

func (t *ruleCount) remove(h *Hit) {
	if t.seen[h.Rule]--; t.seen[h.Rule] == 0 {
		delete(t.seen, h.Rule)
	}
}
func (t *ruleCount) reset()         { clear(t.seen) }
func (t *ruleCount) count() float64 { return float64(len(t.seen)) }
