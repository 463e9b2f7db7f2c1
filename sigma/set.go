package sigma

import (
	"slices"
	"strings"

	"github.com/athar-forensics/athar/internal/literal"
)

// Set is many matchers that are asked about the same events together. Each field
// is fetched once for all of them; one pass over the values finds which of their
// required literals are there, and only matchers of a literal that is, or of none,
// are evaluated. It is immutable and safe for use by many goroutines at once.
type Set struct {
	matchers []*Matcher
	names    []string  // of fields, over all matchers
	at       [][]int32 // of each matcher: its names' places in names
	always   []int32   // matchers that are evaluated in any case
	find     *literal.Set
	wants    [][]int32 // by literal: the matchers that it stands for
	searched []int32   // names whose values are searched for literals
	keyed    []int32   // matchers of keywords, which stand anywhere
	keywords []string  // their literals
}

// Values is an event whose fields go by number: that of the name in [Set.Names].
// Texts need not outlive the call of [Set.Match] that they are asked in.
type Values interface {
	Value(name int) (text string, ok bool)
	// Text returns all that a keyword search looks through. Every value of the
	// event stands in it as it is.
	Text() string
}

// fewMatchers is the number up to which evaluating all is cheaper than a search.
const fewMatchers = 8

// NewSet puts matchers together. Their numbers are their places in the list. The
// matchers must have been compiled with all fields verbatim: the literals are
// looked for in single values.
func NewSet(matchers []*Matcher) *Set {
	s := &Set{matchers: matchers}
	index := map[string]int32{}
	place := func(name string) int32 {
		i, ok := index[name]
		if !ok {
			i = int32(len(s.names))
			index[name] = i
			s.names = append(s.names, name)
		}
		return i
	}
	for _, m := range matchers {
		at := make([]int32, len(m.naming.names))
		for i, name := range m.naming.names {
			at[i] = place(name)
		}
		s.at = append(s.at, at)
	}
	s.index()
	return s
}

// index sorts the matchers by their literals.
func (s *Set) index() {
	ids := map[string]int{}
	var texts []string
	searched := map[int32]bool{}
	for i, m := range s.matchers {
		l, ok := m.root.required(everywhere)
		slots := l.slots
		inFields, anywhere := l.apart()
		keyed := ok && len(anywhere.texts) > 0 && anywhere.tellable()
		if keyed {
			s.keyed = append(s.keyed, int32(i))
			s.keywords = append(s.keywords, anywhere.sorted()...)
			l = inFields
			if len(l.texts) == 0 {
				continue
			}
		}
		if !ok || len(s.matchers) <= fewMatchers {
			s.always = append(s.always, int32(i))
			continue
		}
		for _, text := range l.sorted() {
			id, known := ids[text]
			if !known {
				id = len(texts)
				ids[text] = id
				texts = append(texts, text)
				s.wants = append(s.wants, nil)
			}
			s.wants[id] = append(s.wants[id], int32(i))
		}
		for _, slot := range slots {
			from, to := m.naming.of(slot)
			for n := from; n < to; n++ {
				if !keyed || m.naming.names[n] != "" {
					searched[s.at[i][n]] = true
				}
			}
		}
	}
	for name := range searched {
		s.searched = append(s.searched, name)
	}
	slices.Sort(s.searched)
	if len(texts) > 0 {
		s.find = literal.New(texts)
	}
}

// tellable reports whether the texts can be told from how numbers, times and
// identifiers are written.
func (l literals) tellable() bool {
	return !slices.ContainsFunc(l.sorted(), func(text string) bool {
		return strings.Trim(text, "0123456789abcdefxstzru{}:.,-+ \n") == "" || text == "false"
	})
}

// Keywords returns literals of which one stands in every event that one of the
// keyword rules of the set matches by a keyword, in a value that is a text: see [Values].
func (s *Set) Keywords() []string { return s.keywords }

// everywhere says that all values are searched as they are.
func everywhere(string) (string, bool) { return "", true }

// Names returns the fields that the matchers look at, by the names that records
// have for them. The empty name stands for keywords.
func (s *Set) Names() []string { return s.names }

// Len returns the number of matchers.
func (s *Set) Len() int { return len(s.matchers) }

// Match appends the numbers of the matchers that match the event, ascending.
func (s *Set) Match(v Values, matched []int) []int { return s.Remember(nil, v, true, matched) }

// Remember is [Set.Match] with the memory of a worker, which may be nil. Where
// keywords is false none of [Set.Keywords] stands in the event, as the caller knows
// from a search through more than this one.
func (s *Set) Remember(memo *Memo, v Values, keywords bool, matched []int) []int {
	f := s.frame(v)
	defer f.release()
	f.add(s.always)
	if s.find != nil {
		f.search(memo)
	}
	if keywords {
		f.add(s.keyed)
	}
	if len(f.candidates) == 0 {
		return matched
	}
	slices.Sort(f.candidates)
	if memo == nil {
		return f.evaluate(matched)
	}
	return memo.evaluate(f, matched)
}

// Named returns an event as the set's values.
func (s *Set) Named(e Event) Values { return namedValues{e, s.names} }

type namedValues struct {
	Event
	names []string
}

func (v namedValues) Value(name int) (string, bool) { return v.Lookup(v.names[name]) }
