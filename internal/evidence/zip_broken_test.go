package evidence

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const lostReason = "the archive is cut off or damaged and its directory is lost: %d members were found by their own headers, others may be missing"

func TestZipWithoutDirectory(t *testing.T) {
	inner := string(zipOf(t, stored("deep", "deep")))
	members := []member{
		deflated("a.log", repeat(100_000)), stored("b.txt", "stored"), stored("in.zip", inner),
		stored("folder/", ""), deflated("last.log", repeat(100_000)),
	}
	for name, b := range map[string][]byte{
		"sizes before": zipOfSized(t, members...),
		"sizes behind": zipOf(t, members...),
	} {
		whole, _ := read(t, Limits{}, "z", b)
		t.Run(name+", directory gone", func(t *testing.T) {
			got, s := read(t, Limits{}, "z", b[:bytes.LastIndex(b, []byte(centralMagic+"\x14"))-200])
			if diff := cmp.Diff(whole.paths(), got.paths()); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(whole[:3], got[:3]); diff != "" {
				t.Error(diff)
			}
			if !strings.Contains(strings.Join(reasons(s), "\n"), fmt.Sprintf(lostReason, 5)) {
				t.Errorf("got %q", reasons(s))
			}
		})
		t.Run(name+", cut in the last member", func(t *testing.T) {
			got, s := read(t, Limits{}, "z", b[:bytes.Index(b, []byte("last.log"))+1000])
			if diff := cmp.Diff(whole.paths(), got.paths()); diff != "" {
				t.Error(diff)
			}
			last := got[len(got)-1][1]
			text, said, _ := strings.Cut(last, "!")
			if len(text) == 0 || !strings.HasPrefix(string(repeat(100_000)), text) || !strings.Contains(said, "cut off") {
				t.Errorf("got %d bytes, then %q", len(text), said)
			}
			if len(s.Skipped()) != 2 {
				t.Errorf("got %q", reasons(s))
			}
		})
	}
}

func TestZipDamage(t *testing.T) {
	b := zipOf(t, stored("a", "aaaa"), deflated("b", repeat(100_000)), stored("c", "cccc"))
	for _, tt := range []struct {
		name   string
		change func(b []byte)
		member int
		want   error
		says   string
	}{
		{"checksum", func(b []byte) { b[bytes.Index(b, []byte("aaaa"))+2] = 'x' }, 0, ErrChecksum, "checksum"},
		{"content", func(b []byte) { copy(b[1000:], bytes.Repeat([]byte{0xff}, 200)) }, 1, errDamaged, "damaged"},
		{"local header", func(b []byte) { b[bytes.LastIndex(b, []byte(localMagic))] = 0 }, -1, nil, "header"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := bytes.Clone(b)
			tt.change(b)
			got, s := read(t, Limits{}, "z", b)
			if n := 3; tt.member < 0 && len(got) != n-1 || tt.member >= 0 && len(got) != n {
				t.Errorf("got %q", got.paths())
			}
			if tt.member >= 0 && !strings.Contains(got[tt.member][1], "!z!/") {
				t.Errorf("no error: got %.50q", got[tt.member][1])
			}
			if r := reasons(s); len(r) != 1 || !strings.Contains(r[0], tt.says) {
				t.Errorf("got %q", r)
			}
			if err := s.Walk(t.Context(), func(it *Item) error {
				if tt.member >= 0 && strings.HasSuffix(it.Path, string(rune('a'+tt.member))) {
					rc, err := it.Open()
					if err != nil {
						return err
					}
					defer rc.Close()
					if _, err := io.Copy(io.Discard, rc); !errors.Is(err, tt.want) {
						t.Errorf("got %v", err)
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestZipDirectoryEntryBroken(t *testing.T) {
	b := zipOf(t, stored("a", "aaaa"), stored("b", "bbbb"), stored("c", "cccc"))
	edit(t, b, "b", func(h []byte) { h[0] = 0 })
	got, s := read(t, Limits{}, "z", b)
	// The members' own headers still tell of all three.
	if diff := cmp.Diff(seen{{"z!/a", "aaaa"}, {"z!/b", "bbbb"}, {"z!/c", "cccc"}}, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"z: " + fmt.Sprintf(lostReason, 3)}, reasons(s)); diff != "" {
		t.Error(diff)
	}
}

func TestBrokenInnerArchive(t *testing.T) {
	inner := zipOf(t, deflated("a", repeat(60_000)), stored("b", "b"))
	b := zipOf(t, deflated("in.zip", inner[:len(inner)-30]), stored("z", "z"))
	got, s := read(t, Limits{}, "o.zip", b)
	if diff := cmp.Diff([]string{"o.zip!/in.zip!/a", "o.zip!/in.zip!/b", "o.zip!/z"}, got.paths()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"o.zip!/in.zip: " + fmt.Sprintf(lostReason, 2)}, reasons(s)); diff != "" {
		t.Error(diff)
	}
}
