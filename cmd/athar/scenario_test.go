package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
)

// A scenario is told in three parts: evidence (made by forge, or row by row),
// an assessment, and what a responder would swear to.

// on is a moment of the story.
func on(year int, month time.Month, day, hour, minute, second int) athar.Time {
	return athar.TimeOf(time.Date(year, month, day, hour, minute, second, 0, time.UTC))
}

// story is a case in the making.
type story struct {
	t    *testing.T
	made *forge.Case
}

func newStory(t *testing.T, seed uint64) *story {
	t.Helper()
	return &story{t, forge.NewCase(seed)}
}

// server adds a server to the story.
func (s *story) server(name, build string) *forge.Host {
	s.t.Helper()
	return s.serverOf(forge.Server{Name: name, Build: build})
}

func (s *story) serverOf(v forge.Server) *forge.Host {
	s.t.Helper()
	h, err := s.made.Server(v)
	if err != nil {
		s.t.Fatal(err)
	}
	return h
}

// folder writes the story's files and returns the folder.
func (s *story) folder(damages ...func(forge.Sink) forge.Sink) string {
	s.t.Helper()
	dir := filepath.Join(s.t.TempDir(), "evidence")
	sink := forge.Dir(dir)
	for _, d := range damages {
		sink = d(sink)
	}
	if err := s.made.Write(sink); err != nil {
		s.t.Fatal(err)
	}
	return dir
}

// quiet is ordinary life in long steps: enough to cover, little to read.
func quiet(h *forge.Host, from, until athar.Time) {
	h.Healthy(forge.Traffic{From: from, Until: until, PerHour: 2, Probe: 2 * athar.Hour})
}

// pack writes the story's files into one archive, which is quicker to make than
// a thousand files, and returns its path.
func (s *story) pack(damages ...func(forge.Sink) forge.Sink) string {
	s.t.Helper()
	path := filepath.Join(s.t.TempDir(), "case.zip")
	f, err := os.Create(path)
	if err != nil {
		s.t.Fatal(err)
	}
	archive := forge.Zip(f)
	var sink forge.Sink = archive
	for _, d := range damages {
		sink = d(sink)
	}
	if err := errors.Join(s.made.Write(sink), archive.Close(), f.Close()); err != nil {
		s.t.Fatal(err)
	}
	return path
}

// keepOnly returns a sink that passes the files whose path holds one of the parts.
func keepOnly(parts ...string) func(forge.Sink) forge.Sink {
	return func(s forge.Sink) forge.Sink {
		return chosen{s, func(path string) bool {
			return slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(strings.ToLower(path), strings.ToLower(p)) })
		}}
	}
}

// without returns a sink that drops the files whose path holds one of the parts.
func without(parts ...string) func(forge.Sink) forge.Sink {
	keep := keepOnly(parts...)
	return func(s forge.Sink) forge.Sink {
		pass := keep(s).(chosen).pass
		return chosen{s, func(path string) bool { return !pass(path) }}
	}
}

type chosen struct {
	forge.Sink
	pass func(string) bool
}

func (c chosen) Put(f forge.File) error {
	if !c.pass(f.Path) {
		return nil
	}
	return c.Sink.Put(f)
}

// put writes one hand-made file below a folder.
func put(t *testing.T, dir, name string, data []byte) {
	t.Helper()
	full := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(full), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(full, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// The content is the same for all scenarios and is loaded once.
var builtIn = sync.OnceValues(loadKnowledge)
