package evtx

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/athar-forensics/athar/internal/corpus"
	"github.com/athar-forensics/athar/internal/forge/craft"
)

func TestShape(t *testing.T) {
	r := only(t, fieldsEvent())
	s := r.Shape()
	if !s.Lasting() || !s.Dynamic() || r.Shape() != s {
		t.Errorf("lasting %t, dynamic %t", s.Lasting(), s.Dynamic())
	}
	constants := map[string]string{"Computer": "MAIL01", "Provider_Name": "Microsoft-Windows-Security-Auditing", "Deep_k": "1"}
	for i, name := range s.Fields() {
		v, ok := s.Constant(i)
		if want := constants[name]; ok && name != "Event_xmlns" && v.String() != want || !ok && want != "" {
			t.Errorf("%s is always %q, %t; want %q", name, v, ok, want)
		}
		if s.Index(name) != i {
			t.Errorf("%s is number %d and %d", name, i, s.Index(name))
		}
	}
	if s.Index("nothing") != -1 {
		t.Error("a field that is not there has a number")
	}
	for _, i := range []int{-1, 1000} {
		if _, ok := r.At(i); ok {
			t.Errorf("field %d has a value", i)
		}
		if _, ok := s.Constant(i); ok {
			t.Errorf("field %d has a constant", i)
		}
	}
}

// Equal templates make one shape, in whatever chunk, and so do elements without
// a template that differ in their text only.
func TestShapeIdentity(t *testing.T) {
	var l craft.Log
	for range 3 {
		c := l.Chunk()
		c.Record(1, ticks2021, event(1, data(2, []craft.Value{craft.String("x")}, named("A", 0, 0x01))))
		c.Record(2, ticks2021, event(2, craft.Null()))
		c.Record(3, ticks2021, event(3, data(2, []craft.Value{craft.String("y")}, named("A", 0, 0x01))))
		c.Record(4, ticks2021, looseEvent("1", craft.Attr{Name: "Name", Value: craft.Text("A")}))
		c.Record(5, ticks2021, looseEvent("2", craft.Attr{Name: "Name", Value: craft.Text("A")}))
		c.Record(6, ticks2021, looseEvent("1", craft.Attr{Name: "Name", Value: craft.Text("B")}))
	}
	shapes := map[*Shape]int{}
	for r, err := range read(t, l.Bytes()).Records() {
		if err != nil {
			t.Fatal(err)
		}
		if !r.Shape().Lasting() {
			t.Errorf("record %d: its shape does not last", r.ID())
		}
		shapes[r.Shape()]++
	}
	if len(shapes) != 4 {
		t.Errorf("%d shapes, want 4", len(shapes))
	}
}

// What a record says by number is what it says by name.
func TestCorpusShapes(t *testing.T) {
	root := corpus.Path(t)
	for _, dir := range []string{"omerbenamram-evtx", "velocidex-evtx"} {
		for _, path := range logs(t, filepath.Join(root, dir)) {
			for r, err := range open(t, path).Records() {
				if err != nil {
					continue
				}
				for i, name := range r.Shape().Fields() {
					v, ok := r.At(i)
					want, wanted := r.Field(name)
					if ok != wanted || v.typ != want.typ || !bytes.Equal(v.data, want.data) {
						t.Fatalf("%s, record %d, %s: %q %t, want %q %t", path, r.ID(), name, v, ok, want, wanted)
					}
					if c, ok := r.Shape().Constant(i); ok && c.String() != v.String() {
						t.Fatalf("%s, record %d, %s: %q is not always %q", path, r.ID(), name, v, c)
					}
				}
			}
		}
	}
}
