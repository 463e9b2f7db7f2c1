package sigma

// test decides about one value. Implementations are immutable.
type test interface {
	match(f *frame, v *value) bool
	// cost orders tests and selections: the cheap ones run first.
	cost() int
	// literals returns texts of which at least one stands in every value that
	// matches.
	literals() (literals, bool)
}

// The rungs of the cost ladder. What holds several tests costs their sum, so
// one regular expression outweighs a list of literals.
const (
	costPresence = 1
	costExact    = 2
	costNumber   = 4
	costWildcard = 8
	costParse    = 16 // addresses and times
	costRegexp   = 512
)

type nullTest struct{}

func (nullOperand) test() (test, error)          { return nullTest{}, nil }
func (nullTest) match(_ *frame, v *value) bool   { return !v.present }
func (nullTest) cost() int                       { return costPresence }
func (nullTest) literals() (l literals, ok bool) { return l, false }

type boolTest struct{ want string }

func (o boolOperand) test() (test, error) {
	if o {
		return boolTest{"true"}, nil
	}
	return boolTest{"false"}, nil
}

func (t boolTest) match(_ *frame, v *value) bool {
	return v.present && len(v.text) == len(t.want) && prefixFoldASCII(v.text, t.want)
}
func (boolTest) cost() int                       { return costExact }
func (boolTest) literals() (l literals, ok bool) { return l, false }

// numberTest takes the number however it is written; 0x1d0 equals 464. It has
// therefore no literal.
type numberTest struct {
	want number
	raw  string
}

func (o *numberOperand) test() (test, error) { return numberTest{o.number, o.raw}, nil }

func (t numberTest) match(_ *frame, v *value) bool {
	if !v.present {
		return false
	}
	if v.text == t.raw {
		return true
	}
	got, ok := parseNumber(v.text)
	return ok && got.compare(t.want) == 0
}
func (numberTest) cost() int                       { return costNumber }
func (numberTest) literals() (l literals, ok bool) { return l, false }
