package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const yaraRules = `rule a : t1 t2 {
  meta: text = "v \"x\"" number = 3 yes = true
  strings: $a = "abc" $h = { 61 62 [1-3] 63 } $w = "abc" wide
  condition: any of them
}
rule no { condition: false }
private rule hidden { condition: true }
rule given { condition: wanted == 3 }
`

// yaraFolder holds rules, and two files of which one lies deeper.
func yaraFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"rules/r.yar":   yaraRules,
		"bad.yar":       "rule x { strings: $a = \"ab\" condition: $b }\nrule y { condition: unheard }\n",
		"outer.yar":     "include \"rules/r.yar\"\n",
		"data/one":      "xx abc abzzc a\x00b\x00c\x00 \x01\xff",
		"data/deep/two": "nothing",
		"list":          "data/one\r\n\ndata/deep\nnowhere\n",
	} {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestYara holds the command to what people know from yara.
func TestYara(t *testing.T) {
	for _, tt := range []struct {
		name, args string
		want       string
		status     int
		told       string // on standard error
	}{
		{"a file", "-d wanted=3 rules/r.yar data/one", "a data/one\ngiven data/one\n", 0, ""},
		{"a folder alone", "-d wanted=3 rules data", "a data/one\ngiven data/one\n", 0, ""},
		{"a folder and all below", "-r -d wanted=3 outer.yar data", "given data/deep/two\na data/one\ngiven data/one\n", 0, ""},
		{"strings", "-s -d wanted=4 rules data", "a data/one\n0x3:$a: abc\n0x7:$h: 61 62 7A 7A 63\n0xd:$w: a\\x00b\\x00c\\x00\n", 0, ""},
		{"lengths", "-L -d wanted=4 rules data", "a data/one\n0x3:3:$a\n0x7:5:$h\n0xd:6:$w\n", 0, ""},
		{"tags, metadata, namespace", "-g -m -e -d wanted=4 space:rules/r.yar data/one", "space:a [t1,t2] [text=\"v \\\"x\\\"\",number=3,yes=true] data/one\n", 0, ""},
		{"what does not hold", "-n -d wanted=3 rules data", "no data/one\n", 0, ""},
		{"how many, of a file", "-c -d wanted=3 rules data/one", "2\n", 0, ""},
		{"how many, of a folder", "-r -c -d wanted=3 rules data", "data/deep/two: 1\ndata/one: 2\n", 0, ""},
		{"by name", "-i given -d wanted=3 rules data", "given data/one\n", 0, ""},
		{"by tag", "-t t2 -d wanted=3 rules data", "a data/one\n", 0, ""},
		{"at most one", "-l 1 -d wanted=3 rules data", "a data/one\n", 0, ""},
		{"larger ones left out", "-r -z 10 -d wanted=3 rules data", "given data/deep/two\n", 0, ""},
		{
			"JSON", "--json -r -d wanted=5 rules data", `{"path":"data/one","rules":[{"rule":"a","namespace":"default","tags":["t1","t2"],` +
				`"meta":{"number":3,"text":"v \"x\"","yes":true},"strings":[{"name":"$a","offset":3,"length":3,"data":"abc","key":0},` +
				`{"name":"$h","offset":7,"length":5,"data":"abzzc","key":0},{"name":"$w","offset":13,"length":6,"data":"a\\x00b\\x00c\\x00","key":0}]}]}` + "\n", 0, "",
		},
		{"an undefined variable", "rules data", "", 2, `error: rule "given" in rules/r.yar(8): unknown name wanted`},
		{"every fault", "bad.yar data", "", 2, `error: rule "y" in bad.yar(2): unknown name unheard`},
		{"the others in spite of faults", "--keep-going -d wanted=3 bad.yar rules data", "a data/one\ngiven data/one\n", 0, "unknown string $b"},
		{"no such rules", "none.yar data", "", 2, "none.yar"},
		{"nothing to scan", "-d wanted=3 rules none", "", 2, "error scanning none"},
		{"a list", "--scan-list -d wanted=3 rules list", "a data/one\ngiven data/one\ngiven data/deep/two\n", 2, "error scanning nowhere"},
		{"a list that is not there", "--scan-list -d wanted=3 rules none", "", 2, "error scanning none"},
		{"what needs no doing", "-f -N -k 99 --fail-on-warnings -d wanted=3 rules data/one", "a data/one\ngiven data/one\n", 0, ""},
		{"compiled rules", "-C rules data", "", 2, "-C: compiled rules"},
		{"module data", "-x cuckoo=report.json rules data", "", 2, "-x: no module"},
		{"statistics", "-S rules data", "", 2, "-S: there are no statistics"},
		{"what modules read", "-D rules data", "", 2, "-D: what a module reads"},
		{"rules only", "rules", "", 2, "RULES... PATH"},
		{"a definition without a value", "-d wanted rules data", "", 2, "NAME=VALUE"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Chdir(yaraFolder(t))
			for _, threads := range []string{"1", "3"} {
				var out, told bytes.Buffer
				args := append([]string{"yara", "-p", threads}, strings.Fields(tt.args)...)
				status := run(context.Background(), args, streams{out: &out, err: &told})
				got := strings.ReplaceAll(out.String(), `\`+"data", "/data")
				if diff := cmp.Diff(tt.want, got); diff != "" || status != tt.status {
					t.Errorf("%s threads: status %d, output (-want +got):\n%s%s", threads, status, diff, told.String())
				}
				if !strings.Contains(told.String(), tt.told) {
					t.Errorf("standard error lacks %q:\n%s", tt.told, told.String())
				}
			}
		})
	}
}
