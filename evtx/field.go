package evtx

// field is a value that a template has under a name.
type field struct {
	name string
	// content is that of the element or the attribute.
	content []part
	// within are the optional holes whose null takes an enclosing element away;
	// with no such value, there is no field.
	within []uint16
	// nameContent makes the name where that is a value.
	nameContent []part
	inSystem    bool
	// hole is that of nearly all fields, whose content is one value and nothing
	// else decides about them; -1 for the others. optional: null is no field.
	hole     int32
	optional bool
}

// settle sees whether the field is one value.
func (f *field) settle() {
	f.hole = -1
	if len(f.content) != 1 || f.content[0].kind != partHole {
		return
	}
	hole := f.content[0].hole
	for _, h := range f.within {
		if h != hole {
			return
		}
		f.optional = true
	}
	f.hole = int32(hole)
}

// systemField numbers the fields that have a method of their own.
type systemField int

const (
	providerName systemField = iota
	eventID
	timeCreated
	channel
	computer
)

var systemNames = [...]string{
	providerName: "Provider_Name",
	eventID:      "EventID",
	timeCreated:  "TimeCreated_SystemTime",
	channel:      "Channel",
	computer:     "Computer",
}

// indexFields lists the fields of a compiled template.
func (t *Template) indexFields() {
	for i := range t.system {
		t.system[i] = -1
	}
	for _, p := range t.roots {
		if p.kind == partElement {
			t.addFields(p.element, nil, false, p.element.name == "Event")
		}
	}
	for i := range t.fields {
		f := &t.fields[i]
		f.settle()
		if f.nameContent != nil {
			t.dynamic = append(t.dynamic, i)
			continue
		}
		if f.inSystem {
			for s, name := range systemNames {
				if t.system[s] < 0 && name == f.name && i < 1<<15 {
					t.system[s] = int16(i)
				}
			}
		}
	}
}

// indexNames makes the map of names.
func (t *Template) indexNames() {
	t.byName = make(map[string]int, len(t.fields))
	for i := range t.fields {
		f := &t.fields[i]
		if _, ok := t.byName[f.name]; !ok && f.nameContent == nil {
			t.byName[f.name] = i
		}
	}
}

// addFields adds what an element says in itself and below.
func (t *Template) addFields(e *element, within []uint16, inSystem, isEvent bool) {
	if hole, ok := omittable(e.content); ok {
		within = append(within[:len(within):len(within)], hole)
	}
	for i, a := range e.attrs {
		if i == e.nameAttr || a.name == "xmlns" {
			continue
		}
		f := field{name: e.name + "_" + a.name, content: a.content, within: within, inSystem: inSystem}
		if hole, ok := omittable(a.content); ok {
			f.within = append(within[:len(within):len(within)], hole)
		}
		t.fields = append(t.fields, f)
	}
	leaf := len(e.attrs) == 0 || len(e.content) > 0 || e.data != notData
	for _, p := range e.content {
		switch {
		case p.kind == partElement:
			leaf = false
			t.addFields(p.element, within, inSystem || isEvent && p.element.name == "System", false)
		case p.kind == partHole && p.declared == TypeBinXML:
			leaf = false
		}
	}
	if !leaf || isEvent {
		return
	}
	f := field{name: e.name, content: e.content, within: within, inSystem: inSystem}
	switch e.data {
	case namedData:
		f.name = e.keyName
	case dynamicData:
		f.name, f.nameContent = "", e.attrs[e.nameAttr].content
	case unnamedData:
		t.unnamed = append(t.unnamed, len(t.fields))
	}
	t.fields = append(t.fields, f)
}
