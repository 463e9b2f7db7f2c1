package yara

import (
	"strconv"
	"strings"
)

// text reads a text string and decodes its escapes. The bytes of the source
// stand for themselves, whatever their encoding.
func (l *lexer) text(t token) (token, *Error) {
	var b strings.Builder
	i := l.pos + 1
	// Most texts hold no escape, and are a part of the source.
	if end := strings.IndexAny(l.src[i:], "\"\\\n"); end >= 0 && l.src[i+end] == '"' {
		t.kind, t.text = textToken, l.src[i:i+end]
		l.pos = i + end + 1
		return t, nil
	} else if end >= 0 {
		// What an escape stands for is shorter than the escape.
		b.Grow(max(end, strings.IndexByte(l.src[i+end:], '"')+end))
	}
	for i < len(l.src) && l.src[i] != '"' && l.src[i] != '\n' {
		c := l.src[i]
		if c != '\\' {
			b.WriteByte(c)
			i++
			continue
		}
		if i+1 >= len(l.src) {
			break
		}
		i += 2
		switch e := l.src[i-1]; e {
		case 'n':
			b.WriteByte('\n')
		case 't':
			b.WriteByte('\t')
		case 'r':
			b.WriteByte('\r')
		case '"', '\\':
			b.WriteByte(e)
		case 'x':
			v, err := strconv.ParseUint(l.src[i:min(i+2, len(l.src))], 16, 8)
			if err != nil || i+2 > len(l.src) {
				l.pos = i
				return t, l.fault(t.line, `\x needs two hex digits`)
			}
			b.WriteByte(byte(v))
			i += 2
		default:
			l.pos = i
			return t, l.fault(t.line, `unknown escape \%s: known are \" \\ \t \n \r \xNN`, string(rune(e)))
		}
	}
	if i >= len(l.src) || l.src[i] != '"' {
		l.pos = i
		return t, l.fault(t.line, `text without an end: add "`)
	}
	l.pos = i + 1
	t.kind, t.text = textToken, b.String()
	return t, nil
}

// regexp reads the source of a regular expression and the flags after it. Only
// \/ is decoded here; the other escapes are the pattern's.
func (l *lexer) regexp(t token) (token, *Error) {
	var b strings.Builder
	i := l.pos + 1
	b.Grow(max(0, strings.IndexByte(l.src[i:], '/')))
	for i < len(l.src) && l.src[i] != '/' && l.src[i] != '\n' {
		if l.src[i] == '\\' && i+1 < len(l.src) && l.src[i+1] != '\n' {
			if l.src[i+1] != '/' {
				b.WriteByte('\\')
			}
			i++
		}
		b.WriteByte(l.src[i])
		i++
	}
	if i >= len(l.src) || l.src[i] != '/' {
		l.pos = i
		return t, l.fault(t.line, "regular expression without an end: add / (division is written \\)")
	}
	i++
	from := i
	for i < len(l.src) && (l.src[i] == 'i' || l.src[i] == 's') {
		i++
	}
	l.pos = i
	t.kind, t.text, t.flags = regexpToken, b.String(), l.src[from:i]
	if t.text == "" {
		return t, l.fault(t.line, "empty regular expression")
	}
	return t, nil
}

// hexString reads up to the closing brace, the opening one having been read,
// and blanks comments so that the hex parser sees hex only.
func (l *lexer) hexString(open token) (token, *Error) {
	t := token{kind: hexStringToken, line: open.line, at: open.at}
	// Most hold no comment, and are a part of the source.
	if end := strings.IndexAny(l.src[l.pos:], "}/"); end >= 0 && l.src[l.pos+end] == '}' {
		t.text = l.src[l.pos : l.pos+end]
		l.line += strings.Count(t.text, "\n")
		l.pos += end + 1
		return t, nil
	}
	var b strings.Builder
	for l.pos < len(l.src) {
		rest := l.src[l.pos:]
		switch {
		case rest[0] == '}':
			l.pos++
			t.text = b.String()
			return t, nil
		case strings.HasPrefix(rest, "//"), strings.HasPrefix(rest, "/*"):
			if err := l.blank(); err != nil {
				return t, err
			}
			b.WriteByte(' ')
		default:
			if rest[0] == '\n' {
				l.line++
			}
			b.WriteByte(rest[0])
			l.pos++
		}
	}
	return t, l.fault(open.line, "hex string without an end: add }")
}
