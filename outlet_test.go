package athar_test

import (
	"slices"
	"testing"

	"github.com/athar-forensics/athar"
)

func TestOutlets(t *testing.T) {
	fields := map[string]string{
		"a": `smtp:Collect@Example.com`, "b": `"Somebody" [SMTP:one@example.net]; two@example.net`, "c": "a@b", "d": `corp.example.test/Users/amal`, "e": `"Outbound X"`, "f": "x",
	}
	for _, c := range []struct {
		sends, connects []string
		want            []string
	}{
		{[]string{"a"}, nil, []string{"collect@example.com"}},
		{[]string{"b", "a"}, nil, []string{"collect@example.com", "one@example.net", "two@example.net"}},
		{[]string{"c", "d", "none"}, nil, []string{}},
		{nil, []string{"e", "f"}, []string{"outbound x"}},
	} {
		if got := athar.Outlets(fields, c.sends, c.connects); !slices.Equal(got, c.want) {
			t.Errorf("%v %v: %v, want %v", c.sends, c.connects, got, c.want)
		}
	}
}
