package evidence

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"testing"
)

// member is one entry of a zip that a test makes.
type member struct {
	zip.FileHeader
	body []byte
}

func stored(name, body string) member {
	return member{zip.FileHeader{Name: name, Method: zip.Store}, []byte(body)}
}

func deflated(name string, body []byte) member {
	return member{zip.FileHeader{Name: name, Method: zip.Deflate}, body}
}

func zipOf(t testing.TB, members ...member) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		f, err := w.CreateHeader(&m.FileHeader)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(m.body); err != nil && len(m.body) > 0 {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// zipOfSized makes a zip whose local headers state their sizes, as writers do
// that can seek.
func zipOfSized(t testing.TB, members ...member) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		// A zip of the one member packs it; its packed bytes are then copied.
		one, err := zip.NewReader(bytes.NewReader(zipOf(t, m)), int64(len(zipOf(t, m))))
		if err != nil {
			t.Fatal(err)
		}
		h := one.File[0].FileHeader
		h.Flags &^= flagDescriptor
		f, err := w.CreateRaw(&h)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := one.File[0].OpenRaw()
		if err != nil {
			t.Fatal(err)
		}
		var packed bytes.Buffer
		if _, err := packed.ReadFrom(raw); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(packed.Bytes()); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gzipOf(name string, body []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Name = name
	_, _ = w.Write(body)
	_ = w.Close()
	return b.Bytes()
}

// tarOf makes a tar of names and bodies.
func tarOf(t testing.TB, pairs ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		if err := w.WriteHeader(&tar.Header{Name: pairs[i], Mode: 0o644, Size: int64(len(pairs[i+1]))}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(pairs[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// memoryFile is content that a test has at hand.
type memoryFile []byte

func (m memoryFile) open() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(m)), nil }
