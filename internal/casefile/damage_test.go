package casefile

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/klauspost/compress/zstd"
)

// rewrite changes a case's manifest.
func rewrite(t *testing.T, dir string, change func(*Manifest)) {
	t.Helper()
	m, err := manifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	change(m)
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "manifest.json"), text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// forgeSegment puts a segment of that content into a case, with its hash.
func forgeSegment(t *testing.T, dir string, content io.Reader) {
	t.Helper()
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(z, content); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	plant(t, dir, b.Bytes())
}

func plant(t testing.TB, dir string, data []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "traces-000001.jsonl.zst"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(data)
	m := Manifest{Format: Format, Segments: []File{{Name: "traces-000001.jsonl.zst", SHA256: hex.EncodeToString(sum[:])}}}
	var err error
	if m.Skipped, err = writeLines(dir, "skipped.jsonl.zst", []athar.Skipped{}); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "manifest.json"), text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// repeat is a text over and over, n bytes of it.
func repeat(text string, n int64) io.Reader {
	return io.LimitReader(&repeater{text: text}, n)
}

type repeater struct {
	text string
	at   int
}

func (r *repeater) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = r.text[r.at]
		r.at = (r.at + 1) % len(r.text)
	}
	return len(p), nil
}

func TestReadRefusesDamage(t *testing.T) {
	const segment = "traces-000001.jsonl.zst"
	tests := map[string]struct {
		damage func(t *testing.T, dir string)
		want   string
	}{
		"no manifest":       {func(t *testing.T, dir string) { os.Remove(filepath.Join(dir, "manifest.json")) }, "is no case"},
		"cut manifest":      {func(t *testing.T, dir string) { os.Truncate(filepath.Join(dir, "manifest.json"), 20) }, "cannot be read"},
		"another format":    {func(t *testing.T, dir string) { rewrite(t, dir, func(m *Manifest) { m.Format = "athar.case/99" }) }, "none that this version reads"},
		"cut segment":       {func(t *testing.T, dir string) { os.Truncate(filepath.Join(dir, segment), 30) }, "was changed or damaged"},
		"longer segment":    {func(t *testing.T, dir string) { addTo(t, filepath.Join(dir, segment), "x") }, "was changed or damaged"},
		"another's segment": {func(t *testing.T, dir string) { rewrite(t, dir, func(m *Manifest) { m.Segments[0].SHA256 = "00" }) }, "was changed or damaged"},
		"lost segment":      {func(t *testing.T, dir string) { os.Remove(filepath.Join(dir, segment)) }, "no such file"},
		"way out": {func(t *testing.T, dir string) {
			rewrite(t, dir, func(m *Manifest) { m.Segments[0].Name = "../../etc/passwd" })
		}, "outside the case"},
		"parent":  {func(t *testing.T, dir string) { rewrite(t, dir, func(m *Manifest) { m.Segments[0].Name = ".." }) }, "outside the case"},
		"no name": {func(t *testing.T, dir string) { rewrite(t, dir, func(m *Manifest) { m.Segments[0].Name = "" }) }, "outside the case"},
		"folder for a file": {func(t *testing.T, dir string) {
			os.Remove(filepath.Join(dir, segment))
			os.Mkdir(filepath.Join(dir, segment), 0o700)
		}, "no regular file"},
		"not JSON":          {func(t *testing.T, dir string) { forgeSegment(t, dir, strings.NewReader("{\n")) }, "unexpected end"},
		"nothing":           {func(t *testing.T, dir string) { forgeSegment(t, dir, strings.NewReader("null\n")) }, "no trace"},
		"lines without end": {func(t *testing.T, dir string) { forgeSegment(t, dir, repeat("{}\n", 3*(perSegment+1))) }, ErrBomb.Error()},
		"bomb":              {func(t *testing.T, dir string) { forgeSegment(t, dir, repeat("x", freeBytes+1)) }, ErrBomb.Error()},
		"wide window": {func(t *testing.T, dir string) {
			// A frame header that asks for a window of 2 GiB.
			plant(t, dir, []byte{0x28, 0xB5, 0x2F, 0xFD, 0x00, 21 << 3, 1, 0, 0})
		}, "window"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			dir, _, _ := sample(t, 3)
			tt.damage(t, dir)
			if _, err := Case(dir); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}

func addTo(t *testing.T, name, text string) {
	t.Helper()
	f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

func TestAssessmentRefusesDamage(t *testing.T) {
	dir, _, _ := sample(t, 0)
	rewrite(t, dir, func(m *Manifest) { m.Assessment = m.Skipped })
	if a, err := Assessment(dir); err != nil || len(a.Servers) != 0 {
		t.Errorf("%+v, %v", a, err)
	}
	if _, err := Assessment(t.TempDir()); err == nil || !strings.Contains(err.Error(), "is no case") {
		t.Error(err)
	}
}
