package yara

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/athar-forensics/athar/internal/corpus"
)

// signatureBase compiles a public set of some 5,900 rules.
func signatureBase(tb testing.TB) *Rules {
	tb.Helper()
	files, err := filepath.Glob(filepath.Join(corpus.Path(tb, "signature-base"), "yara", "*.yar"))
	if err != nil || len(files) == 0 {
		tb.Fatal("no rules", err)
	}
	var sources []Source
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			tb.Fatal(err)
		}
		sources = append(sources, Source{Name: file, Namespace: filepath.Base(file), Text: string(b)})
	}
	rules, err := Compile(sources, CompileOptions{Externals: map[string]any{
		"filename": "", "filepath": "", "extension": "", "filetype": "", "owner": "",
	}})
	if err != nil {
		tb.Fatal(err)
	}
	return rules
}

// TestSignatureBase compiles all public rules and scans their own sources with
// them: those hold the texts that the rules look for.
func TestSignatureBase(t *testing.T) {
	rules := signatureBase(t)
	if n := len(rules.All()); n < 5800 {
		t.Errorf("only %d rules", n)
	}
	files, err := filepath.Glob(filepath.Join(corpus.Path(t, "signature-base"), "yara", "apt_*.yar"))
	if err != nil {
		t.Fatal(err)
	}
	matched := 0
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		matches, err := rules.Scan(t.Context(), b, ScanOptions{})
		if err != nil {
			t.Errorf("%s: %v", file, err)
		}
		for _, m := range matches {
			if len(m.Strings) > 0 {
				matched++
			}
			for _, s := range m.Strings {
				for _, one := range s.Instances {
					if one.Offset < 0 || one.Length <= 0 || one.Offset+int64(one.Length) > int64(len(b)) {
						t.Fatalf("%s: %s %s lies outside: %+v", file, m.Rule, s.Name, one)
					}
				}
			}
		}
	}
	if matched < 100 {
		t.Errorf("only %d matches in %d files", matched, len(files))
	}
}

func BenchmarkCompile(b *testing.B) {
	for b.Loop() {
		signatureBase(b)
	}
}

// BenchmarkScan scans with all public rules: text as a log has it, and bytes
// without structure.
func BenchmarkScan(b *testing.B) {
	rules := signatureBase(b)
	line := "2021-03-03 02:11:00 10.0.0.4 POST /owa/auth/logon.aspx replaceCurrent=1&url=https%3a%2f%2fmail 443 - 10.0.0.9 Mozilla/5.0+(Windows+NT+10.0) - 200 0 0 31\r\n"
	noise := make([]byte, 4<<20)
	state := uint32(1)
	for i := range noise {
		state ^= state << 13
		state ^= state >> 17
		state ^= state << 5
		noise[i] = byte(state)
	}
	for name, data := range map[string][]byte{"log": []byte(strings.Repeat(line, 4<<20/len(line))), "noise": noise, "small": noise[:4096]} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if _, err := rules.Scan(b.Context(), data, ScanOptions{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
