package campaign

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/content"
	"github.com/google/go-cmp/cmp"
)

const (
	campaignYAML = "name: First\ntitle: {en: First, ar: الأولى}\ncve: [CVE-2021-1]\ndoor: [CVE-2021-1]\ncovered_by: [[iis]]\n"
	ruleYAML     = `title: A
name: rule-a
tags: [attack.t1190, attack.t1505.003, attack.persistence, attack.txyz]
logsource: {product: windows, service: iis}
detection:
  s: {cs-uri-stem|contains: /needle.js}
  condition: s
level: high
athar:
  stage: attempted
  evidence: [cs-uri-stem]
  title: {en: A, ar: أ}
  why: {en: A, ar: أ}
`
	correlationYAML = `---
title: Twice
name: twice
correlation:
  type: event_count
  rules: [rule-a]
  group-by: [c-ip]
  timespan: 1h
  condition: {gte: 2}
athar:
  stage: accessed
  evidence: [cs-method]
  title: {en: A, ar: أ}
  why: {en: A, ar: أ}
`
	detectorYAML = "found:\n  stage: implanted\n  level: info\n  tags: [attack.t1505]\n  title: {en: A, ar: أ}\n  why: {en: A, ar: أ}\n"
)

func tree(pairs ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		fsys[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return fsys
}

func TestLoad(t *testing.T) {
	l, err := Load(tree(
		"one/campaign.yaml", campaignYAML, "one/a.yml", ruleYAML+correlationYAML, "one/detectors.yaml", detectorYAML,
		"two/campaign.yaml", "name: Second\n", "exchange/pages.yaml", "x: y", "readme.yml", "not: a rule",
	))
	if err != nil {
		t.Fatal(err)
	}
	if len(l.Failed) > 0 || len(l.Campaigns) != 2 || len(l.Rules) != 1 || len(l.Correlations) != 1 {
		t.Fatalf("%+v", l)
	}
	r := l.Rule("rule-a")
	if r == nil || r.Stage != athar.Attempted || r.Severity != athar.High || r.Campaign != "one" || !r.Feeds() || r.Meta.Confidence != athar.Sure {
		t.Errorf("%+v", r)
	}
	if diff := cmp.Diff([]string{"T1190", "T1505.003"}, r.Technique); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"cs-uri-stem", "c-ip", "cs-method"}, r.Keep()); diff != "" {
		t.Error(diff)
	}
	if !r.Answers(athar.KindIIS) || r.Answers(athar.KindEWS) {
		t.Error("the rule is bound to other kinds than its log source's")
	}
	if d := l.Detector("found"); d.Stage != athar.Implanted || d.Severity != athar.Info || d.Campaign != "one" || l.Rule("found") != d {
		t.Errorf("%+v", d)
	}
	if l.Campaign("two") == nil || l.Campaign("three") != nil || l.Rule("none") != nil {
		t.Error("look-ups by name")
	}
	// What is added to is not linked twice.
	if err := l.AddSigma(tree("x/rule.yml", "title: Mine\nid: 11111111-2222-3333-4444-555555555555\nlogsource: {category: webserver}\ndetection: {s: {cs-method: PUT}, condition: s}\nlevel: low\n"), "mine"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"cs-uri-stem", "c-ip", "cs-method"}, r.Keep()); diff != "" {
		t.Error(diff)
	}
	mine := l.Rule("11111111-2222-3333-4444-555555555555")
	if mine == nil || mine.Stage != athar.NoStage || mine.Meta.Title.En != "Mine" || mine.Severity != athar.Low {
		t.Errorf("%+v", mine)
	}
	l.DropRules()
	if len(l.Rules)+len(l.Correlations) != 0 || len(l.Campaigns) != 2 || l.Rule("rule-a") != nil || l.Rule("found") == nil {
		t.Errorf("%+v", l)
	}
}

// A rule that cannot be used costs itself; a campaign that cannot be read is a
// mistake in the content, and said with its file.
func TestLoadSaysWhatIsWrong(t *testing.T) {
	replace := func(old, new string) string { return strings.Replace(ruleYAML, old, new, 1) }
	rules := map[string]struct{ rule, want string }{
		"no name":         {replace("name: rule-a\n", ""), "has no name"},
		"no such stage":   {replace("stage: attempted", "stage: owned"), "owned"},
		"one language":    {replace("why: {en: A, ar: أ}", "why: {en: A}"), "English and Arabic"},
		"no confidence":   {replace("stage: attempted", "confidence: total"), "total"},
		"not read":        {replace("service: iis", "service: dns"), "none that athar reads"},
		"no condition":    {replace("  condition: s\n", ""), "condition"},
		"unknown setting": {replace("stage: attempted", "stadium: attempted"), "stadium"},
		"twice":           {ruleYAML + "---\n" + ruleYAML, "another rule has the name"},
		"not YAML":        {"title: [", "rule.yml"},
		"below":           {replace("stage: attempted", "below: {field: x, sum: 1, stage: low}"), "low"},
	}
	for name, tt := range rules {
		t.Run(name, func(t *testing.T) {
			l, err := Load(tree("one/campaign.yaml", campaignYAML, "one/good.yml", strings.Replace(ruleYAML, "rule-a", "good", 1), "one/rule.yml", tt.rule))
			if err != nil {
				t.Fatal(err)
			}
			if len(l.Failed) != 1 || !strings.Contains(l.Failed[0].Path+": "+l.Failed[0].Reason, tt.want) {
				t.Errorf("%+v, want %q", l.Failed, tt.want)
			}
			if l.Rule("good") == nil {
				t.Error("the rule beside it is gone")
			}
		})
	}
	trees := map[string]fstest.MapFS{
		"no campaign":                tree("exchange/pages.yaml", "x: y"),
		"one/campaign.yaml":          tree("one/campaign.yaml", "name: [\n"),
		"stadium":                    tree("one/campaign.yaml", "stadium: x\n"),
		"one/detectors.yaml":         tree("one/campaign.yaml", campaignYAML, "one/detectors.yaml", "- x\n"),
		"found says nothing":         tree("one/campaign.yaml", campaignYAML, "one/detectors.yaml", "found:\n"),
		"detectors.yaml: found: no ": tree("one/campaign.yaml", campaignYAML, "one/detectors.yaml", "found: {stage: owned, title: {en: A, ar: أ}, why: {en: A, ar: أ}}\n"),
	}
	for want, fsys := range trees {
		if _, err := Load(fsys); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// A correlation may rest on rules of a folder that comes later. One whose rules
// are not there is no rule at all.
func TestCorrelationOfUnknownRules(t *testing.T) {
	const twice = "title: Twice\ncorrelation:\n  type: value_count\n  rules: [rule-b]\n  group-by: [c-ip]\n  timespan: 1h\n  condition: {gte: 2, field: cs-username}\n"
	const ruleB = "title: B\nname: rule-b\nlogsource: {category: webserver}\ndetection: {s: {cs-method: PUT}, condition: s}\n"
	l := New()
	if err := l.AddSigma(tree("twice.yml", twice), "first"); err != nil {
		t.Fatal(err)
	}
	want := athar.RuleFailed{Path: "first/twice.yml", Rule: "Twice"}
	if len(l.Correlations) != 0 || len(l.Failed) != 1 || l.Failed[0].Path != want.Path || l.Failed[0].Rule != want.Rule || !strings.Contains(l.Failed[0].Reason, `"rule-b"`) {
		t.Fatalf("%+v", l)
	}
	if err := l.AddSigma(tree("b.yml", ruleB), "second"); err != nil {
		t.Fatal(err)
	}
	if len(l.Correlations) != 1 || len(l.Failed) != 0 {
		t.Fatalf("%+v", l)
	}
	if diff := cmp.Diff([]string{"c-ip", "cs-username"}, l.Rule("rule-b").Keep()); diff != "" {
		t.Error(diff)
	}
	l.DropRules()
	if err := l.AddSigma(tree("twice.yml", twice), "third"); err != nil {
		t.Fatal(err)
	}
	if len(l.Correlations) != 0 || len(l.Failed) != 1 {
		t.Fatalf("%+v", l)
	}
}

func TestDetectorOfNoName(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a detector out of nothing")
		}
	}()
	New().Detector("none")
}

// The built-in content loads without a loss, and what it refers to is there.
func TestBuiltIn(t *testing.T) {
	fsys, err := content.FS()
	if err != nil {
		t.Fatal(err)
	}
	l, err := Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range l.Failed {
		t.Errorf("%+v", f)
	}
	check := func(from string, names []string) {
		for _, n := range names {
			if l.Rule(n) == nil {
				t.Errorf("%s names %q, and there is no such rule", from, n)
			}
		}
	}
	for _, r := range l.Rules {
		check(r.Name, r.Meta.Supersedes)
	}
	for _, c := range l.Correlations {
		check(c.Name, c.Sigma.Rules)
		check(c.Name, c.Meta.Supersedes)
	}
	for _, c := range l.Campaigns {
		for _, rel := range c.Relation {
			if l.Campaign(rel.To) == nil || rel.Source == "" {
				t.Errorf("%s is related to %q by %q", c.ID, rel.To, rel.Source)
			}
		}
		for _, set := range append(c.CoveredBy, c.Secondary) {
			for _, k := range set {
				if k == "" {
					t.Errorf("%s is covered by nothing", c.ID)
				}
			}
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(campaignYAML, ruleYAML+correlationYAML, detectorYAML)
	f.Add("name: &a [*a]\n", "title: {<<: *x}\n", "found:\n")
	f.Add("", "", "")
	f.Fuzz(func(t *testing.T, campaign, rules, detectors string) {
		if len(campaign)+len(rules)+len(detectors) > 1<<16 {
			return
		}
		l, err := Load(tree("one/campaign.yaml", campaign, "one/a.yml", rules, "one/detectors.yaml", detectors))
		if err != nil {
			return
		}
		if err := l.AddSigma(tree("b.yml", rules), "mine"); err != nil {
			t.Fatal(err)
		}
		for _, r := range l.Rules {
			r.Keep()
			if r.Name == "" && r.Sigma.Title != "" || l.Rule(r.Name) == nil {
				t.Fatalf("%+v", r)
			}
		}
	})
}
