package sigma

import "strings"

// existsOperand asks whether the field is there, whatever it holds.
type existsOperand bool

func (existsOperand) kind() string { return "an existence test" }

func modifyExists(o operand, _ *Options) ([]operand, error) {
	switch o := o.(type) {
	case boolOperand:
		return []operand{existsOperand(o)}, nil
	case *textOperand:
		switch strings.ToLower(o.raw) {
		case "true", "yes":
			return []operand{existsOperand(true)}, nil
		case "false", "no":
			return []operand{existsOperand(false)}, nil
		}
	}
	return nil, errTakes("true or false", o)
}

func (o existsOperand) test() (test, error) { return o, nil }

func (o existsOperand) match(_ *frame, v *value) bool { return v.present == bool(o) }
func (existsOperand) cost() int                       { return costPresence }
func (existsOperand) literals() (l literals, ok bool) { return l, false }
