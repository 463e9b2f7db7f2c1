package evtx

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

func (t *text) escape() {
	t.xml = string(appendEscaped(nil, string(t.plain), inXML))
	t.json = string(appendEscaped(nil, string(t.plain), inJSON))
}

func jsonKey(name string) string {
	return string(appendEscaped([]byte{'"'}, name, inJSON)) + `":`
}

// names are those given out already in one place. Few places have more than a
// dozen, so there is a map only for those that do.
type names struct {
	few  []string
	many map[string]int // the number that the next namesake gets
}

const fewNames = 12

// jsonNames are keys of a JSON object that stand for what is no element.
var jsonNames = []string{"#attributes", "#text"}

// newKeys returns the names in use for keys of a JSON object.
func newKeys() *names {
	k := &names{}
	k.reserve(jsonNames...)
	return k
}

func (k *names) reserve(all ...string) {
	for _, name := range all {
		k.take(name)
	}
}

func (k *names) taken(name string) bool {
	if k.many != nil {
		_, ok := k.many[name]
		return ok
	}
	return slices.Contains(k.few, name)
}

func (k *names) take(name string) {
	if k.many == nil && len(k.few) < fewNames {
		k.few = append(k.few, name)
		return
	}
	if k.many == nil {
		k.many = make(map[string]int)
		for _, s := range k.few {
			k.many[s] = 1
		}
	}
	k.many[name] = 1
}

// free takes the name, or where it is taken, name_1, name_2 and so on.
func (k *names) free(name string) string {
	if !k.taken(name) {
		k.take(name)
		return name
	}
	for n := max(k.many[name], 1); ; n++ {
		key := name + "_" + strconv.Itoa(n)
		if !k.taken(key) {
			k.take(key)
			if k.many != nil {
				k.many[name] = n + 1
			}
			return key
		}
	}
}

// xmlName makes a name fit to stand in a tag. Names come from the file, and one
// like `a><b` must not become markup.
func xmlName(name string) string {
	if strings.Count(name, ":") > 1 || strings.HasSuffix(name, ":") {
		name = strings.ReplaceAll(name, ":", "_")
	}
	ok := name != ""
	for i, r := range name {
		if !nameRune(r, i == 0) {
			ok = false
			break
		}
	}
	if ok {
		return name
	}
	var b strings.Builder
	for i, r := range name {
		if i == 0 && !nameRune(r, true) && nameRune(r, false) {
			b.WriteByte('_')
		}
		if nameRune(r, false) {
			b.WriteRune(r)
		} else {
			b.WriteByte('_')
		}
	}
	if b.Len() == 0 {
		return "_"
	}
	return b.String()
}

// nameRune tells whether a name may hold r, or begin with it. Of the letters
// beyond ASCII only those count that every edition of XML 1.0 has.
func nameRune(r rune, first bool) bool {
	switch {
	case r == '_', 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z':
		return true
	case r == '-', r == '.', r == ':', '0' <= r && r <= '9':
		return !first
	}
	for _, span := range nameSpans {
		if r >= span[0] && r <= span[1] {
			return true
		}
	}
	return false
}

// nameSpans are Latin, Greek, Cyrillic, Arabic, kana, Chinese and Korean
// letters.
var nameSpans = [][2]rune{
	{0xc0, 0xd6},
	{0xd8, 0xf6},
	{0xf8, 0xff},
	{0x391, 0x3a1},
	{0x3a3, 0x3ce},
	{0x410, 0x44f},
	{0x621, 0x63a},
	{0x641, 0x64a},
	{0x3041, 0x3094},
	{0x30a1, 0x30fa},
	{0x4e00, 0x9fa5},
	{0xac00, 0xd7a3},
}

// xmlPI makes text fit to stand in a processing instruction.
func xmlPI(s string) string {
	return strings.ReplaceAll(strings.Map(func(r rune) rune {
		if !xmlRune(r) {
			return utf8.RuneError
		}
		return r
	}, s), "?>", "? >")
}

// xmlRune tells whether XML 1.0 can hold a character at all.
func xmlRune(r rune) bool {
	return r >= 0x20 && r != 0xfffe && r != 0xffff || r == '\t' || r == '\n' || r == '\r'
}
