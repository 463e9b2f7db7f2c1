package selftest

import (
	"context"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// trial is a campaign with one rule over IIS, one that says more of the same
// records, and a correlation.
const trial = `title: Trial
name: trial-asked
logsource: {product: windows, service: iis}
detection:
  page: {cs-uri-stem: /trial/page}
  condition: page
level: low
athar:
  subject: c-ip
  title: {en: asked, ar: سؤال}
  why: {en: because, ar: لأن}
---
title: Trial answered
name: trial-answered
logsource: {product: windows, service: iis}
detection:
  page: {cs-uri-stem: /trial/page, sc-status: 200}
  condition: page
level: low
athar:
  subject: c-ip
  supersedes: [trial-asked]
  title: {en: answered, ar: جواب}
  why: {en: because, ar: لأن}
---
title: Asked and answered
name: trial-both
correlation:
  type: temporal_ordered
  rules: [trial-asked, trial-answered]
  timespan: 10m
level: low
athar:
  subject: c-ip
  title: {en: both, ar: كلاهما}
  why: {en: because, ar: لأن}
`

const header = "#Fields: date time cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status\n"

func web(stem, status string) string {
	return "2021-03-03 06:40:07 GET " + stem + " - 443 - 192.0.2.7 Mozilla/5.0 " + status + "\n"
}

// good are samples with which nothing is wrong.
var good = map[string]string{
	"trial-asked/match/a.log":    header + web("/trial/page", "404") + web("/trial/page", "302"),
	"trial-asked/no/a.log":       header + "#Remark: another page; answered\n" + web("/trial/other", "404") + web("/trial/page", "200"),
	"trial-answered/match/a.log": header + web("/trial/page", "200"),
	// More records than are kept whole of one burst.
	"trial-answered/match/many.log": header + strings.Repeat(web("/trial/page", "200"), 60),
	"trial-answered/no/a.log":       header + "#Remark: not answered\n" + web("/trial/page", "404"),
	"trial-both/match/two/a.log":    header + web("/trial/page", "404") + web("/trial/page", "200"),
	"trial-both/no/one/a.log":       header + "#Remark: never answered\n" + web("/trial/page", "404"),
	"nothing/a.log":                 header + "#Remark: other pages\n" + web("/", "200"),
	"nothing/folder/some/where.lo":  header + "#Remark: a folder deep\n" + web("/", "200"),
}

func archiveOf(samples map[string]string) string {
	var b strings.Builder
	b.WriteString("A comment.\n")
	var names []string
	for name := range samples {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		b.WriteString("-- " + name + " --\n" + samples[name])
	}
	return b.String()
}

func check(t *testing.T, archive string) (*Report, error) {
	t.Helper()
	own := fstest.MapFS{
		"campaign.yaml": {Data: []byte("name: Trial\ntitle: {en: Trial, ar: تجربة}\ncve: []\ndoor: []\ncovered_by: []\nsecondary: []\nrelation: []\n")},
		"rules.yml":     {Data: []byte(trial)},
		FileName:        {Data: []byte(archive)},
	}
	content := NewOverlay(os.DirFS("../../content"), map[string]fs.FS{"trial": own})
	return Check(context.Background(), content, []string{"trial"})
}

func TestCheckPasses(t *testing.T) {
	report, err := check(t, archiveOf(good))
	if err != nil {
		t.Fatal(err)
	}
	if report.Rules != 3 || report.Samples != len(good) || len(report.Failures) != 0 {
		t.Errorf("got %+v", report)
	}
}

// Everything that can be wrong with a sample is a failure.
func TestCheckFails(t *testing.T) {
	tests := []struct {
		name, sample, text, want string
	}{
		{"miss", "trial-asked/match/a.log", header + web("/other", "404"), "not found, where it must be"},
		{"one record missed", "trial-asked/match/a.log", header + web("/trial/page", "404") + web("/other", "404"), "1 of 2 records not found: lines 3"},
		{"superseded", "trial-asked/match/a.log", header + web("/trial/page", "200"), "not found, where it must be; told by trial-answered"},
		{"told by another too", "trial-asked/match/a.log", header + web("/trial/page", "404") + web("/aspnet_client/x.aspx", "404"), "found by webshell-swept as well"},
		{"unexpected", "trial-asked/no/a.log", header + "#Remark: x\n" + web("/trial/page", "404"), "found at a.log:3, where it must not be"},
		{"correlation missed", "trial-both/match/two/a.log", header + web("/trial/page", "404"), "not found, where it must be; told by trial-asked"},
		{"correlation unexpected", "trial-both/no/one/a.log", header + "#Remark: x\n" + web("/trial/page", "404") + web("/trial/page", "200"), "where it must not be"},
		{"correlation not asked", "trial-both/no/one/a.log", header + "#Remark: x\n" + web("/", "404"), "proves nothing"},
		{"rule not asked", "trial-asked/no/a.log", "#Remark: x\n#Log-type: ECP Server Log\n#Fields: TimeStamp,ServerName,EventId,EventData\n2021-03-03T06:40:07.318Z,MAIL01,ECP.Request,S:TIME=1\n", "proves nothing"},
		{"no reason", "trial-asked/no/a.log", header + web("/other", "404"), "no \"#Remark:\" line"},
		{"something in nothing", "nothing/a.log", header + "#Remark: x\n" + web("/aspnet_client/x.aspx", "404"), "found by webshell-swept at a.log:3, and nothing may be"},
		{"not recognised", "trial-asked/match/a.log", "hello\n", "is no kind of evidence"},
		{"no record", "trial-asked/match/a.log", header, "holds no record"},
		{"blind", "trial-asked/match/a.log", "#Fields: date time cs-uri-stem c-ip\n2021-03-03 06:40:07 /trial/page 192.0.2.7\n", "has no column"},
		{"unknown rule", "trial-none/match/a.log", header + web("/", "200"), "there is no rule of that name"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			samples := map[string]string{}
			for k, v := range good {
				samples[k] = v
			}
			samples[tt.sample] = tt.text
			report, err := check(t, archiveOf(samples))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range report.Failures {
				if strings.Contains(f.String(), tt.sample) || strings.HasPrefix(f.Sample, "trial/samples.txtar: "+strings.TrimSuffix(tt.sample, "/a.log")) {
					if strings.Contains(f.Reason, tt.want) {
						return
					}
				}
			}
			t.Errorf("no failure says %q: %v", tt.want, report.Failures)
		})
	}
}

func TestGaps(t *testing.T) {
	without := func(names ...string) string {
		samples := map[string]string{}
		for k, v := range good {
			if !slices.Contains(names, k) {
				samples[k] = v
			}
		}
		return archiveOf(samples)
	}
	tests := []struct{ name, archive, want string }{
		{"no match", without("trial-asked/match/a.log"), "trial/samples.txtar: trial-asked has no sample that it must find: add trial-asked/match/NAME"},
		{"no counter-sample", without("trial-both/no/one/a.log"), "trial/samples.txtar: trial-both has no sample that it must not find: add trial-both/no/NAME"},
		{"excused in vain", "unsampled trial-asked: some reason\n" + without(), "trial/samples.txtar: trial-asked has a matching sample, and is said to be unsampled"},
		{"excuse of nobody", "unsampled trial-none: some reason\n" + without(), "unsampled trial-none: there is no rule of that name"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			report, err := check(t, tt.archive)
			if err != nil {
				t.Fatal(err)
			}
			if len(report.Failures) != 1 || report.Failures[0].String() != tt.want {
				t.Errorf("got %q\nwant %q", report.Failures, tt.want)
			}
		})
	}
	report, err := check(t, "unsampled trial-asked: it would need the shell\n"+without("trial-asked/match/a.log"))
	if err != nil || len(report.Failures) != 0 {
		t.Errorf("an excused rule fails: %v %v", report, err)
	}
}

// An archive that says no expectation is refused, not half read.
func TestLoadRefuses(t *testing.T) {
	for _, archive := range []string{
		"-- trial-asked/a.log --\n" + header,
		"-- trial-asked/match --\n" + header,
		"-- nothing --\n" + header,
		"-- trial-asked/match/../../x --\n" + header,
		"-- trial-asked/match/a --\n" + header + "-- trial-asked/match/a --\n" + header,
		"-- trial-asked/match/a/b --\n" + header + "-- trial-asked/match/a/b --\n" + header,
		"-- trial-asked/match/a --\n" + header + "-- trial-asked/match/a/b --\n" + header,
		"unsampled trial-asked\n",
	} {
		if _, err := check(t, archive); err == nil {
			t.Errorf("accepted: %q", archive)
		}
	}
}

func TestCampaigns(t *testing.T) {
	one := fstest.MapFS{"campaign.yaml": {}}
	two := fstest.MapFS{"a/campaign.yaml": {}, "b/campaign.yaml": {}, "c/other.yaml": {}}
	if own, err := Campaigns(one, "x"); err != nil || len(own) != 1 || own["x"] == nil {
		t.Errorf("a campaign's own folder: %v %v", own, err)
	}
	if own, err := Campaigns(two, "x"); err != nil || len(own) != 2 || own["a"] == nil || own["b"] == nil {
		t.Errorf("a folder of campaigns: %v %v", own, err)
	}
}

// The overlay is a sound file system, and a campaign in it stands in place of
// the built-in one.
func TestOverlay(t *testing.T) {
	base := fstest.MapFS{"a/campaign.yaml": {Data: []byte("base")}, "a/old.yml": {}, "b/campaign.yaml": {}}
	own := fstest.MapFS{"campaign.yaml": {Data: []byte("own")}, "new.yml": {}}
	over := NewOverlay(base, map[string]fs.FS{"a": own, "c": own})
	files, err := fs.Glob(over, "*/*")
	want := []string{"a/campaign.yaml", "a/new.yml", "b/campaign.yaml", "c/campaign.yaml", "c/new.yml"}
	if err != nil || !slices.Equal(files, want) {
		t.Errorf("got %v, %v", files, err)
	}
	if data, err := fs.ReadFile(over, "a/campaign.yaml"); err != nil || string(data) != "own" {
		t.Errorf("got %q, %v", data, err)
	}
	if _, err := fs.Stat(over, "a/old.yml"); err == nil {
		t.Error("a replaced campaign's file is still there")
	}
}
