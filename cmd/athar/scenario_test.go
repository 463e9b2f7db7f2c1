package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/assess"
	"github.com/athar-forensics/athar/internal/evidence"
	"github.com/athar-forensics/athar/internal/forge"
	"github.com/athar-forensics/athar/internal/hunt"
	"github.com/athar-forensics/athar/internal/report"
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
	return verdict{assess.Assess(found, know.assess(), assess.Options{Since: opt.Since, Until: opt.Until}), t}
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

// wantStage checks a server's stage and says, where it fails, what was found.
func wantStage(t *testing.T, s *athar.Server, want athar.Stage) {
	t.Helper()
	if s.Stage != want {
		t.Errorf("%s: stage = %v, want %v\n%s", s.Name, s.Stage, want, told(s))
	}
}

// wantAnswers checks the five answers, in the contract's order: "yes no no ? ?".
func wantAnswers(t *testing.T, s *athar.Server, want string) {
	t.Helper()
	a := &s.Answers
	var got []string
	for _, x := range []*athar.Answer{&a.Exposed, &a.Attacked, &a.Entered, &a.Taken, &a.StillThere} {
		got = append(got, strings.Replace(string(x.Answer), "unknown", "?", 1))
	}
	if g := strings.Join(got, " "); g != want {
		t.Errorf("%s: answers = %s, want %s\n%s", s.Name, g, want, told(s))
	}
}

// told is a server's verdict in lines, for the reader of a failed test.
func told(s *athar.Server) string {
	var b strings.Builder
	fmt.Fprintf(&b, "  %s %v (%s) exposed=%s attacked=%s entered=%s taken=%s still=%s\n", s.Name, s.Stage, s.Confidence,
		s.Answers.Exposed.Answer, s.Answers.Attacked.Answer, s.Answers.Entered.Answer, s.Answers.Taken.Answer, s.Answers.StillThere.Answer)
	for _, in := range s.Incidents {
		fmt.Fprintf(&b, "  incident %s %v uncovered %v\n", in.Campaign, in.Stage, spell(in.Uncovered))
	}
	for i := range s.Findings {
		f := &s.Findings[i]
		fmt.Fprintf(&b, "  %-28s %-11v n=%d %s ip=%v url=%v file=%v src=%s:%d also=%d\n", f.Rule, f.Stage, f.Count, f.Time, f.IP, f.URL, f.File, f.Source.Kind, f.Source.Line, len(f.Also))
	}
	for _, c := range s.Coverage {
		fmt.Fprintf(&b, "  coverage %s %s..%s n=%d gaps=%v\n", c.Source, c.First, c.Last, c.Records, spell(c.Gaps))
	}
	return b.String()
}

func spell(all []athar.Interval) []string {
	out := []string{}
	for _, i := range all {
		out = append(out, i.From.String()+".."+i.Until.String())
	}
	return out
}

// byRule returns a server's findings of one rule.
func byRule(s *athar.Server, rule string) []*athar.Finding {
	var out []*athar.Finding
	for i := range s.Findings {
		if s.Findings[i].Rule == rule {
			out = append(out, &s.Findings[i])
		}
	}
	return out
}

// oneOf returns the only finding of a rule.
func oneOf(t *testing.T, s *athar.Server, rule string) *athar.Finding {
	t.Helper()
	all := byRule(s, rule)
	if len(all) != 1 {
		t.Fatalf("%d findings of %s, want one\n%s", len(all), rule, told(s))
	}
	return all[0]
}

// wantRules checks which rules a server's findings are of, leads included.
func wantRules(t *testing.T, s *athar.Server, want ...string) {
	t.Helper()
	set := map[string]bool{}
	for i := range s.Findings {
		set[s.Findings[i].Rule] = true
	}
	var got []string
	for r := range set {
		got = append(got, r)
	}
	sort.Strings(got)
	sort.Strings(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s: rules = %v, want %v\n%s", s.Name, got, want, told(s))
	}
}

// nothingFrom checks that no finding reaches a stage.
func nothingFrom(t *testing.T, s *athar.Server, stage athar.Stage) {
	t.Helper()
	for i := range s.Findings {
		if f := &s.Findings[i]; f.Stage >= stage {
			t.Errorf("%s says %v: %s", f.Rule, f.Stage, clipped(f.Raw))
		}
	}
}

func clipped(s string) string { return s[:min(len(s), 300)] }

// incident returns a campaign's part in a server's verdict.
func incident(t *testing.T, s *athar.Server, campaign string) *athar.Incident {
	t.Helper()
	for i := range s.Incidents {
		if s.Incidents[i].Campaign == campaign {
			return &s.Incidents[i]
		}
	}
	t.Fatalf("%s: no incident %s", s.Name, campaign)
	return nil
}

// states lists how a flaw stood, oldest first: "vulnerable fixed".
func states(s *athar.Server, cve string) string {
	var out []string
	for _, e := range s.Exposure {
		if e.CVE == cve {
			out = append(out, string(e.State))
		}
	}
	return strings.Join(out, " ")
}

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

// iisLog is a web log made row by row. Rows are written as given.
type iisLog struct{ b strings.Builder }

const iisHeader = "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken"

func newIIS() *iisLog {
	l := &iisLog{}
	l.fields(iisHeader)
	return l
}

func (l *iisLog) fields(names string) {
	l.b.WriteString("#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Fields: " + names + "\r\n")
}

// row is one request to the front end.
func (l *iisLog) row(at athar.Time, method, stem, query, ip, agent string, status int) {
	l.site(at, method, stem, query, 443, "-", ip, agent, status)
}

func (l *iisLog) site(at athar.Time, method, stem, query string, port int, user, ip, agent string, status int) {
	if query == "" {
		query = "-"
	}
	fmt.Fprintf(&l.b, "%s 192.0.2.10 %s %s %s %d %s %s %s - %d 0 0 120\r\n", at.Std().Format("2006-01-02 15:04:05"), method, stem, query, port, user, ip, agent, status)
}

func (l *iisLog) bytes() []byte { return []byte(l.b.String()) }
