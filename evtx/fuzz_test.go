package evtx

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"runtime/metrics"
	"testing"
	"unicode/utf8"

	"github.com/athar-forensics/athar/internal/forge/craft"
)

// check renders a record in every way and says what no input may bring about.
func check(t *testing.T, r *Record) {
	t.Helper()
	for _, style := range []JSONStyle{JSONInline, JSONSeparate} {
		b, err := r.AppendJSON(nil, style)
		if err == nil && !json.Valid(b) {
			t.Fatalf("not JSON: %q", b)
		}
		if len(b) > 2*maxRendered {
			t.Fatalf("%d bytes of JSON", len(b))
		}
		if style == JSONInline && err == nil {
			uniqueKeys(t, b)
			unplanned(t, r, b)
		}
	}
	if b, err := r.AppendXML(nil); err == nil {
		d := xml.NewDecoder(bytes.NewReader(b))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%v in %q", err, b)
			}
		}
	}
	for name, v := range r.Fields() {
		if !utf8.ValidString(name) || !utf8.ValidString(v.String()) {
			t.Fatalf("field %q: %q", name, v.String())
		}
		v.Uint()
		v.Time()
	}
	shape := r.Shape()
	for i, name := range shape.Fields() {
		if i == 50 {
			break
		}
		v, ok := r.At(i)
		if want, wanted := r.Field(name); !shape.Dynamic() && (ok != wanted || !bytes.Equal(v.data, want.data)) {
			t.Fatalf("field %q: %q %t by number, %q %t by name", name, v, ok, want, wanted)
		}
		if c, ok := shape.Constant(i); ok && c.String() != v.String() {
			t.Fatalf("field %q is not always %q: %q", name, c, v)
		}
	}
	r.Field("TargetUserName")
	r.Data(3)
	if r.EventID(); !utf8.ValidString(r.Provider() + r.Channel() + r.Computer()) {
		t.Fatal("a name is no text")
	}
	r.Time()
}

// maxSpent bounds all that one input may make its reader and the checks allocate,
// in bytes, freed or not, and so what they can hold at one time. The resident
// memory of a fuzzing process says less: the fuzz engine has 100 MB of its own.
const maxSpent = 256 << 20

// spending fails once the test has allocated more than maxSpent.
func spending(t *testing.T) func() {
	const name = "/gc/heap/allocs:bytes"
	allocated := func() uint64 {
		s := []metrics.Sample{{Name: name}}
		metrics.Read(s)
		return s[0].Value.Uint64()
	}
	before := allocated()
	return func() {
		if spent := allocated() - before; spent > maxSpent {
			t.Errorf("%d MiB allocated", spent>>20)
		}
	}
}

// unplanned compares JSON with what the tree of elements gives. Where that is
// beyond a limit, the plan may still be within.
func unplanned(t *testing.T, r *Record, planned []byte) {
	t.Helper()
	w := jsonWriter{renderer: r.renderer(nil)}
	w.tree()
	if b, err := w.result(); err == nil && !bytes.Equal(b, planned) {
		t.Fatalf("the plan gives\n%s\nthe tree gives\n%s", planned, b)
	}
}

// uniqueKeys says which object of JSON has a key twice, so that a reader would
// see only one of two elements.
func uniqueKeys(t *testing.T, b []byte) {
	t.Helper()
	type level struct {
		seen  map[string]bool // nil for an array
		value bool            // the next string is a value
	}
	var stack []level
	d := json.NewDecoder(bytes.NewReader(b))
	for {
		token, err := d.Token()
		if err != nil {
			return
		}
		switch token {
		case json.Delim('{'):
			stack = append(stack, level{seen: map[string]bool{}})
			continue
		case json.Delim('['):
			stack = append(stack, level{})
			continue
		case json.Delim('}'), json.Delim(']'):
			stack = stack[:len(stack)-1]
		}
		if len(stack) == 0 {
			return
		}
		top := &stack[len(stack)-1]
		if key, ok := token.(string); ok && top.seen != nil && !top.value {
			if top.seen[key] {
				t.Fatalf("key %q twice in %q", key, b)
			}
			top.seen[key], top.value = true, true
			continue
		}
		top.value = false
	}
}

// crooked bends the first chunk of threeChunks, whose records start at the given
// offsets: offsets that lead back to themselves, lengths beyond everything, and
// sizes of nothing.
func crooked(at []int) map[string]func(chunk []byte) {
	le := binary.LittleEndian
	const (
		definition = 24 + 4 + 6  // of a record: where its template stands
		values     = 24 + 4 + 10 // of a later record: how many values it has
	)
	return map[string]func([]byte){
		"a template that is its own record": func(c []byte) { le.PutUint32(c[at[1]+definition:], uint32(at[1])) },
		"a template that holds its instance": func(c []byte) {
			le.PutUint32(c[at[1]+definition:], uint32(at[1]+definition-definitionHeader))
		},
		"tables that lead to themselves": func(c []byte) {
			for i := 128; i < recordsStart; i += 4 {
				le.PutUint32(c[i:], uint32(i))
			}
		},
		"a name that is its own offset": func(c []byte) { le.PutUint32(c[at[0]+24+4+10+24+4+7:], uint32(at[0]+24+4+10+24+4+7)) },
		"a record without end":          func(c []byte) { le.PutUint32(c[at[1]+4:], 0xffffffff) },
		"a record of nothing":           func(c []byte) { le.PutUint32(c[at[1]+4:], 0) },
		"a record of its header":        func(c []byte) { le.PutUint32(c[at[1]+4:], recordOverhead) },
		"values without end":            func(c []byte) { le.PutUint32(c[at[1]+values:], 0xffffffff) },
		"values of nothing":             func(c []byte) { clear(c[at[1]+values+4 : at[1]+values+4+4*8]) },
		"a value beyond the record":     func(c []byte) { le.PutUint16(c[at[1]+values+4:], 0xffff) },
		"a chunk of nothing":            func(c []byte) { le.PutUint32(c[48:], 0) },
	}
}

// None of them keeps the other records from being read.
func TestCrooked(t *testing.T) {
	whole, at := threeChunks()
	for name, harm := range crooked(at) {
		b := bytes.Clone(whole)
		harm(b[headerSize:])
		o := walk(t, read(t, b))
		if len(o.ids) < 10+3 && name != "a name that is its own offset" || len(o.ids) < 10 {
			t.Errorf("%s: %d records, %v", name, len(o.ids), o.damage)
		}
		for r, err := range read(t, b).Records() {
			if err == nil {
				check(t, r)
			}
		}
	}
}

func FuzzFile(f *testing.F) {
	whole, at := threeChunks()
	f.Add(whole[:headerSize+chunkSize])
	f.Add(whole[:headerSize+at[3]+9])
	f.Add(whole[headerSize : headerSize+at[2]])
	for _, name := range []string{"elements too deep", "templates too deep", "doubling", "unclosed"} {
		var l craft.Log
		l.Chunk().Record(1, ticks2021, hostile()[name])
		b := l.Bytes()
		f.Add(bytes.TrimRight(b, "\x00"))
	}
	for _, harm := range crooked(at) {
		b := bytes.Clone(whole[:headerSize+chunkSize])
		harm(b[headerSize:])
		f.Add(bytes.TrimRight(b, "\x00"))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		defer spending(t)()
		file, err := Open(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			return
		}
		for c, err := range file.Chunks() {
			if err != nil {
				continue
			}
			c.Header()
			for r, err := range c.Records() {
				var d *Damage
				switch {
				case err == nil:
					check(t, r)
				case !errors.As(err, &d) || d.Size <= 0 || d.Offset < 0 || d.Offset+d.Size > int64(len(b)):
					t.Fatalf("%#v of %d bytes", err, len(b))
				}
			}
			for r := range c.Slack() {
				check(t, r)
			}
		}
		same(t, "as a stream", walk(t, file), streamed(t, bytes.NewReader(b)))
	})
}

// FuzzRecord puts bytes where a record has its binary XML, in a chunk with
// templates and names to point to.
func FuzzRecord(f *testing.F) {
	whole, at := threeChunks()
	chunk := whole[headerSize:]
	f.Add(chunk[at[0]+24 : at[1]-4])
	f.Add(chunk[at[1]+24 : at[2]-4])
	var l craft.Log
	c := l.Chunk()
	c.Record(1, ticks2021, event(1, data(2, []craft.Value{craft.String("x")}, named("A", 0, 0x01))))
	bare := c.Record(2, ticks2021, looseEvent("7", craft.Attr{Name: "Name", Value: craft.Text("A")}))
	f.Add(c.Bytes()[bare+24 : bare+600])
	f.Add([]byte{0x01, 0xff, 0xff, 0, 0, 0, 0, 0xf0, 3, 0, 0, 0x03})
	f.Add([]byte{0x0f, 1, 1, 0, 0x0c, 1, 1, 0xa7, 0x4a, 0x12, 0x26, 2, 0, 0, 0xff, 0xff, 0xff, 0xff})
	f.Add([]byte{0x41, 0, 0, 0, 0, 0x60, 2, 0, 0, 0, 0, 0, 0, 0x06, 0x60, 2, 0, 0, 0x05, 0x01, 1, 0, 'x', 0, 0x03})
	f.Fuzz(func(t *testing.T, body []byte) {
		if len(body) > 40000 {
			return
		}
		defer spending(t)()
		var l craft.Log
		c := l.Chunk()
		c.Record(1, ticks2021, event(1, data(2, []craft.Value{craft.String("x")}, named("A", 0, 0x01))))
		c.Record(2, ticks2021, craft.Raw(body))
		c.Record(3, ticks2021, event(3, craft.Null()))
		seen := 0
		for r, err := range read(t, l.Bytes()).Records() {
			seen++
			if err == nil {
				check(t, r)
			}
		}
		if seen != 3 {
			t.Fatalf("%d records seen of 3", seen)
		}
	})
}

func FuzzValue(f *testing.F) {
	for typ := range byte(0x24) {
		f.Add(typ, []byte{1, 2, 3, 4, 5, 6, 7, 8})
		f.Add(typ|byte(TypeArray), []byte("ElfChnk\x00\xff\xff\xff\xff\xff\xff\xff\xff"))
	}
	f.Fuzz(func(t *testing.T, typ byte, b []byte) {
		v := Value{typ: Type(typ), data: b}
		if j := appendJSONValue(nil, v); !json.Valid(j) {
			t.Fatalf("type 0x%02x: not JSON: %q", typ, j)
		}
		if s := v.String(); !utf8.ValidString(s) {
			t.Fatalf("type 0x%02x: not text: %q", typ, s)
		}
		n := 0
		for e := range v.Elements() {
			n += len(e.data)
		}
		if n > len(b) {
			t.Fatalf("elements of %d bytes from %d", n, len(b))
		}
		v.Time()
		v.Int()
	})
}

func FuzzCarve(f *testing.F) {
	whole, at := threeChunks()
	f.Add(whole[headerSize : headerSize+at[2]])
	f.Add(whole[headerSize+at[0] : headerSize+at[2]])
	f.Add(bytes.Repeat([]byte("**\x00\x00ElfChnk\x00"), 20))
	f.Fuzz(func(t *testing.T, b []byte) {
		defer spending(t)()
		last := int64(-1)
		for r, err := range Carve(bytes.NewReader(b), int64(len(b))) {
			if err != nil {
				t.Fatal(err)
			}
			if r.Offset() <= last || r.Offset()+int64(len(r.Bytes())) > int64(len(b)) {
				t.Fatalf("record of %d bytes at %d, after %d, in %d bytes", len(r.Bytes()), r.Offset(), last, len(b))
			}
			last = r.Offset()
			check(t, r)
		}
	})
}
