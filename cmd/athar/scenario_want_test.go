package main

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
)

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
