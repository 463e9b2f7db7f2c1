package literal

import (
	"slices"
)

// Set is a compiled set of literals. It is immutable and safe for use by many
// goroutines at once.
type Set struct {
	literals []string
	words    []word
	long     longLane
	short    shortLane
	// ahead is how far before a probed position an occurrence can start.
	ahead int
}

// word is one distinct folded literal and the ids that ask for it, ascending.
type word struct {
	text string
	ids  []int
}

// New compiles literals; their ids are their positions. An empty literal has no
// occurrence. Equal literals, also those that differ by ASCII case, are each
// reported under their own id.
func New(literals []string) *Set {
	s := &Set{literals: slices.Clone(literals)}
	seen := make(map[string]int, len(literals))
	for id, l := range literals {
		if l == "" {
			continue
		}
		text := foldString(l)
		w, ok := seen[text]
		if !ok {
			w = len(s.words)
			seen[text] = w
			s.words = append(s.words, word{text: text})
		}
		s.words[w].ids = append(s.words[w].ids, id)
	}
	var long, short []place
	for w := range s.words {
		text := s.words[w].text
		if len(text) >= longMin {
			at := rarestWindow(text)
			long = append(long, place{word: w, at: at})
			s.ahead = max(s.ahead, at+longStride-1)
		} else {
			at := rarestPair(text)
			short = append(short, place{word: w, at: at})
			s.ahead = max(s.ahead, at)
		}
	}
	s.long = newLongLane(s.words, long)
	s.short = newShortLane(s.words, short)
	return s
}

// Literals returns the literals as they were given to [New].
func (s *Set) Literals() []string { return slices.Clone(s.literals) }

// place says where in a word a lane looks: at is the offset of its gram.
type place struct{ word, at int }

// occursAt reports whether word w stands at block[start:], folding case.
func (s *Set) occursAt(block []byte, start, w int) bool {
	text := s.words[w].text
	if start < 0 || len(block)-start < len(text) {
		return false
	}
	block = block[start : start+len(text)]
	for i := range block {
		if fold[block[i]] != text[i] {
			return false
		}
	}
	return true
}

// fold maps ASCII capitals to small letters and every other byte to itself.
var fold = func() (t [256]byte) {
	for i := range t {
		t[i] = byte(i)
		if 'A' <= i && i <= 'Z' {
			t[i] = byte(i) + 'a' - 'A'
		}
	}
	return t
}()

func foldString(s string) string {
	b := []byte(s)
	for i, c := range b {
		b[i] = fold[c]
	}
	return string(b)
}
