package textlog

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func texts(values [][]byte) []string {
	var out []string
	for _, v := range values {
		out = append(out, string(v))
	}
	return out
}

func TestSplitSpaces(t *testing.T) {
	tests := map[string][]string{
		"":        {""},
		"a":       {"a"},
		"a b  c ": {"a", "b", "", "c", ""},
	}
	for in, want := range tests {
		if diff := cmp.Diff(want, texts(SplitSpaces([]byte(in), nil))); diff != "" {
			t.Errorf("%q: %s", in, diff)
		}
	}
}

func TestCSV(t *testing.T) {
	tests := map[string][]string{
		``:                     {""},
		`a,,c,`:                {"a", "", "c", ""},
		`"a,b",c`:              {"a,b", "c"},
		`"a ""b"", c",d,"e"`:   {`a "b", c`, "d", "e"},
		`"""a""","",""""`:      {`"a"`, "", `"`},
		`a"b,c"d,e`:            {`a"b`, `c"d`, "e"},
		`x,"open, to the end`:  {"x", "open, to the end"},
		`x,"open ""twice"", y`: {"x", `open "twice", y`},
		`"a"b",c`:              {`a"b`, "c"},
	}
	var c CSV
	for in, want := range tests {
		if diff := cmp.Diff(want, texts(c.Split([]byte(in), nil))); diff != "" {
			t.Errorf("%q: %s", in, diff)
		}
	}
}

// Rows that are strictly CSV read as the standard library reads them, and a
// value is never changed by the ones after it.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{`a,"b,c","d ""e"" f",`, `"a"b,c`, `,,"`, `"",""""`} {
		f.Add(s)
	}
	var c CSV
	f.Fuzz(func(t *testing.T, line string) {
		if strings.ContainsAny(line, "\r\n") || line == "" {
			return
		}
		got := c.Split([]byte(line), nil)
		if total := len(bytes.Join(got, []byte{','})); total > len(line) {
			t.Fatalf("%d bytes of values from %d", total, len(line))
		}
		if want, err := csv.NewReader(strings.NewReader(line)).Read(); err == nil {
			if diff := cmp.Diff(want, texts(got)); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}
