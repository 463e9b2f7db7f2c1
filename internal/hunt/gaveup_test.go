package hunt

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/athar-forensics/athar/internal/campaign"
)

// A rule whose expression has no end is named in what was skipped, and only by the
// hunt in which it was so.
func TestRulesThatGiveUp(t *testing.T) {
	const rules = "title: t\nname: endless\nlogsource: {category: webserver}\ndetection:\n  s: {cs-user-agent|re: '^(a+)+(?!b)$'}\n  condition: s\n"
	know, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	know.Library = campaign.New()
	if err := know.Library.AddSigma(fstest.MapFS{"r.yml": {Data: []byte(rules)}}, "mine"); err != nil || len(know.Library.Failed) > 0 {
		t.Fatal(err, know.Library.Failed)
	}
	const head = "#Software: Microsoft Internet Information Services 10.0\n#Fields: date time cs-method cs-uri-stem cs-uri-query c-ip cs(User-Agent) sc-status\n2021-03-03 12:00:00 GET / - 192.0.2.7 "
	tests := []struct {
		agent string
		want  int
	}{{strings.Repeat("a", 3000) + "!", 1}, {"aaa", 0}}
	for _, tt := range tests {
		set := evidenceOf(t, map[string]string{"u_ex210303.log": head + tt.agent + " 200\n"})
		found, err := New(know, Options{Threads: 1}).Run(context.Background(), set)
		if err != nil {
			t.Fatal(err)
		}
		skipped := found.Skipped()
		if len(skipped) != tt.want || tt.want > 0 && (skipped[0].Path != "mine/r.yml" || !strings.Contains(skipped[0].Reason, "endless")) {
			t.Errorf("%.9s: %v", tt.agent, skipped)
		}
	}
}
