package assess_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/content"
	"github.com/athar-forensics/athar/internal/assess"
	"github.com/athar-forensics/athar/internal/evidence"
	"github.com/athar-forensics/athar/internal/forge"
	"github.com/athar-forensics/athar/internal/hunt"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// known is the built-in knowledge, loaded once.
var known = sync.OnceValues(func() (assess.Knowledge, error) {
	fsys, err := content.FS()
	if err != nil {
		return assess.Knowledge{}, err
	}
	return assess.LoadKnowledge(fsys)
})

// twoServers makes two small servers, one broken into and one only probed, and
// returns the traces of their evidence.
func twoServers(t testing.TB, know assess.Knowledge) *athar.Case {
	t.Helper()
	c := forge.NewCase(7)
	noon := athar.Date(2021, 3, 3) + 12*athar.Hour
	for _, name := range []string{"MAIL01", "MAIL02"} {
		h, err := c.Server(forge.Server{Name: name})
		if err != nil {
			t.Fatal(err)
		}
		h.Healthy(forge.Traffic{From: noon - 6*athar.Hour, Until: noon + 6*athar.Hour, PerHour: 2, Probe: athar.Hour})
		h.LocalhostProbe(noon, forge.Visitor{Address: "203.0.113.9", Agent: "curl/7.68.0"}, true)
		if name == "MAIL01" {
			end := h.ProxyLogon(forge.ProxyLogon{
				At: noon + athar.Hour, From: forge.Visitor{Address: "203.0.113.66"}, Host: h.Public, Victim: "amal@example.test",
				Shell: forge.Shell{URL: "/owa/auth/x.aspx", Key: "k"},
			})
			h.Look(end+athar.Minute, forge.Visitor{Address: "203.0.113.66", Agent: "x"}, forge.Shell{URL: "/owa/auth/x.aspx", Key: "k"}, true)
		}
	}
	// Once as it is, and once more without some of its files, as people collect.
	dir := t.TempDir()
	roots := []string{filepath.Join(dir, "first"), filepath.Join(dir, "again")}
	for i, root := range roots {
		if err := os.Mkdir(root, 0o700); err != nil {
			t.Fatal(err)
		}
		sink := forge.Dir(root)
		for n, f := range c.Files() {
			if i == 1 && n%3 == 0 {
				continue
			}
			if err := sink.Put(f); err != nil {
				t.Fatal(err)
			}
		}
	}
	set, err := evidence.Open(roots, evidence.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer set.Close()
	found, err := hunt.New(hunt.Knowledge{Library: know.Library, Pages: know.Pages}, hunt.Options{}).Run(context.Background(), set)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func document(t interface{ Fatal(...any) }, c *athar.Case, know assess.Knowledge) string {
	text, err := json.MarshalIndent(assess.Assess(c, know, assess.Options{}), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What a case says does not depend on how it was put together: from how many
// parts, in which order, with how many of them twice, nor on having been asked
// before or written to disk and read again.
func TestAssessIsTheSameWhateverTheOrder(t *testing.T) {
	know, err := known()
	if err != nil {
		t.Fatal(err)
	}
	found := twoServers(t, know)
	traces := found.Traces()
	stored, err := json.Marshal(traces)
	if err != nil {
		t.Fatal(err)
	}
	want := document(t, found, know)
	if n := len(assess.Assess(found, know, assess.Options{}).Servers); n != 2 {
		t.Errorf("%d servers", n)
	}
	if after, err := json.Marshal(traces); err != nil || string(after) != string(stored) {
		t.Errorf("assessing a case changed its traces, %v: %.2000s", err, cmp.Diff(string(stored), string(after)))
	}
	rapid.Check(t, func(t *rapid.T) {
		parts := make([]*athar.Case, rapid.IntRange(1, 5).Draw(t, "parts"))
		for i := range parts {
			parts[i] = athar.NewCase()
		}
		for i, tr := range traces {
			for range rapid.IntRange(1, 2).Draw(t, fmt.Sprint("copies of ", i)) {
				parts[rapid.IntRange(0, len(parts)-1).Draw(t, fmt.Sprint("part of ", i))].Add(reread(t, tr))
			}
		}
		merged := athar.NewCase()
		for _, i := range rapid.Permutation(indices(len(parts))).Draw(t, "order") {
			merged.Merge(parts[i])
		}
		if got := document(t, merged, know); got != want {
			t.Fatalf("%.4000s", cmp.Diff(want, got))
		}
	})
}

// reread is a trace as another process reads it from a case on disk.
func reread(t *rapid.T, tr *athar.Trace) *athar.Trace {
	text, err := json.Marshal(tr)
	if err != nil {
		t.Fatal(err)
	}
	out := &athar.Trace{}
	if err := json.Unmarshal(text, out); err != nil {
		t.Fatal(err)
	}
	return out
}

func indices(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}
