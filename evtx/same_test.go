package evtx

import (
	"path/filepath"
	"testing"

	"github.com/athar-forensics/athar/internal/corpus"
)

// What the short way says is a known template, the long way says too, and in
// whole logs hardly any template is looked at twice.
func TestCorpusKnownTemplates(t *testing.T) {
	root := corpus.Path(t)
	short, long := 0, 0
	for _, dir := range []string{"omerbenamram-evtx", "velocidex-evtx", "evtx-attack-samples"} {
		for _, path := range logs(t, filepath.Join(root, dir)) {
			f := open(t, path)
			for c, err := range f.Chunks() {
				if err != nil {
					continue
				}
				for range c.Records() {
				}
				for at, got := range c.templates {
					if got.err != nil {
						continue
					}
					start, end := int(at)+definitionHeader+4, int(at)+got.size
					was := c.spent
					canonical, _, err := c.canonical(start, end, true)
					c.spent = was
					for _, other := range c.byGUID {
						is := c.is(other, start, end)
						if want := err == nil && string(canonical) == string(other.canonical); is && !want {
							t.Fatalf("%s, offset %d: taken for another template", path, at)
						} else if want && !is {
							long++
						} else if is {
							short++
						}
					}
				}
			}
		}
	}
	if short < 1000 || long*100 > short {
		t.Errorf("%d templates known at once, %d not", short, long)
	}
}
