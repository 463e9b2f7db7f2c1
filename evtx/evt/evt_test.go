package evt

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"testing"

	"github.com/athar-forensics/athar/evtx"
	"github.com/google/go-cmp/cmp"
)

func read(tb testing.TB, b []byte) (numbers []uint32, damage []*evtx.Damage) {
	tb.Helper()
	for r, err := range open(tb, b).Records() {
		if err != nil {
			damage = append(damage, err.(*evtx.Damage))
			continue
		}
		numbers = append(numbers, r.Number)
	}
	return numbers, damage
}

func TestRecord(t *testing.T) {
	m := made{
		number: 7, code: 0xc0000210, typ: AuditFailure, source: "Security", sid: system, generated: march2021,
		strings: []string{"administrator", "", "أثر <&>\"\n"}, data: []byte{0xab, 0x00},
	}
	for r, err := range open(t, ring(0, m)).Records() {
		if err != nil {
			t.Fatal(err)
		}
		want := `{"Event":{"System":{"Provider":{"#attributes":{"Name":"Security"}},"EventID":{"#attributes":{"Qualifiers":49152},"#text":528},"Level":0,"Task":2,"Keywords":"0x90000000000000","TimeCreated":{"#attributes":{"SystemTime":"2021-03-03T00:00:00.0000000Z"}},"EventRecordID":7,"Computer":"MAIL01","Security":{"#attributes":{"UserID":"S-1-5-18"}}},"EventData":{"Data":{"#text":["administrator","","أثر <&>\"\n"]},"Binary":"AB00"}}}`
		if diff := cmp.Diff(want, string(r.AppendJSON(nil, evtx.JSONInline))); diff != "" {
			t.Error(diff)
		}
		want = `{"Event":{"System":{"Provider_attributes":{"Name":"Security"},"EventID_attributes":{"Qualifiers":49152},"EventID":528,"Level":0,"Task":2,"Keywords":"0x90000000000000","TimeCreated_attributes":{"SystemTime":"2021-03-03T00:00:00.0000000Z"},"EventRecordID":7,"Computer":"MAIL01","Security_attributes":{"UserID":"S-1-5-18"}},"EventData":{"Data":{"#text":["administrator","","أثر <&>\"\n"]},"Binary":"AB00"}}}`
		if diff := cmp.Diff(want, string(r.AppendJSON(nil, evtx.JSONSeparate))); diff != "" {
			t.Error(diff)
		}
		want = `<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="Security"/><EventID Qualifiers="49152">528</EventID><Level>0</Level><Task>2</Task><Keywords>0x90000000000000</Keywords><TimeCreated SystemTime="2021-03-03T00:00:00.0000000Z"/><EventRecordID>7</EventRecordID><Computer>MAIL01</Computer><Security UserID="S-1-5-18"/></System><EventData><Data>administrator</Data><Data></Data><Data>أثر &lt;&amp;&gt;&#34;&#xA;</Data><Binary>AB00</Binary></EventData></Event>`
		if diff := cmp.Diff(want, string(r.AppendXML(nil))); diff != "" {
			t.Error(diff)
		}
		if r.Written.Sub(r.Generated).Seconds() != 1 || r.Level() != 0 {
			t.Errorf("%+v", r)
		}
	}
}

func TestRing(t *testing.T) {
	var all []made
	for n := range uint32(40) {
		all = append(all, numbered(n+1))
	}
	one := len(all[0].bytes())
	// However the end of the file cuts the records, those that fit are read, in
	// the order of their numbers.
	for extra := 0; extra < one; extra += 4 {
		size := headerSize + 12*one + extra
		b := ring(size, all...)
		numbers, damage := read(t, b)
		var want []uint32
		for n := open(t, b).Header().Oldest; n <= 40; n++ {
			want = append(want, n)
		}
		if len(want) < 10 || !slices.Equal(numbers, want) || len(damage) > 0 {
			t.Errorf("%d bytes more: %v, want %v; %v", extra, numbers, want, damage)
		}
	}
}

func TestDamage(t *testing.T) {
	le := binary.LittleEndian
	whole := ring(0, numbered(1), numbered(2), numbered(3), numbered(4))
	one := len(numbered(1).bytes())
	second := headerSize + one
	for name, tt := range map[string]struct {
		harm   func(b []byte) []byte
		want   []uint32
		reason []error
	}{
		"nothing":           {func(b []byte) []byte { return b }, []uint32{1, 2, 3, 4}, nil},
		"header's offsets":  {func(b []byte) []byte { le.PutUint32(b[16:], 99); le.PutUint32(b[20:], 1<<31); return b }, []uint32{1, 2, 3, 4}, nil},
		"starts at another": {func(b []byte) []byte { le.PutUint32(b[16:], uint32(second)); return b }, []uint32{2, 3, 4, 1}, nil},
		"signature":         {func(b []byte) []byte { b[second+4] = 0; return b }, []uint32{1, 3, 4}, []error{evtx.ErrSignature}},
		"size":              {func(b []byte) []byte { le.PutUint32(b[second:], 1<<30); return b }, []uint32{1, 3, 4}, []error{evtx.ErrSignature}},
		"size zero":         {func(b []byte) []byte { le.PutUint32(b[second:], 0); return b }, []uint32{1, 3, 4}, []error{evtx.ErrSignature}},
		"copy of size":      {func(b []byte) []byte { b[second+one-4]++; return b }, []uint32{1, 3, 4}, []error{evtx.ErrSignature}},
		"strings' place":    {func(b []byte) []byte { le.PutUint32(b[second+36:], 1<<31); return b }, []uint32{1, 3, 4}, []error{evtx.ErrTruncated}},
		"strings' count":    {func(b []byte) []byte { le.PutUint16(b[second+26:], 65535); return b }, []uint32{1, 3, 4}, []error{evtx.ErrTruncated}},
		"data's length":     {func(b []byte) []byte { le.PutUint32(b[second+48:], 0xffffffff); return b }, []uint32{1, 3, 4}, []error{evtx.ErrTruncated}},
		"user's length":     {func(b []byte) []byte { le.PutUint32(b[second+40:], 0xffffffff); return b }, []uint32{1, 3, 4}, []error{evtx.ErrTruncated}},
		"cut":               {func(b []byte) []byte { return b[:second+one+20] }, []uint32{1, 2}, []error{evtx.ErrSignature}},
		"junk between": {func(b []byte) []byte {
			return slices.Concat(b[:second], bytes.Repeat([]byte("junk"), 100000), b[second:])
		}, []uint32{1, 2, 3, 4}, []error{evtx.ErrSignature}},
		"nothing between": {func(b []byte) []byte {
			return slices.Concat(b[:second], make([]byte, 300000), b[second:])
		}, []uint32{1, 2, 3, 4}, nil},
	} {
		numbers, damage := read(t, tt.harm(bytes.Clone(whole)))
		if !slices.Equal(numbers, tt.want) || !slices.EqualFunc(damage, tt.reason, func(d *evtx.Damage, err error) bool { return errors.Is(d, err) && d.Size > 0 }) {
			t.Errorf("%s: %v, want %v; damage %v, want %v", name, numbers, tt.want, damage, tt.reason)
		}
	}
}

var errDisk = errors.New("bad sector")

// brokenDisk fails from one offset to another.
type brokenDisk struct {
	io.ReaderAt
	from, to int64
}

func (d brokenDisk) ReadAt(b []byte, at int64) (int, error) {
	if at+int64(len(b)) <= d.from || at >= d.to {
		return d.ReaderAt.ReadAt(b, at)
	}
	n := 0
	if at < d.from {
		n, _ = d.ReaderAt.ReadAt(b[:d.from-at], at)
	}
	return n, errDisk
}

func TestReadError(t *testing.T) {
	var all []made
	for n := range uint32(200) {
		all = append(all, numbered(n+1))
	}
	b := ring(0, all...)
	f, err := Open(brokenDisk{bytes.NewReader(b), 8192, 12288}, int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	numbers, told := []uint32{}, false
	for r, err := range f.Records() {
		if err != nil {
			told = told || errors.Is(err, errDisk)
			continue
		}
		numbers = append(numbers, r.Number)
	}
	if !told || len(numbers) < 150 || numbers[len(numbers)-1] != 200 {
		t.Errorf("told %t, %v", told, numbers)
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, b := range [][]byte{nil, []byte("0\x00\x00\x00LfLe"), make([]byte, 100), []byte("ElfFile\x00")} {
		if _, err := Open(bytes.NewReader(b), int64(len(b))); !errors.Is(err, ErrNotEVT) {
			t.Errorf("%q: %v", b, err)
		}
	}
}

func FuzzFile(f *testing.F) {
	f.Add(ring(0, numbered(1), numbered(2)))
	f.Add(ring(headerSize+500, numbered(1), numbered(2), numbered(3), numbered(4)))
	f.Add(ring(0, made{sid: system, strings: []string{"a"}, data: []byte{1}}))
	loop := ring(0, numbered(1), numbered(2)) // a record that ends where it starts
	binary.LittleEndian.PutUint32(loop[headerSize:], 0)
	f.Add(loop)
	huge := ring(0, numbered(1))
	binary.LittleEndian.PutUint32(huge[headerSize:], 0xfffffffc)
	f.Add(huge)
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := Open(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			return
		}
		seen := 0
		for r, err := range file.Records() {
			if seen++; seen > len(b) {
				t.Fatal("more records than bytes")
			}
			if err != nil {
				if d := err.(*evtx.Damage); d.Size <= 0 {
					t.Fatalf("%+v", d)
				}
				continue
			}
			for _, style := range []evtx.JSONStyle{evtx.JSONInline, evtx.JSONSeparate} {
				if j := r.AppendJSON(nil, style); !json.Valid(j) {
					t.Fatalf("not JSON: %s", j)
				}
			}
			if err := xml.Unmarshal(r.AppendXML(nil), new(struct{})); err != nil {
				t.Fatal(err)
			}
		}
	})
}
