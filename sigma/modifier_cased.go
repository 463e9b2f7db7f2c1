package sigma

// modifyCased makes a text match only as it is written.
func modifyCased(o operand, _ *Options) ([]operand, error) {
	if ref, ok := o.(*refOperand); ok {
		exact := *ref
		exact.cased = true
		return []operand{&exact}, nil
	}
	text, ok := asText(o)
	if !ok {
		return nil, errTakes("a text", o)
	}
	return []operand{&textOperand{raw: text.raw, pieces: text.pieces, cased: true}}, nil
}
