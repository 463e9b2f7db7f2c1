package yara

// expr is a compiled expression.
type expr struct {
	kind   kind
	schema *schema // of structures, arrays, dictionaries and functions
	eval   func(s *scan) value
	// gate is what must hold before the expression can be true (or, for a
	// value, defined).
	gate *gate
	// fixed is set when the value is the same for every file.
	fixed bool
	// cheap is set when it takes no look at strings, modules or loops: a few
	// bytes of the file at most.
	cheap bool
	count bool  // it is #a, without a range
	there *gate // of #a: that the string is there
}

func fixedExpr(v value) expr {
	return expr{kind: v.kind, fixed: true, cheap: true, eval: func(*scan) value { return v }}
}
