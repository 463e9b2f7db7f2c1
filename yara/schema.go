package yara

// schema is the type of a module or of a part of it, known before any file.
type schema struct {
	kind   kind
	fields map[string]*schema // structure
	elem   *schema            // array, dictionary
	calls  []overload         // function
	// fixed is the value of a constant, which holds for every file.
	fixed value
}

// overload is one way to call a function. args has a letter a parameter, as in
// YARA's own module tables: i integer, f float, s string, r regular
// expression, b boolean.
type overload struct {
	args   string
	result kind
	call   func(s *scan, self value, args []value) value
}

var (
	integer = &schema{kind: intKind}
	text    = &schema{kind: stringKind}
)

func structOf(f map[string]*schema) *schema { return &schema{kind: structKind, fields: f} }
func arrayOf(elem *schema) *schema          { return &schema{kind: arrayKind, elem: elem} }
func dictOf(elem *schema) *schema           { return &schema{kind: dictKind, elem: elem} }
func function(calls ...overload) *schema    { return &schema{kind: funcKind, calls: calls} }
func constant(i int64) *schema              { return &schema{kind: intKind, fixed: intValue(i)} }

// structures of integers are common enough to have a short form.
func integers(names ...string) map[string]*schema {
	m := make(map[string]*schema, len(names))
	for _, n := range names {
		m[n] = integer
	}
	return m
}

// module is a library that rules import by name.
type module struct {
	schema *schema
	// load reads the file. It returns a structure, of which constants may be
	// left out. nil is a module of functions and constants only.
	load func(s *scan) value
}

// letters are the argument kinds that the letters of an overload stand for.
var letters = map[byte]kind{'i': intKind, 'f': floatKind, 's': stringKind, 'r': regexpKind, 'b': boolKind}

// accepts reports whether arguments of these kinds fit the overload. An
// integer passes for a float, as in YARA's arithmetic.
func (o overload) accepts(args []kind) bool {
	if len(args) != len(o.args) {
		return false
	}
	for i, k := range args {
		if want := letters[o.args[i]]; k != want && (want != floatKind || k != intKind) {
			return false
		}
	}
	return true
}
