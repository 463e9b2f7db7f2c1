package hunt

import "github.com/athar-forensics/athar"

// gaveUp counts, by rule, the values on which an expression with look-around was
// not run to its end. Libraries outlive hunts, so a hunt compares.
func (h *Hunter) gaveUp() map[string]int64 {
	out := map[string]int64{}
	for _, r := range h.know.Library.Rules {
		if n := r.GaveUp(); n > 0 {
			out[r.Name] = n
		}
	}
	return out
}

// unanswered says which rules left values undecided since before. How many depends
// on the machine's speed and is not said.
func (h *Hunter) unanswered(found *athar.Case, before map[string]int64) {
	now := h.gaveUp()
	for _, r := range h.know.Library.Rules {
		if now[r.Name] > before[r.Name] {
			found.Skip(athar.Skipped{
				Path:   r.File,
				Reason: "the rule " + r.Name + " took too long over some values (look-around in a regular expression): they count as not matching, simplify the expression",
			})
		}
	}
}
