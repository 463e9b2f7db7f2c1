package forge

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
)

func smallCase(t *testing.T) *Case {
	t.Helper()
	c := NewCase(5)
	h := newHost(t, c, Server{})
	h.Healthy(Traffic{From: monday + 7*athar.Hour, Until: monday + 9*athar.Hour, PerHour: 60, Probe: athar.Hour})
	h.GenerateOAB(monday + 8*athar.Hour)
	h.WebRoot(monday)
	return c
}

func TestDir(t *testing.T) {
	root := t.TempDir()
	c := smallCase(t)
	if err := c.Write(Dir(root)); err != nil {
		t.Fatal(err)
	}
	for _, f := range c.Files() {
		name := filepath.Join(root, filepath.FromSlash(f.Path))
		data, err := os.ReadFile(name)
		if err != nil || !bytes.Equal(data, f.Data) {
			t.Fatalf("%s was not written as made: %v", f.Path, err)
		}
		if info, err := os.Stat(name); err != nil || !info.ModTime().Equal(f.Time.Std()) {
			t.Fatalf("%s has another time", f.Path)
		}
	}
	if err := Dir(root).Put(File{Path: "../outside"}); err == nil {
		t.Error("a path that leaves the folder was taken")
	}
}

func unzip(t *testing.T, data []byte) map[string][]byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && r == nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if out[f.Name], err = io.ReadAll(in); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func TestZip(t *testing.T) {
	var buffer bytes.Buffer
	archive := Zip(&buffer)
	c := smallCase(t)
	if err := c.Write(archive); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	got := unzip(t, buffer.Bytes())
	for _, f := range c.Files() {
		if !bytes.Equal(got[f.Path], f.Data) {
			t.Errorf("%s is not in the archive as made", f.Path)
		}
	}
}

func TestCollectorZip(t *testing.T) {
	var buffer bytes.Buffer
	archive := CollectorZip(&buffer)
	c := smallCase(t)
	if err := c.Write(archive); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	members := 0
	outer := unzip(t, buffer.Bytes())
	for name, inner := range outer {
		folder := strings.TrimSuffix(strings.TrimPrefix(name, `MAIL01\`), ".zip")
		for member := range unzip(t, inner) {
			members++
			if !strings.HasPrefix(member, folder+`\`) || strings.Contains(member, "/") {
				t.Errorf("%s holds %s", name, member)
			}
		}
	}
	want := 0
	for _, f := range c.Files() {
		if isLog(f) && !strings.Contains(f.Path, "/Rest/") { // the collector takes no Rest logs
			want++
		}
	}
	if members != want {
		t.Errorf("%d logs collected, want %d", members, want)
	}
	if outer[`MAIL01\CmdletInfra_Logs.zip`] == nil || outer[`MAIL01\IIS_W3SVC1_Logs.zip`] == nil {
		t.Error("an archive is missing")
	}
}

func TestMemoryKeepsNamesApart(t *testing.T) {
	m := Memory{}
	if err := m.Put(File{Path: "a"}); err != nil {
		t.Fatal(err)
	}
	if err := m.Put(File{Path: "a"}); err == nil {
		t.Error("two files of one name were taken")
	}
}
