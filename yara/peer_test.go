package yara

import (
	"bufio"
	"bytes"
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

// TestPeer compares with yara itself, where it is found: all public rules over
// files that hold what the rules look for, whole and damaged, behind the heads
// of several formats, and over the Go toolchain's programs. The same rules must
// hold for the same files, and their strings be found at the same places. One
// rule of sixteen is tried, all of them where ATHAR_PEER_ALL is set.
func TestPeer(t *testing.T) {
	peer := corpus.Peer(t, "yara")
	rules := signatureBase(t)
	dir := t.TempDir()
	rng := rand.New(rand.NewPCG(5, 2021))
	files := 0
	write := func(data []byte) {
		name := filepath.Join(dir, fmt.Sprintf("%05d", files))
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		files++
	}
	for i, r := range rules.rules {
		if i%16 == 0 || os.Getenv("ATHAR_PEER_ALL") != "" {
			data := specimen(rng, r)
			write(data)
			write(damaged(rng, data))
		}
	}
	tools, _ := filepath.Glob(filepath.Join(os.Getenv("GOROOT"), "bin", "*"))
	for _, name := range tools {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		write(data)
		write(damaged(rng, data))
	}
	want := peerLines(t, peer, dir)
	got := make(map[string][]string)
	for i := range files {
		name := fmt.Sprintf("%05d", i)
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		matches, err := rules.Scan(t.Context(), data, ScanOptions{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, m := range matches {
			var found []string
			for _, s := range m.Strings {
				for _, one := range s.Instances {
					found = append(found, fmt.Sprintf("%s %#x", s.Name, one.Offset))
				}
			}
			slices.Sort(found)
			got[m.Rule+" "+name] = found
		}
	}
	if len(want) < files/4 {
		t.Errorf("yara finds only %d rules in %d files: the specimens are no good", len(want), files)
	}
	t.Logf("%d files, %d rules hold", files, len(want))
	different := 0
	for rule, strings := range want {
		ours, ok := got[rule]
		switch {
		case knownDifference(rule):
		case !ok:
			different++
			t.Errorf("%s holds for yara alone", rule)
		case !slices.Equal(ours, strings):
			different++
			t.Errorf("%s: strings differ\nyara  %v\nathar %v", rule, head(strings), head(ours))
		}
		if different > 40 {
			t.FailNow()
		}
	}
	for rule := range got {
		if _, ok := want[rule]; !ok && !knownDifference(rule) {
			t.Errorf("%s holds for athar alone", rule)
		}
	}
}

func head(s []string) []string { return s[:min(len(s), 8)] }

// knownDifference names rules for which docs/conformance.md gives the reason.
func knownDifference(rule string) bool {
	// yara loses matches of hex strings with several jumps.
	return strings.HasPrefix(rule, "EXT_NK_GOLDBACKDOOR_generic_shellcode ")
}

// specimen makes a file that holds every string of a rule.
func specimen(rng *rand.Rand, r *rule) []byte {
	heads := []string{"", "MZ" + strings.Repeat("\x00", 62), string(samplePE(rng.IntN(2) == 0)), "\x7fELF\x02\x01\x01", "<?php ", "<%@ Page Language=\"C#\" %>", "PK\x03\x04"}
	data := []byte(heads[rng.IntN(len(heads))])
	for _, rs := range r.strings {
		data = append(data, filler(rng, rng.IntN(40))...)
		for n := 1 + rng.IntN(2); n > 0; n-- {
			data = append(data, example(rng, rs)...)
			data = append(data, filler(rng, rng.IntN(9))...)
		}
	}
	return data
}

// filler is what stands between.
func filler(rng *rand.Rand, n int) []byte {
	kinds := []string{"\x00", " \r\n", "abcdefghijklmnopqrstuvwxyz ABCXYZ_0123456789", "\x00\x01\xff\x90"}
	kind := kinds[rng.IntN(len(kinds))]
	out := make([]byte, n)
	for i := range out {
		out[i] = kind[rng.IntN(len(kind))]
	}
	return out
}

// example is a text that a string matches, in one of its forms.
func example(rng *rand.Rand, rs *ruleString) []byte {
	p := rs.pattern
	if p.pieces != nil {
		var out []byte
		for _, link := range p.pieces {
			gap := link.least
			if link.most > gap {
				gap += rng.Int64N(min(link.most-gap, 64) + 1)
			}
			out = append(out, bytes.Repeat([]byte{'.'}, int(gap))...)
			out = append(out, example(rng, &ruleString{pattern: link.pattern})...)
		}
		return out
	}
	v := p.variants[rng.IntN(len(p.variants))]
	switch {
	case v.text != "":
		out := []byte(v.text)
		if v.keyed {
			key := v.keyFrom + byte(rng.IntN(int(v.keyTo-v.keyFrom)+1))
			for i := range out {
				out[i] ^= key
			}
		}
		if v.fold && rng.IntN(2) == 0 {
			out = bytes.ToUpper(out)
		}
		return out
	case v.sets != nil:
		var out []byte
		for _, set := range v.sets {
			m := set.members()
			out = append(out, m[rng.IntN(len(m))])
		}
		return out
	}
	return exampleOf(rng, v.expression, nil)
}

func exampleOf(rng *rand.Rand, e *expression, out []byte) []byte {
	switch e.op {
	case exSet:
		m := e.set.members()
		return append(out, m[rng.IntN(len(m))])
	case exConcat:
		for _, k := range e.kids {
			out = exampleOf(rng, k, out)
		}
	case exAlt:
		return exampleOf(rng, e.kids[rng.IntN(len(e.kids))], out)
	case exRepeat:
		most := e.min + 3
		if e.max >= 0 {
			most = min(most, e.max)
		}
		for range e.min + rng.IntN(most-e.min+1) {
			out = exampleOf(rng, e.kids[0], out)
		}
	}
	return out
}

// damaged returns data with some bytes changed, left out or doubled.
func damaged(rng *rand.Rand, data []byte) []byte {
	out := bytes.Clone(data)
	for range 1 + rng.IntN(4) {
		if len(out) == 0 {
			break
		}
		at := rng.IntN(len(out))
		switch rng.IntN(4) {
		case 0:
			out[at] ^= 1 << rng.IntN(8)
		case 1:
			out = slices.Delete(out, at, min(len(out), at+1+rng.IntN(3)))
		case 2:
			out = slices.Insert(out, at, out[at])
		default:
			out = out[:len(out)-rng.IntN(min(len(out), 20))]
		}
	}
	return out
}

// peerLines runs yara over a folder and returns the strings found, by rule and
// file.
func peerLines(t *testing.T, peer, dir string) map[string][]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(corpus.Path(t, "signature-base"), "yara", "*.yar"))
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"-w", "-s", "-p", "1"}
	for _, name := range []string{"filename", "filepath", "extension", "filetype", "owner"} {
		args = append(args, "-d", name+"=")
	}
	cmd := exec.CommandContext(t.Context(), peer, append(append(args, files...), dir)...)
	var told bytes.Buffer
	cmd.Stderr = &told
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, told.String())
	}
	lines := make(map[string][]string)
	rule := ""
	scanner := bufio.NewScanner(bytes.NewReader(out))
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		line := scanner.Text()
		if offset, rest, ok := strings.Cut(line, ":$"); ok && strings.HasPrefix(line, "0x") {
			name, _, _ := strings.Cut(rest, ":")
			lines[rule] = append(lines[rule], "$"+name+" "+offset)
			continue
		}
		name, path, _ := strings.Cut(line, " ")
		rule = name + " " + filepath.Base(path)
		lines[rule] = nil
	}
	for _, found := range lines {
		slices.Sort(found)
	}
	return lines
}
