package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/casefile"
	"github.com/athar-forensics/athar/internal/report/sample"
	"github.com/athar-forensics/athar/internal/rollup"
)

func TestRollupCommand(t *testing.T) {
	root := t.TempDir()
	for i, name := range []string{"one", "two", "three"} {
		if err := casefile.Write(filepath.Join(root, name), athar.NewCase(), sample.Fleet(i*5)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Truncate(filepath.Join(root, "three", "assessment.json.zst"), 20); err != nil {
		t.Fatal(err)
	}
	inventory := filepath.Join(t.TempDir(), "own.csv")
	if err := os.WriteFile(inventory, []byte("case,organisation,sector\none,Alef,law\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	page, key := filepath.Join(t.TempDir(), "page.html"), filepath.Join(t.TempDir(), "key")
	code, out, errs := command(t, "rollup", root, filepath.Join(root, "one"), "--inventory", inventory, "--json", "-", "--html", page)
	var d rollup.Document
	if err := json.Unmarshal([]byte(out), &d); code != exitBelow || err != nil {
		t.Fatalf("status %d: %s %v", code, errs, err)
	}
	if d.Cases != 3 || d.Servers != 2 || len(d.Failed) != 1 || d.Organisations != 1 || !strings.Contains(d.Failed[0].Reason, "changed or damaged") {
		t.Errorf("%+v", d)
	}
	if text, err := os.ReadFile(page); err != nil || !strings.Contains(string(text), "Alef") {
		t.Errorf("the page: %v", err)
	}
	for _, lang := range []string{"en", "ar"} {
		if code, out, _ := command(t, "rollup", root, "--lang", lang); code != exitBelow || !strings.Contains(out, "MAIL00000") {
			t.Errorf("%s: status %d: %s", lang, code, out)
		}
	}
	_, out, _ = command(t, "rollup", root, "--json", "-", "--redact", "auto", "--redact", "Alef", "--redact-key", key, "--inventory", inventory)
	for _, n := range []string{"MAIL0", "contoso", "Alef"} {
		if strings.Contains(out, n) {
			t.Errorf("%s stands in a redacted picture", n)
		}
	}
	for name, args := range map[string][]string{"nothing there": {root + "/none"}, "no case in it": {t.TempDir()}, "no key": {root, "--redact", "auto"}, "no inventory": {root, "--inventory", root + "/x"}} {
		if code, _, errs := command(t, append([]string{"rollup"}, args...)...); code != exitFailed || errs == "" {
			t.Errorf("%s: status %d", name, code)
		}
	}
}
