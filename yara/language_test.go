package yara

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// externals are given to all tests of the language.
var externals = map[string]any{"ext_text": "given", "ext_number": 42, "ext_flag": true, "ext_float": 1.5}

// TestLanguage runs testdata/language: rules.yar against each NAME.data, which
// are quoted Go texts, and compares with NAME.want: a line a rule that holds,
// with its strings as $name@offset:length, or offset:length/key.
func TestLanguage(t *testing.T) {
	files, err := filepath.Glob("testdata/language/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no tests in testdata/language", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			parts := make(map[string]string)
			for _, f := range archive.Files {
				parts[f.Name] = string(f.Data)
			}
			rules := mustCompile(t, parts["rules.yar"])
			for _, f := range archive.Files {
				name, ok := strings.CutSuffix(f.Name, ".data")
				if !ok {
					continue
				}
				data := unquoteAll(t, string(f.Data))
				for how, scan := range bothWays(rules) {
					got := render(scan(t, data))
					if diff := cmp.Diff(parts[name+".want"], got); diff != "" {
						t.Errorf("%s, %s (-want +got):\n%s", name, how, diff)
					}
				}
			}
		})
	}
}

func mustCompile(t testing.TB, text string) *Rules {
	t.Helper()
	rules, err := Compile([]Source{{Name: "rules.yar", Text: text}}, CompileOptions{Externals: externals})
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

// bothWays scans data in memory, and by pages behind a reader.
func bothWays(rules *Rules) map[string]func(t testing.TB, data []byte) []Match {
	opts := ScanOptions{Now: time.Unix(1614729600, 0)}
	check := func(t testing.TB, m []Match, err error) []Match {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	return map[string]func(t testing.TB, data []byte) []Match{
		"in memory": func(t testing.TB, data []byte) []Match {
			m, err := rules.Scan(context.Background(), data, opts)
			return check(t, m, err)
		},
		"by pages": func(t testing.TB, data []byte) []Match {
			in := &input{r: bytes.NewReader(data), size: int64(len(data))}
			m, err := rules.scan(context.Background(), in, opts)
			return check(t, m, err)
		},
	}
}

func unquoteAll(t testing.TB, text string) []byte {
	t.Helper()
	var out []byte
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		quoted, err := strconv.QuotedPrefix(text)
		if err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		plain, _ := strconv.Unquote(quoted)
		out = append(out, plain...)
		text = text[len(quoted):]
	}
	return out
}

func render(matches []Match) string {
	var b strings.Builder
	for _, m := range matches {
		b.WriteString(m.Rule)
		for _, s := range m.Strings {
			b.WriteString(" " + s.Name)
			for i, one := range s.Instances {
				fmt.Fprintf(&b, "%c%d:%d", "@,"[min(i, 1)], one.Offset, one.Length)
				if one.Key != 0 {
					fmt.Fprintf(&b, "/%d", one.Key)
				}
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}
