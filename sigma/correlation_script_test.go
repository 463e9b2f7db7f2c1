package sigma_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/athar-forensics/athar/sigma"
)

// The file testdata/correlations.cor.txtar has for each case a Sigma file, a line
// of three equals signs, events, and all the matches that correlations make of
// them, in order:
//
//	10s Field=`value` Other="value"   an event at that time
//	NAME 1 2 5                        a match of the correlation, by its events
//	error `text`                      the correlations cannot be evaluated
//
// Matches stand after the events, as the events are as the file has them, in any
// order.
func TestCorrelationScripts(t *testing.T) {
	data, err := os.ReadFile("testdata/correlations.cor.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range txtar.Parse(data).Files {
		t.Run(f.Name, func(t *testing.T) { correlationScript(t, string(f.Data)) })
	}
}

func correlationScript(t *testing.T, script string) {
	rules, rest, ok := strings.Cut(script, "\n===\n")
	if !ok {
		t.Fatal("the script has no line of three equals signs")
	}
	docs, err := sigma.Parse([]byte(rules))
	if err != nil {
		t.Fatal(err)
	}
	var correlations []*sigma.Correlation
	var matchers []*sigma.Matcher
	for _, d := range docs {
		if d.Correlation != nil {
			correlations = append(correlations, d.Correlation)
			continue
		}
		m, err := sigma.Compile(d.Rule, sigma.Options{})
		if err != nil {
			t.Fatal(err)
		}
		matchers = append(matchers, m)
	}
	var want, got []string
	var sighted []sigma.Sighted
	events := 0
	for line := range strings.Lines(rest) {
		line = strings.TrimSpace(line)
		first, after, _ := strings.Cut(line, " ")
		at, err := time.ParseDuration(first)
		if err != nil {
			if line != "" {
				want = append(want, line)
			}
			continue
		}
		events++
		e := parseEvent(t, after)
		for _, m := range matchers {
			if m.Match(e) {
				sighted = append(sighted, sigma.Sighted{
					Rule: []string{m.Rule().Name}, At: int64(at), Ref: events,
					Field: func(name string) string { return e.fields[name] },
				})
			}
		}
	}
	matches, err := sigma.Correlate(correlations, sighted)
	if err != nil {
		if len(want) != 1 || !strings.HasPrefix(want[0], "error ") || !strings.Contains(err.Error(), unquoteAll(t, want[0][len("error "):])[0]) {
			t.Error(err)
		}
		return
	}
	for _, m := range matches {
		name := m.Correlation.Name
		if name == "" {
			name = m.Correlation.ID
		}
		line := name
		for _, ref := range m.Refs {
			line += fmt.Sprint(" ", ref)
		}
		got = append(got, line)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
