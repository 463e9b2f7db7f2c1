package sigma_test

import (
	"io/fs"
	"os"
	"path/filepath"
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
				t.Logf("%s: %v", path, err)
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
	if rules < 3000 {
		t.Errorf("only %d rules found in %s", rules, dir)
	}
}
