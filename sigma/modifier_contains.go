package sigma

// contains, startswith and endswith open a text at its ends. On a regular
// expression, which is searched anywhere by itself, startswith and endswith tie
// it to the ends; on a field reference they say how the two fields compare.

func modifyContains(o operand, _ *Options) ([]operand, error) {
	return open(o, true, true)
}

func modifyStartsWith(o operand, _ *Options) ([]operand, error) {
	return open(o, false, true)
}

func modifyEndsWith(o operand, _ *Options) ([]operand, error) {
	return open(o, true, false)
}

func open(o operand, start, end bool) ([]operand, error) {
	switch o := o.(type) {
	case *refOperand:
		return []operand{&refOperand{field: o.field, cased: o.cased, openStart: start, openEnd: end}}, nil
	case *regexpOperand:
		tied := *o
		tied.fromStart, tied.toEnd = !start, !end
		return []operand{&tied}, nil
	}
	text, ok := asText(o)
	if !ok {
		return nil, errTakes("a text", o)
	}
	pieces := text.pieces
	if start {
		pieces = openStart(pieces)
	}
	if end {
		pieces = openEnd(pieces)
	}
	return []operand{&textOperand{pieces: pieces, cased: text.cased}}, nil
}
