package sigma

import (
	"maps"
	"slices"
)

// shares finds, in windows that follow each other, the values whose part in all
// values of the window, in per cent, fulfils the condition: "process names that
// make up less than 1 % of all". Each such value is a match of its own.
func (c *Correlation) shares(hits []*Hit) []Match {
	var matches []Match
	for window := range c.windows(hits) {
		byValue := map[string][]*Hit{}
		all := 0
		for _, h := range window {
			if h.Value != "" {
				byValue[h.Value] = append(byValue[h.Value], h)
				all++
			}
		}
		for _, value := range slices.Sorted(maps.Keys(byValue)) {
			mine := byValue[value]
			if c.Condition.Holds(100 * float64(len(mine)) / float64(all)) {
				matches = append(matches, matchOf(mine))
			}
		}
	}
	return matches
}
