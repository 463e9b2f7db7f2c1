package hunt

import (
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/athar-forensics/athar/internal/campaign"
	"github.com/athar-forensics/athar/internal/corpus"
	"go.yaml.in/yaml/v4"
)

// regressionEntry is one of the published tests: a rule, and the log in which it
// matches so many events.
type regressionEntry struct {
	Rules []struct {
		ID string `yaml:"id"`
	} `yaml:"rule_metadata"`
	Tests []struct {
		Count *int   `yaml:"match_count"`
		Path  string `yaml:"path"`
	} `yaml:"regression_tests_info"`
	log string
}

func regressionEntries(t *testing.T, root string) []regressionEntry {
	t.Helper()
	var all []regressionEntry
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.Name() != "info.yml" {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var e regressionEntry
		if err := yaml.Load(data, &e); err != nil {
			return err
		}
		e.log = filepath.Join(filepath.Dir(path), filepath.Base(e.Tests[0].Path))
		all = append(all, e)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// moreThanStated are logs that hold more events which the rule as published plainly
// matches than its authors say. Chainsaw 2.16.4 finds the same.
var moreThanStated = map[string]int{
	"45e112d0-7759-4c2a-aa36-9f8fb79d3393": 3, // http, https and * of one domain
	"c7dcacd0-cc59-4004-b0a4-1d6cdebe6f3e": 2, // AutoShareServer and AutoShareWks
}

// crossMatches is how many pairs of a rule and the log of another there are: rules
// about one tool whose events are alike.
const crossMatches = 21

// elsewhere is a rule that the entries have and the rules under test do not.
const elsewhere = "sigma-rules/rules/windows/process_creation/proc_creation_win_sftp_proxy_command_execution.yml"

// The published rules match their event logs as often as their authors say. Where
// they match in the log of another rule as well, that log holds what they are for:
// the pairs are counted here, and docs/conformance.md names and defends them.
func TestPublishedEventLogs(t *testing.T) {
	dir := corpus.Path(t, "sigma-regression")
	lib := campaign.New()
	if err := lib.AddSigma(os.DirFS(filepath.Join(dir, "rules_under_test")), "rules"); err != nil || len(lib.Failed) > 0 {
		t.Fatal(err, lib.Failed)
	}
	if err := lib.AddSigma(fstest.MapFS{"r.yml": {Data: corpus.File(t, elsewhere)}}, "rules"); err != nil {
		t.Fatal(err)
	}
	entries := regressionEntries(t, dir)
	stated, unstated, cross := 0, 0, 0
	for _, e := range entries {
		counts := matchesOf(t, lib, e.log)
		id := e.Rules[0].ID
		if lib.Rule(id) == nil {
			t.Fatalf("%s: no rule of that id", e.log)
		}
		name := lib.Rule(id).Name
		switch want := e.Tests[0].Count; {
		case want != nil:
			stated++
			if counts[name] != *want && counts[name] != moreThanStated[id] {
				t.Errorf("%s: %d matches, %d are stated", e.log, counts[name], *want)
			}
		default:
			unstated++
			if counts[name] == 0 {
				t.Errorf("%s: no match", e.log)
			}
		}
		for other, n := range counts {
			if other != name {
				cross++
				t.Logf("%s matches %d in %s", filepath.Base(lib.Rule(other).File), n, filepath.Base(filepath.Dir(e.log)))
			}
		}
	}
	if cross != crossMatches {
		t.Errorf("%d matches in the logs of other rules, %d are known", cross, crossMatches)
	}
	t.Logf("%d entries with a count, %d without; %d matches in the logs of other rules", stated, unstated, cross)
}

// matchesOf counts the events of a log that each rule matches.
func matchesOf(t *testing.T, lib *campaign.Library, path string) map[string]int {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	h := New(Knowledge{Library: lib}, Options{Threads: 1})
	set := evidenceOf(t, map[string]string{"log" + filepath.Ext(path): string(data)})
	found, err := h.Run(t.Context(), set)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, tr := range found.Traces() {
		for _, s := range tr.Sightings {
			counts[s.Rule]++
		}
		for _, e := range tr.Echoes {
			counts[e.Rule] += len(e.Times)
		}
	}
	return counts
}
