package selftest

import (
	"context"
	"io/fs"
	"os"
	"path"
	"testing"
)

// Every rule of the content finds what it must and nothing that it must not, and
// has samples of both sorts. The folder is read, not the embedded archive, so
// that a sample can be tried before it is packed.
func TestContent(t *testing.T) {
	content := os.DirFS("../../content")
	files, err := fs.Glob(content, "*/campaign.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no campaign in the content folder", err)
	}
	var campaigns []string
	for _, f := range files {
		campaigns = append(campaigns, path.Dir(f))
	}
	report, err := Check(context.Background(), content, campaigns)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Failures {
		t.Error(f)
	}
	if report.Samples < 2*report.Rules {
		t.Errorf("%d samples for %d rules", report.Samples, report.Rules)
	}
}
