package evtx

import (
	"iter"
)

// Templates returns the record's templates by their number, from the outermost
// in: for nearly all events one for System and one for EventData or UserData.
func (r *Record) Templates() iter.Seq2[int, *Template] {
	return func(yield func(int, *Template) bool) {
		for i := range r.instances {
			if !yield(i, r.instances[i].t) {
				return
			}
		}
	}
}

// Value returns the value of a template's field, both by their number, that of
// [Record.Templates] and that of [Template.Index]. This is the fast way for
// rules that are bound to templates; ok is false where the record has no such
// field.
func (r *Record) Value(template, index int) (Value, bool) {
	if template < 0 || template >= len(r.instances) {
		return Value{}, false
	}
	in := &r.instances[template]
	if index < 0 || index >= len(in.t.fields) {
		return Value{}, false
	}
	return r.field(in, &in.t.fields[index])
}

func (r *Record) field(in *instance, f *field) (Value, bool) {
	if f.hole >= 0 {
		v, _ := r.value(in, uint16(f.hole))
		if f.optional && v.typ == TypeNull {
			return Value{}, false
		}
		return v, true
	}
	for _, hole := range f.within {
		if v, _ := r.value(in, hole); v.IsNull() {
			return Value{}, false
		}
	}
	return r.compose(in, f.content), true
}

// compose returns the value of content. Only content of more than one part has
// to be put together, as text.
func (r *Record) compose(in *instance, content []part) Value {
	if len(content) == 1 {
		switch p := &content[0]; p.kind {
		case partHole:
			v, _ := r.value(in, p.hole)
			return v
		case partText:
			return Value{data: p.text.plain, typ: TypeString, utf8: true}
		}
	}
	out := Value{typ: TypeString, utf8: true}
	for i := range content {
		switch p := &content[i]; p.kind {
		case partText:
			out.data = append(out.data, p.text.plain...)
		case partHole:
			v, _ := r.value(in, p.hole)
			out.data = v.AppendText(out.data)
		}
		if len(out.data) > maxRendered {
			break
		}
	}
	return out
}

// Field returns a field of the event by its name; ok is false where the event
// has none of that name. Names are those of Windows:
//
//	EventID, Channel, Computer ...   elements below System, as they are
//	Provider_Name, Security_UserID   attributes: element, underscore, attribute
//	TargetUserName                   a Data element, by its Name
//	Data                             the first Data element without a name
//	SubjectUserName                  elements below UserData, at any depth
//
// Of several fields of one name the first counts, and System comes first.
func (r *Record) Field(name string) (Value, bool) {
	for i := range r.instances {
		in := &r.instances[i]
		if f := r.asked.index(in.t, name); f >= 0 {
			if v, ok := r.field(in, &in.t.fields[f]); ok {
				return v, true
			}
		}
		for _, f := range in.t.dynamic {
			fd := &in.t.fields[f]
			if n := r.compose(in, fd.nameContent); n.String() == name {
				return r.field(in, fd)
			}
		}
	}
	return Value{}, false
}

// system returns a field below System, which is in the first template that has
// such a field.
func (r *Record) system(s systemField) (Value, bool) {
	for i := range r.instances {
		in := &r.instances[i]
		if f := in.t.system[s]; f >= 0 {
			return r.field(in, &in.t.fields[f])
		}
	}
	return Value{}, false
}

// Data returns the i-th Data element without a name, counted from 0. Each
// element of an array counts, as it does in the event's XML.
func (r *Record) Data(i int) (Value, bool) {
	for n := range r.instances {
		in := &r.instances[n]
		for _, f := range in.t.unnamed {
			v, ok := r.field(in, &in.t.fields[f])
			if !ok {
				continue
			}
			for e := range v.Elements() {
				if i == 0 {
					return e, true
				}
				i--
			}
		}
	}
	return Value{}, false
}

// Fields returns all fields of the event in their order, with the names that
// [Record.Field] knows. Data elements without a name are all called "Data".
func (r *Record) Fields() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		for i := range r.instances {
			in := &r.instances[i]
			for j := range in.t.fields {
				f := &in.t.fields[j]
				v, ok := r.field(in, f)
				if !ok {
					continue
				}
				name := f.name
				if f.nameContent != nil {
					name = r.compose(in, f.nameContent).String()
				}
				if !yield(name, v) {
					return
				}
			}
		}
	}
}
