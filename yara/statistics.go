package yara

import "math"

// histogram counts bytes.
type histogram struct {
	counts [256]int64
	total  int64
}

func (h *histogram) write(b []byte) {
	for _, c := range b {
		h.counts[c]++
	}
	h.total += int64(len(b))
}

// entropy is Shannon's, in bits a byte.
func (h *histogram) entropy() float64 {
	e := 0.0
	for _, n := range h.counts {
		if n > 0 {
			x := float64(n) / float64(h.total)
			e -= x * math.Log2(x)
		}
	}
	return e
}

func (h *histogram) mean() float64 {
	sum := 0.0
	for c, n := range h.counts {
		sum += float64(c) * float64(n)
	}
	return sum / float64(h.total)
}

// deviation is the mean distance from a given mean, as YARA defines it.
func (h *histogram) deviation(mean float64) float64 {
	sum := 0.0
	for c, n := range h.counts {
		sum += math.Abs(float64(c)-mean) * float64(n)
	}
	return sum / float64(h.total)
}

// mode is the most frequent byte, the smallest of equals.
func (h *histogram) mode() int64 {
	best := 0
	for c, n := range h.counts {
		if n > h.counts[best] {
			best = c
		}
	}
	return int64(best)
}

// sequence is a statistic that depends on the order of bytes.
type sequence interface {
	write(b []byte)
	result() value
}

// correlation is the serial correlation coefficient of each byte with the one
// before it, the last with the first.
type correlation struct {
	n, first, last         float64
	products, sum, squares float64
}

func (q *correlation) write(b []byte) {
	for _, c := range b {
		f := float64(c)
		if q.n == 0 {
			q.first = f
		}
		q.n++
		q.products += q.last * f
		q.sum += f
		q.squares += f * f
		q.last = f
	}
}

func (q *correlation) result() value {
	products, sum := q.products+q.last*q.first, q.sum*q.sum
	spread := q.n*q.squares - sum
	if spread == 0 {
		// YARA's value for constant data.
		return floatValue(-100000)
	}
	return floatValue((q.n*products - sum) / spread)
}

// monteCarlo takes each six bytes as a point in a square; how many fall into
// the circle estimates pi, and the error of that is the result.
type monteCarlo struct {
	six            [6]byte
	n              int
	points, inside int64
}

func (q *monteCarlo) write(b []byte) {
	const radius = 1<<24 - 1
	for _, c := range b {
		q.six[q.n] = c
		if q.n++; q.n < 6 {
			continue
		}
		q.n = 0
		x := float64(int(q.six[0])<<16 | int(q.six[1])<<8 | int(q.six[2]))
		y := float64(int(q.six[3])<<16 | int(q.six[4])<<8 | int(q.six[5]))
		q.points++
		if x*x+y*y <= radius*radius {
			q.inside++
		}
	}
}

func (q *monteCarlo) result() value {
	if q.points == 0 {
		return undefined
	}
	pi := 4 * float64(q.inside) / float64(q.points)
	return floatValue(math.Abs((pi - math.Pi) / math.Pi))
}
