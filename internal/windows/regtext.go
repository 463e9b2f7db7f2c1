package windows

import (
	"encoding/hex"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/textlog"
)

// textKey is a key of an export, the text that "reg export" writes. It has no
// time.
type textKey struct {
	title string
	below map[string]*textKey // by name in lower case
	order []*textKey
	vals  []value
}

func (k *textKey) name() string        { return k.title }
func (k *textKey) written() athar.Time { return 0 }
func (k *textKey) values() []value     { return k.vals }
func (k *textKey) subkeys() []key {
	out := make([]key, len(k.order))
	for i, s := range k.order {
		out[i] = s
	}
	return out
}

func (k *textKey) sub(name string) *textKey {
	lower := strings.ToLower(name)
	s := k.below[lower]
	if s == nil {
		s = &textKey{title: name, below: map[string]*textKey{}}
		if k.below == nil {
			k.below = map[string]*textKey{}
		}
		k.below[lower] = s
		k.order = append(k.order, s)
	}
	return s
}

// maxTextKeys bounds an export.
const maxTextKeys = 500_000

// IsRegText reports whether a first line is that of a registry export.
func IsRegText(line string) bool {
	line = strings.TrimPrefix(line, "\uFEFF")
	return strings.HasPrefix(line, "Windows Registry Editor Version 5") || strings.HasPrefix(line, "REGEDIT4")
}

// readRegText reads an export into a tree whose first level are the root keys.
func readRegText(data []byte) *textKey {
	root := &textKey{}
	at, keys := (*textKey)(nil), 0
	text := string(textlog.Text(data))
	for len(text) > 0 && keys < maxTextKeys {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		line = strings.TrimRight(line, "\r")
		// Long values go on in the next line.
		for strings.HasSuffix(line, `\`) && strings.Contains(line, "=hex") && len(text) > 0 && len(line) < 4*maxRegValue {
			var more string
			more, text, _ = strings.Cut(text, "\n")
			line = line[:len(line)-1] + strings.TrimSpace(more)
		}
		switch {
		case strings.HasPrefix(line, "["):
			at = root
			path := strings.TrimSuffix(strings.TrimSpace(line[1:]), "]")
			for i, part := range strings.Split(path, `\`) {
				if i < maxDepth {
					at = at.sub(part)
					keys++
				}
			}
		case at != nil && (strings.HasPrefix(line, `"`) || strings.HasPrefix(line, "@=")) && len(at.vals) < maxValues:
			if v, ok := regLine(line); ok {
				at.vals = append(at.vals, v)
			}
		}
	}
	return root
}

// regLine reads "name"=value.
func regLine(line string) (v value, ok bool) {
	if rest, isDefault := strings.CutPrefix(line, "@="); isDefault {
		line = rest
	} else {
		name, rest, ok := quoted(line)
		if !ok || !strings.HasPrefix(rest, "=") {
			return v, false
		}
		v.name, line = name, rest[1:]
	}
	switch {
	case strings.HasPrefix(line, `"`):
		text, _, _ := quoted(line)
		v.kind, v.data = regSZ, wide(text)
	case strings.HasPrefix(line, "dword:"):
		n, err := strconv.ParseUint(strings.TrimSpace(line[6:]), 16, 32)
		if err != nil {
			return v, false
		}
		v.kind, v.data = regDWORD, []byte{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24)}
	case strings.HasPrefix(line, "hex"):
		kind, list, _ := strings.Cut(line[3:], ":")
		v.kind = regBinary
		if n, err := strconv.ParseUint(strings.Trim(kind, "()"), 16, 32); err == nil {
			v.kind = uint32(n)
		}
		v.data, _ = hex.DecodeString(strings.NewReplacer(",", "", " ", "").Replace(list))
	default:
		return v, false
	}
	return v, true
}

// quoted reads a text in quotes, with backslashes before quotes and backslashes,
// and returns what follows it.
func quoted(s string) (text, rest string, ok bool) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		case s[i] == '"':
			return b.String(), s[i+1:], true
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String(), "", false
}

func wide(s string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}
