package evidence

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestGzip(t *testing.T) {
	z := zipOf(t, stored("a", "x"))
	for _, tt := range []struct {
		name string
		body []byte
		want seen
	}{
		{"u_ex.log.gz", gzipOf("", []byte("log")), seen{{"u_ex.log.gz!/u_ex.log", "log"}}},
		{"1.gz", gzipOf("dir/u_ex.log", []byte("log")), seen{{"1.gz!/u_ex.log", "log"}}},
		{"1.gz", gzipOf("\x07..", []byte("log")), seen{{"1.gz!/1", "log"}}},
		{"noend", gzipOf("", []byte("log")), seen{{"noend!/noend", "log"}}},
		{"two.gz", append(gzipOf("", []byte("one,")), gzipOf("", []byte("two"))...), seen{{"two.gz!/two", "one,two"}}},
		{"a.zip.gz", gzipOf("", z), seen{{"a.zip.gz!/a.zip!/a", "x"}}},
		{"a.gz.gz", gzipOf("", gzipOf("", []byte("log"))), seen{{"a.gz.gz!/a.gz!/a", "log"}}},
		{"a.zip", zipOf(t, stored("l.gz", string(gzipOf("", []byte("log"))))), seen{{"a.zip!/l.gz!/l", "log"}}},
		{"a.tgz", gzipOf("", tarOf(t, "b", "2", "a/x", "1")), seen{{"a.tgz!/a.tar!/a/x", "1"}, {"a.tgz!/a.tar!/b", "2"}}},
		{"not.gz", []byte("\x1f\x8b\x08\x08 not gzip"), seen{{"not.gz", "\x1f\x8b\x08\x08 not gzip"}}},
		{"empty.gz", gzipOf("", nil), seen{{"empty.gz!/empty", ""}}},
	} {
		got, s := read(t, Limits{}, tt.name, tt.body)
		if diff := cmp.Diff(tt.want, got); diff != "" || len(s.Skipped()) != 0 {
			t.Error(tt.name, diff, s.Skipped())
		}
	}
}

func TestGzipDamage(t *testing.T) {
	whole := gzipOf("", repeat(500_000))
	flipped := bytes.Clone(whole)
	flipped[len(flipped)-6] ^= 1
	for name, tt := range map[string]struct {
		body []byte
		want error
		all  bool
	}{
		"cut off":  {whole[:len(whole)/2], io.ErrUnexpectedEOF, false},
		"checksum": {flipped, ErrChecksum, true},
		"trailing": {append(bytes.Clone(whole), "something else"...), errTrailing, true},
	} {
		s := open(t, Limits{}, put(t, t.TempDir(), "a.gz", tt.body))
		err := s.Walk(t.Context(), func(it *Item) error {
			rc, err := it.Open()
			if err != nil {
				return err
			}
			defer rc.Close()
			got, err := io.ReadAll(rc)
			if !errors.Is(err, tt.want) {
				t.Errorf("%s: got %v", name, err)
			}
			if !bytes.HasPrefix(repeat(500_000), got) || len(got) < 100_000 || tt.all && len(got) != 500_000 {
				t.Errorf("%s: got %d bytes", name, len(got))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if r := reasons(s); len(r) != 1 || !strings.HasPrefix(r[0], "a.gz!/a: ") {
			t.Errorf("%s: got %q", name, r)
		}
	}
}

func TestOtherArchivesAreNamed(t *testing.T) {
	got, s := read(t, Limits{}, "logs.dat", []byte("7z\xbc\xaf\x27\x1c\x00\x04"))
	if len(got) != 1 || len(s.Skipped()) != 1 || !strings.Contains(s.Skipped()[0].Reason, "7-Zip") {
		t.Errorf("got %q, %q", got, reasons(s))
	}
}
