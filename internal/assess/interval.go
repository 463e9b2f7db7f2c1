package assess

import (
	"sort"

	"github.com/athar-forensics/athar"
)

// stretches is a set of moments as sorted intervals that do not touch. Every
// interval has both ends.
type stretches []athar.Interval

// union brings any intervals into order and joins those that touch.
func union(in []athar.Interval) stretches {
	in = append([]athar.Interval(nil), in...)
	sort.Slice(in, func(i, j int) bool { return in[i].From < in[j].From })
	var out stretches
	for _, v := range in {
		if v.Until <= v.From {
			continue
		}
		if n := len(out); n > 0 && v.From <= out[n-1].Until {
			out[n-1].Until = max(out[n-1].Until, v.Until)
			continue
		}
		out = append(out, v)
	}
	return out
}

// minus removes b's moments from a.
func (a stretches) minus(b stretches) stretches {
	var out stretches
	for _, v := range a {
		for _, cut := range b {
			if cut.Until <= v.From {
				continue
			}
			if cut.From >= v.Until {
				break
			}
			if cut.From > v.From {
				out = append(out, athar.Interval{From: v.From, Until: cut.From})
			}
			v.From = cut.Until
			if v.From >= v.Until {
				break
			}
		}
		if v.From < v.Until {
			out = append(out, v)
		}
	}
	return out
}

// and keeps the moments that both have.
func (a stretches) and(b stretches) stretches {
	return a.minus(a.minus(b))
}

// over drops intervals shorter than a span: seconds between the last record and
// a boundary are no gap worth a sentence.
func (a stretches) over(span athar.Time) stretches {
	var out stretches
	for _, v := range a {
		if v.Until-v.From >= span {
			out = append(out, v)
		}
	}
	return out
}
