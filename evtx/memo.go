package evtx

import "bytes"

// interner keeps texts of a field that has few: providers, channels, computers.
type interner [16]interned

type interned struct {
	typ  Type
	utf8 bool
	raw  []byte
	text string
}

// of returns a value as a string.
func (k *interner) of(v Value) string {
	n := len(v.data)
	if n == 0 {
		return ""
	}
	// Names of one maker begin alike and differ in length and at the end.
	last := &k[(n/2+int(v.data[n/2&^1])+int(v.data[(n-1)&^1]))%len(k)]
	if last.text == "" || last.typ != v.typ || last.utf8 != v.utf8 || !bytes.Equal(last.raw, v.data) {
		last.typ, last.utf8, last.raw = v.typ, v.utf8, append(last.raw[:0], v.data...)
		last.text = v.String()
	}
	return last.text
}

// asked remembers where templates have the names that were asked for. Whoever
// walks a log asks for the same few, and with the same string.
type asked [32]struct {
	t     *Template
	name  string
	index int
}

// index is [Template.Index].
func (k *asked) index(t *Template, name string) int {
	if t.serial == 0 {
		return t.Index(name)
	}
	last := &k[(t.serial+uint32(len(name)))%uint32(len(k))]
	if last.t != t || last.name != name {
		last.t, last.name, last.index = t, name, t.Index(name)
	}
	return last.index
}
