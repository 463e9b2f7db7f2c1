package yara

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
)

// TestSharedFilters scans with one set from many goroutines, which make filters and
// programs as they need them. What each finds must not depend on who was first.
func TestSharedFilters(t *testing.T) {
	var source strings.Builder
	for i := range 40 {
		fmt.Fprintf(&source, `rule r%d {
  strings: $a = "needle%d" wide ascii $b = /ab?c[0-9]{%d}x/ $c = { 41 4%x [0-9] 5A }
  condition: filesize < %d and ($a or $b and #c >= 0)
}
`, i, i, i%7, i%16, 40*(i+1))
	}
	rules, err := Compile([]Source{{Text: source.String()}}, CompileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	files := make([]string, 60)
	for i := range files {
		files[i] = strings.Repeat(".", 20*i) + fmt.Sprintf("needle%d ac%sx n\x00e\x00e\x00d\x00l\x00e\x00%d\x00", i, strings.Repeat("7", i%7), i%10)
	}
	names := func(data string) []string {
		matches, err := rules.Scan(t.Context(), []byte(data), ScanOptions{})
		if err != nil {
			t.Error(err)
		}
		var out []string
		for _, m := range matches {
			out = append(out, fmt.Sprintf("%s %v", m.Rule, m.Strings))
		}
		return out
	}
	const goroutines = 6
	results := make([][][]string, goroutines)
	var all sync.WaitGroup
	for g := range goroutines {
		all.Go(func() {
			results[g] = make([][]string, len(files))
			for k := range files {
				i := (k + 11*g) % len(files)
				results[g][i] = names(files[i])
			}
		})
	}
	all.Wait()
	found := 0
	for i := range files {
		want := names(files[i])
		found += len(want)
		for g := range results {
			if !slices.Equal(results[g][i], want) {
				t.Errorf("file %d, goroutine %d: %v\nwant %v", i, g, results[g][i], want)
			}
		}
	}
	if found == 0 {
		t.Error("no rule holds for any file")
	}
}
