package sigma_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/athar-forensics/athar/internal/corpus"
	"github.com/athar-forensics/athar/sigma"
)

// unmatched are published events that their rule rightly does not match, or
// that have no rule.
var unmatched = map[string]string{
	"47e4bab7-c626-47dc-967b-255608c9a920": "the file holds the other process of the pipe, not findstr",
	"4fe074b4-b833-4081-8f24-7dcfeca72b42": "the file holds the parent process, not findstr",
	"762bb580-79b4-40f4-8b9e-9349ce1710f4": "its rule is not among the rules under test",
}

// Published events that published rules must match: each file is named for the
// rule's id.
func TestPublishedEvents(t *testing.T) {
	dir := corpus.Path(t, "sigma-regression")
	matchers := map[string]*sigma.Matcher{}
	ruleFiles(t, filepath.Join(dir, "rules_under_test"), func(path string, data []byte) {
		docs, err := sigma.Parse(data)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		for _, d := range docs {
			m, err := sigma.Compile(d.Rule, sigma.Options{Verbatim: func(string) bool { return true }})
			if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			matchers[d.Rule.ID] = m
		}
	})
	tried := 0
	err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".json" {
			return err
		}
		id := strings.TrimSuffix(filepath.Base(path), ".json")
		if unmatched[id] != "" {
			return nil
		}
		m := matchers[id]
		if m == nil {
			t.Errorf("%s: no rule of that id", path)
			return nil
		}
		e := readEvent(t, path)
		tried++
		if !m.Match(e) {
			t.Errorf("%s: %q does not match\n%+v", path, m.Rule().Title, m.Explain(e))
		}
		if required, ok := m.Required(); ok && !holdsOne(e.Text(), required) {
			t.Errorf("%s: matches and holds none of %q", path, required)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d events matched", tried)
	if tried == 0 {
		t.Errorf("no events in %s", dir)
	}
}

// readEvent flattens a Windows event in JSON the way Sigma names its fields.
func readEvent(t *testing.T, path string) event {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var raw struct {
		Event map[string]any
	}
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.UseNumber()
	if err := decoder.Decode(&raw); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	e := event{fields: map[string]string{}}
	for _, section := range []string{"System", "EventData", "UserData"} {
		flatten(e.fields, "", raw.Event[section])
	}
	// The generic names for what the Security log calls otherwise.
	for generic, name := range map[string]string{"Image": "NewProcessName", "ParentImage": "ParentProcessName", "SourceName": "Provider_Name"} {
		if v, ok := e.fields[name]; ok && e.fields[generic] == "" {
			e.fields[generic] = v
		}
	}
	for _, v := range e.fields {
		e.text += v + "\n"
	}
	return e
}

func flatten(fields map[string]string, name string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for key, c := range v {
			switch {
			case key == "#text":
				flatten(fields, name, c)
			case key == "#attributes" || name == "" || strings.HasPrefix(name, "#"):
				flatten(fields, strings.TrimPrefix(name+"_"+strings.TrimPrefix(key, "#attributes"), "_"), c)
			default:
				flatten(fields, key, c)
			}
		}
	case nil:
	case bool, string, json.Number:
		name = strings.ReplaceAll(strings.ReplaceAll(name, " ", ""), "__", "_")
		fields[name] = fmt.Sprint(v)
	}
}
