package yara_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/athar-forensics/athar/yara"
)

const shell = `
rule PageRunsCommands : webshell {
  meta:
    description = "an ASP.NET page that hands a request to a command line"
  strings:
    $page = "<%@ Page" nocase
    $run  = /Process\.Start\s*\(\s*Request/ nocase
  condition:
    $page in (0..1024) and $run and filesize < 200KB
}
`

func Example() {
	rules, err := yara.Compile([]yara.Source{{Name: "shell.yar", Text: shell}}, yara.CompileOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	page := []byte(`<%@ Page Language="C#" %><% Process.Start(Request["c"]); %>`)
	matches, err := rules.Scan(context.Background(), page, yara.ScanOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range matches {
		fmt.Println(m.Rule, m.Tags)
		for _, s := range m.Strings {
			fmt.Println(s.Name, s.Instances[0].Offset, s.Instances[0].Length)
		}
	}
	// Output:
	// PageRunsCommands [webshell]
	// $page 0 8
	// $run 28 21
}

func ExampleCompile_errors() {
	_, err := yara.Compile([]yara.Source{{Name: "a.yar", Text: `
rule one { condition: 1 + "a" }
rule two { strings: $a = /(/ condition: $a }`}}, yara.CompileOptions{})
	for _, fault := range yara.Errors(err) {
		fmt.Println(fault)
	}
	// Output:
	// a.yar:2: rule one: an operand of + cannot be a string
	// a.yar:3: rule two: string $a: regular expression: at character 2: nothing to match here
}

func ExampleRules_ScanReader() {
	rules, err := yara.Compile([]yara.Source{{Name: "a.yar", Text: `
rule found { strings: $a = "needle" condition: $a and size == "small" }`}}, yara.CompileOptions{
		Externals: map[string]any{"size": ""},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	in := strings.NewReader("hay needle hay")
	matches, err := rules.ScanReader(context.Background(), in, in.Size(), yara.ScanOptions{
		Externals: map[string]any{"size": "small"},
	})
	fmt.Println(matches[0].Strings[0].Instances, err)
	// Output:
	// [{4 6 0}] <nil>
}
