package evidence

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// drain reads every item and gives the bytes of each, and the limit that ended it.
func drain(t *testing.T, s *Set) (bytes map[string]int64, limits map[string]string) {
	t.Helper()
	bytes, limits = map[string]int64{}, map[string]string{}
	err := s.Walk(t.Context(), func(it *Item) error {
		rc, err := it.Open()
		if err != nil {
			return err
		}
		defer rc.Close()
		n, err := io.Copy(io.Discard, rc)
		bytes[it.Path] = n
		var limit *LimitError
		if errors.As(err, &limit) {
			limits[it.Path] = limit.Limit
		} else if err != nil {
			t.Errorf("%s: %v", it.Path, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return bytes, limits
}

func TestLimits(t *testing.T) {
	zeros := make([]byte, 20<<20)
	nested := zipOf(t, deflated("bomb", zeros))
	inmost := int64(len(nested))
	for range 3 {
		nested = zipOf(t, deflated("n.zip", nested), stored("beside", "x"))
	}
	for _, tt := range []struct {
		name    string
		lim     Limits
		file    []byte
		read    map[string]int64
		limits  map[string]string
		skipped []string
	}{
		{
			"ratio",
			Limits{},
			zipOf(t, deflated("bomb", zeros), stored("ok", "x")),
			map[string]int64{"f!/bomb": 16 << 20, "f!/ok": 1},
			map[string]string{"f!/bomb": "ratio"},
			[]string{"f!/bomb: it unpacks to more than 1000 times its size, as a zip bomb does: reading stopped there"},
		},
		{
			"ratio of gzip",
			Limits{},
			gzipOf("", zeros),
			map[string]int64{"f!/f": 16 << 20},
			map[string]string{"f!/f": "ratio"},
			[]string{"f!/f: it unpacks to more than 1000 times its size, as a zip bomb does: reading stopped there"},
		},
		{
			"a small repetitive member is no bomb",
			Limits{},
			zipOf(t, deflated("nul", zeros[:10<<20])),
			map[string]int64{"f!/nul": 10 << 20},
			map[string]string{},
			nil,
		},
		{
			"member",
			Limits{Member: 1000},
			zipOf(t, deflated("a", repeat(5000)), deflated("b", repeat(1000))),
			map[string]int64{"f!/a": 1000, "f!/b": 1000},
			map[string]string{"f!/a": "member"},
			[]string{"f!/a: it unpacks to more than 1000 bytes: reading stopped there"},
		},
		{
			"total",
			Limits{Total: 1500},
			zipOf(t, deflated("a", repeat(1000)), deflated("b", repeat(1000)), stored("c", "x"), stored("d", "x")),
			map[string]int64{"f!/a": 1000, "f!/b": 500},
			map[string]string{"f!/b": "total"},
			[]string{
				"f: its archive unpacks to more than 1500 bytes in all: reading stopped there",
				"f!/b: its archive unpacks to more than 1500 bytes in all: reading stopped there",
			},
		},
		{
			"depth",
			Limits{Depth: 2},
			nested,
			map[string]int64{"f!/beside": 1, "f!/n.zip!/beside": 1, "f!/n.zip!/n.zip!/beside": 1, "f!/n.zip!/n.zip!/n.zip": inmost},
			map[string]string{},
			[]string{"f!/n.zip!/n.zip!/n.zip: archives lie more than 2 deep in one another: it was not opened"},
		},
		{
			"files",
			Limits{Files: 8},
			zipOf(t, stored("a", ""), stored("b", ""), stored("c", ""), stored("d", ""), stored("e", "")),
			map[string]int64{"f!/a": 0, "f!/b": 0, "f!/c": 0},
			map[string]string{},
			[]string{"f: it holds too many files: the rest of it was not read"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := open(t, tt.lim, put(t, t.TempDir(), "f", tt.file))
			read, limits := drain(t, s)
			if diff := cmp.Diff(tt.read, read); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.limits, limits); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.skipped, reasons(s)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFilesOfFolders(t *testing.T) {
	dir := t.TempDir()
	for i := range 10 {
		put(t, dir, fmt.Sprint(i), nil)
	}
	s := open(t, Limits{Files: 4}, dir)
	if got := walk(t, s); len(got) != 4 {
		t.Errorf("got %q", got.paths())
	}
	if r := reasons(s); len(r) != 1 || !strings.Contains(r[0], "more than 4 files") {
		t.Errorf("got %q", r)
	}
}

func TestDeclaredSizeIsHeld(t *testing.T) {
	b := zipOf(t, deflated("a", repeat(5000)), stored("b", "x"))
	edit(t, b, "a", func(h []byte) { binary.LittleEndian.PutUint32(h[24:], 100) })
	s := open(t, Limits{}, put(t, t.TempDir(), "f", b))
	read, limits := drain(t, s)
	if read["f!/a"] != 100 || limits["f!/a"] != "declared" || read["f!/b"] != 1 {
		t.Errorf("got %v, %v", read, limits)
	}
}

// TestOverlap makes a bomb whose members all point at the same bytes.
func TestOverlap(t *testing.T) {
	b := zipOf(t, stored("m", string(zipOf(t, deflated("kernel", repeat(100_000))))), stored("a", "x"), stored("b", "x"), stored("c", "x"))
	for _, name := range []string{"a", "b"} {
		edit(t, b, name, func(h []byte) { binary.LittleEndian.PutUint32(h[42:], 10) })
	}
	got, s := read(t, Limits{}, "f", b)
	if diff := cmp.Diff([]string{"f!/c", "f!/m!/kernel"}, got.paths()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"f: 2 members lie in the same bytes as others, as a zip bomb's do: they were not read"}, reasons(s)); diff != "" {
		t.Error(diff)
	}
}

// TestNestedBomb has the shape of 42.zip: many archives in each of many.
func TestNestedBomb(t *testing.T) {
	b := zipOf(t, deflated("0.dll", make([]byte, 32<<20)))
	for range 3 {
		var members []member
		for i := range 16 {
			members = append(members, deflated(fmt.Sprintf("lib %x.zip", i), b))
		}
		b = zipOf(t, members...)
	}
	dir := t.TempDir()
	put(t, dir, "42.zip", b)
	put(t, dir, "after.log", []byte("x"))
	s := open(t, Limits{Total: 256 << 20}, dir)
	var n, after int
	if err := s.Walk(t.Context(), func(it *Item) error {
		n++
		if it.Path == "after.log" {
			after++
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if n > 20 || after != 1 {
		t.Errorf("%d items, %d after the bomb", n, after)
	}
	if r := reasons(s); len(r) != 1 || !strings.HasPrefix(r[0], "42.zip: its archive unpacks to more than") {
		t.Errorf("got %q", r)
	}
}

func TestScratch(t *testing.T) {
	dir := t.TempDir()
	shell := []byte("<%@ Page Language=\"Jscript\"%><%eval(Request.Item[\"x\"])%>")
	b := zipOf(t, deflated("in.zip", zipOf(t, stored("x.aspx", string(shell)))))
	s, err := Open([]string{put(t, t.TempDir(), "a.zip", b)}, Limits{Scratch: dir, Memory: 1})
	if err != nil {
		t.Fatal(err)
	}
	if got := walk(t, s); len(got) != 1 || got[0][1] != string(shell) {
		t.Errorf("got %q", got)
	}
	spooled := 0
	for _, f := range find(t, dir) {
		spooled++
		if b, err := os.ReadFile(f); err != nil || bytes.Contains(b, []byte("eval(")) {
			t.Errorf("a scratch file shows the shell it holds (%v)", err)
		}
	}
	if spooled != 1 {
		t.Errorf("%d scratch files", spooled)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestNoScratch(t *testing.T) {
	b := zipOf(t, deflated("in.zip", zipOf(t, stored("a", "x"))), stored("z", "z"))
	got, s := read(t, Limits{Memory: 1, Scratch: "/nonexistent/scratch"}, "a.zip", b)
	if diff := cmp.Diff([]string{"a.zip!/z"}, got.paths()); diff != "" {
		t.Error(diff)
	}
	if r := reasons(s); len(r) != 1 || !strings.HasPrefix(r[0], "a.zip!/in.zip: it cannot be unpacked in the scratch folder") {
		t.Errorf("got %q", r)
	}
}
