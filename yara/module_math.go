package yara

import "strconv"

// mathModule holds the statistics that tell packed and encrypted data from
// the rest.
var mathModule = &module{schema: structOf(map[string]*schema{
	"MEAN_BYTES": {kind: floatKind, fixed: floatValue(127.5)},
	"in_range": function(overload{"fff", intKind, func(_ *scan, _ value, a []value) value {
		return intValue(boolValue(a[0].number() >= a[1].number() && a[0].number() <= a[2].number()).i)
	}}),
	"entropy":            statistic("entropy", func(h *histogram) value { return floatValue(h.entropy()) }),
	"mean":               statistic("mean", func(h *histogram) value { return floatValue(h.mean()) }),
	"serial_correlation": sequential("serial_correlation", func() sequence { return new(correlation) }),
	"monte_carlo_pi":     sequential("monte_carlo_pi", func() sequence { return new(monteCarlo) }),
	"deviation": function(
		overload{"iif", floatKind, func(s *scan, _ value, a []value) value {
			h := s.histogram(a[0].i, a[1].i)
			if h == nil {
				return undefined
			}
			return floatValue(h.deviation(a[2].number()))
		}},
		overload{"sf", floatKind, func(_ *scan, _ value, a []value) value {
			var h histogram
			h.write([]byte(a[0].s))
			return floatValue(h.deviation(a[1].number()))
		}},
	),
	"min": function(overload{"ii", intKind, func(_ *scan, _ value, a []value) value {
		return intValue(int64(min(uint64(a[0].i), uint64(a[1].i))))
	}}),
	"max": function(overload{"ii", intKind, func(_ *scan, _ value, a []value) value {
		return intValue(int64(max(uint64(a[0].i), uint64(a[1].i))))
	}}),
	"abs": function(overload{"i", intKind, func(_ *scan, _ value, a []value) value {
		return intValue(max(a[0].i, -a[0].i))
	}}),
	"to_number": function(overload{"b", intKind, func(_ *scan, _ value, a []value) value { return intValue(a[0].i) }}),
	"to_string": function(
		overload{"i", stringKind, func(_ *scan, _ value, a []value) value {
			return stringValue(strconv.FormatInt(a[0].i, 10))
		}},
		overload{"ii", stringKind, func(_ *scan, _ value, a []value) value {
			switch a[1].i {
			case 10:
				return stringValue(strconv.FormatInt(a[0].i, 10))
			case 8, 16:
				return stringValue(strconv.FormatUint(uint64(a[0].i), int(a[1].i)))
			}
			return undefined
		}},
	),
	"count": overWholeOrRange(1, intKind, func(h *histogram, a []value) value {
		if a[0].i < 0 || a[0].i > 255 {
			return undefined
		}
		return intValue(h.counts[a[0].i])
	}),
	"percentage": overWholeOrRange(1, floatKind, func(h *histogram, a []value) value {
		if a[0].i < 0 || a[0].i > 255 {
			return undefined
		}
		return floatValue(float64(float32(h.counts[a[0].i]) / float32(h.total)))
	}),
	"mode": overWholeOrRange(0, intKind, func(h *histogram, _ []value) value { return intValue(h.mode()) }),
})}

// statistic makes a function over how often each byte stands in a part of the
// file or in a text.
func statistic(name string, of func(*histogram) value) *schema {
	return function(
		overload{"ii", floatKind, func(s *scan, _ value, a []value) value {
			return s.once(name, a, func() value {
				h := s.histogram(a[0].i, a[1].i)
				if h == nil {
					return undefined
				}
				return of(h)
			})
		}},
		overload{"s", floatKind, func(_ *scan, _ value, a []value) value {
			var h histogram
			h.write([]byte(a[0].s))
			return of(&h)
		}},
	)
}

// overWholeOrRange makes a function with a few numbers, and then either a range
// or nothing, which is the whole file.
func overWholeOrRange(numbers int, result kind, of func(*histogram, []value) value) *schema {
	letters := "iii"[:numbers]
	return function(
		overload{letters, result, func(s *scan, _ value, a []value) value {
			h := s.histogram(0, s.in.size)
			if h == nil {
				return undefined
			}
			return of(h, a)
		}},
		overload{letters + "ii", result, func(s *scan, _ value, a []value) value {
			h := s.histogram(a[numbers].i, a[numbers+1].i)
			if h == nil {
				return undefined
			}
			return of(h, a)
		}},
	)
}

// sequential makes a function over bytes in their order.
func sequential(name string, fresh func() sequence) *schema {
	return function(
		overload{"ii", floatKind, func(s *scan, _ value, a []value) value {
			return s.once(name, a, func() value {
				q := fresh()
				if !s.in.stretch(a[0].i, a[1].i, func(b []byte) bool {
					q.write(b)
					return s.read(len(b))
				}) {
					return undefined
				}
				return q.result()
			})
		}},
		overload{"s", floatKind, func(_ *scan, _ value, a []value) value {
			q := fresh()
			q.write([]byte(a[0].s))
			return q.result()
		}},
	)
}

// histogram returns how often each byte stands in a range, nil if the range
// does not begin in the file.
func (s *scan) histogram(offset, length int64) *histogram {
	h := new(histogram)
	if !s.in.stretch(offset, length, func(b []byte) bool {
		h.write(b)
		return s.read(len(b))
	}) {
		return nil
	}
	return h
}
