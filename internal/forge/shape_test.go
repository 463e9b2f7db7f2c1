package forge

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/corpus"
)

// filled names the columns of a row that hold something, in their order.
func filled(columns, row []string) []string {
	var out []string
	for i, v := range row {
		if v != "" {
			out = append(out, columns[i])
		}
	}
	return out
}

// For every real row there is a made one of the same protocol and status that
// fills the same columns, but for a few that real servers fill now and then.
func TestRowsFillTheColumnsOfRealOnes(t *testing.T) {
	root := corpus.Path(t)
	paths, err := filepath.Glob(filepath.Join(root, "qazeer-artefacts", "extracted-samples", "*_HttpProxy_logs__*.LOG"))
	if err != nil || len(paths) == 0 {
		t.Skip("the corpus has no HttpProxy samples")
	}
	made := map[string]map[string]bool{}
	c := NewCase(4)
	h := newHost(t, c, Server{Build: "15.1.2375.7"})
	h.VersionProbes(monday)
	h.Healthy(Traffic{From: monday, Until: monday + athar.Day, PerHour: 60, Probe: athar.Hour, LookAlikes: true})
	for _, f := range c.Files() {
		if !strings.Contains(f.Path, "/HttpProxy/") || !isLog(f) {
			continue
		}
		tb := readTable(t, f)
		protocol, status := tb.all("Protocol"), tb.all("HttpStatus")
		for i, row := range tb.rows {
			key := protocol[i] + " " + status[i]
			if made[key] == nil {
				made[key] = map[string]bool{}
			}
			made[key][strings.Join(filled(tb.columns, row), ",")] = true
		}
	}
	optional := []string{"UrlQuery", "AccountForestLatencyBreakup", "AuthenticatedUser", "KerberosAuthHeaderLatency"}
	without := func(list []string) string {
		return strings.Join(slices.DeleteFunc(list, func(s string) bool { return slices.Contains(optional, s) }), ",")
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		seen := readTable(t, File{Path: path, Data: []byte(strings.ReplaceAll(string(data), "\n", "\r\n"))})
		protocol, status := seen.all("Protocol"), seen.all("HttpStatus")
		for i, row := range seen.rows {
			want, found := without(filled(seen.columns, row)), false
			for shape := range made[protocol[i]+" "+status[i]] {
				found = found || without(strings.Split(shape, ",")) == want
			}
			if !found {
				t.Errorf("%s: no made %s row with status %s fills these columns:\n%s", filepath.Base(path), protocol[i], status[i], want)
			}
		}
	}
}
