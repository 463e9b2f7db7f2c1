package evidence

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"
)

// tight limits keep one run of a fuzz target short, and within reach of its seeds.
var tight = Limits{Depth: 3, Files: 200, Member: 1 << 20, Total: 4 << 20, Memory: 1 << 10}

// checkWalk reads all that hostile bytes give, and holds what the limits promise.
func checkWalk(t *testing.T, name string, b []byte) map[string]string {
	lim := tight
	lim.Scratch = t.TempDir()
	s, err := Open([]string{put(t, t.TempDir(), name, b)}, lim)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	got := map[string]string{}
	var total int64
	err = s.Walk(t.Context(), func(it *Item) error {
		for part := range strings.SplitSeq(it.Path, "!/") {
			checkPath(t, part)
		}
		if _, twice := got[it.Path]; twice {
			t.Fatalf("%q twice", it.Path)
		}
		rc, err := it.Open()
		if err != nil {
			return nil
		}
		defer rc.Close()
		var body bytes.Buffer
		n, err := body.ReadFrom(rc)
		if n > lim.Member && it.Path != name {
			t.Fatalf("%q yields %d bytes", it.Path, n)
		}
		if err == nil && it.Size >= 0 && n != it.Size {
			t.Fatalf("%q yields %d bytes of %d without an error", it.Path, n, it.Size)
		}
		if err != nil && len(s.Skipped()) == 0 {
			t.Fatalf("%q: %v is not accounted for", it.Path, err)
		}
		if it.Path != name {
			total += n
		}
		got[it.Path] = body.String()
		return nil
	})
	if err != nil && !errors.Is(err, ErrEmpty) {
		t.Fatal(err)
	}
	if len(got) > lim.Files {
		t.Fatalf("%d items", len(got))
	}
	// Archives beyond the depth are handed out as they are, so the same bytes
	// may be read once more a level.
	if total > lim.Total*int64(lim.Depth+2) {
		t.Fatalf("%d bytes in all", total)
	}
	return got
}

func FuzzZip(f *testing.F) {
	secret := stored("s", "x")
	secret.Flags |= flagEncrypted
	plain := zipOf(f, deflated(`a\b.log`, repeat(500)), stored("../c", "x"), stored("d/", ""), stored("../c", "y"), secret)
	sized := zipOfSized(f, deflated("a", repeat(500)), stored("b", "x"))
	for _, b := range [][]byte{
		plain, sized, plain[:len(plain)-40], sized[:300], append([]byte("MZ"), plain...), append(bytes.Clone(plain), "tail"...),
		zipOf(f, deflated("in.zip", plain), stored("in2.zip", string(sized)), stored("l.gz", string(gzipOf("n", repeat(99))))),
		tarOf(f, "a", "1", "in.zip", string(sized)), zipOf(f), []byte(localMagic),
		gzipOf("", tarOf(f, "a", "1", "in.zip", string(sized))),
	} {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) { checkWalk(t, "f", b) })
}

func FuzzGzip(f *testing.F) {
	one := gzipOf("u_ex.log", repeat(1000))
	for _, b := range [][]byte{one, append(bytes.Clone(one), one...), one[:100], gzipOf("", one), gzipOf("..", zipOf(f, stored("a", "x")))} {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got := checkWalk(t, "f.gz", b)
		// What the standard library unpacks without an error must be the same here.
		z, err := gzip.NewReader(bytes.NewReader(b))
		if err != nil {
			return
		}
		want, err := io.ReadAll(io.LimitReader(z, tight.Member+1))
		if err != nil || int64(len(want)) > tight.Member {
			return
		}
		if kind, _ := recognise(want[:min(len(want), headSize)]); kind != noArchive || len(got) != 1 {
			return
		}
		for path, body := range got {
			if strings.Contains(path, "!/") && body != string(want) {
				t.Fatalf("%q: %d bytes, the standard library has %d", path, len(body), len(want))
			}
		}
	})
}
