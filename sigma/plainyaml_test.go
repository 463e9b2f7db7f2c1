package sigma

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/athar-forensics/athar/internal/corpus"
	"go.yaml.in/yaml/v4"
)

// byLibrary returns the roots of a file's documents as the library reads them.
func byLibrary(data []byte) ([]*yamlNode, error) {
	loader, err := yaml.NewLoader(bytes.NewReader(data), loaderOptions())
	if err != nil {
		return nil, err
	}
	var roots []*yamlNode
	for {
		var root yaml.Node
		if err := loader.Load(&root); errors.Is(err, io.EOF) {
			return roots, nil
		} else if err != nil {
			return nil, err
		}
		tree, err := plainTree(&root)
		if err != nil {
			return nil, err
		}
		roots = append(roots, tree)
	}
}

// shown writes a tree with everything that a node holds.
func shown(b *strings.Builder, n *yamlNode, depth int) {
	fmt.Fprintf(b, "%*s%d %s %q %d:%d\n", depth, "", n.Kind, n.Tag, n.Value, n.Line, n.Column)
	for _, c := range n.Content {
		shown(b, c, depth+1)
	}
}

// sameTrees fails where the plain reader takes a file and makes another tree of it
// than the library, or takes one that the library refuses. It reports whether it
// took it.
func sameTrees(t *testing.T, name string, data []byte) bool {
	t.Helper()
	roots, ok := readPlain(string(data))
	if !ok {
		return false
	}
	want, err := byLibrary(data)
	if err != nil {
		t.Errorf("%s: the library refuses it: %v", name, err)
		return true
	}
	var got, lib strings.Builder
	for _, n := range roots {
		shown(&got, n, 0)
	}
	for _, n := range want {
		shown(&lib, n, 0)
	}
	if got.String() == lib.String() {
		return true
	}
	g, l := strings.Split(got.String(), "\n"), strings.Split(lib.String(), "\n")
	for i := range min(len(g), len(l)) {
		if g[i] != l[i] {
			t.Errorf("%s: node %d is\n%s, the library's\n%s", name, i, g[i], l[i])
			break
		}
	}
	if len(g) != len(l) {
		t.Errorf("%s: %d nodes, the library has %d", name, len(g), len(l))
	}
	return true
}

// Nearly all published rules are written plainly, and all of athar's own.
func TestPlainRules(t *testing.T) {
	for dir, percent := range map[string]int{corpus.Path(t, "sigma-rules"): 99, filepath.Join("..", "content"): 90} {
		var files, taken int
		err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".yml" {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			files++
			if sameTrees(t, path, data) {
				taken++
			} else {
				t.Logf("%s is left to the library", path)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d of %d", dir, taken, files)
		if taken*100 < files*percent {
			t.Errorf("the plain reader took %d of %d files of %s", taken, files, dir)
		}
	}
}

// plainSeeds are turns of YAML at which a reader can go wrong.
var plainSeeds = []string{
	"a: 1\nb:\n  - x\n  - 'it''s'\nc:\n- y # comment\n- \"z: #\"\n",
	"a: |\n  one\n\n    two\n\n# comment\nb: |-\n  three\n \nc:\nd: ~\n",
	"a: plain text\n   goes on\n\n   after a break # and ends\nb: x#y: z:w\n",
	"a: {b: [c, 'd', 1.5], e|f: g:h}\ni: [{j: k}, []]\n",
	"- a: b\n  c:\n  - d\n  -\n  - - e\n    - f: g\n",
	"---\na: 2020-01-02\n---\nb: 0x1F\nc: +.5e3\nd: 1_000\ne: 017\nf: -0\ng: .inf\n---\n",
	"'a' : b\n\"c\": d\n? e\n: f\n",
	"a: &x 1\nb: *x\n<<: {c: d}\n",
	"a: b\n  c: d\n",
	"a: b\na: c\n",
	"é: ü\n\u00a0: \u2028\n",
	"a: - b\nc: :d\ne: f: g\nh: i:\n",
	"a:\n  |\n  x\nb: >\n  y\n",
	"a: [b,\n  c]\nd: [e: f]\ng: {h, i}\nj: [k,,l]\n",
	"a: [b ,c, d:e, f::, -g, h#i, ~]\n",
	"%YAML 1.2\n---\na: b\n...\n",
}

// Whatever the plain reader takes, it reads as the library does.
func FuzzPlain(f *testing.F) {
	for _, seed := range plainSeeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<12 {
			t.Skip("large input finds nothing that small input does not")
		}
		sameTrees(t, "input", data)
	})
}
