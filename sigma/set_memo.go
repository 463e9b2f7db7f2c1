package sigma

import (
	"encoding/binary"
	"slices"
)

// Memo remembers, for one worker, what values and events of a set led to before:
// logs repeat themselves. It is not safe for use by several goroutines, and changes
// no result.
type Memo struct {
	values []memoValues // by name
	groups map[string]*memoGroup
	last   *memoGroup // of the event before
	room   int        // bytes that are left
	key    []byte
}

// memoValues is what of a set's literals the values of one name hold.
type memoValues struct {
	known  map[string][]int32
	text   []byte // of the event before, and what it holds
	hits   []int32
	lately bool // text and hits are set
	misses int
	off    bool // values of this name do not repeat themselves
}

// memoGroup is a set of candidates: which fields they look at, and what they said
// of the events that they were shown.
type memoGroup struct {
	candidates []int32
	names      []int32
	matched    map[string][]int32
	misses     int
	off        bool // events of these candidates do not repeat themselves
}

// Limits of a memo. A value that is longer is looked at anew each time.
const (
	maxMemoValue = 512     // bytes of a value
	maxMemoEvent = 1 << 10 // bytes of the values of an event
	maxMemo      = 1 << 20 // bytes, for one set; an entry counts for what it takes beside its key, too
	memoEntry    = 128
	maxMemoMiss  = 1 << 11 // events without one that was known, after which none is looked for
)

// NewMemo returns an empty memory for [Set.Remember].
func (s *Set) NewMemo() *Memo {
	return &Memo{values: make([]memoValues, len(s.names)), groups: map[string]*memoGroup{}, room: maxMemo}
}

// take makes room for one more entry: where there is none, all is forgotten, and
// what comes again is soon known again. It reports false for what is too large.
func (m *Memo) take(bytes int) bool {
	if bytes+memoEntry > maxMemo/8 {
		return false
	}
	if m.room -= bytes + memoEntry; m.room < 0 {
		for i := range m.values {
			m.values[i] = memoValues{misses: m.values[i].misses, off: m.values[i].off}
		}
		clear(m.groups)
		m.last = nil
		m.room = maxMemo - bytes - memoEntry
	}
	return true
}

// hits returns the numbers of the literals that a value holds.
func (m *Memo) hits(f *setFrame, name int32, text string) []int32 {
	v := &m.values[name]
	if v.lately && string(v.text) == text {
		return v.hits
	}
	if hits, ok := v.known[text]; ok {
		v.misses = max(v.misses-1, 0)
		v.text, v.hits, v.lately = append(v.text[:0], text...), hits, true
		return hits
	}
	f.found = f.found[:0]
	f.buffer = append(f.buffer[:0], text...)
	f.set.find.Find(f.buffer, func(_, id int) bool {
		if !slices.Contains(f.found, int32(id)) {
			f.found = append(f.found, int32(id))
		}
		return true
	})
	if v.misses++; v.misses > maxMemoMiss {
		v.off, v.known = true, nil
	}
	if !v.off && len(text) <= maxMemoValue && m.take(len(text)) {
		if v.known == nil {
			v.known = map[string][]int32{}
		}
		v.known[string(f.buffer)] = slices.Clone(f.found)
	}
	return f.found
}

// group returns what is remembered of the candidates, nil where they are too many.
func (m *Memo) group(f *setFrame) *memoGroup {
	if m.last != nil && slices.Equal(m.last.candidates, f.candidates) {
		return m.last
	}
	m.key = m.key[:0]
	for _, i := range f.candidates {
		m.key = binary.AppendUvarint(m.key, uint64(i))
	}
	g := m.groups[string(m.key)]
	if g == nil && m.take(8*len(m.key)) {
		g = &memoGroup{candidates: slices.Clone(f.candidates), matched: map[string][]int32{}}
		for _, i := range g.candidates {
			for _, name := range f.set.at[i] {
				if !slices.Contains(g.names, name) {
					g.names = append(g.names, name)
				}
				g.off = g.off || f.set.names[name] == ""
			}
		}
		m.groups[string(m.key)] = g
	}
	m.last = g
	return g
}

// event makes the key of an event: the values that the candidates look at.
func (m *Memo) event(f *setFrame, g *memoGroup) bool {
	m.key = m.key[:0]
	for _, name := range g.names {
		v := f.value(name)
		if !v.present {
			m.key = append(m.key, 0)
			continue
		}
		m.key = binary.AppendUvarint(m.key, uint64(len(v.text))+1)
		m.key = append(m.key, v.text...)
		if len(m.key) > maxMemoEvent {
			return false
		}
	}
	return true
}

// evaluate appends the candidates that match.
func (m *Memo) evaluate(f *setFrame, matched []int) []int {
	g := m.group(f)
	if g == nil || g.off || !m.event(f, g) {
		return f.evaluate(matched)
	}
	known, ok := g.matched[string(m.key)]
	if !ok {
		from := len(matched)
		matched = f.evaluate(matched)
		for _, i := range matched[from:] {
			known = append(known, int32(i))
		}
		if m.take(len(m.key)) {
			g.matched[string(m.key)] = known
		}
		if g.misses++; g.misses > maxMemoMiss {
			g.off = true
			g.matched = nil
		}
		return matched
	}
	if g.misses > 0 {
		g.misses--
	}
	for _, i := range known {
		matched = append(matched, int(i))
	}
	return matched
}
