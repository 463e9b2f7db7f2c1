package literal_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/athar-forensics/athar/internal/literal"
)

type found struct{ At, ID int }

func all(s *literal.Set, block []byte) []found {
	var out []found
	s.Find(block, func(at, id int) bool {
		out = append(out, found{at, id})
		return true
	})
	return out
}

// naive is the definition of Find: every offset, every literal.
func naive(literals []string, block []byte) []found {
	lower := func(b []byte) []byte {
		b = bytes.Clone(b)
		for i, c := range b {
			if 'A' <= c && c <= 'Z' {
				b[i] = c + 32
			}
		}
		return b
	}
	folded := lower(block)
	wanted := make([][]byte, len(literals))
	for id, l := range literals {
		wanted[id] = lower([]byte(l))
	}
	var out []found
	for at := range block {
		for id, l := range wanted {
			if len(l) > 0 && bytes.HasPrefix(folded[at:], l) {
				out = append(out, found{at, id})
			}
		}
	}
	return out
}

func TestFind(t *testing.T) {
	tests := []struct {
		name     string
		literals []string
		block    string
		want     []found
	}{
		{"nothing to look for", nil, "abc", nil},
		{"nothing to look in", []string{"abc"}, "", nil},
		{"an empty literal has no occurrence", []string{"", "b"}, "abc", []found{{1, 1}}},
		{"longer than the block", []string{"abcdefgh"}, "abcdefg", nil},
		{"the whole block", []string{"abcdefgh"}, "ABCDEFGH", []found{{0, 0}}},
		{"at the tail", []string{"powershell"}, "xx powershell", []found{{3, 0}}},
		{"one byte at both ends", []string{"a"}, "a-A", []found{{0, 0}, {2, 0}}},
		{"overlapping", []string{"aa", "aaaaaa"}, "aaaaaaa", []found{{0, 0}, {0, 1}, {1, 0}, {1, 1}, {2, 0}, {3, 0}, {4, 0}, {5, 0}}},
		{"equal by case", []string{"Shell", "shell", "SHELL"}, "a shell", []found{{2, 0}, {2, 1}, {2, 2}}},
		{"punctuation is not folded", []string{"[abcdef", "@a"}, "{abcdef `a", nil},
		{"control bytes are not folded", []string{"\x00\x01\x02\x03\x04\x05"}, "\x20\x21\x22\x23\x24\x25", nil},
		{"only short ones beyond ASCII", []string{"ſ", "\u212a"}, "plain text, then deſ\u212a, then plain text and ſ", []found{{19, 0}, {21, 1}, {46, 0}}},
		{"beyond ASCII bytes are equal or not", []string{"É", "straße"}, "é STRAßE", []found{{3, 1}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := all(literal.New(tt.literals), []byte(tt.block))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("occurrences (-want +got):\n%s", diff)
			}
		})
	}
}

// A literal whose rare part lies deep inside is verified long after others that
// start later; the order must not show it, across segments too.
func TestOrderAcrossSegments(t *testing.T) {
	deep := strings.Repeat("e", 200) + "zq~|^zq" + strings.Repeat("e", 50)
	literals := []string{"eee", deep, "zq~|^zq", "ee"}
	block := []byte(strings.Repeat("#", 3990) + deep + strings.Repeat("#", 4000) + deep)
	if diff := cmp.Diff(naive(literals, block), all(literal.New(literals), block)); diff != "" {
		t.Errorf("occurrences (-naive +got):\n%s", diff)
	}
}

func TestStop(t *testing.T) {
	calls := 0
	literal.New([]string{"a", "b"}).Find([]byte("abab"), func(int, int) bool {
		calls++
		return calls < 2
	})
	if calls != 2 {
		t.Errorf("hit was called %d times after it asked to stop at 2", calls)
	}
}

func TestLiteralsAreACopy(t *testing.T) {
	s := literal.New([]string{"One", "two"})
	s.Literals()[0] = "changed"
	if got := s.Literals(); !slices.Equal(got, []string{"One", "two"}) {
		t.Errorf("Literals() = %q", got)
	}
}

func TestFindAgreesWithNaiveSearch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// A small alphabet makes occurrences, overlaps and near misses likely.
		letter := rapid.SampledFrom([]byte("abABc/.\x00\x20@`\xc3\xa9"))
		text := func(low, high int) *rapid.Generator[[]byte] { return rapid.SliceOfN(letter, low, high) }
		block := text(0, 300).Draw(t, "block")
		if rapid.Bool().Draw(t, "long") {
			block = bytes.Repeat(append(block, 'x'), 1+9000/(len(block)+1))
		}
		var literals []string
		if rapid.Bool().Draw(t, "only short ones beyond ASCII") {
			literals = []string{"\xc3\xa9", "\xa9"}
		}
		for range rapid.IntRange(0, 12).Draw(t, "count") * (1 - len(literals)/2) {
			if len(block) > 0 && rapid.Bool().Draw(t, "from the block") {
				from := rapid.IntRange(0, len(block)-1).Draw(t, "from")
				to := min(len(block), from+rapid.IntRange(1, 40).Draw(t, "length"))
				literals = append(literals, string(block[from:to]))
			} else {
				literals = append(literals, string(text(1, 12).Draw(t, "literal")))
			}
		}
		if diff := cmp.Diff(naive(literals, block), all(literal.New(literals), block)); diff != "" {
			t.Fatalf("literals %q (-naive +got):\n%s", literals, diff)
		}
	})
}

func FuzzFind(f *testing.F) {
	f.Add([]byte("GET /owa/auth/x.js"), "/owa/\nx.js\nauth/x")
	f.Add([]byte("aaaaaaaaaaaaaaaa"), "a\naa\naaaaaa\naaaaaaa")
	f.Add(bytes.Repeat([]byte("abc"), 3000), "cabcab\nbc")
	f.Add([]byte{0, 1, 0xff}, "\x00\n\xff")
	f.Fuzz(func(t *testing.T, block []byte, list string) {
		literals := strings.Split(list, "\n")
		if len(block)*len(literals) > 1<<16 {
			t.Skip("the naive search would take too long")
		}
		if want, got := naive(literals, block), all(literal.New(literals), block); !slices.Equal(want, got) {
			diff := cmp.Diff(want, got)
			t.Errorf("literals %q (-naive +got):\n%s", literals, diff)
		}
	})
}

func ExampleSet_Find() {
	s := literal.New([]string{"eval(", "/owa/auth/"})
	s.Find([]byte(`POST /OWA/auth/8Lw7tAhF9i1pJnRo.aspx?x=Eval(1)`), func(at, id int) bool {
		fmt.Println(at, s.Literals()[id])
		return true
	})
	// Output:
	// 5 /owa/auth/
	// 39 eval(
}
