package hunt

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/athar-forensics/athar/internal/campaign"
)

// Rules without a literal say of rows what they say of each alone, whatever was
// remembered of the rows before, and where the columns change in the middle.
func TestRememberedRules(t *testing.T) {
	const rules = `title: short agent
name: agent
logsource: {category: webserver}
detection:
  s: {c-useragent|re: '^z.$'}
  condition: s
---
title: a column that is nowhere
name: nowhere
logsource: {category: webserver}
detection:
  s: {r-dns: null, cs-username|re: '^b'}
  condition: s
---
title: agent and name
name: both
logsource: {category: webserver}
detection:
  s: {cs-user-agent|re: '^.{2}$', cs-username|re: '^a'}
  condition: s
---
title: decoded
name: decoded
logsource: {category: webserver}
detection:
  s: {cs-uri-query|re: 'p[0-4]$'}
  condition: s
---
title: not answered
name: failed
logsource: {category: webserver}
detection:
  s: {sc-status|gte: 500}
  condition: s
`
	lib := campaign.New()
	if err := lib.AddSigma(fstest.MapFS{"r.yml": {Data: []byte(rules)}}, "mine"); err != nil || len(lib.Failed) > 0 {
		t.Fatal(err, lib.Failed)
	}
	know, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	want := map[string]int{}
	log.WriteString("#Software: Microsoft Internet Information Services 10.0\n")
	agents, names, codes := []string{"z1", "z22", "-", "y1", "z2"}, []string{"amal", "-", "bilal"}, []string{"200", "500", "503"}
	for i := range 400 {
		agent, name, code, query := agents[i%5], names[i%3], codes[(i/7)%3], fmt.Sprint("p", i%10)
		at := fmt.Sprintf("2021-03-03 12:%02d:%02d", i/60, i%60)
		second := i >= 200
		switch i {
		case 0:
			log.WriteString("#Fields: date time cs-method cs-uri-stem cs-uri-query cs-username c-ip cs(User-Agent) sc-status\n")
		case 200:
			log.WriteString("#Fields: date time cs-method cs-uri-stem cs-uri-query c-ip cs-username sc-status\n")
		}
		if second {
			fmt.Fprintf(&log, "%s GET / %s 192.0.2.7 %s %s\n", at, query, name, code)
		} else {
			fmt.Fprintf(&log, "%s GET / %s %s 192.0.2.7 %s %s\n", at, query, name, agent, code)
		}
		if !second && len(agent) == 2 && agent[0] == 'z' {
			want["agent"]++
		}
		if !second && len(agent) == 2 && name == "amal" {
			want["both"]++
		}
		if name == "bilal" {
			want["nowhere"]++
		}
		if i%10 < 5 {
			want["decoded"]++
		}
		if code >= "500" {
			want["failed"]++
		}
	}
	found, err := New(Knowledge{Library: lib, Pages: know.Pages}, Options{Threads: 1}).Run(context.Background(), evidenceOf(t, map[string]string{"u_ex210303.log": log.String()}))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, tr := range found.Traces() {
		for _, s := range tr.Sightings {
			got[s.Rule]++
		}
		for _, e := range tr.Echoes {
			got[e.Rule] += len(e.Times)
		}
	}
	for _, rule := range []string{"agent", "nowhere", "both", "decoded", "failed"} {
		if got[rule] != want[rule] || want[rule] == 0 {
			t.Errorf("%s: %d, want %d", rule, got[rule], want[rule])
		}
	}
}
