package evidence

import (
	"archive/tar"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTar(t *testing.T) {
	b := tarOf(t, "x/../../b", strings.Repeat("b", 3000), "a.zip", string(zipOf(t, stored("in", "x"))), "a", "1", "a", "2")
	want := seen{{"t!/a", "1"}, {"t!/a#2", "2"}, {"t!/a.zip!/in", "x"}, {"t!/x/(..)/(..)/b", strings.Repeat("b", 3000)}}
	got, s := read(t, Limits{}, "t", b)
	if diff := cmp.Diff(want, got); diff != "" || len(s.Skipped()) != 0 {
		t.Error(diff, s.Skipped())
	}
	got, s = read(t, Limits{}, "t", b[:1000])
	if len(got) != 1 || !strings.HasPrefix(got[0][1], "bbb") || !strings.Contains(got[0][1], "cut off") || len(s.Skipped()) != 2 {
		t.Errorf("cut off: got %q, %q", got, reasons(s))
	}
}

func TestTarMembersNotRead(t *testing.T) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range []*tar.Header{
		{Name: "d/", Typeflag: tar.TypeDir},
		{Name: "link", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"},
		{Name: "pipe", Typeflag: tar.TypeFifo},
		{Name: "file", Typeflag: tar.TypeReg},
	} {
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	got, s := read(t, Limits{}, "t", b.Bytes())
	if diff := cmp.Diff([]string{"t!/file"}, got.paths()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]int{"link": 1, "special": 1}, s.Ignored()); diff != "" {
		t.Error(diff)
	}
}

func TestTarHoldsTooMany(t *testing.T) {
	var pairs []string
	for i := range 20 {
		pairs = append(pairs, fmt.Sprintf("%02d", i), "x")
	}
	got, s := read(t, Limits{Files: 20}, "t", tarOf(t, pairs...))
	if r := reasons(s); len(got) != 9 || len(r) != 1 || !strings.Contains(r[0], "too many files") {
		t.Errorf("got %q, %q", got.paths(), r)
	}
}
