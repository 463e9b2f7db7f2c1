package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
	"github.com/athar-forensics/athar/internal/hunt"
)

// attacked is a server with all that intruders left in March 2021.
func attacked(s *story) *forge.Host {
	h := open(s)
	shell := forge.Shell{URL: "/owa/auth/RedirSuiteServerProxy.aspx", Key: "k26"}
	h.LocalhostProbe(on(2021, 3, 2, 3, 0, 0), forge.Visitor{Address: "203.0.113.10", Agent: "nmap"}, true)
	end := h.ProxyLogon(forge.ProxyLogon{At: on(2021, 3, 3, 3, 0, 0), From: intruder, Shell: shell, Answered: true})
	h.Look(end+athar.Minute, intruder, shell, true)
	h.Command(end+2*athar.Minute, intruder, shell, 2100)
	h.Missing(on(2021, 3, 4, 8, 0, 0), intruder, shell.URL)
	h.Unplant(shell.URL)
	return h
}

// archive writes a story into one file.
func (s *story) archive(name string, make func(*os.File) forge.Archive) string {
	s.t.Helper()
	path := filepath.Join(s.t.TempDir(), name)
	f, err := os.Create(path)
	if err != nil {
		s.t.Fatal(err)
	}
	a := make(f)
	if err := s.made.Write(a); err != nil {
		s.t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		s.t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		s.t.Fatal(err)
	}
	return path
}

// The same evidence is the same assessment, to the byte: as a folder or a zip,
// by any number of threads, given once, twice, or in any order of paths.
func TestScenarioSameEvidenceSameBytes(t *testing.T) {
	t.Parallel()
	s := newStory(t, 51)
	attacked(s)
	dir := s.folder()
	zip := s.pack()
	want := scan(t, dir).document()
	for _, threads := range []int{1, 2, 8} {
		if got := scanWith(t, hunt.Options{Threads: threads}, dir).document(); got != want {
			t.Errorf("%d threads: another document, first difference at %s", threads, firstDifference(got, want))
		}
	}
	copied := filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	for name, paths := range map[string][]string{
		"zip": {zip}, "twice": {dir, dir}, "folder and copy": {dir, copied}, "copy and folder": {copied, dir},
		"zip and folder": {zip, dir}, "folder and zip": {dir, zip},
	} {
		// Where a file lies is the one thing that differs.
		if got := strings.ReplaceAll(scan(t, paths...).document(), "case.zip!/", ""); got != want {
			t.Errorf("%s: another document, first difference at %s", name, firstDifference(got, want))
		}
	}
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return "\n got " + x[i] + "\nwant " + y[i]
		}
	}
	return "the end of the shorter"
}

// What Microsoft's collector hands over is nested and has backslashes in its
// names; it carries the same verdict and the same finding ids.
func TestScenarioCollectorZip(t *testing.T) {
	t.Parallel()
	s := newStory(t, 52)
	attacked(s)
	plain := scan(t, s.pack(keepOnly("Logging/HttpProxy/", "CmdletInfra", "Logging/ECP/", "Logging/Ews", "MapiHttp", "OABGeneratorLog", "W3SVC"))).only()
	nested := scan(t, s.archive("collector.zip", func(f *os.File) forge.Archive { return forge.CollectorZip(f) })).only()
	if nested.Stage != plain.Stage || nested.Name != plain.Name {
		t.Errorf("%s %v, want %s %v", nested.Name, nested.Stage, plain.Name, plain.Stage)
	}
	ids := func(s *athar.Server) (out []string) {
		for i := range s.Findings {
			out = append(out, s.Findings[i].ID)
		}
		slices.Sort(out)
		return out
	}
	if got, want := ids(nested), ids(plain); !slices.Equal(got, want) {
		t.Errorf("finding ids = %v, want %v", got, want)
	}
	for _, f := range nested.Findings {
		if strings.Contains(f.Source.Path, `\`) || !strings.Contains(f.Source.Path, "!/") {
			t.Errorf("source path %q: want / between parts and !/ behind an archive", f.Source.Path)
		}
	}
}

// Two servers in one collection: names come from their own records, IIS logs
// from their folder, and one's attack is not the other's.
func TestScenarioTwoServers(t *testing.T) {
	t.Parallel()
	s := newStory(t, 53)
	attacked(s)
	other := s.server("MAIL02", "15.1.2176.2")
	other.Installed(on(2021, 3, 1, 6, 0, 0))
	other.WebRoot(on(2021, 3, 1, 6, 10, 0))
	quiet(other, on(2021, 3, 1, 6, 20, 0), on(2021, 3, 5, 0, 0, 0))
	other.Sweep(on(2021, 3, 3, 9, 0, 0), forge.Visitor{Address: "203.0.113.200", Agent: "curl"})
	for name, path := range map[string]string{
		"folder": s.folder(), "zip": s.pack(),
	} {
		v := scan(t, path)
		if got := v.names(); !slices.Equal(got, []string{"MAIL01", "MAIL02"}) {
			t.Fatalf("%s: servers = %v", name, got)
		}
		wantStage(t, v.server("MAIL01"), athar.Controlled)
		wantStage(t, v.server("MAIL02"), athar.Probed)
		for i := range v.Servers {
			for _, f := range v.Servers[i].Findings {
				if !strings.Contains(f.Source.Path, v.Servers[i].Name+"/") {
					t.Errorf("%s: %s cites %s", v.Servers[i].Name, f.Rule, f.Source.Path)
				}
			}
		}
		if len(v.Mentioned) != 0 {
			t.Errorf("mentioned = %v: both servers were given", v.Mentioned)
		}
	}
}

// Other drives, localized folders and renamed files: content says what a file is.
func TestScenarioUnusualPlaces(t *testing.T) {
	t.Parallel()
	s := newStory(t, 54)
	attacked(s)
	want := scan(t, s.pack(without("ExchangeSetup"))).only()
	rename := map[string]func(string) string{
		"localized": func(p string) string {
			p = strings.ReplaceAll(p, "Program Files/Microsoft/Exchange Server/V15", "Programme/Microsoft/Exchange")
			return strings.ReplaceAll(p, "/C/", "/E/")
		},
		"numbered": func(p string) string {
			if strings.Contains(p, "HttpProxy/owa/") || strings.Contains(p, "FrontEnd") || strings.Contains(p, "inetpub/wwwroot") {
				return p
			}
			return "MAIL01/" + strings.NewReplacer("/", "_", " ", "_", ".LOG", ".txt", ".log", ".dat").Replace(p)
		},
	}
	for name, change := range rename {
		got := scan(t, s.pack(without("ExchangeSetup"), func(k forge.Sink) forge.Sink { return renamed{k, change} })).only()
		if got.Stage != want.Stage || got.Name != want.Name || len(got.Findings) != len(want.Findings) {
			t.Errorf("%s: %s %v with %d findings, want %s %v with %d\n%s", name, got.Name, got.Stage, len(got.Findings), want.Name, want.Stage, len(want.Findings), told(got))
		}
		if got.Answers.Entered.Answer != athar.Yes {
			t.Errorf("%s: entered = %s", name, got.Answers.Entered.Answer)
		}
	}
}

type renamed struct {
	forge.Sink
	name func(string) string
}

func (r renamed) Put(f forge.File) error {
	f.Path = r.name(f.Path)
	return r.Sink.Put(f)
}

// An archive in an archive in a folder, beside files that are no evidence.
func TestScenarioNestedArchive(t *testing.T) {
	t.Parallel()
	s := newStory(t, 55)
	attacked(s)
	inner := s.pack()
	data, err := os.ReadFile(inner)
	if err != nil {
		t.Fatal(err)
	}
	var outer bytes.Buffer
	z := forge.Zip(&outer)
	for _, f := range []forge.File{{Path: "mail/evidence.zip", Data: data}, {Path: "notes.txt", Data: []byte("seen at the helpdesk")}} {
		if err := z.Put(f); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	put(t, dir, "outer.zip", outer.Bytes())
	wantStage(t, scan(t, dir).only(), athar.Controlled)
}
