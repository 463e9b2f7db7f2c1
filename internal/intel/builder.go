package intel

import (
	"encoding/hex"
	"net/netip"
	"slices"
	"strings"
)

// MaxIndicators bounds a set. Four million of them take about 400 MB.
const MaxIndicators = 4 << 20

// Builder gathers indicators from lists into a [Set].
type Builder struct {
	// URLOf returns the address under which a server hands out a file, empty where
	// it does not; it may be nil. With it the path of a web shell is looked for in
	// web logs too.
	URLOf func(path string) string

	arena   []byte
	entries []entry
	facts   []Facts
	known   map[Facts]uint32
	last    uint32 // facts, which the next entry most often shares
	texts   []textual
	ranges  []span
	lists   []*List
	counts  [types]int
	hosts   map[string]bool // of URLs
}

// entry is an indicator: its value is arena[at:at+n], hashes and addresses in
// binary. There may be millions.
type entry struct {
	at    uint32
	facts uint32
	line  uint32
	n     uint16
	typ   Type
}

// textual is an indicator that is found by a text in it.
type textual struct {
	id      uint32
	literal string
	// stem is the path of a URL that is compared whole, empty for what may stand
	// anywhere.
	stem string
}

// NewBuilder returns an empty builder.
func NewBuilder() *Builder {
	return &Builder{known: map[Facts]uint32{}, hosts: map[string]bool{}}
}

// add takes one value that was accepted.
func (b *Builder) add(t Type, v string, line int, f Facts) {
	fact := b.last
	if len(b.facts) == 0 || b.facts[fact] != f {
		var ok bool
		if fact, ok = b.known[f]; !ok {
			fact = uint32(len(b.facts))
			b.facts = append(b.facts, f)
			b.known[f] = fact
		}
		b.last = fact
	}
	id := uint32(len(b.entries))
	at := len(b.arena)
	b.arena = append(b.arena, packed(t, v)...)
	b.entries = append(b.entries, entry{at: uint32(at), n: uint16(len(b.arena) - at), typ: t, facts: fact, line: uint32(line)})
	b.counts[t]++
	b.text(id, t, v)
}

// packed is a value as it is stored.
func packed(t Type, v string) []byte {
	switch {
	case t.Hash():
		raw, _ := hex.DecodeString(v) // it was accepted
		return raw
	case t == Address:
		a, _ := netip.ParseAddr(v)
		return a.AsSlice()
	}
	return []byte(v)
}

// unpacked is a stored value as it is shown.
func unpacked(t Type, raw []byte) string {
	switch {
	case t.Hash():
		return hex.EncodeToString(raw)
	case t == Address:
		a, _ := netip.AddrFromSlice(raw)
		return a.String()
	}
	return string(raw)
}

// text notes by which text an indicator is found in a log.
func (b *Builder) text(id uint32, t Type, v string) {
	take := func(literal, stem string) {
		if len(literal) >= minWord {
			b.texts = append(b.texts, textual{id, literal, stem})
		}
	}
	switch t {
	case Range:
		b.ranges = append(b.ranges, spanOf(v, id))
	case URL:
		if strings.HasPrefix(v, "/") {
			path, _, _ := strings.Cut(v, "?")
			take(path, path)
			return
		}
		b.hosts[v[:strings.IndexByte(v, '/')]] = true
	case Path, Filename:
		take(longest(v[strings.LastIndexByte(v, '/')+1:]), "")
		if b.URLOf == nil || t == Filename {
			return
		}
		if url := strings.ToLower(b.URLOf(v)); url != "" && !strings.ContainsAny(url, "*?") {
			take(url, url)
		}
	case Agent:
		take(longestWord(v), "")
	case Key, Email, Account:
		take(v, "")
	}
}

// stem notes that the indicator which was added last may be a request's path as well.
func (b *Builder) stem(path string) {
	b.texts = append(b.texts, textual{uint32(len(b.entries) - 1), path, path})
}

// longest returns the longest part of a value without wildcards.
func longest(v string) string { return longestOf(strings.FieldsFunc(v, isWild)) }

func longestWord(v string) string { return longestOf(strings.Fields(v)) }

func longestOf(parts []string) string {
	best := ""
	for _, p := range parts {
		if len(p) > len(best) {
			best = p
		}
	}
	return best
}

func isWild(r rune) bool { return r == '*' || r == '?' }

// Lists returns what reading each list came to, in the order of reading.
func (b *Builder) Lists() []*List { return slices.Clone(b.lists) }
