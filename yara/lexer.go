package yara

import (
	"fmt"
	"strconv"
	"strings"
)

// lexer cuts a source into tokens. Two forms depend on where they stand: a
// brace opens a hex string only after the parser asked for one, and a slash
// opens a regular expression everywhere else (division is written \).
type lexer struct {
	file string
	src  string
	pos  int
	line int
}

func (l *lexer) fault(line int, format string, args ...any) *Error {
	return &Error{File: l.file, Line: line, Message: fmt.Sprintf(format, args...)}
}

// blank skips white space and comments.
func (l *lexer) blank() *Error {
	for l.pos < len(l.src) {
		c := l.src[l.pos]
		rest := l.src[l.pos:]
		switch {
		case c == '\n':
			l.line++
			l.pos++
		case c == ' ' || c == '\t' || c == '\r':
			l.pos++
		case c != '/':
			return nil
		case strings.HasPrefix(rest, "//"):
			end := strings.IndexByte(rest, '\n')
			if end < 0 {
				end = len(rest)
			}
			l.pos += end
		case strings.HasPrefix(rest, "/*"):
			end := strings.Index(rest[2:], "*/")
			if end < 0 {
				line := l.line
				l.pos = len(l.src)
				return l.fault(line, "comment without an end: add */")
			}
			l.line += strings.Count(rest[:end+4], "\n")
			l.pos += end + 4
		default:
			return nil
		}
	}
	return nil
}

// next returns the next token. After an error it has moved on by at least one
// byte, so that a caller may go on looking.
func (l *lexer) next() (token, *Error) {
	if err := l.blank(); err != nil {
		return token{}, err
	}
	t := token{line: l.line, at: l.pos}
	if l.pos >= len(l.src) {
		return t, nil
	}
	c := l.src[l.pos]
	switch {
	case isIdentStart(c):
		t.kind, t.text = identToken, l.name()
		if len(t.text) > maxIdentifier {
			return t, l.fault(t.line, "identifier of %d bytes: at most %d are allowed", len(t.text), maxIdentifier)
		}
		return t, nil
	case c >= '0' && c <= '9':
		return l.number(t)
	case c == '"':
		return l.text(t)
	case c == '/':
		return l.regexp(t)
	case c == '$' || c == '#' || c == '@':
		return l.stringName(t), nil
	case c == '!' && l.pos+1 < len(l.src) && (isIdentPart(l.src[l.pos+1]) || strings.IndexByte("[) \t\r\n", l.src[l.pos+1]) >= 0):
		return l.stringName(t), nil
	}
	switch sign := l.src[l.pos:min(l.pos+2, len(l.src))]; sign {
	case "==", "!=", "<=", ">=", "<<", ">>", "..":
		l.pos += 2
		t.kind, t.text = signToken, sign
		return t, nil
	}
	l.pos++
	if strings.IndexByte("{}()[]:=,.<>+-*\\%&|^~", c) < 0 {
		return t, l.fault(t.line, "unexpected character %q", rune(c))
	}
	t.kind, t.text = signToken, l.src[l.pos-1:l.pos]
	return t, nil
}

func (l *lexer) name() string {
	from := l.pos
	for l.pos < len(l.src) && isIdentPart(l.src[l.pos]) {
		l.pos++
	}
	return l.src[from:l.pos]
}

// stringName reads $a, $a*, #a, @a or !a; the name may be empty.
func (l *lexer) stringName(t token) token {
	switch l.src[l.pos] {
	case '$':
		t.kind = stringToken
	case '#':
		t.kind = countToken
	case '@':
		t.kind = offsetToken
	default:
		t.kind = lengthToken
	}
	l.pos++
	t.text = "$" + l.name()
	if t.kind == stringToken && l.pos < len(l.src) && l.src[l.pos] == '*' {
		t.text += "*"
		l.pos++
	}
	return t
}

// number reads a whole number in base 10, 16 or 8, with KB or MB, or a decimal
// fraction.
func (l *lexer) number(t token) (token, *Error) {
	rest := l.src[l.pos:]
	base, digits := 10, "0123456789"
	switch {
	case strings.HasPrefix(rest, "0x"):
		base, digits, rest = 16, "0123456789abcdefABCDEF", rest[2:]
		l.pos += 2
	case strings.HasPrefix(rest, "0o"):
		base, digits, rest = 8, "01234567", rest[2:]
		l.pos += 2
	}
	n := len(rest) - len(strings.TrimLeft(rest, digits))
	text := rest[:n]
	l.pos += n
	if base == 10 && n+1 < len(rest) && rest[n] == '.' && rest[n+1] >= '0' && rest[n+1] <= '9' {
		fraction := len(rest[n+1:]) - len(strings.TrimLeft(rest[n+1:], digits))
		l.pos += 1 + fraction
		f, err := strconv.ParseFloat(rest[:n+1+fraction], 64)
		if err != nil {
			return t, l.fault(t.line, "number %s is out of range", rest[:n+1+fraction])
		}
		t.kind, t.float = floatToken, f
		return t, nil
	}
	v, err := strconv.ParseInt(text, base, 64)
	if err != nil {
		return t, l.fault(t.line, "number %q does not fit into 64 bits", text)
	}
	if base == 10 {
		unit := int64(1)
		switch {
		case strings.HasPrefix(rest[n:], "KB"):
			unit = 1 << 10
		case strings.HasPrefix(rest[n:], "MB"):
			unit = 1 << 20
		}
		if unit > 1 {
			l.pos += 2
			if v > (1<<63-1)/unit {
				return t, l.fault(t.line, "number %q does not fit into 64 bits", text)
			}
			v *= unit
		}
	}
	t.kind, t.num = intToken, v
	return t, nil
}

func isIdentStart(c byte) bool {
	return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func isIdentPart(c byte) bool { return isIdentStart(c) || '0' <= c && c <= '9' }
