package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/athar-forensics/athar/internal/selftest"
)

func TestRulesTest(t *testing.T) {
	code, out := runs(t, "rules", "test")
	if code != exitBelow || !strings.HasSuffix(out, " samples, 0 failures\n") {
		t.Errorf("exit status %d:\n%s", code, out)
	}
	if code, out := runs(t, "rules", "test", t.TempDir()); code != exitFailed || !strings.Contains(out, "holds no campaign") {
		t.Errorf("a folder without campaigns: exit status %d:\n%s", code, out)
	}
}

const (
	ownCampaign = "name: Own\ntitle: {en: Own, ar: خاصة}\ncve: []\ndoor: []\ncovered_by: []\nsecondary: []\nrelation: []\n"
	ownRule     = `title: Own
name: own-rule
logsource: {product: windows, service: iis}
detection:
  page: {cs-uri-stem: /own/page}
  condition: page
level: low
athar:
  title: {en: own, ar: خاصة}
  why: {en: because, ar: لأن}
`
	ownSamples = "-- own-rule/match/a.log --\n" + ownHeader + "2021-03-03 06:40:07 GET /own/page - 443 - 192.0.2.7 Mozilla/5.0 200\n" +
		"-- own-rule/no/a.log --\n" + ownHeader + "#Remark: another page\n2021-03-03 06:40:07 GET /own/other - 443 - 192.0.2.7 Mozilla/5.0 200\n"
	ownHeader = "#Fields: date time cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status\n"
)

// A campaign of the user's own is tested by its own folder or the one above.
func TestRulesTestOwn(t *testing.T) {
	dir := t.TempDir()
	own := filepath.Join(dir, "own")
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(own, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(own, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("campaign.yaml", ownCampaign)
	write("rules.yml", ownRule)
	write(selftest.FileName, ownSamples)
	for _, arg := range []string{dir, own} {
		if code, out := runs(t, "rules", "test", arg); code != exitBelow || out != "1 rules, 2 samples, 0 failures\n" {
			t.Errorf("exit status %d:\n%s", code, out)
		}
	}

	write(selftest.FileName, strings.Replace(ownSamples, "GET /own/page", "GET /own/missed", 1))
	code, out := runs(t, "rules", "test", own)
	if want := "own/samples.txtar: own-rule/match/a.log: not found, where it must be\n1 rules, 2 samples, 1 failures\n"; code != exitFound || out != want {
		t.Errorf("exit status %d:\n%s", code, out)
	}
	var report selftest.Report
	code, out = runs(t, "rules", "test", own, "--json")
	if err := json.Unmarshal([]byte(out), &report); err != nil || code != exitFound || report.Samples != 2 || len(report.Failures) != 1 {
		t.Errorf("exit status %d, %v:\n%s", code, err, out)
	}

	write("rules.yml", ownRule+"---\ntitle: Broken\nname: broken\n")
	if code, out := runs(t, "rules", "test", own); code != exitFound || !strings.Contains(out, "cannot be used") {
		t.Errorf("a broken rule: exit status %d:\n%s", code, out)
	}
	write(selftest.FileName, "-- nowhere.log --\n")
	if code, _ := runs(t, "rules", "test", own); code != exitFailed {
		t.Errorf("samples that say no expectation: exit status %d", code)
	}
}
