package yara

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/athar-forensics/athar/internal/corpus"
)

// TestDotnetPeer compares all that the module says with what yara's says (yara
// -D), of the sample, of damaged copies of it, and of the assemblies in the
// folder ATHAR_DOTNET.
func TestDotnetPeer(t *testing.T) {
	peer := corpus.Peer(t, "yara")
	files := [][]byte{sampleDotnet(false), sampleDotnet(true), samplePE(false)}
	if folder := os.Getenv("ATHAR_DOTNET"); folder != "" {
		names, _ := filepath.Glob(filepath.Join(folder, "*"))
		for _, name := range names {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, b)
		}
		t.Logf("%d assemblies of %s", len(names), folder)
	}
	rng := rand.New(rand.NewPCG(4, 2023))
	for _, b := range files[:2] {
		for range 200 {
			copied := bytes.Clone(b)
			for range 1 + rng.IntN(4) {
				copied[imageRaw+rng.IntN(0x400)] ^= 1 << rng.IntN(8)
			}
			files = append(files, copied)
		}
	}
	dir := t.TempDir()
	rule := filepath.Join(dir, "rule")
	if err := os.WriteFile(rule, []byte(`import "dotnet" rule r { condition: false }`), 0o600); err != nil {
		t.Fatal(err)
	}
	same := 0
	for i, b := range files {
		name := filepath.Join(dir, fmt.Sprint(i))
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(peer, "-D", rule, name).Output()
		if err != nil {
			t.Fatal(err)
		}
		want, got := dumped(string(out)), described(t, b)
		if slices.Equal(want, got) {
			same++
			continue
		}
		t.Logf("%d: yara alone %q", i, without(want, got))
		t.Logf("%d: athar alone %q", i, without(got, want))
		if i < len(files)-400 {
			t.Errorf("%d is no damaged file", i)
		}
	}
	t.Logf("%d files, %d the same", len(files), same)
	if same < len(files)*95/100 {
		t.Errorf("only %d of %d files agree", same, len(files))
	}
}

func without(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}

// dumped makes lines PATH = VALUE of yara's, which are indented.
func dumped(out string) []string {
	var path, lines []string
	for line := range strings.Lines(out) {
		name := strings.TrimLeft(strings.TrimRight(line, "\n"), "\t")
		depth := len(strings.TrimRight(line, "\n")) - len(name)
		name, shown, leaf := strings.Cut(name, " = ")
		path = append(path[:min(depth, len(path))], name)
		if leaf && shown != "YR_UNDEFINED" {
			lines = append(lines, strings.Join(path, ".")+" = "+shown)
		}
	}
	slices.Sort(lines)
	return lines
}

// described makes the same lines of what the module says.
func described(t *testing.T, data []byte) []string {
	t.Helper()
	s := newScan(&Rules{})
	s.ctx, s.in = context.Background(), &input{whole: data, size: int64(len(data))}
	var lines []string
	var walk func(path string, typ *schema, v value)
	walk = func(path string, typ *schema, v value) {
		switch v.kind {
		case structKind:
			for name, field := range typ.fields {
				walk(path+"."+name, field, v.object().field(name))
			}
		case arrayKind:
			for i, one := range v.object().items {
				walk(fmt.Sprintf("%s.[%d]", path, i), typ.elem, one)
			}
		case intKind:
			lines = append(lines, fmt.Sprintf("%s = %d", path, v.i))
		case stringKind:
			shown := v.s
			// yara 4.2 leaves out the last byte of a blob.
			key := strings.HasSuffix(path, "key_or_token")
			if key || strings.Contains(path, ".constants.") {
				shown = shown[:max(0, len(shown)-1)]
			}
			if key && shown == "" {
				return
			}
			lines = append(lines, path+` = "`+escapedLikeYara(shown)+`"`)
		}
	}
	walk("dotnet", dotnetModule.schema, dotnetModule.load(s))
	slices.Sort(lines)
	return lines
}

func escapedLikeYara(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; ' ' <= c && c <= '~' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, `\x%02x`, c)
		}
	}
	return b.String()
}
