package export

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/report/sample"
	"github.com/athar-forensics/athar/internal/report/tlp"
)

// TestPeers lets the programs that read these formats read them. They are taken
// from the Python of ATHAR_PEERS, or the one in PATH; one that is not installed
// is skipped by its name. STIX schemas lie in the folder ATHAR_STIX_SCHEMAS.
func TestPeers(t *testing.T) {
	python, err := exec.LookPath("python3")
	if dir := os.Getenv("ATHAR_PEERS"); dir != "" {
		python, err = exec.LookPath(filepath.Join(dir, "python3"))
	}
	if err != nil {
		t.Skip("no python3 to run the readers of these formats")
	}
	cases := map[string]*athar.Assessment{
		"story":   sample.Assessment(),
		"unknown": {Schema: athar.Schema, Servers: []athar.Server{{Name: "MAIL09", Stage: athar.Unknown}}},
		"hostile": sample.Hostile(sample.Assessment(), strings.Join(sample.Attacks(), " ")),
	}
	for format, write := range Writers() {
		for name, a := range cases {
			if name == "unknown" && format == "misp" {
				continue // an event without attributes is empty by right
			}
			t.Run(format+"/"+name, func(t *testing.T) {
				ext := map[string]string{"csv": ".csv", "timesketch": ".jsonl"}[format]
				if ext == "" {
					ext = ".json"
				}
				file := filepath.Join(t.TempDir(), "case"+ext)
				f, err := os.Create(file)
				if err != nil {
					t.Fatal(err)
				}
				if err := write(f, a, Options{Lang: "en", TLP: tlp.Amber}); err != nil {
					t.Fatal(err)
				}
				if err := f.Close(); err != nil {
					t.Fatal(err)
				}
				out, err := exec.Command(python, "peers.py", format, file).CombinedOutput()
				var left *exec.ExitError
				switch {
				case errors.As(err, &left) && left.ExitCode() == 77:
					t.Skipf("%s: %s", format, out)
				case err != nil:
					t.Errorf("%v\n%s", err, out)
				}
			})
		}
	}
}
