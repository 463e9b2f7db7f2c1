package assess

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/athar-forensics/athar"
)

func TestFill(t *testing.T) {
	tests := []struct{ text, first, last, want string }{
		{"Seen[ from {first}][ to {last}].", "A", "B", "Seen from A to B."},
		{"Seen[ from {first}][ to {last}].", "A", "", "Seen from A."},
		{"Seen[ from {first}][ to {last}].", "", "B", "Seen to B."},
		{"Seen[ from {first}][ to {last}].", "", "", "Seen."},
		{"Seen[ to {last}][ from {first}][ and more].", "", "B", "Seen to B and more."},
		{"[{first} to {last}]", "", "B", ""},
		{"No value.", "", "", "No value."},
		{"Open [ {first}", "", "", "Open  "},
		{"Shut ] {first} [", "A", "", "Shut  A "},
	}
	for _, tt := range tests {
		got := fill(athar.Text{En: tt.text, Ar: tt.text}, "first", tt.first, "last", tt.last)
		if got.En != tt.want || got.Ar != tt.want {
			t.Errorf("%q with %q, %q: %q", tt.text, tt.first, tt.last, got.En)
		}
	}
}

func TestLoadTextsSaysWhatIsMissing(t *testing.T) {
	var all strings.Builder
	all.WriteString("headlines:\n")
	for s := athar.Unknown; s <= athar.Impacted; s++ {
		all.WriteString("  " + s.String() + ": {en: x, ar: x}\n")
	}
	tests := map[string]string{
		all.String(): "",
		strings.Replace(all.String(), "  probed: {en: x, ar: x}\n", "", 1):          "no headline for probed",
		strings.Replace(all.String(), "clear: {en: x, ar: x}", "clear: {en: x}", 1): "no headline for clear",
		all.String() + "actions: [{id: a, from: nowhere}]\n":                        "action a",
		all.String() + "other: 1\n":                                                 "verdict.yaml",
		"headlines: [":                                                              "verdict.yaml",
		"":                                                                          "verdict",
	}
	for text, want := range tests {
		_, err := LoadTexts(fstest.MapFS{"verdict/verdict.yaml": {Data: []byte(text)}}, "verdict/verdict.yaml")
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: %v, want %q", text, err, want)
		}
	}
	if _, err := LoadTexts(fstest.MapFS{}, "verdict/verdict.yaml"); err == nil {
		t.Error("texts from nothing")
	}
}
