package sigma

import (
	"math"
	"slices"
)

// numbers gathers the numeric values of hits. What is no number is left aside.
type numbers struct{ of map[*Hit]float64 }

func (n *numbers) add(h *Hit) {
	if v, ok := parseNumber(h.Value); ok {
		n.of[h] = v.f
	}
}
func (n *numbers) remove(h *Hit) { delete(n.of, h) }
func (n *numbers) reset()        { clear(n.of) }

// sorted returns the values in ascending order.
func (n *numbers) sorted() []float64 {
	list := make([]float64, 0, len(n.of))
	for _, v := range n.of {
		list = append(list, v)
	}
	slices.Sort(list)
	return list
}

// total adds up from the smallest on, so that it depends on the values alone.
func (n *numbers) total() float64 {
	sum := 0.0
	for _, v := range n.sorted() {
		sum += v
	}
	return sum
}

// valueAverage is the mean of the values; there is none of no values.
type valueAverage struct{ numbers }

func (t *valueAverage) count() float64 {
	if len(t.of) == 0 {
		return math.NaN()
	}
	return t.total() / float64(len(t.of))
}

// valuePercentile is the value that so many per cent of the values do not exceed:
// the smallest for which that holds (nearest rank). Of an even number of values
// the median is the mean of the two in the middle.
type valuePercentile struct {
	numbers
	rank float64 // per cent
}

func (t *valuePercentile) count() float64 {
	list := t.sorted()
	n := len(list)
	if n == 0 {
		return math.NaN()
	}
	if t.rank == 50 {
		return (list[(n-1)/2] + list[n/2]) / 2
	}
	at := int(math.Ceil(t.rank / 100 * float64(n)))
	return list[max(at, 1)-1]
}

// valueSum adds the values up as it goes: it is asked at every hit.
type valueSum struct {
	sum  float64
	hits int
}

func (t *valueSum) add(h *Hit) {
	if v, ok := parseNumber(h.Value); ok {
		t.sum += v.f
		t.hits++
	}
}

func (t *valueSum) remove(h *Hit) {
	if v, ok := parseNumber(h.Value); ok {
		t.sum -= v.f
		t.hits--
	}
	if t.hits == 0 {
		t.sum = 0 // what rounding left
	}
}
func (t *valueSum) reset() { *t = valueSum{} }

func (t *valueSum) count() float64 {
	if t.hits == 0 {
		return math.NaN()
	}
	return t.sum
}

// falls reports whether a sum can become less by further hits.
func falls(hits []*Hit) bool {
	return slices.ContainsFunc(hits, func(h *Hit) bool {
		v, ok := parseNumber(h.Value)
		return ok && v.f < 0
	})
}
