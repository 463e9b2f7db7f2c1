package forge

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/athar-forensics/athar/internal/corpus"
)

// realFields returns the column list of a real file.
func realFields(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Skipf("the corpus has no %s", filepath.Base(path))
	}
	for line := range strings.Lines(string(data)) {
		if fields, ok := strings.CutPrefix(strings.TrimPrefix(line, "\ufeff"), fieldsMark); ok {
			return strings.TrimSpace(fields)
		}
	}
	t.Fatalf("%s has no #Fields line", path)
	return ""
}

func TestColumnsAreTheRealOnes(t *testing.T) {
	root := corpus.Path(t)
	samples := filepath.Join(root, "qazeer-artefacts", "extracted-samples")
	proxy, err := filepath.Glob(filepath.Join(samples, "*_HttpProxy_logs__*.LOG"))
	if err != nil || len(proxy) == 0 {
		t.Skip("the corpus has no HttpProxy samples")
	}
	for _, path := range proxy {
		if got := realFields(t, path); got != proxyColumns.header {
			t.Errorf("%s: columns differ\nreal  %s\nforge %s", filepath.Base(path), got, proxyColumns.header)
		}
	}
	for _, c := range []struct {
		path   string
		header string
	}{
		{filepath.Join(samples, "Exchange_Web_Services_EWS_logs__Ews_2023010616-1.LOG"), ewsColumns.header},
		{filepath.Join(samples, "Exchange_Control_Panel_ECP_Server_logs__ECPServer20230111-1.LOG"), ecpColumns.header},
		{filepath.Join(root, "velociraptor-testdata", "files", "csv", "iis.log"), iisFields},
		{filepath.Join(root, "plaso", "test_data", "iis", "iis10_edge_cases.log"), iisFields},
	} {
		if got := realFields(t, c.path); got != c.header {
			t.Errorf("%s: columns differ\nreal  %s\nforge %s", filepath.Base(c.path), got, c.header)
		}
	}
}

// A real row, taken apart and put together by the forge's layout, is the same row.
func TestRealRowsFitTheLayout(t *testing.T) {
	root := corpus.Path(t)
	paths, err := filepath.Glob(filepath.Join(root, "qazeer-artefacts", "extracted-samples", "*_HttpProxy_logs__*.LOG"))
	if err != nil || len(paths) == 0 {
		t.Skip("the corpus has no HttpProxy samples")
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for text := range strings.Lines(string(data)) {
			text = strings.TrimRight(text, "\r\n")
			if text == "" || strings.HasPrefix(text, "#") {
				continue
			}
			if n := len(parseCSV(t, text+"\r\n")[0]); n != len(proxyColumns.emit) {
				t.Errorf("%s: a real row has %d columns, the forge's have %d", filepath.Base(path), n, len(proxyColumns.emit))
			}
		}
	}
}

func TestDialects(t *testing.T) {
	for _, c := range []struct {
		server Server
		want   int
	}{
		{Server{Build: "15.0.1497.2"}, 66},
		{Server{Build: "15.1.2176.2"}, 70},
		{Server{Build: "15.1.2176.2", Columns: 74}, 74},
		{Server{Build: "15.1.2375.7"}, 74},
		{Server{Build: "15.2.1118.7", Columns: 70}, 70},
		{Server{Build: "15.2.1118.7"}, 74},
	} {
		b, err := parseBuild(c.server.Build)
		if err != nil {
			t.Fatal(err)
		}
		l := proxyLayoutOf(c.server, b)
		if got := strings.Count(l.header, ",") + 1; got != c.want || len(l.emit) != c.want {
			t.Errorf("build %s, columns %d: %d columns, %d written; want %d", c.server.Build, c.server.Columns, got, len(l.emit), c.want)
		}
	}
}

func TestRoutingNumbers(t *testing.T) {
	b, err := parseBuild("15.1.2375.7")
	if err != nil {
		t.Fatal(err)
	}
	if got := b.routing(); got != 1942063431 {
		t.Errorf("15.1.2375 is %d as a routing number, want 1942063431", got)
	}
	for number, want := range map[int]string{1942063431: "15.01.2375.000", 1942062522: "15.01.1466.000", 3: "0.00.0003.000"} {
		if got := routed(number); got != want {
			t.Errorf("routing number %d prints as %s, want %s", number, got, want)
		}
	}
	for _, bad := range []string{"", "15.1.2176", "15.1.2176.x", "15.1.2176.2.1", "-15.1.2.3", "15.1.99999.1"} {
		if _, err := parseBuild(bad); err == nil {
			t.Errorf("build %q was taken", bad)
		}
	}
}
