package sigma

// comparison is one of the four order relations.
type comparison uint8

const (
	less comparison = iota
	lessOrEqual
	greater
	greaterOrEqual
)

func (c comparison) holds(order int) bool {
	switch c {
	case less:
		return order < 0
	case lessOrEqual:
		return order <= 0
	case greater:
		return order > 0
	default:
		return order >= 0
	}
}

// compareOperand takes numbers on one side of a bound. A value that is no
// number is on neither.
type compareOperand struct {
	relation comparison
	bound    number
}

func (compareOperand) kind() string { return "a comparison" }

func modifyCompare(c comparison) func(operand, *Options) ([]operand, error) {
	return func(o operand, _ *Options) ([]operand, error) {
		if part, ok := o.(timePartOperand); ok {
			part.holds = c.holds
			return []operand{part}, nil
		}
		bound, ok := asNumber(o)
		if !ok {
			return nil, errTakes("a number", o)
		}
		return []operand{compareOperand{c, bound}}, nil
	}
}

func (o compareOperand) test() (test, error) { return o, nil }

func (o compareOperand) match(_ *frame, v *value) bool {
	if !v.present {
		return false
	}
	got, ok := parseNumber(v.text)
	return ok && o.relation.holds(got.compare(o.bound))
}
func (compareOperand) cost() int                       { return costNumber }
func (compareOperand) literals() (l literals, ok bool) { return l, false }
