package evidence

import "math"

// allowance is what one outermost archive may still cost. It is spent while
// walking, in the walk's order and by declared or measured sizes: were it spent
// while items are read, by many at once, the same evidence would be cut
// elsewhere in each run.
type allowance struct {
	limits Limits
	path   string // of the outermost archive
	files  int
	bytes  int64
	full   bool // the rest of the archive is not read; this was noted
}

// allot gives a member its share without spending it. Declared is the size that
// the archive states, -1 where it states none; packed is its compressed size.
func (a *allowance) allot(declared, packed int64) allotment {
	lim := a.limits
	al := allotment{max: lim.Member, beyond: LimitError{"member", lim.Member}, ratio: lim.Ratio}
	if packed < math.MaxInt64/lim.Ratio {
		if most := max(ratioFrom, packed*lim.Ratio); most < al.max {
			al.max, al.beyond = most, LimitError{"ratio", lim.Ratio}
		}
	}
	if declared >= 0 && declared <= al.max {
		al.max, al.beyond = declared, LimitError{"declared", declared}
	}
	if a.bytes < al.max {
		al.max, al.beyond = a.bytes, LimitError{"total", lim.Total}
	}
	return al
}

func (a *allowance) spend(n int64) { a.bytes = max(0, a.bytes-n) }
