package sigma

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// literals is a set of texts of which at least one stands, but for the case of
// ASCII letters, in every value that matches.
//
// Beyond ASCII, k equals the Kelvin sign and s the long s. A set that depends on
// that is loose: it holds together with the two characters themselves.
type literals struct {
	texts []string
	loose bool
	slots []int // of the fields that have them
	// The same texts, once it is known where they stand: in fields, or as keywords
	// anywhere in the event.
	inFields, anywhere []string
}

// minLiteral is the fewest bytes of a literal worth looking for: shorter ones
// stand in nearly every record.
const minLiteral = 3

// alsoLoose are the characters beyond ASCII that equal an ASCII letter.
var alsoLoose = []string{"\u017f", "\u212a"}

// add makes the set one of "l or m". It appends to l's own texts, so l must have
// been empty at first.
func (l *literals) add(m literals) {
	l.texts = append(l.texts, m.texts...)
	l.loose = l.loose || m.loose
	l.slots = append(l.slots, m.slots...)
	l.inFields = append(l.inFields, m.inFields...)
	l.anywhere = append(l.anywhere, m.anywhere...)
}

// cutAt makes the set one of texts without the given characters: of each, the
// longest stretch. It reports false where a stretch is too short to be looked for.
func (l *literals) cutAt(characters string) bool {
	if characters == "" {
		return true
	}
	cut := make([]string, len(l.texts))
	for i, text := range l.texts {
		for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(characters, r) }) {
			if len(part) > len(cut[i]) {
				cut[i] = part
			}
		}
		if len(cut[i]) < minLiteral {
			return false
		}
	}
	l.texts = cut
	return true
}

// apart returns the set in two: what stands in fields, and what stands anywhere.
func (l literals) apart() (inFields, anywhere literals) {
	return literals{texts: l.inFields, loose: l.loose}, literals{texts: l.anywhere, loose: l.loose}
}

// rarity estimates how often one of the set stands in a record: each further
// byte of a literal makes it rarer, each further literal adds to the whole.
func (l literals) rarity() float64 {
	sum := 0.0
	for _, text := range l.texts {
		sum += rarer[min(len(text), len(rarer)-1)]
		if strings.Contains(commonText, foldASCII(text)) {
			sum += 0.01
		}
	}
	return sum
}

// rarer is, by the length of a literal, how often it stands in a record.
var rarer = func() (t [25]float64) {
	for n := range t {
		t[n] = math.Pow(0.4, float64(n))
	}
	return t
}()

// better reports whether l is likely to be rarer than m.
func (l literals) better(m literals) bool { return l.rarity() < m.rarity() }

// commonText holds stretches that many records have.
const commonText = `c:\windows\system32\ c:\windows\syswow64\ c:\program files (x86)\ \appdata\local\temp\ \appdata\roaming\ ` +
	`c:\users\public\ http://www. https://www. .exe .dll .com .aspx .asmx \powershell.exe \cmd.exe \svchost.exe ` +
	`nt authority\system /owa/auth/ /ecp/ /ews/exchange.asmx /autodiscover/autodiscover.xml /mapi/emsmdb/ post get ` +
	`mozilla/5.0 hklm\system\currentcontrolset\services\ hklm\software\microsoft\windows\currentversion\ microsoft`

// literalsOf returns the rarest literal of a Sigma string.
func literalsOf(pieces []piece, cased bool) (literals, bool) {
	var best literals
	found := false
	for _, p := range pieces {
		if p.kind != literalPiece {
			continue
		}
		for _, run := range foldableRuns(p.text, cased) {
			l := literals{texts: []string{run}, loose: !cased && !foldsWithinASCII(foldASCII(run))}
			if len(run) >= minLiteral && (!found || l.better(best)) {
				best, found = l, true
			}
		}
	}
	return best, found
}

// foldableRuns cuts a text where a character beyond ASCII has another case: an
// ASCII search would not find that.
func foldableRuns(text string, cased bool) []string {
	if cased || isASCII(text) {
		return []string{text}
	}
	var runs []string
	start := 0
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if r >= utf8.RuneSelf && unicode.SimpleFold(r) != r {
			runs = append(runs, text[start:i])
			start = i + n
		}
		i += n
	}
	return append(runs, text[start:])
}

// foldASCII folds ASCII letters only.
func foldASCII(s string) string {
	if isFolded(s) {
		return s
	}
	b := []byte(s)
	for i, c := range b {
		b[i] = foldByte[c]
	}
	return string(b)
}

// sorted returns the set in its final form: folded, without texts that hold
// another of the set, in a fixed order.
func (l literals) sorted() []string {
	var texts []string
	for _, text := range l.texts {
		texts = append(texts, foldASCII(text))
	}
	if l.loose {
		texts = append(texts, alsoLoose...)
	}
	slices.Sort(texts)
	texts = slices.Compact(texts)
	if len(texts) > 256 {
		return texts
	}
	return slices.DeleteFunc(slices.Clone(texts), func(text string) bool {
		return slices.ContainsFunc(texts, func(other string) bool {
			return other != text && strings.Contains(text, other)
		})
	})
}
