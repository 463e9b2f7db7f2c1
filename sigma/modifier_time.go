package sigma

import (
	"errors"
	"time"
)

// timePartOperand compares one part of a time, as the event writes it: no zone
// is converted.
type timePartOperand struct {
	part  string
	want  number
	holds func(order int) bool
}

func (timePartOperand) kind() string { return "a part of a time" }

func modifyTimePart(part string) func(operand, *Options) ([]operand, error) {
	return func(o operand, _ *Options) ([]operand, error) {
		want, ok := asNumber(o)
		if !ok {
			return nil, errTakes("a number", o)
		}
		if !want.whole {
			return nil, errors.New("takes a whole number")
		}
		return []operand{timePartOperand{part, want, func(order int) bool { return order == 0 }}}, nil
	}
}

func (o timePartOperand) test() (test, error) { return o, nil }

func (o timePartOperand) match(_ *frame, v *value) bool {
	if !v.present {
		return false
	}
	n, ok := timePart(v.text, o.part)
	return ok && o.holds(number{whole: true, i: int64(n)}.compare(o.want))
}
func (timePartOperand) cost() int                       { return costParse }
func (timePartOperand) literals() (l literals, ok bool) { return l, false }

// timeLayouts are the ways in which logs write a time; fractions of a second
// are taken after any of them that ends with seconds.
var timeLayouts = []struct {
	layout     string
	date, hour bool
}{
	{time.RFC3339, true, true},
	{"2006-01-02T15:04:05", true, true},
	{"2006-01-02 15:04:05", true, true},
	{"2006-01-02 15:04:05Z07:00", true, true},
	{"2006-01-02T15:04Z07:00", true, true},
	{"2006-01-02", true, false},
	{"15:04:05", false, true},
}

// timePart returns one part of a written time. A date without a time of day has
// no hour, and a time of day no year.
func timePart(text, part string) (int, bool) {
	if len(text) > 64 {
		return 0, false
	}
	for _, l := range timeLayouts {
		t, err := time.Parse(l.layout, text)
		if err != nil {
			continue
		}
		switch part {
		case "minute":
			return t.Minute(), l.hour
		case "hour":
			return t.Hour(), l.hour
		case "day":
			return t.Day(), l.date
		case "week":
			_, week := t.ISOWeek()
			return week, l.date
		case "month":
			return int(t.Month()), l.date
		default:
			return t.Year(), l.date
		}
	}
	return 0, false
}
