package evidence

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/athar-forensics/athar"
)

// read walks one file and gives what it handed out and skipped.
func read(t testing.TB, lim Limits, name string, b []byte) (seen, *Set) {
	t.Helper()
	s := open(t, lim, put(t, t.TempDir(), name, b))
	return walk(t, s), s
}

func TestZip(t *testing.T) {
	log := repeat(200_000)
	b := zipOf(t,
		deflated(`ECP_Logs\b.log`, log), stored("a.txt", "first"), stored(`ECP_Logs\`, ""),
		stored("a.txt", "second"), stored("../up", "x"), deflated("empty", nil))
	want := seen{
		{"c.dat!/(..)/up", "x"},
		{"c.dat!/ECP_Logs/b.log", string(log)},
		{"c.dat!/a.txt", "first"},
		{"c.dat!/a.txt#2", "second"},
		{"c.dat!/empty", ""},
	}
	got, s := read(t, Limits{}, "c.dat", b)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(s.Skipped()) != 0 {
		t.Error(s.Skipped())
	}
}

func TestTextNamedZip(t *testing.T) {
	got, s := read(t, Limits{}, "x.zip", []byte("#Fields: PK"))
	if diff := cmp.Diff(seen{{"x.zip", "#Fields: PK"}}, got); diff != "" || len(s.Skipped()) != 0 {
		t.Error(diff, s.Skipped())
	}
}

func TestZipInZipInZip(t *testing.T) {
	for _, memory := range []int64{0, 1} { // held in memory, and spooled
		inner := zipOf(t, deflated(`W3SVC1\u_ex.log`, repeat(50_000)))
		b := zipOf(t, stored("s.zip", string(zipOf(t, deflated(`MAIL01\m.zip`, inner)))), deflated("z", []byte("z")))
		got, s := read(t, Limits{Memory: memory}, "all.zip", b)
		want := seen{
			{"all.zip!/s.zip!/MAIL01/m.zip!/W3SVC1/u_ex.log", string(repeat(50_000))},
			{"all.zip!/z", "z"},
		}
		if diff := cmp.Diff(want, got); diff != "" || len(s.Skipped()) != 0 {
			t.Error(diff, s.Skipped())
		}
	}
}

func TestZipAmongOtherData(t *testing.T) {
	z := zipOf(t, stored("a", "x"), deflated("b", []byte("y")))
	for name, b := range map[string][]byte{
		"before": append([]byte("MZ, a program that unpacks itself"), z...),
		"after":  append(bytes.Clone(z), "<%eval request(1)%>"...),
	} {
		got, s := read(t, Limits{}, "f", b)
		// The file itself is evidence too: the rest of it may be a shell.
		want := seen{{"f", string(b)}, {"f!/a", "x"}, {"f!/b", "y"}}
		if diff := cmp.Diff(want, got); diff != "" || len(s.Skipped()) != 0 {
			t.Error(name, diff, s.Skipped())
		}
	}
}

func TestArchivesAsItems(t *testing.T) {
	b := zipOf(t, stored("a.gz", string(gzipOf("", []byte("x")))))
	got, _ := read(t, Limits{Archives: true}, "f.zip", b)
	if diff := cmp.Diff([]string{"f.zip", "f.zip!/a.gz", "f.zip!/a.gz!/a"}, got.paths()); diff != "" {
		t.Error(diff)
	}
	got, _ = read(t, Limits{Archives: true}, "f.gz", []byte("\x1f\x8b\x08\x08 no gzip at all"))
	if len(got) != 1 {
		t.Errorf("no archive, and handed out as %q", got.paths())
	}
}

func TestZipTimes(t *testing.T) {
	when := time.Date(2021, 3, 3, 4, 5, 6, 0, time.UTC)
	ntfs := binary.LittleEndian.AppendUint64([]byte{0x0a, 0, 32, 0, 0, 0, 0, 0, 1, 0, 24, 0}, uint64(when.UnixNano()/100)+116444736000000000)
	m := stored("ntfs", "")
	m.Extra = append(ntfs, make([]byte, 16)...)
	unix := stored("unix", "")
	unix.Modified = when
	s := open(t, Limits{}, put(t, t.TempDir(), "a.zip", zipOf(t, stored("none", ""), m, unix)))
	got := map[string]athar.Time{}
	if err := s.Walk(t.Context(), func(it *Item) error { got[it.Path] = it.Modified; return nil }); err != nil {
		t.Fatal(err)
	}
	want := map[string]athar.Time{"a.zip!/none": 0, "a.zip!/ntfs": athar.TimeOf(when), "a.zip!/unix": athar.TimeOf(when)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestZipMembersNotRead(t *testing.T) {
	secret, old, link := stored("secret", "x"), stored("old", "x"), stored("link", "/etc/passwd")
	link.SetMode(0o777 | fs.ModeSymlink)
	b := zipOf(t, secret, old, link, stored("plain", "x"))
	edit(t, b, "secret", func(h []byte) { h[8] |= flagEncrypted })
	edit(t, b, "old", func(h []byte) { h[10] = 9 })
	got, s := read(t, Limits{}, "a.zip", b)
	if diff := cmp.Diff([]string{"a.zip!/plain"}, got.paths()); diff != "" {
		t.Error(diff)
	}
	want := []string{
		"a.zip!/old: it is packed with Deflate64, which athar does not read: unpack the archive and scan the folder",
		"a.zip!/secret: it is encrypted: unpack the archive with its password and scan the folder",
	}
	if diff := cmp.Diff(want, reasons(s)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]int{"link": 1}, s.Ignored()); diff != "" {
		t.Error(diff)
	}
}

// edit changes the directory's entry for a name.
func edit(t *testing.T, b []byte, name string, change func(header []byte)) {
	t.Helper()
	for i := 0; i+centralSize <= len(b); i++ {
		if string(b[i:i+4]) == centralMagic && strings.HasPrefix(string(b[i+centralSize:]), name) {
			change(b[i:])
			return
		}
	}
	t.Fatalf("no entry for %s", name)
}

func TestZip64(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	// More entries than the plain end record can count.
	const n = 1<<16 + 10
	for range n {
		if _, err := w.CreateHeader(&zip.FileHeader{Name: "x"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for _, before := range []string{"", "junk"} {
		r := bytes.NewReader(append([]byte(before), b.Bytes()...))
		l, err := readDirectory(r, r.Size(), 1<<20)
		if err != nil || len(l.entries) != n || l.start != int64(len(before)) || l.broken != 0 {
			t.Errorf("got %d entries at %d, %d broken, %v", len(l.entries), l.start, l.broken, err)
		}
	}
}

func TestConcurrentReads(t *testing.T) {
	inner := zipOf(t, deflated("1", repeat(300_000)), stored("2", "two"))
	b := zipOf(t, deflated("in.zip", inner), deflated("log.gz", gzipOf("", repeat(100_000))))
	s := open(t, Limits{Memory: 1000}, put(t, t.TempDir(), "a.zip", b))
	var items []*Item
	var want []string
	if err := s.Walk(t.Context(), func(it *Item) error {
		items = append(items, it)
		want = append(want, textOf(it))
		return nil
	}); err != nil || len(items) != 3 {
		t.Fatal(err, len(items))
	}
	var wg sync.WaitGroup
	for range 4 {
		for i, it := range items {
			wg.Go(func() {
				if got := textOf(it); got != want[i] {
					t.Errorf("%s: got %d bytes, want %d", it.Path, len(got), len(want[i]))
				}
			})
		}
	}
	wg.Wait()
}

// TestLikeTheStandardLibrary compares with archive/zip on archives that it
// accepts.
func TestLikeTheStandardLibrary(t *testing.T) {
	b := zipOfSized(t, deflated("a", repeat(70_000)), stored("b", "b"), deflated("c/d", nil), deflated("e", bytes.Repeat([]byte{0}, 1<<20)))
	std, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	got, _ := read(t, Limits{}, "a.zip", b)
	for i, f := range std.File {
		rc, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		want, err := io.ReadAll(rc)
		if err != nil {
			t.Fatal(err)
		}
		if got[i][0] != "a.zip!/"+f.Name || got[i][1] != string(want) {
			t.Errorf("%s differs", f.Name)
		}
	}
}
