package forge

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
)

func TestLoadStreamsEveryKind(t *testing.T) {
	kinds, err := LoadKinds()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []athar.Kind{athar.KindIIS, athar.HTTPProxy("ecp"), athar.HTTPProxy("ews"), athar.KindECPServer, athar.KindEWS, athar.KindMapiHTTP} {
		if !slices.Contains(kinds, want) {
			t.Errorf("no load of %s", want)
		}
	}
	const size = 1 << 20
	for _, kind := range kinds {
		var a bytes.Buffer
		if err := Load(&a, kind, size, 1); err != nil {
			t.Fatal(err)
		}
		if a.Len() > size || a.Len() < size-16<<10 {
			t.Errorf("%s: %d bytes for %d", kind, a.Len(), size)
		}
		path := "/Logging/x"
		if kind == athar.KindIIS {
			path = "/u_ex210301.log"
		}
		tb := readTable(t, File{Path: path, Data: a.Bytes()})
		last := ""
		for _, row := range tb.rows {
			at := row[0]
			if kind == athar.KindIIS {
				at += row[1]
			}
			if at < last {
				t.Fatalf("%s: %s comes after %s", kind, at, last)
			}
			last = at
		}
		if kind == athar.HTTPProxy("ecp") {
			ids := tb.all("RequestId")
			slices.Sort(ids)
			if n := len(slices.Compact(ids)); n < len(tb.rows) {
				t.Errorf("%d ids for %d requests", n, len(tb.rows))
			}
		}
	}
}

func TestLoadIsAFunctionOfItsSeed(t *testing.T) {
	var a, b, c bytes.Buffer
	for out, seed := range map[*bytes.Buffer]uint64{&a: 1, &b: 1, &c: 2} {
		if err := Load(out, athar.HTTPProxy("ecp"), 1<<18, seed); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two loads of one seed differ")
	}
	if bytes.Equal(a.Bytes(), c.Bytes()) {
		t.Error("another seed made the same load")
	}
}

func TestLoadSaysWhatItKnows(t *testing.T) {
	if err := Load(io.Discard, "nothing", 1<<20, 1); err == nil || !strings.Contains(err.Error(), "exchange/httpproxy/ecp") {
		t.Errorf("an unknown kind: %v", err)
	}
	if err := Load(io.Discard, athar.KindIIS, 10, 1); err == nil {
		t.Error("a load smaller than its header was made")
	}
}

func BenchmarkLoad(b *testing.B) {
	for _, kind := range []athar.Kind{athar.KindIIS, athar.HTTPProxy("ecp"), athar.HTTPProxy("mapi"), athar.KindEWS, athar.KindECPServer} {
		b.Run(string(kind), func(b *testing.B) {
			b.SetBytes(256 << 20)
			for b.Loop() {
				if err := Load(io.Discard, kind, 256<<20, 1); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
