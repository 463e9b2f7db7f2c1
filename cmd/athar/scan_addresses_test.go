package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
)

// What a user's list says of an intruder's address stands beside it, in the document
// and on the page, and changes nothing else.
func TestScanAddresses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := newStory(t, 61)
	attacked(s)
	evidence := s.pack()
	put(t, dir, "networks.csv", []byte("network,class,name\n"+intruder.Address+"/32,hosting,Example <b>Hosting</b>\n"))
	read := func(name string, more ...string) *athar.Assessment {
		out := filepath.Join(dir, name)
		status, _, stderr := command(t, append([]string{"scan", evidence, "--quiet", "--out", out, "--json", out + ".json"}, more...)...)
		if status != exitFound {
			t.Fatalf("status %d: %s", status, stderr)
		}
		data, err := os.ReadFile(out + ".json")
		if err != nil {
			t.Fatal(err)
		}
		a := &athar.Assessment{}
		if err := json.Unmarshal(data, a); err != nil {
			t.Fatal(err)
		}
		return a
	}
	plain, told := read("plain"), read("told", "--addresses", filepath.Join(dir, "networks.csv"))
	found := 0
	for i := range told.Servers[0].Findings {
		f, was := &told.Servers[0].Findings[i], &plain.Servers[0].Findings[i]
		for _, o := range f.Origins {
			if o.IP != intruder.Address || o.Class[0] != "hosting" || o.Source != "networks.csv" {
				t.Errorf("%+v", o)
			}
			found++
		}
		if f.ID != was.ID || f.Stage != was.Stage || f.Confidence != was.Confidence || len(was.Origins) != 0 {
			t.Errorf("%s is %v where a list was given, and %v without", f.Rule, f.Stage, was.Stage)
		}
	}
	if c := told.Servers[0].Clusters; found == 0 || len(c) == 0 || len(c[0].Origins) != 1 || told.Servers[0].Stage != plain.Servers[0].Stage {
		t.Errorf("%d findings have origins, clusters %+v", found, c)
	}
	page, err := os.ReadFile(filepath.Join(dir, "told", "report.html"))
	if err != nil || !strings.Contains(string(page), "hosting (Example &lt;b&gt;Hosting&lt;/b&gt;)") {
		t.Errorf("the page does not show it: %v", err)
	}
	if status, _, stderr := command(t, "scan", evidence, "--addresses", evidence); status != exitFailed || !strings.Contains(stderr, "--addresses") {
		t.Errorf("an archive is no list: status %d, %s", status, stderr)
	}
}
