package yara

import (
	"slices"
	"strings"
	"testing"
)

// TestCover holds a condition's cover to the fewest and rarest strings without
// which it cannot hold.
func TestCover(t *testing.T) {
	for _, tt := range []struct {
		condition string
		want      []string // nil: the rule is judged for every file
	}{
		{"$rare", []string{"$rare"}},
		{"$rare and $the", []string{"$rare"}},
		{"$rare or $the", []string{"$rare", "$the"}},
		{"all of them", []string{"$rare"}},
		{"2 of them", []string{"$odd", "$rare"}},
		{"any of them", []string{"$odd", "$rare", "$the"}},
		{"2 of ($rare, $the) and filesize < 100", []string{"$rare"}},
		{"filesize < 100", nil},
		{"not $rare", nil},
		{"#rare == 0", nil},
		{"#rare > 2", []string{"$rare"}},
		{"@rare < 10", []string{"$rare"}},
		{"for all of ($r*, $o*) : ( $ in (0..100) )", []string{"$rare"}},
		{"for any of ($r*, $o*) : ( # > 1 )", []string{"$odd", "$rare"}},
		{"none of them", nil},
		{"$rare and false", []string{}},
		{"for any i in (1..3) : ( $rare at i )", nil},
		{"$rare at 4", nil}, // one place is cheaper to look at than all
	} {
		// Strings whose names begin so need not be used.
		condition := strings.NewReplacer("$", "$_", "#", "#_", "@", "@_", "( $ in", "( $ in", "( # >", "( # >").Replace(tt.condition)
		text := `rule r { strings: $_rare = "q^7~Zx" $_odd = "Kj#vqz" $_the = "Wordy thing" condition: ` + condition + ` }`
		rules, err := Compile([]Source{{Text: text}}, CompileOptions{})
		if err != nil {
			t.Errorf("%s: %v", tt.condition, err)
			continue
		}
		plan := rules.plan[0]
		if plan.idle != (tt.want == nil) {
			t.Errorf("%s: judged for every file: %v", tt.condition, plan.idle)
		}
		if plan.idle {
			continue
		}
		var got []string
		for _, p := range plan.cover {
			got = append(got, "$"+p.name[2:])
		}
		slices.Sort(got)
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: covered by %v, want %v", tt.condition, got, tt.want)
		}
	}
}

// TestFacts leaves a rule out by what is known of a file, and asks no string.
func TestFacts(t *testing.T) {
	rules, err := Compile([]Source{{Text: `
rule small { strings: $a = "needle" condition: filesize < 20 and $a }
rule program { strings: $a = "needle" condition: uint16(0) == 0x5a4d and $a }
rule begins { strings: $a = "needle" $b = "head" condition: $b at 0 and $a }`}}, CompileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for data, want := range map[string]string{
		"a needle":                           "small",
		"MZ with a needle in a longer file":  "program",
		"head and a needle in a longer file": "begins",
		"a needle in some longer file":       "",
		"nothing in some longer file":        "",
	} {
		matches, err := rules.Scan(t.Context(), []byte(data), ScanOptions{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range matches {
			got = append(got, m.Rule)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %v, want %s", data, got, want)
		}
	}
}
