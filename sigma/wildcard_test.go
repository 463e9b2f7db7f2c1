package sigma

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// symbols splits text into characters; a byte that is no UTF-8 is one of its
// own kind.
func symbols(text string) []rune {
	var list []rune
	for len(text) > 0 {
		r, n := utf8.DecodeRuneInString(text)
		if r == utf8.RuneError && n == 1 {
			r = unicode.MaxRune + 1 + rune(text[0])
		}
		list = append(list, r)
		text = text[n:]
	}
	return list
}

func sameSymbol(a, b rune, cased bool) bool {
	if a == b || cased || a > unicode.MaxRune {
		return a == b
	}
	for f := unicode.SimpleFold(a); f != a; f = unicode.SimpleFold(f) {
		if f == b {
			return true
		}
	}
	return false
}

// reference is the textbook definition of a wildcard match: a table of which
// prefixes of the pattern take which prefixes of the text.
func reference(pieces []piece, text string, cased bool) bool {
	runes := symbols(text)
	reach := make([]bool, len(runes)+1)
	reach[0] = true
	step := func(takes func(rune) bool) {
		next := make([]bool, len(reach))
		for i, r := range runes {
			next[i+1] = reach[i] && takes(r)
		}
		reach = next
	}
	for _, p := range pieces {
		switch p.kind {
		case literalPiece:
			for _, want := range symbols(p.text) {
				step(func(r rune) bool { return sameSymbol(want, r, cased) })
			}
		case onePiece:
			step(func(rune) bool { return true })
		case dashPiece:
			step(isDash)
		case manyPiece:
			for i := 1; i < len(reach); i++ {
				reach[i] = reach[i] || reach[i-1]
			}
		}
	}
	return reach[len(runes)]
}

func checkWildcard(t interface{ Errorf(string, ...any) }, pattern, text string, cased, dashes bool) {
	pieces := parsePattern(pattern)
	if dashes {
		o, err := modifyWindash(&textOperand{raw: pattern, pieces: pieces}, nil)
		if err != nil {
			t.Errorf("windash of %q: %v", pattern, err)
			return
		}
		pieces = o[0].(*textOperand).pieces
	}
	made, err := (&textOperand{pieces: pieces, cased: cased}).test()
	if err != nil {
		t.Errorf("%q: %v", pattern, err)
		return
	}
	want := reference(pieces, text, cased)
	if got := made.match(nil, &value{text: text, present: true}); got != want {
		t.Errorf("pattern %q (cased %v, windash %v) on %q: %v, want %v", pattern, cased, dashes, text, got, want)
	}
	if l, ok := made.literals(); ok && want && !containsAnyASCII(text, l.sorted()) {
		t.Errorf("pattern %q (cased %v) matches %q, which holds none of %q", pattern, cased, text, l.sorted())
	}
}

func containsAnyASCII(text string, literals []string) bool {
	for _, l := range literals {
		if strings.Contains(foldASCII(text), l) {
			return true
		}
	}
	return false
}

func TestWildcardAgreesWithReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// A small alphabet makes matches and near misses likely.
		letter := rapid.SampledFrom([]string{"a", "A", "k", "K", "\u212a", "s", "ſ", "é", "É", "ß", "ẞ", "-", "/", "–", " ", "\xff", "\xe2", "*", "?", `\`, "ab"})
		text := func(name string) string {
			return strings.Join(rapid.SliceOfN(letter, 0, 12).Draw(t, name), "")
		}
		// A value may be broken text; a rule is YAML, which is UTF-8.
		pattern, subject := strings.ToValidUTF8(text("pattern"), ""), text("text")
		if rapid.Bool().Draw(t, "related") {
			subject = text("before") + strings.ToUpper(pattern) + text("after")
		}
		checkWildcard(t, pattern, subject, rapid.Bool().Draw(t, "cased"), rapid.Bool().Draw(t, "windash"))
	})
}

func FuzzWildcard(f *testing.F) {
	f.Add(`C:\*\cmd.exe`, `c:\windows\CMD.EXE`, false, false)
	f.Add(`*a?b*`, "xa\u00e9b", false, false)
	f.Add(`*desk`, "de\u017f\u212a", false, false)
	f.Add(`* -enc*`, "x \u2013ENC y", false, true)
	f.Add(`\\\*\?`, `\*?`, true, false)
	f.Fuzz(func(t *testing.T, pattern, text string, cased, dashes bool) {
		if len(pattern) > 200 || len(text) > 2000 {
			t.Skip("the reference would take too long")
		}
		if !utf8.ValidString(pattern) {
			t.Skip("no file of rules is that: YAML is UTF-8")
		}
		checkWildcard(t, pattern, text, cased, dashes)
	})
}

func TestFoldRune(t *testing.T) {
	// Every character and all its relatives have one representative, which
	// stands for itself.
	for r := rune(0); r <= unicode.MaxRune; r++ {
		f := foldRune(r)
		if g := foldRune(unicode.SimpleFold(r)); f != g {
			t.Fatalf("%U folds to %U, its relative %U to %U", r, f, unicode.SimpleFold(r), g)
		}
		if foldRune(f) != f {
			t.Fatalf("%U folds to %U, which folds further", r, f)
		}
	}
}
