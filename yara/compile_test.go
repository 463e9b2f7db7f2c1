package yara

import (
	"errors"
	"strings"
	"testing"
)

// TestFaults checks that what the language refuses is refused, and says why.
func TestFaults(t *testing.T) {
	for _, test := range []struct{ rule, want string }{
		{`rule a { condition: }`, "expected a value"},
		{`rule a { condition: true or }`, "expected a value"},
		{`rule a { condition: true`, "expected the end of the condition"},
		{`rule all { condition: true }`, "name of a rule"},
		{`rule a { strings: $a = "x" condition: true }`, "never used"},
		{`rule a { strings: $a = "x" $a = "y" condition: $a }`, "stands twice"},
		{`rule a { strings: $a = "" condition: $a }`, "empty"},
		{`rule a { strings: $a = "x condition: $a }`, "without an end"},
		{`rule a { strings: $a = "\q" condition: $a }`, "unknown escape"},
		{`rule a { strings: $a = "x" wide wide condition: $a }`, "stands twice"},
		{`rule a { strings: $a = "x" xor nocase condition: $a }`, "cannot be both"},
		{`rule a { strings: $a = "x" base64 fullword condition: $a }`, "cannot be both"},
		{`rule a { strings: $a = "x" xor(9-3) condition: $a }`, "runs backwards"},
		{`rule a { strings: $a = "x" xor(300) condition: $a }`, "0 to 255"},
		{`rule a { strings: $a = "x" base64("ab") condition: $a }`, "64 characters"},
		{`rule a { strings: $a = { 41 } nocase condition: $a }`, "hex string cannot be nocase"},
		{`rule a { strings: $a = /x/ xor condition: $a }`, "regular expression cannot be xor"},
		{`rule a { strings: $a = { 4 } condition: $a }`, "no byte"},
		{`rule a { strings: $a = { 41 [-] } condition: $a }`, "bytes are missing"},
		{`rule a { strings: $a = { 41 [4-2] 42 } condition: $a }`, "runs backwards"},
		{`rule a { strings: $a = { 41 (42|) 43 } condition: $a }`, "bytes are missing"},
		{`rule a { strings: $a = { 41 (42 [-] 43|44) 43 } condition: $a }`, "too wide"},
		{`rule a { strings: $a = /a+?b*/ condition: $a }`, "cannot be mixed"},
		{`rule a { strings: $a = /a**/ condition: $a }`, "quantifier"},
		{`rule a { strings: $a = /(?:a)/ condition: $a }`, "not part of the language"},
		{`rule a { strings: $a = /a\1/ condition: $a }`, "back references"},
		{`rule a { strings: $a = /a{3,2}/ condition: $a }`, "runs backwards"},
		{`rule a { strings: $a = /[b-a]/ condition: $a }`, "range"},
		{`rule a { strings: $a = /((((a{999}){999}){999}){999})/ condition: $a }`, "too large"},
		{`rule a { condition: $b }`, "unknown string $b"},
		{`rule a { condition: them }`, "expected a value"},
		{`rule a { condition: any of them }`, "no string is named"},
		{`rule a { condition: $ }`, "only inside"},
		{`rule a { condition: b }`, "unknown name b"},
		{`rule a { condition: pe.is_pe }`, `add import "pe"`},
		{`import "pe" rule a { condition: pe.is_pee }`, "unknown field"},
		{`import "pe" rule a { condition: pe.imphash(1) == "" }`, "does not take"},
		{`import "pe" rule a { condition: pe }`, "cannot be a structure"},
		{`import "cuckoo" rule a { condition: true }`, "unknown module"},
		{`include "x.yar"`, "not allowed"},
		{`rule a { condition: 1 == "a" }`, "cannot compare"},
		{`rule a { condition: "a" + 1 }`, "cannot be a string"},
		{`rule a { condition: true == true }`, "yes-or-no"},
		{`rule a { condition: 1.5 % 2 == 0 }`, "cannot be a float"},
		{`rule a { condition: 0x8000000000000000 == 0 }`, "64 bits"},
		{`rule a { condition: 0x7fffffffffffffff + 1 == 0 }`, "64 bits"},
		{`rule a { condition: for any i, j in (1..2) : (true) }`, "loop variables"},
		{`rule a { condition: for any i in (1, "a") : (true) }`, "one kind"},
		{`rule a { condition: true } rule a { condition: true }`, "another rule"},
		{`rule a : t t { condition: true }`, "stands twice"},
		{`rule a { condition: ` + strings.Repeat("(", 300) + `1` + strings.Repeat(")", 300) + ` }`, "nested deeper"},
		{`rule a { condition: any of (b*) }`, "no rule above"},
		{`rule b1 { condition: true } rule a { condition: any of (b*) } rule b2 { condition: true }`, "too late"},
		{`/* open`, "comment without an end"},
	} {
		_, err := Compile([]Source{{Name: "t.yar", Text: test.rule}}, CompileOptions{})
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.HasPrefix(err.Error(), "t.yar:1: ") {
			t.Errorf("%s\n\tgot  %v\n\twant %s", test.rule, err, test.want)
		}
	}
}

func TestKeepGoing(t *testing.T) {
	text := `
rule good { condition: true }
rule bad { condition: nonsense }
rule needs { condition: bad }
rule broken { strings: $a = { zz } condition: $a }
rule open { condition: ( }
rule last { condition: good }
`
	rules, err := Compile([]Source{{Name: "a.yar", Text: text}}, CompileOptions{KeepGoing: true})
	var lines []int
	for _, fault := range Errors(err) {
		lines = append(lines, fault.Line)
	}
	if len(lines) != 4 || lines[0] != 3 || lines[1] != 4 || lines[2] != 5 || lines[3] != 6 {
		t.Errorf("faults on lines %v: %v", lines, err)
	}
	if all := rules.All(); len(all) != 2 || all[0].Name != "good" || all[1].Name != "last" {
		t.Errorf("kept %+v", all)
	}
}

func TestInclude(t *testing.T) {
	files := map[string]string{
		"b.yar":    `include "c.yar" rule b { condition: c }`,
		"c.yar":    `rule c { condition: true }`,
		"self.yar": `include "self.yar"`,
	}
	opts := CompileOptions{Include: func(_, path string) (string, string, error) {
		text, ok := files[path]
		if !ok {
			return "", "", errors.New("no such file")
		}
		return path, text, nil
	}}
	rules, err := Compile([]Source{{Name: "a.yar", Text: `include "b.yar"` + "\n" + `rule a { condition: b and c }`}}, opts)
	if err != nil {
		t.Fatal(err)
	}
	if len(rules.All()) != 3 {
		t.Errorf("%+v", rules.All())
	}
	for path, want := range map[string]string{"self.yar": "includes itself", "none.yar": "no such file"} {
		if _, err := Compile([]Source{{Name: "a.yar", Text: `include "` + path + `"`}}, opts); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestNamespaces(t *testing.T) {
	one := `rule same { condition: true }`
	rules, err := Compile([]Source{
		{Name: "a", Namespace: "a", Text: one},
		{Name: "b", Namespace: "b", Text: one + ` global rule never { condition: false }`},
	}, CompileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	matches, err := rules.Scan(t.Context(), nil, ScanOptions{})
	if err != nil || len(matches) != 1 || matches[0].Namespace != "a" {
		t.Errorf("%+v, %v", matches, err)
	}
}
