package yara

import (
	"strconv"
	"strings"
)

// stringModule turns texts into numbers.
var stringModule = &module{schema: structOf(map[string]*schema{
	"length": function(overload{"s", intKind, func(_ *scan, _ value, a []value) value {
		return intValue(int64(len(a[0].s)))
	}}),
	"to_int": function(
		overload{"s", intKind, func(_ *scan, _ value, a []value) value { return toInt(a[0].s, 0) }},
		overload{"si", intKind, func(_ *scan, _ value, a []value) value {
			if b := a[1].i; b != 0 && (b < 2 || b > 36) {
				return undefined
			}
			return toInt(a[0].s, int(a[1].i))
		}},
	),
})}

// toInt reads a number as C's strtoll does, and nothing may follow it. In base
// 0 a leading 0x means hex and a leading 0 octal.
func toInt(text string, base int) value {
	text = strings.TrimLeft(text, " \t\n\v\f\r")
	sign := ""
	if strings.HasPrefix(text, "-") || strings.HasPrefix(text, "+") {
		sign, text = text[:1], text[1:]
	}
	lower := strings.ToLower(text)
	switch {
	case (base == 0 || base == 16) && strings.HasPrefix(lower, "0x"):
		base, lower = 16, lower[2:]
	case base == 0 && strings.HasPrefix(lower, "0"):
		base = 8
	case base == 0:
		base = 10
	}
	if strings.ContainsAny(lower, "+-_") {
		return undefined
	}
	n, err := strconv.ParseInt(sign+lower, base, 64)
	if err != nil {
		return undefined
	}
	return intValue(n)
}
