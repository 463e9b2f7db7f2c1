package sigma_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/athar-forensics/athar/internal/corpus"
	"github.com/athar-forensics/athar/sigma"
)

// ruleFiles calls visit for every .yml file below a folder, in order.
func ruleFiles(tb testing.TB, dir string, visit func(path string, data []byte)) {
	tb.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".yml") {
			return err
		}
		data, err := os.ReadFile(path)
		if err == nil {
			rel, _ := filepath.Rel(dir, path)
			visit(filepath.ToSlash(rel), data)
		}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
}

// Every published rule must parse and compile, but for those that ask for
// something that the file itself does not hold.
func TestPublishedRules(t *testing.T) {
	dir := corpus.Path(t, "sigma-rules")
	options := sigma.Options{Verbatim: func(string) bool { return true }}
	rules, required, placeholders := 0, 0, 0
	ruleFiles(t, dir, func(path string, data []byte) {
		docs, err := sigma.Parse(data)
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		for _, d := range docs {
			rules++
			m, err := sigma.Compile(d.Rule, options)
			switch {
			case err != nil && strings.Contains(err.Error(), "placeholder %") && strings.Contains(string(data), "|expand"):
				placeholders++
				compileGiven(t, path, d.Rule, options)
			case err != nil:
				t.Errorf("%s: %v", path, err)
			default:
				if _, ok := m.Required(); ok {
					required++
				}
			}
		}
	})
	t.Logf("%d rules: %d have required literals, %d need placeholders", rules, required, placeholders)
	if rules != publishedRules || placeholders != withPlaceholders {
		t.Errorf("%d rules, of which %d need placeholders; %d and %d are known", rules, placeholders, publishedRules, withPlaceholders)
	}
}

// The published rules, and those that name a placeholder whose values each site has
// to give: nothing else keeps a rule from being used.
const (
	publishedRules   = 3780
	withPlaceholders = 25
)

var placeholder = regexp.MustCompile(`placeholder %([^%]+)%`)

// compileGiven compiles a rule with values for the placeholders that it asks for.
func compileGiven(t *testing.T, path string, r *sigma.Rule, options sigma.Options) {
	t.Helper()
	options.Placeholders = map[string][]string{}
	for range 16 {
		_, err := sigma.Compile(r, options)
		if err == nil {
			return
		}
		asked := placeholder.FindStringSubmatch(err.Error())
		if asked == nil || options.Placeholders[asked[1]] != nil {
			t.Errorf("%s: %v, with values for %v", path, err, options.Placeholders)
			return
		}
		options.Placeholders[asked[1]] = []string{"one", "two"}
	}
	t.Errorf("%s: more than 16 placeholders", path)
}
