package exchange

import "strings"

// maxList bounds how far a list of quoted members is followed, in bytes.
const maxList = 4 << 10

// cutValue reads one parameter value of a CMD from the front of s. It tries the
// readings from the strict to the lenient one:
//
//	'text'        as Exchange writes it, inner quotes doubled
//	'a','b'       a list, kept as written
//	''text''      a value whose enclosing pair was not undone
//	'te'xt'       quotes not doubled: ended by a quote before a parameter
//	anything else up to the next parameter or cmdlet
func cutValue(s string) (value, rest string) {
	if !strings.HasPrefix(s, "'") {
		return cutBare(s)
	}
	n, closed := quotedLen(s)
	if closed && ends(s[n:], true) {
		return strings.ReplaceAll(s[1:n-1], "''", "'"), s[n:]
	}
	if n := listLen(s); n > 0 {
		return s[:n], s[n:]
	}
	if n == 2 && s[1] == '\'' {
		return cutAtQuote(s[2:], "''")
	}
	return cutAtQuote(s[1:], "'")
}

// cutBare reads a value that does not begin with a quote. Members of a list in
// braces may be quoted, and what stands between their quotes ends nothing.
func cutBare(s string) (value, rest string) {
	for i := 0; i < len(s); i++ {
		if ends(s[i:], false) {
			return s[:i], s[i:]
		}
		if s[i] == '\'' && i > 0 && strings.IndexByte("{(, ", s[i-1]) >= 0 {
			if n, closed := quotedLen(s[i:]); closed {
				i += n - 1
			}
		}
	}
	return s, ""
}

// cutAtQuote reads up to the first quote that stands before a parameter, a
// cmdlet or the end. Doubled quotes inside are undone.
func cutAtQuote(s, quote string) (value, rest string) {
	pair := quote + quote
	for i := 0; i < len(s); i++ {
		at := strings.Index(s[i:], quote)
		if at < 0 {
			break
		}
		i += at
		if strings.HasPrefix(s[i:], pair) && !ends(s[i+len(quote):], true) {
			i += len(pair) - 1
			continue
		}
		if ends(s[i+len(quote):], true) {
			return strings.ReplaceAll(s[:i], pair, quote), s[i+len(quote):]
		}
	}
	return strings.ReplaceAll(s, pair, quote), ""
}

// quotedLen returns the length of the quoted text at the front of s, quotes
// included, and whether it is closed.
func quotedLen(s string) (int, bool) {
	for i := 1; i < len(s); i++ {
		if s[i] != '\'' {
			continue
		}
		if i+1 == len(s) || s[i+1] != '\'' {
			return i + 1, true
		}
		i++
	}
	return len(s), false
}

// listLen returns the length of the quoted members joined by commas at the front
// of s, 0 where that is not what stands there.
func listLen(s string) int {
	near := s[:min(len(s), maxList)]
	for n := 0; n < len(near) && near[n] == '\''; n++ { // past the comma
		m, closed := quotedLen(near[n:])
		n += m
		switch {
		case !closed || n == len(near) && n < len(s):
			return 0
		case ends(s[n:], true):
			return n
		case s[n] != ',':
			return 0
		}
	}
	return 0
}

// ends says whether a value ends before s: at the end of the text, or where a
// parameter (.Name=) or a cmdlet (|Verb-Noun) follows. After a bare word, a
// parameter must begin with a capital, as they all do in what Exchange writes:
// script has many dots and equals signs.
func ends(s string, quoted bool) bool {
	if s == "" {
		return true
	}
	switch s[0] {
	case '.':
		n := nameLen(s[1:])
		return n > 0 && n+1 < len(s) && s[n+1] == '=' && (quoted || s[1] >= 'A' && s[1] <= 'Z')
	case '|':
		n := nameLen(s[1:])
		return n > 0 && n+1 < len(s) && (s[n+1] == '-' || s[n+1] == '.' && strings.EqualFold(s[1:n+1], "Pipeline"))
	}
	return false
}

// nameLen returns the length of the name at the front of s, at most maxName.
func nameLen(s string) int {
	for i := 0; i < min(len(s), maxName); i++ {
		if !isAlnum(s[i]) && s[i] != '_' {
			return i
		}
	}
	return min(len(s), maxName)
}

// isAlnum says whether c is an ASCII letter or digit.
func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
