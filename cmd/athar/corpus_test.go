package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/corpus"
	"github.com/athar-forensics/athar/internal/hunt"
)

// A real victim of 3 March 2021: planted in two rounds, reached by others, gone.
func TestCorpusHelseCERT(t *testing.T) {
	v := scan(t, corpus.Path(t, "helsecert", "extracted"))
	s := v.only()
	wantStage(t, s, athar.Implanted)
	wantAnswers(t, s, "yes yes yes ? ?")
	if v.exit() != exitFound {
		t.Errorf("exit status %d, want 1", v.exit())
	}

	first := oneOf(t, s, "proxylogon-vdir-rebuilt")
	if first.Time != on(2021, 3, 3, 6, 49, 53)+772*athar.Second/1000 || first.Until != on(2021, 3, 3, 6, 50, 8)+396*athar.Second/1000 || first.Count != 3 {
		t.Errorf("first round: %s to %s, %d records", first.Time, first.Until, first.Count)
	}
	second := oneOf(t, s, "proxylogon-vdir-planted")
	if second.Time != on(2021, 3, 3, 6, 59, 17)+960*athar.Second/1000 {
		t.Errorf("second round: %s", second.Time)
	}
	if reset := oneOf(t, s, "proxylogon-vdir-reset"); reset.Count != 1 || reset.Stage != athar.Implanted {
		t.Errorf("reset: %d at %v", reset.Count, reset.Stage)
	}
	for _, wiped := range byRule(s, "proxylogon-vdir-wiped") {
		if wiped.Stage != athar.NoStage {
			t.Errorf("the clean-up at %s is told as %v", wiped.Time, wiped.Stage)
		}
	}

	const shell = "/owa/auth/redirsuiteserverproxy.aspx"
	visits := 0
	for _, f := range byRule(s, "webshell-reached") {
		visits += f.Count
		if f.Evidence["script"] != shell {
			t.Errorf("%s is called a shell", f.Evidence["script"])
		}
		if slices.Contains(f.IP, "130.255.189.21") {
			t.Errorf("a visit is told as the planter's: %v", f.IP)
		}
	}
	// Five keyless GETs, each logged by IIS and by the front end.
	if visits != 5 {
		t.Errorf("%d visits, want 5", visits)
	}
	if n := len(byRule(s, "webshell-used")); n != 0 {
		t.Errorf("%d findings of a use, want none", n)
	}
	gone := oneOf(t, s, "webshell-gone")
	if gone.Evidence["script"] != shell || !strings.HasPrefix(gone.Evidence["first_missing"], "2021-03-08T20:37:27") {
		t.Errorf("gone: %v", gone.Evidence)
	}
}

// One ProxyShell row that a vulnerable server answered, among ordinary ones.
func TestCorpusVelociraptorIIS(t *testing.T) {
	v := scan(t, filepath.Join(corpus.Path(t, "velociraptor-testdata", "files", "csv"), "iis.log"))
	s := v.only()
	wantStage(t, s, athar.Accessed)
	f := oneOf(t, s, "proxyshell-reached")
	if f.Source.Line != 7 || f.Count != 1 || f.Stage != athar.Accessed {
		t.Errorf("line %d, count %d, stage %v", f.Source.Line, f.Count, f.Stage)
	}
	for i := range s.Findings {
		if o := &s.Findings[i]; o.Rule != f.Rule && o.Stage >= athar.Attempted {
			t.Errorf("%s says %v of line %d", o.Rule, o.Stage, o.Source.Line)
		}
	}
}

// The token in the address says whom the intruder pretended to be.
func TestCorpusToken(t *testing.T) {
	f := oneOf(t, scan(t, corpus.Path(t, "wild-excerpts")).only(), "proxyshell-token")
	for _, want := range []string{`rt-testing.nextron\whatever`, "S-1-5-21-395643343-2694467620-1557806748-500"} {
		if !slices.Contains(f.Account, want) {
			t.Errorf("account %q is not among %v", want, f.Account)
		}
	}
}

// Every web and Exchange log of these collections is recognised, its rows read
// or counted as lost, and nothing in them is an attack.
func TestCorpusHarmless(t *testing.T) {
	for _, c := range []struct {
		dir     []string
		records int64
	}{
		{[]string{"qazeer-artefacts", "extracted-samples"}, 31},
		{[]string{"plaso", "test_data", "iis"}, 30},
		{[]string{"brianary-iis"}, 22},
		{[]string{"elastic-integrations"}, 7},
	} {
		v := scan(t, corpus.Path(t, c.dir...))
		for i := range v.Servers {
			nothingFrom(t, &v.Servers[i], athar.Attempted)
		}
		if v.Scan.Records != c.records {
			t.Errorf("%v: %d records, want %d", c.dir, v.Scan.Records, c.records)
		}
		for _, s := range v.Scan.Skipped {
			if s.Records > 0 {
				t.Errorf("%v: %d records lost in %s: %s", c.dir, s.Records, s.Path, s.Reason)
			}
		}
	}
}

// The verdict is the same for any number of threads, and for evidence given twice.
func TestCorpusSameDocument(t *testing.T) {
	dir := corpus.Path(t, "helsecert", "extracted")
	want := scanWith(t, hunt.Options{Threads: 1}, dir).document()
	for _, threads := range []int{2, 8} {
		if got := scanWith(t, hunt.Options{Threads: threads}, dir).document(); got != want {
			t.Errorf("%d threads give another document", threads)
		}
	}
	if got := scan(t, dir, dir).document(); got != want {
		t.Error("the same folder given twice gives another document")
	}
}
