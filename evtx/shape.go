package evtx

import (
	"encoding/binary"
	"iter"
	"slices"
)

// Shape is what events have in common whose templates are the same, the outer
// and the inner ones: which fields there are, where their values stand, and
// which have one value in all of them. A log has some hundred shapes, so whoever
// asks the same of every record, as a rule does, asks each shape once
// ([Shape.Index], [Shape.Constant]) and then each record by number only
// ([Record.At]).
//
// Equal shapes of one file are one pointer and stay good as long as the file,
// up to a limit on them: see [Shape.Lasting].
type Shape struct {
	templates []*Template
	lasting   bool
	dynamic   bool
	names     []string
	places    [][]place // of each name
	byName    map[string]int
}

// place is a field of one of the shape's templates.
type place struct{ instance, field int }

// Shape returns the record's shape.
func (r *Record) Shape() *Shape {
	if r.shape == nil {
		r.shape = r.chunk.shapes.of(r)
	}
	return r.shape
}

// At returns the value of a field by its number, that of [Shape.Index]. It is
// what [Record.Field] returns for the name. A number that is none, such as -1,
// has no value.
func (r *Record) At(i int) (Value, bool) {
	s := r.Shape()
	if i < 0 || i >= len(s.places) {
		return Value{}, false
	}
	for _, p := range s.places[i] {
		in := &r.instances[p.instance]
		if v, ok := r.field(in, &in.t.fields[p.field]); ok {
			return v, true
		}
	}
	return Value{}, false
}

// Lasting tells whether other records can have this very shape. One that is not
// lasting, because the file has too many, is not worth remembering: ask such a
// record by name.
func (s *Shape) Lasting() bool { return s.lasting }

// Dynamic tells whether names of fields are values, so that records of this
// shape may have fields that it does not know. Windows has no such events.
func (s *Shape) Dynamic() bool { return s.dynamic }

// Templates returns the shape's templates, from the outermost in.
func (s *Shape) Templates() iter.Seq2[int, *Template] { return slices.All(s.templates) }

// Fields returns the numbers and the names of all fields, System's first. A name
// comes once, as [Record.Field] knows one field of a name.
func (s *Shape) Fields() iter.Seq2[int, string] { return slices.All(s.names) }

// Index returns the number of the field with a name, -1 for none.
func (s *Shape) Index(name string) int {
	if i, ok := s.byName[name]; ok {
		return i
	}
	return -1
}

// Constant returns the value of a field that is text of a template and so the
// same in all records of the shape.
func (s *Shape) Constant(i int) (Value, bool) {
	if i < 0 || i >= len(s.places) {
		return Value{}, false
	}
	p := s.places[i][0]
	f := &s.templates[p.instance].fields[p.field]
	if len(f.within) > 0 {
		return Value{}, false
	}
	text, ok := constant(f.content)
	if !ok {
		return Value{}, false
	}
	return Value{data: []byte(text), typ: TypeString, utf8: true}, true
}

func newShape(r *Record, lasting bool) *Shape {
	s := &Shape{lasting: lasting, byName: make(map[string]int)}
	for i := range r.instances {
		t := r.instances[i].t
		s.templates = append(s.templates, t)
		s.dynamic = s.dynamic || len(t.dynamic) > 0
		for j := range t.fields {
			name := t.fields[j].name
			if t.fields[j].nameContent != nil {
				continue
			}
			n, ok := s.byName[name]
			if !ok {
				n = len(s.names)
				s.byName[name] = n
				s.names = append(s.names, name)
				s.places = append(s.places, nil)
			}
			// Of a template, the first field of a name counts.
			if k := s.places[n]; len(k) == 0 || k[len(k)-1].instance < i {
				s.places[n] = append(k, place{i, j})
			}
		}
	}
	return s
}

// shapes are those that one reader of a file has met; the file knows all.
type shapes struct {
	f    *File
	mine map[string]*Shape
	key  []byte
}

func (k *shapes) of(r *Record) *Shape {
	k.key = k.key[:0]
	for i := range r.instances {
		serial := r.instances[i].t.serial
		if serial == 0 {
			return newShape(r, false)
		}
		k.key = binary.LittleEndian.AppendUint32(k.key, serial)
	}
	if s := k.mine[string(k.key)]; s != nil {
		return s
	}
	s := k.f.templates.shape(k.key, r)
	if s.lasting {
		if k.mine == nil {
			k.mine = make(map[string]*Shape)
		}
		k.mine[string(k.key)] = s
	}
	return s
}

// shape returns the file's shape for a key, made from a record that has it.
func (k *cache) shape(key []byte, r *Record) *Shape {
	k.mu.Lock()
	defer k.mu.Unlock()
	if s := k.shapes[string(key)]; s != nil {
		return s
	}
	if len(k.shapes) >= maxCachedTemplates {
		return newShape(r, false)
	}
	if k.shapes == nil {
		k.shapes = make(map[string]*Shape)
	}
	s := newShape(r, true)
	k.shapes[string(key)] = s
	return s
}
