package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
	"github.com/athar-forensics/athar/internal/hunt"
)

// logsOf writes a server's event logs below a new folder.
func logsOf(t *testing.T, w *forge.WindowsEvents) string {
	t.Helper()
	files, err := w.Files()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "evidence")
	sink := forge.Dir(dir)
	for _, f := range files {
		if err := sink.Put(f); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// march begins the event logs of a server in the first days of March 2021.
func march(seed uint64) *forge.WindowsEvents {
	w := forge.NewWindowsEvents(seed, "MAIL01")
	w.Healthy(on(2021, 3, 2, 20, 0, 0), on(2021, 3, 4, 4, 0, 0))
	return w
}

// highest are the rules of the findings at attempted and above.
func highest(s *athar.Server) []string {
	var out []string
	for i := range s.Findings {
		if f := &s.Findings[i]; f.Stage >= athar.Attempted {
			out = append(out, fmt.Sprint(f.Rule, " ", f.Stage, " ", f.Evidence))
		}
	}
	return out
}

// A healthy busy server has all that looks like an attack, and raises nothing.
func TestScenarioHealthyEvents(t *testing.T) {
	t.Parallel()
	for _, seed := range []uint64{1, 2} {
		srv := scan(t, logsOf(t, march(seed))).only()
		if got := highest(srv); len(got) > 0 {
			t.Errorf("a healthy server: %s", strings.Join(got, "\n"))
		}
		wantStage(t, srv, athar.Unknown) // no web log was given
		if srv.Name != "MAIL01" || len(srv.Incidents) == 0 {
			t.Errorf("%s is no Exchange server: %d incidents", srv.Name, len(srv.Incidents))
		}
	}
}

// How far an intruder got, told by event logs alone.
func TestScenarioEvents(t *testing.T) {
	t.Parallel()
	at := on(2021, 3, 3, 2, 11, 7)
	const page = `inetpub\wwwroot\aspnet_client\standin.aspx`
	for _, c := range []struct {
		name  string
		tell  func(*forge.WindowsEvents)
		stage athar.Stage
		rule  string
	}{
		{"tries that failed", func(w *forge.WindowsEvents) { w.Tries(at) }, athar.Attempted, "proxylogon-um-cast"},
		{"script text refused", func(w *forge.WindowsEvents) { w.ScriptSet(at, forge.Dashed, "System.UnauthorizedAccessException") }, athar.Attempted, "proxylogon-vdir-script-failed"},
		{"script text set", func(w *forge.WindowsEvents) { w.ScriptSet(at, forge.Dashed, "") }, athar.Accessed, "proxylogon-vdir-script-set"},
		{"script text set, other spelling", func(w *forge.WindowsEvents) { w.ScriptSet(at, forge.Braced, "") }, athar.Accessed, "proxylogon-vdir-script-set"},
		{"export refused", func(w *forge.WindowsEvents) { w.ExportToPage(at, forge.Dashed, page, "not allowed") }, athar.Attempted, "proxyshell-export-tried"},
		{"export to a page", func(w *forge.WindowsEvents) { w.ExportToPage(at, forge.Dashed, page, "") }, athar.Implanted, "proxyshell-export"},
		{"export to a page, other spelling", func(w *forge.WindowsEvents) { w.ExportToPage(at, forge.Braced, page, "") }, athar.Implanted, "proxyshell-replication-page"},
		{"task of his own", func(w *forge.WindowsEvents) { w.OwnTask(at) }, athar.Implanted, "autostart-place"},
		{"account of his own", func(w *forge.WindowsEvents) { w.OwnAccount(at, "support01", false) }, athar.Implanted, "account-by-machine"},
		{"order in Exchange's pool", func(w *forge.WindowsEvents) { w.ShellOrder(at, "MSExchangeOWAAppPool", "whoami") }, athar.Controlled, "shell-order"},
		{"order, pool not stated", func(w *forge.WindowsEvents) { w.ShellOrder(at, "", "whoami") }, athar.Controlled, "web-child"},
		{"account given power", func(w *forge.WindowsEvents) { w.OwnAccount(at, "support01", true) }, athar.Expanded, "account-given-power"},
		{"tunnel", func(w *forge.WindowsEvents) { w.Tunnelled(at) }, athar.Expanded, "desktop-through-tunnel"},
		{"passwords", func(w *forge.WindowsEvents) { w.Dumped(at) }, athar.Expanded, "logon-process-dump"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := march(7)
			c.tell(w)
			srv := scan(t, logsOf(t, w)).only()
			wantStage(t, srv, c.stage)
			for i := range srv.Findings {
				if f := &srv.Findings[i]; f.Rule == c.rule {
					if f.Time < at || f.Time > at+2*athar.Minute || f.Source.Record == 0 || f.Source.Line != 0 || !strings.HasPrefix(string(f.Source.Kind), "windows/evtx/") || !strings.HasPrefix(f.Raw, "<Event ") || len(f.Raw) > athar.MaxRaw {
						t.Errorf("%v %+v %.60s", f.Time, f.Source, f.Raw)
					}
					return
				}
			}
			t.Errorf("%s said nothing\n%s", c.rule, told(srv))
		})
	}
}

// A cleared log is a lead, and what was before it is not covered.
func TestScenarioClearedLog(t *testing.T) {
	t.Parallel()
	w := march(5)
	w.Cleared(on(2021, 3, 4, 3, 0, 0))
	srv := scan(t, logsOf(t, w)).only()
	wantStage(t, srv, athar.Unknown)
	for _, c := range srv.Coverage {
		if c.Source == "windows/evtx/security" && c.First != on(2021, 3, 4, 3, 0, 0) && c.First < on(2021, 3, 4, 3, 0, 0) {
			t.Errorf("the log begins at %v", c.First)
		}
	}
	for i := range srv.Findings {
		if srv.Findings[i].Rule == "log-cleared-security" {
			return
		}
	}
	t.Error("the clearing is not told\n" + told(srv))
}

// Event logs that lie: other computers' names, wild times, a million events of one
// rule, channels without end. The scan ends, and says the same however it is run.
func TestScenarioLyingEvents(t *testing.T) {
	t.Parallel()
	w := forge.NewWindowsEvents(9, "MAIL01")
	w.Healthy(on(2021, 3, 1, 6, 0, 0), on(2021, 3, 1, 8, 0, 0))
	for i := range 20_000 {
		e := forge.Event{
			Provider: "Microsoft-Windows-Security-Auditing", ID: 4688, Channel: "Security", Time: on(2021, 3, 1, 6, 0, 0) + athar.Time(i)*athar.Second,
			Data: []forge.EventField{{Name: "NewProcessName", Value: `C:\Windows\System32\cmd.exe`}, {Name: "ParentProcessName", Value: `C:\Windows\System32\inetsrv\w3wp.exe`}},
		}
		switch i % 4 {
		case 1:
			e.Channel = fmt.Sprint("Made-up ", i)
		case 2:
			e.Time = athar.Date(2090, 1, 1) // of the future
		case 3:
			e.Computer = strings.Repeat("x", 300) + ".\x1b[31m\u202e"
		}
		// One file of all channels, as a collector keeps them.
		channel := e.Channel
		e.Channel = "Security"
		if channel != "Security" {
			e.Provider = channel
		}
		w.Add(e)
	}
	dir := logsOf(t, w)
	var first []byte
	for _, threads := range []int{1, 8} {
		found := scanWith(t, hunt.Options{Threads: threads}, dir)
		text, err := json.Marshal(found.Servers)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = text
		} else if !bytes.Equal(first, text) {
			t.Error("another number of threads, another verdict")
		}
		if srv := found.server("MAIL01"); srv == nil || srv.Stage != athar.Controlled {
			t.Errorf("MAIL01 is %+v", srv)
		}
	}
	out, err := os.ReadDir(dir)
	if err != nil || len(out) != 1 {
		t.Errorf("the evidence was touched: %v %v", out, err)
	}
}

// A rule is explained on events by the names that they have for its fields.
func TestExplainEvents(t *testing.T) {
	w := forge.NewWindowsEvents(3, "MAIL01")
	w.ShellOrder(on(2021, 3, 3, 2, 11, 7), "", "whoami")
	status, out, _ := command(t, "rules", "explain", "web-child", logsOf(t, w))
	for _, want := range []string{"record 1 (windows/evtx/security) matches", `ParentImage = "C:\\Windows\\System32\\inetsrv\\w3wp.exe"`, `Image = "C:\\Windows\\System32\\cmd.exe"`, "1 records, asked about 1, matched 1"} {
		if !strings.Contains(out, want) {
			t.Errorf("status %d, no %q in\n%s", status, want, out)
		}
	}
}
