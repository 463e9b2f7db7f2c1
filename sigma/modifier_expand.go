package sigma

import (
	"errors"
	"fmt"
	"strings"
)

// modifyExpand puts the values of placeholders, written %name%, in their place.
// Several values are alternatives. \% is a plain percent sign. What is put in
// may hold wildcards, and is not expanded again.
func modifyExpand(o operand, opt *Options) ([]operand, error) {
	text, ok := o.(*textOperand)
	if !ok {
		return nil, errTakes("a text", o)
	}
	forms := []string{""}
	rest := text.raw
	for rest != "" {
		var alternatives []string
		switch name, after, ok := placeholder(rest); {
		case ok:
			if alternatives = opt.Placeholders[name]; len(alternatives) == 0 && opt.Missing != nil {
				alternatives = opt.Missing(name)
			}
			if len(alternatives) == 0 {
				return nil, fmt.Errorf("placeholder %%%s%% has no value; give it one, or leave the rule out", name)
			}
			rest = after
		case strings.HasPrefix(rest, `\%`):
			alternatives, rest = []string{"%"}, rest[2:]
		case strings.HasPrefix(rest, `\`) && len(rest) > 1:
			alternatives, rest = []string{rest[:2]}, rest[2:]
		default:
			run := len(rest)
			if i := strings.IndexAny(rest[1:], `\%`); i >= 0 {
				run = 1 + i
			}
			alternatives, rest = []string{rest[:run]}, rest[run:]
		}
		if len(forms)*len(alternatives) > maxExpansion {
			return nil, fmt.Errorf("the placeholders make more than %d values", maxExpansion)
		}
		next := make([]string, 0, len(forms)*len(alternatives))
		size := 0
		for _, form := range forms {
			for _, a := range alternatives {
				if size += len(form) + len(a); size > maxBytes || len(form)+len(a) > maxPattern {
					return nil, errors.New("the placeholders make values that are too long")
				}
				next = append(next, form+a)
			}
		}
		forms = next
	}
	operands := make([]operand, len(forms))
	for i, form := range forms {
		operands[i] = newText(form)
	}
	return operands, nil
}

// placeholder reads a %name% at the start of text.
func placeholder(text string) (name, after string, ok bool) {
	if text[0] != '%' {
		return "", "", false
	}
	end := strings.IndexByte(text[1:], '%')
	if end <= 0 {
		return "", "", false
	}
	return text[1 : 1+end], text[end+2:], true
}
