package athar_test

import (
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/athar-forensics/athar"

// layers are the directions of imports: evidence, artefacts, decoders, hunt,
// assess, report. Whatever a package needs, its own and through others, it may
// need of this module only what stands in may, and nothing of what stands in
// never. A name stands for the packages below it too; "" is the root package.
var layers = []struct {
	packages []string
	may      []string // nil is anything
	never    []string
}{
	{packages: []string{""}, may: []string{}},
	{packages: []string{"evtx"}, may: []string{"internal/literal"}},
	{packages: []string{"sigma"}, may: []string{"internal/literal"}},
	{packages: []string{"yara"}, may: []string{"internal/literal"}},
	{packages: []string{"internal/literal", "internal/textlog"}, may: []string{""}},
	{packages: []string{"internal/intel"}, may: []string{"", "internal/textlog", "internal/literal"}},
	{packages: []string{"internal/netclass"}, may: []string{""}},
	{packages: []string{"internal/forge"}, may: []string{""}},
	{packages: []string{"content"}, may: []string{""}},
	{packages: []string{"internal/evidence"}, never: []string{"internal/artefact", "internal/weblog", "internal/exchange", "internal/campaign", "sigma", "yara", "evtx"}},
	{packages: []string{"internal/artefact", "internal/weblog", "internal/exchange"}, never: []string{"sigma", "yara", "internal/campaign", "internal/hunt", "internal/assess"}},
	{packages: []string{"internal/campaign"}, never: []string{"internal/evidence", "internal/hunt", "internal/assess"}},
	{packages: []string{"internal/hunt"}, never: []string{"internal/assess", "internal/casefile", "internal/report", "internal/term"}},
	{packages: []string{"internal/assess"}, never: []string{"internal/evidence", "internal/hunt", "internal/report", "internal/term"}},
	{packages: []string{"internal/casefile"}, never: []string{"internal/evidence", "internal/hunt", "internal/assess", "internal/report"}},
	{packages: []string{"internal/report", "internal/term", "internal/i18n"}, never: []string{"internal/hunt", "internal/assess", "internal/evidence", "internal/exchange", "internal/campaign"}},
	{packages: []string{"", "evtx", "sigma", "yara", "content", "internal"}, never: []string{"cmd"}},
}

// below reports whether a package is one of those named, or lies below it.
func below(name string, names []string) bool {
	for _, n := range names {
		if name == n || n != "" && strings.HasPrefix(name, n+"/") {
			return true
		}
	}
	return false
}

func TestLayering(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no go tool to ask for imports")
	}
	out, err := exec.Command("go", "list", "-f", "{{.ImportPath}} {{join .Deps \" \"}}", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	short := func(path string) (string, bool) {
		if path == module {
			return "", true
		}
		return strings.CutPrefix(path, module+"/")
	}
	seen := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		deps := strings.Fields(line)
		name, _ := short(deps[0])
		for _, l := range layers {
			if !below(name, l.packages) {
				continue
			}
			for _, p := range l.packages {
				seen[p] = seen[p] || below(name, []string{p})
			}
			for _, path := range deps[1:] {
				dep, ours := short(path)
				switch {
				case !ours:
					if name == "" && strings.Contains(strings.Split(path, "/")[0], ".") {
						t.Errorf("the root package needs %s: it is the standard library's only", path)
					}
				case below(dep, l.never), l.may != nil && !below(dep, l.may) && !below(dep, l.packages):
					t.Errorf("%q needs %q", name, dep)
				}
			}
		}
	}
	for _, l := range layers {
		for _, p := range l.packages {
			if !seen[p] {
				t.Errorf("the table names %q, and there is no such package", p)
			}
		}
	}
}
