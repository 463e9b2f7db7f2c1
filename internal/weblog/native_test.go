package weblog

import (
	"bytes"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/corpus"
)

func nativeRow(date, target string) []byte {
	return []byte("192.0.2.7, -, " + date + ", 7:55:20, W3SVC2, SERVER, 198.51.100.4, 4502, 163, 3223, 200, 0, GET, " + target)
}

func TestParseNative(t *testing.T) {
	r, ok := ParseNative(nativeRow("03/20/01", "/a, b.gif, q=1,"))
	if !ok || string(r.Stem) != "/a, b.gif" || string(r.Query) != "q=1" || string(r.ClientIP) != "192.0.2.7" ||
		string(r.Method) != "GET" || string(r.Status) != "200" || string(r.Sent) != "3223" || string(r.Received) != "163" {
		t.Errorf("%+v, %v", r, ok)
	}
	for _, in := range []string{
		"", "a, b", "#Fields: date time",
		"x, -, 03/20/01, 7:55:20, W3SVC2, SERVER, 198.51.100.4, 4502, 163, 3223, 200, 0, GET, /, -,",
		"192.0.2.7, -, 03/20/01, 7:55:20, W3SVC2, SERVER, 198.51.100.4, x, 163, 3223, 200, 0, GET, /, -,",
		"192.0.2.7, -, 03/20/01, 7:55:20, W3SVC2, SERVER, 198.51.100.4, 4502, 163, 3223, 999, 0, GET, /, -,",
		"192.0.2.7, -, 03/20/01, 7:55:20, W3SVC2, SERVER, 198.51.100.4, 4502, 163, 3223, 200, 0, get, /, -,",
		"192.0.2.7, -, 03/20/01, 7:55:20, W3SVC2, SERVER, 198.51.100.4, 4502, 163, 3223, 200, 0, GET, ,",
	} {
		if r, ok := ParseNative([]byte(in)); ok {
			t.Errorf("%q = %+v", in, r)
		}
	}
}

func TestNativeWhen(t *testing.T) {
	tests := []struct {
		date string
		file athar.Time
		want string
	}{
		{"03/20/01", 0, "2001-03-20T07:55:20Z"},
		{"20.03.01", 0, ""},
		{"20.13.01", 0, ""},
		{"31.03.01", 0, ""},
		{"20.03.01", athar.Date(2001, 3, 20), "2001-03-20T07:55:20Z"},
		{"2001-03-04", 0, "2001-03-04T07:55:20Z"},
		{"11/12/98", 0, ""},
		{"03/04/01", 0, ""},
		{"03/04/01", athar.Date(2001, 3, 4), "2001-03-04T07:55:20Z"},
		{"03/04/01", athar.Date(2001, 4, 3), "2001-04-03T07:55:20Z"},
		{"03/04/01", athar.Date(2003, 4, 1), "2003-04-01T07:55:20Z"},
		{"03/04/01", athar.Date(2003, 12, 1), ""},
		{"03/04/01", athar.Date(2001, 3, 1), "2001-03-04T07:55:20Z"},
		{"02/02/01", athar.Date(2001, 2, 1), "2001-02-02T07:55:20Z"},
		{"13/13/13", 0, ""},
		{"x", 0, ""},
	}
	for _, tt := range tests {
		r, ok := ParseNative(nativeRow(tt.date, "/, -,"))
		if !ok {
			t.Fatalf("%s is no row", tt.date)
		}
		if got, ok := r.When(tt.file); got.String() != tt.want || ok != (tt.want != "") {
			t.Errorf("%s in a file of %v = %v, %v, want %q", tt.date, tt.file, got, ok, tt.want)
		}
	}
}

func TestCorpusNative(t *testing.T) {
	n := 0
	for line := range bytes.Lines(corpus.File(t, "brianary-iis/test/data/ex010320.log")) {
		r, ok := ParseNative(line)
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		n++
		if at, known := r.When(athar.Date(2001, 3, 20)); !ok || !known || at/athar.Day != athar.Date(2001, 3, 20)/athar.Day {
			t.Errorf("%s is %v at %v", line, ok, at)
		}
	}
	if n != 2 {
		t.Errorf("%d rows", n)
	}
}

func FuzzParseNative(f *testing.F) {
	f.Add(nativeRow("03/20/01", "/a, b.gif, q=1,"))
	f.Add(nativeRow("2001-3-4", "/, -,"))
	f.Fuzz(func(t *testing.T, line []byte) {
		r, ok := ParseNative(line)
		if !ok {
			return
		}
		total := 0
		for _, c := range r.Columns(nil) {
			total += len(c.Value)
		}
		if total > len(line) {
			t.Errorf("%d bytes out of %d", total, len(line))
		}
		if at, ok := r.When(0); ok != (at != 0) {
			t.Errorf("%v, %v", at, ok)
		}
	})
}
