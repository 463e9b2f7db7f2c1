package sigma

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

// indicators are characters that mean something at the beginning of a value.
const indicators = "?:,[]{}#&*!|>'\"%@`"

// keyEnd returns where the colon stands behind the key that begins here, 0 where
// none does.
func (r *plainYAML) keyEnd() int {
	rest := r.text[r.at:r.end]
	i := 0
	switch c := rest[0]; {
	case c == '\'' || c == '"':
		if i = strings.IndexByte(rest[1:], c) + 2; i < 2 || strings.IndexByte(rest[:i], '\\') >= 0 && c == '"' {
			return 0
		}
		if i == len(rest) || rest[i] != ':' {
			return 0
		}
	case strings.IndexByte(indicators, c) >= 0:
		return 0
	default:
		if i = plainEnd(rest); i == len(rest) || rest[i] != ':' || rest[i-1] == ' ' {
			return 0
		}
	}
	if i > maxPlainKey || i+1 < len(rest) && rest[i+1] != ' ' {
		return 0
	}
	return r.at + i
}

// plainEnd returns where a plain text ends: before a colon with a blank behind it,
// and before a comment with its blank, or with the line.
func plainEnd(line string) int {
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case ':':
			if i+1 == len(line) || line[i+1] == ' ' {
				return i
			}
		case '#':
			if i > 0 && line[i-1] == ' ' {
				return i - 1
			}
		}
	}
	return len(line)
}

// key reads a key and its colon.
func (r *plainYAML) key() (*yamlNode, bool) {
	colon := r.keyEnd()
	if colon == 0 {
		return nil, false
	}
	text, tag := r.text[r.at:colon], "!!str"
	if c := text[0]; c == '\'' || c == '"' {
		text = text[1 : len(text)-1]
	} else {
		tag = tagOf(text)
	}
	n := r.node(yaml.ScalarNode, tag, text, r.at)
	r.at = colon + 1
	return n, tag != "!!merge"
}

// scalar reads a value that begins on the present line, in a map or a list at a
// column, and goes to the line behind it.
func (r *plainYAML) scalar(column int) (*yamlNode, bool) {
	switch c := r.text[r.at]; {
	case c == '|':
		return r.literal(column)
	case c == '[' || c == '{':
		n, ok := r.flow(0)
		return n, ok && r.rest()
	case c == '\'' || c == '"':
		n, ok := r.quoted()
		return n, ok && r.rest()
	case strings.IndexByte(indicators, c) >= 0 || r.dash():
		return nil, false
	}
	return r.plain(column)
}

// rest goes to the next line where nothing is left of the present one.
func (r *plainYAML) rest() bool {
	if r.spaces(); !r.blank() {
		return false
	}
	r.content()
	return true
}

// quoted reads a text in quotes that ends on its line.
func (r *plainYAML) quoted() (*yamlNode, bool) {
	quote, from := r.text[r.at], r.at+1
	doubled := false
	for i := from; i < r.end; i++ {
		switch c := r.text[i]; {
		case c == '\\' && quote == '"':
			return nil, false
		case c != quote:
		case quote == '\'' && i+1 < r.end && r.text[i+1] == quote:
			doubled = true
			i++
		default:
			text := r.text[from:i]
			if doubled {
				text = strings.ReplaceAll(text, "''", "'")
			}
			n := r.node(yaml.ScalarNode, "!!str", text, r.at)
			r.at = i + 1
			return n, true
		}
	}
	return nil, false
}

// plain reads a text without quotes. Lines that are indented more than the map or
// list around it continue it; blank lines between them are breaks.
func (r *plainYAML) plain(column int) (*yamlNode, bool) {
	n := r.node(yaml.ScalarNode, "", "", r.at)
	var long strings.Builder
	for breaks := 0; ; {
		rest := r.text[r.at:r.end]
		i := plainEnd(rest)
		if i < len(rest) && rest[i] == ':' {
			return nil, false
		}
		part := strings.TrimRight(rest[:i], " ")
		switch {
		case n.Value == "":
			n.Value = part
		case long.Len() == 0:
			long.WriteString(n.Value)
			fallthrough
		default:
			if breaks > 1 {
				long.WriteString(strings.Repeat("\n", breaks-1))
			} else {
				long.WriteByte(' ')
			}
			long.WriteString(part)
		}
		breaks = 0
		for more := true; more; {
			more = r.line() && r.at == r.end
			breaks++
		}
		if r.done || i < len(rest) || r.column() <= column || r.text[r.at] == '#' {
			break
		}
	}
	if long.Len() > 0 {
		n.Value = long.String()
	}
	if !r.done && r.text[r.at] == '#' {
		r.content()
	}
	n.Tag = tagOf(n.Value)
	return n, n.Tag != "!!merge"
}

// literal reads a block of lines that are taken as they are, with one break at the
// end or, behind a minus, none.
func (r *plainYAML) literal(column int) (*yamlNode, bool) {
	n := r.node(yaml.ScalarNode, "!!str", "", r.at)
	r.at++
	strip := r.at < r.end && r.text[r.at] == '-'
	if strip {
		r.at++
	}
	if r.spaces(); !r.blank() {
		return nil, false
	}
	var text strings.Builder
	indent, blanks := 0, 0
	for r.line() {
		at := r.column()
		if r.at == r.end {
			if blanks++; at > indent && (indent > 0 || at > column) {
				return nil, false // blanks that may count
			}
			continue
		}
		if indent == 0 {
			indent = at
			if at <= column {
				return nil, false
			}
		}
		if at < indent {
			break
		}
		for ; blanks > 0; blanks-- {
			text.WriteByte('\n')
		}
		text.WriteString(r.text[r.start+indent : r.end])
		if r.end == len(r.text) {
			return nil, false // the file ends without a break
		}
		blanks = 1
	}
	if text.Len() == 0 {
		return nil, false
	}
	if n.Value = text.String() + "\n"; strip {
		n.Value = text.String()
	}
	if !r.done && r.text[r.at] == '#' {
		r.content()
	}
	return n, true
}
