package sigma_test

import (
	"bufio"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/athar-forensics/athar/sigma"
)

// The files testdata/*.txtar are written in a small language. Each file of an
// archive is a detection, a line with three dashes, and lines that say what it
// does:
//
//	match Field=`value` Other="value"   the rule matches an event of these fields
//	never Field=`value`                 it does not
//	required `one` `two`                its required literals, in order
//	unfiltered                          it has no required literals
//	error `text`                        it does not compile, and the error has this text
//
// Values are quoted as in Go. The text of an event is its values, joined by a
// space; a field named - is part of the text only. Whatever matches must hold a
// required literal.
func TestScripts(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, ".cor.txtar") {
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			for _, f := range txtar.Parse(data).Files {
				t.Run(f.Name, func(t *testing.T) { runScript(t, string(f.Data)) })
			}
		})
	}
}

var scriptOptions = sigma.Options{
	Placeholders: map[string][]string{"servers": {"srv1", "dc*"}, "domain": {"contoso"}},
	Verbatim:     func(field string) bool { return field != "Decoded" },
}

func runScript(t *testing.T, script string) {
	detection, claims, ok := strings.Cut(script, "\n---\n")
	if !ok {
		t.Fatal("the script has no line with three dashes")
	}
	source := "title: script\nlogsource: {category: test}\ndetection:\n    " + strings.ReplaceAll(detection, "\n", "\n    ") + "\n"
	m, err := compileSource(source)
	lines := bufio.NewScanner(strings.NewReader(claims))
	claimed := 0
	for lines.Scan() {
		verb, rest, _ := strings.Cut(strings.TrimSpace(lines.Text()), " ")
		if verb == "" || strings.HasPrefix(verb, "#") {
			continue
		}
		claimed++
		if verb == "error" {
			want := unquoteAll(t, rest)[0]
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("error %q wanted, got: %v", want, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		claim(t, m, verb, rest)
	}
	if claimed == 0 {
		t.Error("the script claims nothing")
	}
}

func compileSource(source string) (*sigma.Matcher, error) {
	docs, err := sigma.Parse([]byte(source))
	if err != nil {
		return nil, err
	}
	return sigma.Compile(docs[0].Rule, scriptOptions)
}

func claim(t *testing.T, m *sigma.Matcher, verb, rest string) {
	t.Helper()
	required, filtered := m.Required()
	switch verb {
	case "required":
		if want := unquoteAll(t, rest); !slices.Equal(required, want) {
			t.Errorf("required literals are %q, not %q", required, want)
		}
	case "unfiltered":
		if filtered {
			t.Errorf("required literals are %q where there should be none", required)
		}
	case "match", "never":
		e := parseEvent(t, rest)
		if got := m.Match(e); got != (verb == "match") {
			t.Errorf("%s %s: Match is %v\n%+v", verb, rest, got, m.Explain(e))
		}
		if x := m.Explain(e); x.Matched != (verb == "match") {
			t.Errorf("%s %s: Explain says %v", verb, rest, x.Matched)
		}
		if verb == "match" && filtered && !holdsOne(e.Text(), required) {
			t.Errorf("%s matches and holds none of %q", rest, required)
		}
	default:
		t.Errorf("unknown verb %q", verb)
	}
}

func holdsOne(text string, literals []string) bool {
	lower := func(s string) string {
		return strings.Map(func(r rune) rune {
			if 'A' <= r && r <= 'Z' {
				r += 'a' - 'A'
			}
			return r
		}, s)
	}
	return slices.ContainsFunc(literals, func(l string) bool { return strings.Contains(lower(text), lower(l)) })
}

type event struct {
	fields map[string]string
	text   string
}

func (e event) Lookup(field string) (string, bool) { v, ok := e.fields[field]; return v, ok }
func (e event) Text() string                       { return e.text }

func parseEvent(t *testing.T, rest string) event {
	t.Helper()
	e := event{fields: map[string]string{}}
	var texts []string
	for rest = strings.TrimSpace(rest); rest != ""; rest = strings.TrimSpace(rest) {
		name, after, ok := strings.Cut(rest, "=")
		if !ok {
			t.Fatalf("no = in %q", rest)
		}
		quoted, err := strconv.QuotedPrefix(after)
		if err != nil {
			t.Fatalf("no quoted value in %q", after)
		}
		value, _ := strconv.Unquote(quoted)
		if name != "-" {
			e.fields[name] = value
		}
		texts = append(texts, value)
		rest = after[len(quoted):]
	}
	e.text = strings.Join(texts, " ")
	return e
}

func unquoteAll(t *testing.T, rest string) []string {
	t.Helper()
	var list []string
	for rest = strings.TrimSpace(rest); rest != ""; rest = strings.TrimSpace(rest) {
		quoted, err := strconv.QuotedPrefix(rest)
		if err != nil {
			t.Fatalf("no quoted text in %q", rest)
		}
		text, _ := strconv.Unquote(quoted)
		list = append(list, text)
		rest = rest[len(quoted):]
	}
	return list
}
