package athar_test

import (
	"testing"

	"github.com/athar-forensics/athar"
)

func TestRecordLookup(t *testing.T) {
	cols := athar.NewColumns([]string{"UrlStem", "HttpStatus", "urlstem", "Empty", "Last"}, map[string]string{
		"cs-uri-stem": "UrlStem", "last": "UrlStem", "nothing": "NotThere",
	})
	asked := 0
	rec := athar.Record{
		Columns: cols, Values: [][]byte{[]byte("/x"), []byte("-"), []byte("second"), {}}, Raw: []byte("the row"),
		More: func(r *athar.Record) { asked++; r.Derive("script", "/x.aspx") },
	}
	rec.Derive("side", "front")
	tests := []struct {
		field, value, get string
		ok                bool
	}{
		{"UrlStem", "/x", "/x", true},
		{"URLSTEM", "/x", "/x", true}, // the first of two that differ in case only
		{"cs-uri-stem", "/x", "/x", true},
		{"CS-URI-Stem", "/x", "/x", true},
		{"HttpStatus", "-", "", true},
		{"Empty", "", "", true},
		{"Last", "", "", false}, // the row ends before it
		{"nothing", "", "", false},
		{"Side", "front", "front", true},
		{"script", "/x.aspx", "/x.aspx", true},
		{"absent", "", "", false},
	}
	for _, tt := range tests {
		if v, ok := rec.Lookup(tt.field); v != tt.value || ok != tt.ok {
			t.Errorf("%s: %q, %v", tt.field, v, ok)
		}
		if v := rec.Get(tt.field); v != tt.get {
			t.Errorf("%s: got %q", tt.field, v)
		}
	}
	if asked != 1 || rec.Text() != "the row" {
		t.Errorf("derived %d times; text %q", asked, rec.Text())
	}
	var bare athar.Record
	if v, ok := bare.Lookup("x"); v != "" || ok {
		t.Errorf("a record without anything has %q", v)
	}
}
