package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/casefile"
	"github.com/athar-forensics/athar/internal/report/sample"
)

// writeCase puts an assessment on disk as a scan would.
func writeCase(t *testing.T, a *athar.Assessment) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "case")
	if err := casefile.Write(dir, athar.NewCase(), a); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestEveryFormatIsWrittenAndRedacted(t *testing.T) {
	dir := writeCase(t, sample.Assessment())
	names := filepath.Join(t.TempDir(), "names.txt")
	if err := os.WriteFile(names, []byte("cfo@contoso.example\nMAIL01\nDC01\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	standIn := ""
	for _, format := range strings.Split(formats, ",") {
		for _, lang := range []string{"en", "ar"} {
			code, plain, errs := command(t, "report", dir, "--format", format, "--lang", lang)
			if code != exitBelow || plain == "" {
				t.Fatalf("%s: status %d: %s", format, code, errs)
			}
			code, out, errs := command(t, "report", dir, "--format", format, "--lang", lang, "--redact", names, "--tlp", "amber")
			if code != exitBelow || errs != "" {
				t.Fatalf("%s: status %d: %s", format, code, errs)
			}
			for _, n := range []string{"cfo@contoso", "mail01", "dc01"} {
				if strings.Contains(strings.ToLower(out), n) {
					t.Errorf("%s %s: %s stands in it", format, lang, n)
				}
			}
			if !strings.Contains(strings.ToUpper(out), "TLP:AMBER") {
				t.Errorf("%s %s is not marked", format, lang)
			}
			if i := strings.Index(out, "mailbox-"); i >= 0 {
				if standIn == "" {
					standIn = out[i : i+18]
				}
				if out[i:i+18] != standIn {
					t.Errorf("%s: %s here, %s elsewhere", format, out[i:i+18], standIn)
				}
			}
		}
	}
	if standIn == "" {
		t.Error("no output holds a stand-in")
	}
	if info, err := os.Stat(filepath.Join(dir, "redact.key")); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("the key: %v, %v", info, err)
	}
}

func TestRedactOptions(t *testing.T) {
	dir := writeCase(t, sample.Assessment())
	key := filepath.Join(t.TempDir(), "key")
	for name, c := range map[string]struct {
		args []string
		code int
		want string
	}{
		"auto":         {[]string{"--redact", "auto"}, exitBelow, ""},
		"names":        {[]string{"--redact", "legal@contoso.example,EDGE02"}, exitBelow, ""},
		"own key":      {[]string{"--redact", "MAIL01", "--redact-key", key}, exitBelow, ""},
		"a word of it": {[]string{"--redact", "servers"}, exitBelow, "word of its own"},
		"no file":      {[]string{"--redact", "names/of/nobody.txt"}, exitFailed, "no such file"},
		"a letter":     {[]string{"--redact", "x"}, exitFailed, "too short"},
		"nobody":       {[]string{"--redact", ","}, exitFailed, "names nobody"},
		"not a key":    {[]string{"--redact", "MAIL01", "--redact-key", filepath.Join(dir, "manifest.json", "x")}, exitFailed, "not a directory"},
		"no label":     {[]string{"--tlp", "purple"}, exitFailed, "no TLP label"},
	} {
		code, out, errs := command(t, append([]string{"report", dir, "--format", "json"}, c.args...)...)
		if code != c.code || !strings.Contains(errs, c.want) || c.want == "" && errs != "" {
			t.Errorf("%s: status %d: %s", name, code, errs)
		}
		if name == "auto" && (strings.Contains(out, "contoso") || strings.Contains(out, "MAIL0")) {
			t.Errorf("auto leaves names")
		}
	}
}
