package sigma

import (
	"math"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// operand is one value of a rule on its way through the modifiers of its field,
// from what the file says to something that can be tested. The kinds are
// *textOperand, *numberOperand, boolOperand, nullOperand, and those that
// modifiers make: regexpOperand, cidrOperand and so on.
type operand interface {
	// kind names the kind in errors, as in "cidr takes a text, not a number".
	kind() string
	// test makes the operand testable.
	test() (test, error)
}

// textOperand is a Sigma string. raw is the text as written, empty once a
// modifier has changed the pieces.
type textOperand struct {
	raw    string
	pieces []piece
	cased  bool
}

type (
	boolOperand bool
	nullOperand struct{}
)

// numberOperand is a number, and the way it was written.
type numberOperand struct {
	number
	raw string
}

func (*textOperand) kind() string   { return "a text" }
func (*numberOperand) kind() string { return "a number" }
func (boolOperand) kind() string    { return "a truth value" }
func (nullOperand) kind() string    { return "null" }

// parseOperand reads one scalar of a detection.
func parseOperand(n *yamlNode) (operand, error) {
	if n.Kind != yaml.ScalarNode {
		return nil, errorAt(n, "expected a single value here, not a list or a map")
	}
	if len(n.Value) > maxPattern {
		return nil, errorAt(n, "the value is longer than %d bytes", maxPattern)
	}
	switch n.Tag {
	case "!!null":
		return nullOperand{}, nil
	case "!!bool":
		return boolOperand(strings.EqualFold(n.Value, "true")), nil
	case "!!int", "!!float":
		if v, ok := parseYAMLNumber(n.Value); ok {
			return &numberOperand{number: v, raw: n.Value}, nil
		}
	}
	return newText(n.Value), nil
}

func newText(raw string) *textOperand { return &textOperand{raw: raw, pieces: parsePattern(raw)} }

// asText returns text operands as they are and numbers as they are written.
func asText(o operand) (*textOperand, bool) {
	switch o := o.(type) {
	case *textOperand:
		return o, true
	case *numberOperand:
		return newText(o.raw), true
	}
	return nil, false
}

// asNumber returns numbers, and texts that are written like one.
func asNumber(o operand) (number, bool) {
	switch o := o.(type) {
	case *numberOperand:
		return o.number, true
	case *textOperand:
		return parseNumber(o.raw)
	}
	return number{}, false
}

// number is an integer where it fits into 64 bits, so that large identifiers
// compare exactly, else a float.
type number struct {
	whole bool
	i     int64
	f     float64
}

// parseNumber reads a number as events write them: decimal, or hexadecimal
// after 0x.
func parseNumber(s string) (number, bool) {
	if s == "" || len(s) > 64 || !strings.ContainsRune("+-.0123456789", rune(s[0])) {
		return number{}, false
	}
	if len(s) > 2 && s[0] == '0' && s[1]|0x20 == 'x' {
		u, err := strconv.ParseUint(s[2:], 16, 64)
		if err != nil {
			return number{}, false
		}
		if u <= math.MaxInt64 {
			return number{whole: true, i: int64(u), f: float64(u)}, true
		}
		return number{f: float64(u)}, true
	}
	if i, err := strconv.ParseInt(s, 10, 64); err == nil {
		return number{whole: true, i: i, f: float64(i)}, true
	}
	if strings.ContainsAny(s, "xX_") {
		return number{}, false
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return number{}, false
	}
	return number{f: f}, true
}

// parseYAMLNumber also reads octal, binary and grouped digits.
func parseYAMLNumber(s string) (number, bool) {
	if v, ok := parseNumber(s); ok {
		return v, true
	}
	i, err := strconv.ParseInt(s, 0, 64)
	return number{whole: true, i: i, f: float64(i)}, err == nil
}

// compare returns -1, 0 or 1 as n is less than, equal to or greater than m.
func (n number) compare(m number) int {
	switch {
	case n.whole && m.whole && n.i < m.i, (!n.whole || !m.whole) && n.f < m.f:
		return -1
	case n.whole && m.whole && n.i > m.i, (!n.whole || !m.whole) && n.f > m.f:
		return 1
	}
	return 0
}
