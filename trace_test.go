package athar_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// anyCase makes a case of few paths, so that cases share some of them, with
// different things said of the same file now and then.
func anyCase(t *rapid.T, label string) *athar.Case {
	c := athar.NewCase()
	for i := range rapid.IntRange(0, 6).Draw(t, label) {
		c.Add(&athar.Trace{
			Root:    rapid.SampledFrom([]string{"a", "b"}).Draw(t, fmt.Sprint("root ", i)),
			Path:    rapid.SampledFrom([]string{"x", "y"}).Draw(t, fmt.Sprint("path ", i)),
			SHA256:  rapid.SampledFrom([]string{"1", "2"}).Draw(t, fmt.Sprint("hash ", i)),
			Records: rapid.Int64Range(0, 12).Draw(t, fmt.Sprint("records ", i)),
		})
		c.Skip(athar.Skipped{Path: "p", Reason: "r", Bytes: rapid.Int64Range(0, 2).Draw(t, fmt.Sprint("bytes ", i))})
	}
	return c
}

// union merges cases into a new one, and returns what it holds.
func union(cases ...*athar.Case) (*athar.Case, string) {
	out := athar.NewCase()
	for _, c := range cases {
		out.Merge(c)
	}
	text, err := json.Marshal([]any{out.Traces(), out.Skipped()})
	if err != nil {
		panic(err)
	}
	return out, string(text)
}

func TestMergeIsSetUnion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := anyCase(t, "a"), anyCase(t, "b"), anyCase(t, "c")
		_, once := union(a)
		_, twice := union(a, a)
		if once != twice {
			t.Fatalf("not idempotent: %s", cmp.Diff(once, twice))
		}
		_, ab := union(a, b)
		_, ba := union(b, a)
		if ab != ba {
			t.Fatalf("not commutative: %s", cmp.Diff(ab, ba))
		}
		abCase, _ := union(a, b)
		bcCase, _ := union(b, c)
		_, left := union(abCase, c)
		_, right := union(a, bcCase)
		if left != right {
			t.Fatalf("not associative: %s", cmp.Diff(left, right))
		}
	})
}

func TestTracesAreSorted(t *testing.T) {
	c := athar.NewCase()
	for _, k := range [][3]string{{"b", "x", "1"}, {"a", "y", "2"}, {"a", "y", "1"}, {"a", "x", "3"}} {
		c.Add(&athar.Trace{Root: k[0], Path: k[1], SHA256: k[2]})
	}
	var got []string
	for _, tr := range c.Traces() {
		got = append(got, tr.Root+tr.Path+tr.SHA256)
	}
	if diff := cmp.Diff([]string{"ax3", "ay1", "ay2", "bx1"}, got); diff != "" {
		t.Error(diff)
	}
}
