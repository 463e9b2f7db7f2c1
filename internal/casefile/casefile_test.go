package casefile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
)

// sample writes a case with n traces.
func sample(t testing.TB, n int) (string, *athar.Case, *athar.Assessment) {
	t.Helper()
	c := athar.NewCase()
	for i := range n {
		c.Add(&athar.Trace{Root: "r", Path: fmt.Sprintf("logs/%06d.log", i), SHA256: fmt.Sprint(i), Kind: athar.KindIIS, Sightings: []athar.Sighting{
			{Rule: "x", Time: athar.Date(2021, 3, 3), Raw: "<script>\u2028 & \"أثر\"", Fields: map[string]string{"b": "2", "a": "1"}},
		}})
	}
	c.Skip(athar.Skipped{Path: "locked.zip", Reason: "encrypted", Bytes: 7})
	a := &athar.Assessment{Schema: athar.Schema, Generated: athar.Date(2021, 3, 9), Servers: []athar.Server{{Name: "MAIL01"}}}
	dir := filepath.Join(t.TempDir(), "case")
	if err := Write(dir, c, a); err != nil {
		t.Fatal(err)
	}
	return dir, c, a
}

func TestWriteAndRead(t *testing.T) {
	for _, n := range []int{0, 1, perSegment + 1} {
		dir, c, a := sample(t, n)
		gotCase, err := Case(dir)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.Traces(), gotCase.Traces()); diff != "" {
			t.Errorf("%d traces: %.2000s", n, diff)
		}
		if diff := cmp.Diff(c.Skipped(), gotCase.Skipped()); diff != "" {
			t.Error(diff)
		}
		gotAssessment, err := Assessment(dir)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(a, gotAssessment); diff != "" {
			t.Error(diff)
		}
	}
}

func TestWriteIsForItsOwner(t *testing.T) {
	dir, c, a := sample(t, 1)
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if err := Write(dir, c, a); err == nil || !strings.Contains(err.Error(), "--out") {
		t.Errorf("a case was written over another: %v", err)
	}
}

func TestReplaceKeepsTheOldFile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "x")
	if err := os.WriteFile(name, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	full := errors.New("disk full")
	err := Replace(name, func(w io.Writer) error {
		fmt.Fprint(w, "half")
		return full
	})
	left, _ := os.ReadDir(dir)
	if got, _ := os.ReadFile(name); !errors.Is(err, full) || string(got) != "old" || len(left) != 1 {
		t.Errorf("%v; %q; %d files", err, got, len(left))
	}
}

func FuzzDecompress(f *testing.F) {
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b)
	if err != nil {
		f.Fatal(err)
	}
	fmt.Fprintln(z, `{"root":"r","path":"p","sightings":[{"rule":"x","time":"2021-03-03T00:00:00Z"}]}`)
	fmt.Fprintln(z, `{"spans":null,"clock":{"offset":3}}`)
	if err := z.Close(); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte{0x28, 0xB5, 0x2F, 0xFD, 0x00, 21 << 3, 1, 0, 0})
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		c := athar.NewCase()
		err := decompress(bytes.NewReader(data), int64(len(data)), perSegment, func(line []byte) error {
			var tr *athar.Trace
			if err := json.Unmarshal(line, &tr); err != nil || tr == nil {
				return orError(err, "no trace")
			}
			c.Add(tr)
			return nil
		})
		if err == nil && len(c.Traces()) > perSegment {
			t.Fatalf("%d traces", len(c.Traces()))
		}
	})
}

func FuzzManifest(f *testing.F) {
	f.Add([]byte(`{"format":"athar.case/1","segments":[{"name":"x","sha256":"00"}]}`))
	f.Add([]byte(`{"format":"athar.case/1","created":"9999-01-01","segments":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "manifest.json"), data, 0o600); err != nil {
			t.Fatal(err)
		}
		// Nothing beside the manifest is there, so nothing can be whole.
		if c, err := Case(dir); err == nil {
			t.Fatalf("a case of %d traces from a manifest alone", len(c.Traces()))
		}
	})
}
