package main

import (
	"bytes"
	"context"
	"encoding/json"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/assess"
	"github.com/athar-forensics/athar/internal/evidence"
	"github.com/athar-forensics/athar/internal/hunt"
	"github.com/athar-forensics/athar/internal/report"
)

// verdict is an assessment with what it is asked.
type verdict struct {
	*athar.Assessment
	t *testing.T
}

// scan assesses paths in the way of the scan command, on two threads.
func scan(t *testing.T, paths ...string) verdict {
	t.Helper()
	return scanWith(t, hunt.Options{Threads: 2}, paths...)
}

func scanWith(t *testing.T, opt hunt.Options, paths ...string) verdict {
	t.Helper()
	know, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	set, err := evidence.Open(paths, evidence.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer set.Close()
	opt.Now = on(2026, 11, 21, 0, 0, 0)
	found, err := hunt.New(know.hunt(), opt).Run(t.Context(), set)
	if err != nil {
		t.Fatal(err)
	}
	return verdict{assess.Assess(found, know.Knowledge, assess.Options{Since: opt.Since, Until: opt.Until}), t}
}

// command runs a command line and returns its exit status and what it wrote.
func command(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	// The command bounds the memory of its process, which is this one.
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(-1))
	var out, err bytes.Buffer
	status = run(context.Background(), args, streams{out: &out, err: &err, width: 100})
	return status, out.String(), err.String()
}

// server returns the one server of that name.
func (v verdict) server(name string) *athar.Server {
	v.t.Helper()
	for i := range v.Servers {
		if v.Servers[i].Name == name {
			return &v.Servers[i]
		}
	}
	v.t.Fatalf("no server %s among %v", name, v.names())
	return nil
}

func (v verdict) names() []string {
	out := []string{}
	for i := range v.Servers {
		out = append(out, v.Servers[i].Name)
	}
	return out
}

// only returns the one server of the assessment.
func (v verdict) only() *athar.Server {
	v.t.Helper()
	if len(v.Servers) != 1 {
		v.t.Fatalf("servers = %v, want one", v.names())
	}
	return &v.Servers[0]
}

// exit is the exit status at the default --fail-on.
func (v verdict) exit() int { return exitOf(v.Assessment, athar.Accessed) }

// skippedOf returns the losses in files whose path holds part.
func (v verdict) skippedOf(part string) []athar.Skipped {
	var out []athar.Skipped
	for _, s := range v.Scan.Skipped {
		if strings.Contains(strings.ToLower(s.Path), strings.ToLower(part)) {
			out = append(out, s)
		}
	}
	return out
}

// document is the assessment as written, without what may differ between two
// scans of the same evidence: when, where and how long.
func (v verdict) document() string {
	v.t.Helper()
	var b bytes.Buffer
	if err := report.JSON(&b, v.Assessment); err != nil {
		v.t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		v.t.Fatal(err)
	}
	delete(doc, "generated")
	delete(doc, "scan")
	out, err := json.MarshalIndent(doc, "", " ")
	if err != nil {
		v.t.Fatal(err)
	}
	return string(out)
}
