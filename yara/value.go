package yara

// kind is what a value is, or what an expression yields when it is defined.
type kind uint8

const (
	undefinedKind kind = iota
	boolKind
	intKind
	floatKind
	stringKind
	regexpKind
	structKind
	arrayKind
	dictKind
	funcKind
)

func (k kind) String() string {
	return [...]string{
		"undefined", "boolean", "integer", "float", "string", "regular expression",
		"structure", "array", "dictionary", "function",
	}[k]
}

// value is what an expression yields. Its zero value is YARA's undefined, which
// spreads through arithmetic and comparisons, and counts as false for "and",
// "or" and the rule itself.
type value struct {
	kind kind
	i    int64 // of a boolean (0 or 1) and an integer
	f    float64
	s    string
	// o is *object for structures, arrays and dictionaries, *regexp for
	// regular expressions.
	o any
}

// object is a structure, an array or a dictionary of a module.
type object struct {
	fields map[string]value // structure, dictionary
	items  []value          // array
	// keys are the keys of a dictionary in the order of the file.
	keys []string
	// fill holds, by name, how to read fields that are not there yet.
	fill map[string]func()
}

// later says that fill sets these fields, once, when one is asked for.
func (o *object) later(fill func(fields), names ...string) {
	if o.fill == nil {
		o.fill = make(map[string]func())
	}
	once := func() {
		for _, n := range names {
			delete(o.fill, n)
		}
		fill(o.fields)
	}
	for _, n := range names {
		o.fill[n] = once
	}
}

func (o *object) field(name string) value {
	if fill := o.fill[name]; fill != nil {
		fill()
	}
	return o.fields[name]
}

var undefined value

func boolValue(b bool) value {
	if b {
		return value{kind: boolKind, i: 1}
	}
	return value{kind: boolKind}
}

func intValue(i int64) value     { return value{kind: intKind, i: i} }
func floatValue(f float64) value { return value{kind: floatKind, f: f} }
func stringValue(s string) value { return value{kind: stringKind, s: s} }
func structValue(f fields) value { return value{kind: structKind, o: &object{fields: f}} }
func arrayValue(v []value) value { return value{kind: arrayKind, o: &object{items: v}} }
func (v value) defined() bool    { return v.kind != undefinedKind }
func (v value) object() *object  { o, _ := v.o.(*object); return o }
func (v value) number() float64 {
	if v.kind == floatKind {
		return v.f
	}
	return float64(v.i)
}

// truth is what a value counts for where a condition needs a yes or no.
func (v value) truth() bool {
	switch v.kind {
	case boolKind, intKind:
		return v.i != 0
	case floatKind:
		return v.f != 0
	case stringKind:
		return v.s != ""
	}
	return false
}

// fields are the parts of a structure by name.
type fields = map[string]value

// dictionary makes a dictionary of texts that remembers the order of keys.
func dictionary(keys []string, texts map[string]string) value {
	o := &object{fields: make(fields, len(keys)), keys: keys}
	for _, k := range keys {
		o.fields[k] = stringValue(texts[k])
	}
	return value{kind: dictKind, o: o}
}
