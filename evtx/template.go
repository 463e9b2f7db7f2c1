package evtx

import "iter"

// Template is what events of one sort have in common: elements, constant text
// and holes. It is compiled once a file and stays good as long as the file;
// equal templates are one pointer. An event has several: see [Shape].
type Template struct {
	guid   [16]byte
	serial uint32 // in its file, counted from 1; 0 for one that is not kept
	weight int    // see canon
	// canonical is what it was compiled from, of those that are kept.
	canonical []byte
	holes     int // how many values the holes need
	roots     []part
	plan      []jsonOp
	fields    []field
	// byName finds the first field of a name. Those below System are in system as
	// well.
	byName  map[string]int
	system  [len(systemNames)]int16
	unnamed []int // fields from Data elements without a name
	dynamic []int // fields whose name is itself a value
}

// GUID returns the identity that the template claims. Different templates can
// claim the same one.
func (t *Template) GUID() [16]byte { return t.guid }

// Fields returns the names of the template's fields in their order. Data
// elements without a name are called "Data", those whose name is a value "".
func (t *Template) Fields() iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for i := range t.fields {
			if !yield(i, t.fields[i].name) {
				return
			}
		}
	}
}

// Index returns the number of the first field with a name, -1 for none.
func (t *Template) Index(name string) int {
	if i, ok := t.byName[name]; ok {
		return i
	}
	return -1
}

// partKind says what a part of an element's content is.
type partKind uint8

const (
	partText partKind = iota
	partHole
	partElement
	partPI
)

// part is one piece of content: of an element, an attribute, or a fragment.
type part struct {
	kind partKind
	// optional marks a hole whose null takes its element or attribute away.
	optional bool
	hole     uint16
	declared Type // the hole's type as the template has it; values bear their own
	text     *text
	element  *element
}

// text is constant text in the forms in which it is written.
type text struct {
	plain []byte
	xml   string // escaped
	json  string // escaped, without quotes
}

// element is a compiled element.
type element struct {
	name    string
	keyName string // the name that stands for it in JSON, as far as known
	xmlName string
	key     string // JSON: "keyName":
	attrKey string // JSON: "name_attributes":
	attrs   []attribute
	content []part
	// nested tells whether the content has elements, in itself or in a hole.
	nested bool
	// single is set where the JSON is one value: no attributes, one hole.
	single bool
	// openTag is the start tag where all attributes are constant, without its
	// end; constJSON the inline JSON of an element without any value.
	openTag   string
	closeTag  string
	constJSON string
	// data is what makes a Data element: its Name is the key.
	data dataKind
	// nameAttr is the attribute that is the key of a named Data element.
	nameAttr int
	// dynamic tells whether the keys of the content must be counted for each
	// record anew, because values decide which elements there are.
	dynamic bool
	// mixed tells whether elements of a value may meet others in the content.
	mixed bool
	// group is set on the first of several unnamed Data elements.
	group []*element
	// grouped marks the others, which the first has taken along.
	grouped bool
}

type dataKind uint8

const (
	notData dataKind = iota
	unnamedData
	namedData
	dynamicData // the name is a value
)

type attribute struct {
	name    string
	xmlName string
	key     string // JSON: "name":
	content []part
	// constJSON is the value with a comma where the attribute is constant.
	constJSON string
}

// omittable returns the hole whose null takes the element or the attribute with
// this content away.
func omittable(content []part) (hole uint16, ok bool) {
	if len(content) == 1 && content[0].kind == partHole && content[0].optional {
		return content[0].hole, true
	}
	return 0, false
}

// constant returns the content's text if no value has part in it.
func constant(content []part) (string, bool) {
	switch {
	case len(content) == 0:
		return "", true
	case len(content) == 1 && content[0].kind == partText:
		return string(content[0].text.plain), true
	}
	return "", false
}
