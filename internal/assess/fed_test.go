package assess_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/content"
	"github.com/athar-forensics/athar/internal/assess"
	"github.com/athar-forensics/athar/internal/casefile"
	"github.com/athar-forensics/athar/internal/evidence"
	"github.com/athar-forensics/athar/internal/hunt"
	"github.com/google/go-cmp/cmp"
)

const countingRules = `title: Tried
id: 11111111-0000-4000-8000-000000000001
name: tried
logsource: {category: webserver}
detection:
  s: {cs-uri-stem|contains: /logon-page}
  condition: s
level: low
---
title: Tried often
name: often
correlation:
  type: event_count
  rules: [tried]
  group-by: [c-ip]
  timespan: 10m
  condition: {gte: 60}
level: medium
---
title: Tried with many names
name: names
correlation:
  type: value_count
  rules: [tried]
  group-by: [c-ip]
  timespan: 10m
  condition: {gte: 40, field: cs-username}
level: high
`

// countingOnly is the built-in knowledge with the rules above for its own.
var countingOnly = sync.OnceValues(func() (assess.Knowledge, error) {
	fsys, err := content.FS()
	if err != nil {
		return assess.Knowledge{}, err
	}
	know, err := assess.LoadKnowledge(fsys)
	if err != nil {
		return know, err
	}
	know.Library.DropRules()
	return know, know.Library.AddSigma(fstest.MapFS{"r.yml": {Data: []byte(countingRules)}}, "mine")
})

// iisLog is a log of so many requests a second apart by each of the addresses, with
// other names each but for those of the last address.
func iisLog(from, until int, addresses ...string) string {
	var b strings.Builder
	b.WriteString("#Software: Microsoft Internet Information Services 10.0\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status time-taken\n")
	noon := athar.Date(2021, 3, 3) + 12*athar.Hour
	for i := from; i < until; i++ {
		at := (noon + athar.Time(i)*athar.Second).String()
		for n, ip := range addresses {
			name := fmt.Sprint("user", i)
			if n == len(addresses)-1 {
				name = "amal"
			}
			fmt.Fprintf(&b, "%s %s 10.0.0.5 POST /logon-page - 443 %s %s x 401 0 0 7\n", at[:10], at[11:19], name, ip)
		}
	}
	return b.String()
}

// counting scans logs with the rules above, and returns the case and what the
// correlations tell, by rule and address.
func counting(t *testing.T, logs map[string]string) (*athar.Case, assess.Knowledge, map[string]string) {
	t.Helper()
	know, err := countingOnly()
	if err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(t.TempDir(), "MAIL01")
	for name, text := range logs {
		if err := os.MkdirAll(root, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	set, err := evidence.Open([]string{root}, evidence.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer set.Close()
	found, err := hunt.New(hunt.Knowledge{Library: know.Library, Pages: know.Pages}, hunt.Options{}).Run(context.Background(), set)
	if err != nil {
		t.Fatal(err)
	}
	return found, know, told(assess.Assess(found, know, assess.Options{}))
}

func told(a *athar.Assessment) map[string]string {
	out := map[string]string{}
	for _, s := range a.Servers {
		for _, f := range s.Findings {
			out[f.Rule+" "+strings.Join(f.IP, ",")] += fmt.Sprintf("%d %s-%s;", f.Count, f.Time.String()[11:19], f.Until.String()[11:19])
		}
	}
	return out
}

// Correlations count every record of a burst, far beyond those that are kept whole;
// and neither another copy of a log nor a case on disk changes what they count.
func TestCorrelationsCountLongBursts(t *testing.T) {
	const many, few = "203.0.113.9", "203.0.113.66"
	want := map[string]string{
		"often " + many: "240 12:00:00-12:03:59;",
		"often " + few:  "240 12:00:00-12:03:59;",
		"names " + many: "240 12:00:00-12:03:59;",
	}
	found, know, got := counting(t, map[string]string{"u_ex210303.log": iisLog(0, 250, many, few)})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	_, _, copied := counting(t, map[string]string{
		"u_ex210303.log":   iisLog(0, 250, many, few),
		"u_ex210303_1.log": iisLog(0, 200, many, few), // copied earlier in the day
		"u_ex210303_2.log": iisLog(100, 250, many, few),
	})
	if diff := cmp.Diff(want, copied); diff != "" {
		t.Errorf("with copies: %s", diff)
	}
	_, _, less := counting(t, map[string]string{"u_ex210303.log": iisLog(0, 59, many, few)})
	if diff := cmp.Diff(map[string]string{"names " + many: "40 12:00:00-12:00:39;"}, less); diff != "" {
		t.Errorf("fewer than asked for: %s", diff)
	}
	dir := filepath.Join(t.TempDir(), "case")
	first := assess.Assess(found, know, assess.Options{})
	if err := casefile.Write(dir, found, first); err != nil {
		t.Fatal(err)
	}
	again, err := casefile.Case(dir)
	if err != nil {
		t.Fatal(err)
	}
	a, errA := json.Marshal(first)
	b, errB := json.Marshal(assess.Assess(again, know, assess.Options{}))
	if errA != nil || errB != nil || string(a) != string(b) {
		t.Errorf("a case read again says otherwise, %v, %v: %s", errA, errB, cmp.Diff(string(a), string(b)))
	}
}

// Bursts half an hour apart are two findings, and a request that two copies of a log
// hold as different lines is no other request.
func TestCorrelationsPartBursts(t *testing.T) {
	const many, few = "203.0.113.9", "203.0.113.66"
	_, _, got := counting(t, map[string]string{"u_ex210303.log": iisLog(0, 120, many, few) + iisLog(4000, 4120, many, few)})
	want := map[string]string{
		"often " + many: "120 12:00:00-12:01:59;120 13:06:40-13:08:39;",
		"often " + few:  "120 12:00:00-12:01:59;120 13:06:40-13:08:39;",
		"names " + many: "120 12:00:00-12:01:59;120 13:06:40-13:08:39;",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// IIS and the front end log one request each: it is counted once, also where both
// are kept as echoes only.
func TestCorrelationsCountRequestsOnce(t *testing.T) {
	front := func(until int) string {
		var b strings.Builder
		b.WriteString("#Software: Microsoft Exchange Server\n#Version: 15.01.2176.002\n#Log-type: HttpProxy Logs\n")
		b.WriteString("#Fields: DateTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,ClientRequestId,Protocol,UrlHost,UrlStem,ProtocolAction,AuthenticationType,IsAuthenticated,AuthenticatedUser,Organization,AnchorMailbox,UserAgent,ClientIpAddress,ServerHostName,HttpStatus,BackEndStatus,ErrorCode,Method,ProxyAction,TargetServer,TargetServerVersion,UrlQuery\n")
		noon := athar.Date(2021, 3, 3) + 12*athar.Hour
		for i := range until {
			at := (noon + athar.Time(i)*athar.Second).String()
			fmt.Fprintf(&b, "%s.500Z,id-%d,15,1,2176,2,,Owa,mail.example.test,/logon-page,,,False,,,,x,203.0.113.66,MAIL01,401,,,POST,,,,\n", at[:19], i)
		}
		return b.String()
	}
	both := func(n int) map[string]string {
		return map[string]string{"u_ex210303.log": iisLog(0, n, "203.0.113.66"), "HttpProxy_2021030312-1.LOG": front(n)}
	}
	if _, _, got := counting(t, both(59)); len(got) > 0 {
		t.Errorf("59 requests: %v", got)
	}
	_, _, got := counting(t, both(70))
	if diff := cmp.Diff(map[string]string{"often 203.0.113.66": "60 12:00:00-12:00:59;"}, got); diff != "" {
		t.Error(diff)
	}
}
