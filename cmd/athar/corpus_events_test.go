package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/corpus"
)

// staged are the rules that raise a stage in evidence, each with the files that
// it fired on.
func staged(v verdict) map[string][]string {
	out := map[string][]string{}
	for i := range v.Servers {
		for j := range v.Servers[i].Findings {
			f := &v.Servers[i].Findings[j]
			if f.Stage >= athar.Attempted && !slices.Contains(out[f.Rule], f.Source.Path) {
				out[f.Rule] = append(out[f.Rule], f.Source.Path)
			}
		}
	}
	return out
}

// Logs in which nothing of the kind happened raise nothing: a healthy Exchange
// server's events, and logs that are odd or damaged.
func TestCorpusHarmlessEvents(t *testing.T) {
	for _, dir := range []string{"otrf-exchange-benign-slice", "omerbenamram-evtx", "velocidex-evtx"} {
		if got := staged(scan(t, corpus.Path(t, dir))); len(got) > 0 {
			t.Errorf("%s: %v", dir, got)
		}
	}
}

// The benign slice marks local time as UTC, and that is put right and said.
func TestCorpusEventClock(t *testing.T) {
	srv := scan(t, corpus.Path(t, "otrf-exchange-benign-slice")).server("MXS01")
	if srv == nil {
		t.Fatal("no MXS01")
	}
	for _, c := range srv.Coverage {
		if c.Source != athar.KindEventsJSON {
			continue
		}
		if c.Clock.Offset == nil || *c.Clock.Offset != 5*3600 || c.Clock.Assumed != "UTC-05:00" || !strings.HasPrefix(c.First.String(), "2021-03-14T06:39:32") || c.Records != 2043 {
			t.Errorf("%+v", c)
		}
		return
	}
	t.Error("the events are no source")
}

// One technique a log: what fires raises a stage only where the log shows that
// technique. No file ends the run, and all their records are read.
func TestCorpusAttackEvents(t *testing.T) {
	tests := map[string][]string{
		"evtx-attack-samples": {
			"autostart-place", "connection-through-tunnel", "directory-copied", "domain-rights-by-exchange", "logon-process-dump", "logon-process-dump-tool",
			"logon-through-tunnel", "password-hives-saved", "pool-child", "remote-command", "service-command",
		},
		"otrf": {"logon-process-dump", "password-hives-saved", "wmi-consumer-command"},
	}
	for dir, want := range tests {
		t.Run(dir, func(t *testing.T) {
			v := scan(t, corpus.Path(t, dir))
			got := staged(v)
			rules := slices.Sorted(maps.Keys(got))
			for _, r := range rules {
				t.Log(r, got[r])
			}
			if fmt.Sprint(rules) != fmt.Sprint(want) {
				t.Errorf("fired: %v\nwant: %v", rules, want)
			}
			for _, s := range v.Scan.Skipped {
				if strings.HasSuffix(s.Path, ".evtx") {
					t.Errorf("%+v", s)
				}
			}
			t.Logf("%d files, %d records", v.Scan.Files, v.Scan.Records)
		})
	}
}
