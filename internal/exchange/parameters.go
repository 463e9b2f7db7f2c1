package exchange

import "strings"

// ParseParameters reads the parameters of a cmdlet as the cmdlet log and the
// MSExchange Management channel write them, in both of their spellings:
//
//	-Name "value" -Other:word -Switch
//	{Name=value, Other=value}
//
// Quotes around a value are undone, and doubled ones inside where the whole value
// uses them. Exchange does not escape quotes inside a value, so a quote ends it
// only where the end or another parameter follows: web shells in a value stay
// whole. A switch has an empty value. Text that belongs to no parameter is
// kept as a Param without a name.
func ParseParameters(s string) []Param {
	s = strings.TrimSpace(bounded(s))
	if strings.HasPrefix(s, "{") {
		return braceParams(strings.TrimSuffix(s[1:], "}"))
	}
	var params []Param
	for s != "" {
		n := dashName(s)
		if n == 0 || len(params) == maxParts {
			return append(params, Param{Value: s})
		}
		p := Param{Name: s[1:n]}
		s = strings.TrimLeft(strings.TrimPrefix(s[n:], ":"), " ")
		if dashName(s) == 0 {
			p.Value, s = dashValue(s)
		}
		params = append(params, p)
	}
	return params
}

// dashName returns the length of a -Name at the front of s, 0 where there is
// none. The comparison operators of filters look the same and are not names.
func dashName(s string) int {
	if len(s) < 2 || s[0] != '-' || s[1] >= '0' && s[1] <= '9' {
		return 0
	}
	n := 1 + nameLen(s[1:])
	if n == 1 || n < len(s) && s[n] != ' ' && s[n] != ':' {
		return 0
	}
	switch s[1:n] {
	case "eq", "ne", "gt", "ge", "lt", "le", "like", "notlike", "match", "notmatch",
		"contains", "in", "and", "or", "not", "is", "replace":
		return 0
	}
	return n
}

// dashValue reads the value at the front of s, up to the next parameter.
func dashValue(s string) (value, rest string) {
	quote := ""
	for _, q := range []string{`""`, `"`, "'"} {
		if strings.HasPrefix(s, q) {
			quote = q
			break
		}
	}
	if quote == `""` && dashEnds(s[2:]) { // an empty value, not a doubled quote
		return "", strings.TrimLeft(s[2:], " ")
	}
	from := len(quote)
	for i := from; i < len(s); i++ {
		if quote == "" && (s[i] != ' ' || i > 0 && s[i-1] == ' ') {
			continue // a bare value ends at the first of its blanks
		}
		if !strings.HasPrefix(s[i:], quote) || !dashEnds(s[i+len(quote):]) {
			continue
		}
		if quote == `"` && i+1 < len(s) && s[i+1] == '"' {
			continue
		}
		return undouble(s[from:i], quote), strings.TrimLeft(s[i+len(quote):], " ")
	}
	return undouble(s[from:], quote), ""
}

// dashEnds says whether a value ends before s: nothing is left, or a blank and
// another parameter.
func dashEnds(s string) bool {
	t := strings.TrimLeft(s, " ")
	return t == "" || len(t) < len(s) && dashName(t) > 0
}

// undouble undoes doubled quotes inside a value that stands between quotes.
func undouble(s, quote string) string {
	if quote == "" {
		return s
	}
	return strings.ReplaceAll(s, quote+quote, quote)
}

// braceParams reads "A=x, B=y". A comma inside brackets parts nothing, unless
// the brackets are not balanced, as in half a script.
func braceParams(s string) []Param {
	var params []Param
	nested := balanced(s)
	depth, from := 0, 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) {
			if nested {
				depth += bracket(s[i])
			}
			if s[i] != ',' || depth > 0 || len(params) >= maxParts || braceName(strings.TrimLeft(s[i+1:min(len(s), i+1+maxName)], " ")) == 0 {
				continue
			}
		}
		part := strings.TrimSpace(s[from:i])
		if n := braceName(part); n > 0 {
			params = append(params, Param{part[:n], strings.TrimSpace(part[n+1:])})
		} else if part != "" {
			params = append(params, Param{Value: part})
		}
		from = i + 1
	}
	return params
}

// braceName returns the length of the name before '=' at the front of s, 0 where
// there is none. Parameter names are logged with a capital first.
func braceName(s string) int {
	n := nameLen(s)
	if n == 0 || n == len(s) || s[n] != '=' || s[0] < 'A' || s[0] > 'Z' {
		return 0
	}
	return n
}

// bracket is +1 for an opening bracket, -1 for a closing one, else 0.
func bracket(c byte) int {
	switch c {
	case '{', '(', '[':
		return 1
	case '}', ')', ']':
		return -1
	}
	return 0
}

// balanced says whether every bracket of s closes, whatever its kind.
func balanced(s string) bool {
	depth := 0
	for i := 0; i < len(s) && depth >= 0; i++ {
		depth += bracket(s[i])
	}
	return depth == 0
}
