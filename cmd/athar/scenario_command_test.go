package main

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What the command line answers to evidence that is none: an exit status and
// one clear sentence.
func TestScenarioExitStatus(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "empty/x", nil)
	if err := os.Remove(filepath.Join(dir, "empty", "x")); err != nil {
		t.Fatal(err)
	}
	put(t, dir, "text.zip", []byte("this is no archive"))
	put(t, dir, "bomb.zip", bomb(t))
	put(t, dir, "nothing/readme.txt", []byte("hello"))
	clear := newStory(t, 71)
	fixed(clear)
	bad := newStory(t, 72)
	attacked(bad)
	badDir := bad.pack()
	for _, c := range []struct {
		name string
		args []string
		exit int
		says string // on standard error
	}{
		{"path that is not there", []string{filepath.Join(dir, "none")}, exitFailed, "none"},
		{"empty folder", []string{filepath.Join(dir, "empty")}, exitFailed, "empty"},
		{"clear", []string{clear.pack()}, exitBelow, ""},
		{"attacked", []string{badDir}, exitFound, ""},
		{"attacked, only mail theft matters", []string{badDir, "--fail-on", "exfiltrated"}, exitBelow, ""},
		{"no such stage", []string{badDir, "--fail-on", "pwned"}, exitFailed, "pwned"},
		{"no such time", []string{badDir, "--since", "yesterday"}, exitFailed, "yesterday"},
		{"no path", nil, exitFailed, "copy these folders"},
		{"text that is called zip", []string{filepath.Join(dir, "text.zip")}, exitUnknown, ""},
		{"nothing of Exchange", []string{filepath.Join(dir, "nothing")}, exitUnknown, ""},
		{"archive that swells", []string{filepath.Join(dir, "bomb.zip")}, exitUnknown, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "case")
			status, stdout, stderr := command(t, append([]string{"scan", "--out", out}, c.args...)...)
			if status != c.exit {
				t.Errorf("exit status %d, want %d\n%s%s", status, c.exit, stdout, stderr)
			}
			if c.says != "" && !strings.Contains(strings.ToLower(stderr), c.says) {
				t.Errorf("standard error does not name %q:\n%s", c.says, stderr)
			}
			if strings.Contains(stderr, "goroutine") || strings.Count(strings.TrimSpace(stderr), "\n") > 30 {
				t.Errorf("standard error is no clear sentence:\n%s", stderr)
			}
		})
	}
}

// bomb is an archive that unpacks to a gigabyte of one byte.
func bomb(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("W3SVC1/u_ex210303.log")
	if err != nil {
		t.Fatal(err)
	}
	block := bytes.Repeat([]byte{'A'}, 1<<20)
	for range 1024 {
		if _, err := w.Write(block); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
