package winlog

import (
	"bytes"
	"errors"
	"unicode/utf16"
	"unicode/utf8"
)

// Limits of one exported event.
const (
	maxDepth = 32
	maxPairs = 4096
	maxPath  = 512 // bytes of the names from the top down to a value, with dots
)

var errJSON = errors.New("not an object of JSON")

// pair is a value with the names that lead to it: "Event.System.EventID". Members
// of an array share one path.
type pair struct {
	path  string
	value []byte // as written, without a string's quotes
	quote bool   // a string, whose escapes are not undone yet
}

// flattener reads an object into pairs. Names repeat from event to event and are
// made once.
type flattener struct {
	data  []byte
	at    int
	path  []byte
	known map[string]string
	pairs []pair
}

// maxKnown bounds the names that are remembered.
const maxKnown = 8192

// flatten reads one object. The pairs are good until the next call.
func (f *flattener) flatten(data []byte) ([]pair, error) {
	f.data, f.at, f.path, f.pairs = data, 0, f.path[:0], f.pairs[:0]
	f.blank()
	if f.at == len(f.data) || f.data[f.at] != '{' || !f.value(0) {
		return nil, errJSON
	}
	if f.blank(); f.at != len(f.data) {
		return nil, errJSON
	}
	return f.pairs, nil
}

// value reads what stands at the present place, and reports whether that is JSON.
func (f *flattener) value(depth int) bool {
	f.blank()
	if f.at == len(f.data) || depth > maxDepth {
		return false
	}
	switch c := f.data[f.at]; c {
	case '{':
		return f.object(depth)
	case '[':
		return f.array(depth)
	case '"':
		raw, ok := f.str()
		return ok && f.add(raw, true)
	default:
		from := f.at
		for f.at < len(f.data) && bytes.IndexByte([]byte(",]} \t\r\n"), f.data[f.at]) < 0 {
			f.at++
		}
		word := f.data[from:f.at]
		switch {
		case string(word) == "null":
			return true
		case string(word) == "true", string(word) == "false", len(word) > 0 && (c == '-' || c-'0' <= 9):
			return f.add(word, false)
		}
		return false
	}
}

func (f *flattener) add(value []byte, quote bool) bool {
	if len(f.pairs) < maxPairs {
		f.pairs = append(f.pairs, pair{f.name(), value, quote})
	}
	return true
}

// name is the present path as a string.
func (f *flattener) name() string {
	if s, ok := f.known[string(f.path)]; ok {
		return s
	}
	s := string(f.path)
	if f.known == nil {
		f.known = map[string]string{}
	}
	if len(f.known) < maxKnown {
		f.known[s] = s
	}
	return s
}

func (f *flattener) object(depth int) bool {
	f.at++
	outer := len(f.path)
	for n := 0; ; n++ {
		f.blank()
		switch {
		case f.at == len(f.data):
			return false
		case f.data[f.at] == '}':
			f.at++
			return true
		case n > 0 && f.data[f.at] == ',':
			f.at++
			f.blank()
		case n > 0:
			return false
		}
		if f.at == len(f.data) || f.data[f.at] != '"' {
			return false
		}
		key, ok := f.str()
		if !ok {
			return false
		}
		if f.blank(); f.at == len(f.data) || f.data[f.at] != ':' {
			return false
		}
		f.at++
		if outer > 0 {
			f.path = append(f.path, '.')
		}
		f.path = appendText(f.path, key)
		f.path = f.path[:min(len(f.path), maxPath)]
		ok = f.value(depth + 1)
		f.path = f.path[:outer]
		if !ok {
			return false
		}
	}
}

func (f *flattener) array(depth int) bool {
	f.at++
	for n := 0; ; n++ {
		f.blank()
		switch {
		case f.at == len(f.data):
			return false
		case f.data[f.at] == ']':
			f.at++
			return true
		case n > 0 && f.data[f.at] == ',':
			f.at++
		case n > 0:
			return false
		}
		if !f.value(depth + 1) {
			return false
		}
	}
}

// str reads a string and returns what stands between its quotes.
func (f *flattener) str() ([]byte, bool) {
	from := f.at + 1
	for i := from; i < len(f.data); i++ {
		switch f.data[i] {
		case '"':
			f.at = i + 1
			return f.data[from:i], true
		case '\\':
			i++
		case '\n':
			return nil, false
		}
	}
	return nil, false
}

func (f *flattener) blank() {
	for f.at < len(f.data) {
		switch f.data[f.at] {
		case ' ', '\t', '\r', '\n':
			f.at++
		default:
			return
		}
	}
}

// text is the value with its escapes undone.
func (p *pair) text() string {
	if !p.quote || bytes.IndexByte(p.value, '\\') < 0 {
		return string(p.value)
	}
	return string(appendText(make([]byte, 0, len(p.value)), p.value))
}

// appendText undoes the escapes of a string.
func appendText(dst, s []byte) []byte {
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			dst = append(dst, s[i])
			continue
		}
		i++
		switch s[i] {
		case 'n':
			dst = append(dst, '\n')
		case 'r':
			dst = append(dst, '\r')
		case 't':
			dst = append(dst, '\t')
		case 'b':
			dst = append(dst, '\b')
		case 'f':
			dst = append(dst, '\f')
		case 'u':
			r, n := escaped(s[i+1:])
			if n == 0 {
				dst = append(dst, 'u')
				continue
			}
			dst = utf8.AppendRune(dst, r)
			i += n
		default:
			dst = append(dst, s[i])
		}
	}
	return dst
}

// escaped reads the four digits behind \u, and those of a second half where they
// are a first one. n is how many bytes that are.
func escaped(s []byte) (r rune, n int) {
	r, ok := hex4(s)
	if !ok {
		return 0, 0
	}
	if utf16.IsSurrogate(r) && len(s) >= 10 && s[4] == '\\' && s[5] == 'u' {
		if low, ok := hex4(s[6:]); ok {
			if both := utf16.DecodeRune(r, low); both != utf8.RuneError {
				return both, 10
			}
		}
	}
	return r, 4
}

func hex4(s []byte) (rune, bool) {
	if len(s) < 4 {
		return 0, false
	}
	var r rune
	for _, c := range s[:4] {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return r, true
}
