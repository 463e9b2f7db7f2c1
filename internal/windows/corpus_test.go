package windows

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/athar-forensics/athar/internal/corpus"
	"github.com/google/go-cmp/cmp"
)

// Real hives of users: what starts at their logon, and since when.
func TestCorpusHives(t *testing.T) {
	dir := corpus.Path(t, "plaso", "test_data")
	for name, want := range map[string][]string{
		"NTUSER.DAT": {`2009-08-04T15:13:12.825875Z ctfmon.exe system`},
		"NTUSER-WIN7.DAT": {
			`2011-08-25T21:51:37.6819287Z Google Update user`,
			`2011-08-25T21:51:37.6819287Z Skype programs`,
		},
		"NTUSER-RunTests.DAT": {
			`2012-04-05T17:03:53.9920616Z Sidebar programs`,
			`2012-04-05T17:03:53.9920616Z mctadmin system`,
		},
		"NTUSER-CCLEANER.DAT": nil,
	} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		var records gathered
		if _, err := Registry(data, records.take); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var got []string
		for _, r := range records {
			got = append(got, r["time"]+" "+r["name"]+" "+r["place"])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
