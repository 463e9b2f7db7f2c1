package yara

// expr is a compiled expression.
type expr struct {
	kind   kind
	schema *schema // of structures, arrays, dictionaries and functions
	eval   func(s *scan) value
	// gate tells, from what the filter has seen alone, whether the expression
	// may yet be true (or, for a value, defined). nil is: it may.
	gate func(s *scan) bool
	// fixed is set when the value is the same for every file.
	fixed bool
	// cheap is set when it takes no look at strings, modules or loops: a few
	// bytes of the file at most.
	cheap   bool
	pattern func(s *scan) *pattern // of $a, #a, @a, !a
	count   bool                   // it is #a, without a range
}

func (e expr) possible(s *scan) bool { return e.gate == nil || e.gate(s) }

func fixedExpr(v value) expr {
	return expr{kind: v.kind, fixed: true, cheap: true, eval: func(*scan) value { return v }}
}

// both is the gate of an operation that needs both operands.
func both(x, y expr) func(s *scan) bool {
	if x.gate == nil && y.gate == nil {
		return nil
	}
	return func(s *scan) bool { return x.possible(s) && y.possible(s) }
}
