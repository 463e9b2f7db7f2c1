package main

import (
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
)

// withList scans a story with a list of indicators.
func withList(t *testing.T, dir, list string, more ...string) *athar.Assessment {
	t.Helper()
	out := t.TempDir()
	name := filepath.Join(out, "list.csv")
	if err := os.WriteFile(name, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(out, "a.json")
	args := append([]string{"scan", dir, "--out", filepath.Join(out, "case"), "--json", file, "--quiet", "--intel", name}, more...)
	if status, _, stderr := command(t, args...); status == exitFailed {
		t.Fatal(stderr)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	a := &athar.Assessment{}
	if err := json.Unmarshal(data, a); err != nil {
		t.Fatal(err)
	}
	return a
}

// leads returns the findings that rest on lists, as "rule subject-of-evidence".
func leads(s *athar.Server) []string {
	var out []string
	for _, f := range s.Findings {
		if strings.HasPrefix(f.Rule, "indicator-") {
			out = append(out, f.Rule+" "+f.Evidence["indicator"])
		}
	}
	return out
}

// A clear server stays clear whatever its clients' addresses are called in a list,
// and each opinion is a lead.
func TestScenarioIndicatorsAreLeads(t *testing.T) {
	s := newStory(t, 501)
	h := fixed(s)
	from := forge.Visitor{Address: "203.0.113.66", Agent: "Mozilla/5.0"}
	for i := range 5 {
		h.Hit(forge.Hit{At: on(2022, 6, 2, 9, i, 0), From: from, URL: "/owa/auth/logon.aspx", Status: 200, Took: 20})
	}
	h.Hit(forge.Hit{At: on(2022, 6, 2, 15, 0, 0), From: from, URL: "/owa/auth/logon.aspx", Status: 200, Took: 20})
	dir := s.folder()
	bare := withList(t, dir, "198.18.0.1\n")
	a := withList(t, dir, "value,type,valid_until,confidence,source\n"+
		"203.0.113.66,ip,,high,CERT\n"+ // seen
		"203.0.113.0/24,range,,low,CDN\n"+ // a provider's whole range
		"203.0.113.67,ip,,,\n"+ // nobody
		"mail01.corp.example,domain,,,\n") // the victim's own name
	if a.Scan.Rules.Indicators <= 4 || len(a.Scan.Rules.Failed) != 0 {
		t.Errorf("%+v", a.Scan.Rules)
	}
	was, is := &bare.Servers[0], &a.Servers[0]
	wantStage(t, is, was.Stage)
	if was.Stage != athar.Clear {
		t.Errorf("the server without a list is %v", was.Stage)
	}
	got := strings.Join(leads(is), ", ")
	// Two bursts of the address, and the same two of the range.
	want := "indicator-address:list.csv 203.0.113.66, indicator-address:list.csv 203.0.113.0/24, indicator-address:list.csv 203.0.113.66, indicator-address:list.csv 203.0.113.0/24"
	if a, b := sorted(got), sorted(want); a != b {
		t.Errorf("%s\nwant %s\n%s", a, b, told(is))
	}
	for _, f := range is.Findings {
		if f.Evidence["indicator"] == "203.0.113.66" && f.Time == on(2022, 6, 2, 9, 0, 0) {
			if f.Stage != athar.NoStage || f.Count != 5 || f.Confidence != athar.Sure || f.Evidence["source"] != "CERT" || len(f.IP) != 1 || f.Evidence["field"] == "" {
				t.Errorf("%+v", f)
			}
		}
	}
	// The same addresses, a month after the list's word for them ended.
	old := withList(t, dir, "value,type,valid_until\n203.0.113.66,ip,2022-05-01\n203.0.113.0/24,range,2022-05-01\n")
	if got := leads(&old.Servers[0]); len(got) != 0 {
		t.Errorf("expired: %v", got)
	}
}

func sorted(list string) string {
	parts := strings.Split(list, ", ")
	for i := range parts {
		for j := i + 1; j < len(parts); j++ {
			if parts[j] < parts[i] {
				parts[i], parts[j] = parts[j], parts[i]
			}
		}
	}
	return strings.Join(parts, ", ")
}

// An entry with a stage raises one, and so does the hash of a file that is there:
// the name of a file, or of an expired entry, does not.
func TestScenarioIndicatorsWithStages(t *testing.T) {
	tool := []byte("MZ\x00\x01 a made-up tool that is none\x00\x02")
	sum := md5.Sum(tool)
	s := newStory(t, 502)
	h := fixed(s)
	h.Hit(forge.Hit{At: on(2022, 6, 2, 9, 0, 0), From: forge.Visitor{Address: "203.0.113.66", Agent: "x/1"}, URL: "/owa/auth/logon.aspx", Status: 200, Took: 20})
	dir := s.folder()
	put(t, dir, "C/Windows/Temp/tool.exe", tool)
	put(t, dir, "C/Windows/Temp/other.exe", append(tool, 1))
	hash := hex.EncodeToString(sum[:])

	named := &withList(t, dir, "C:\\Windows\\Temp\\other.exe\ntool.exe\n").Servers[0]
	wantStage(t, named, athar.Clear)
	if got := leads(named); len(got) != 2 {
		t.Errorf("%v", got)
	}
	hashed := &withList(t, dir, hash+"\n").Servers[0]
	wantStage(t, hashed, athar.Implanted)
	f := oneOf(t, hashed, "indicator-hash:list.csv")
	if f.Source.Kind != athar.KindFile || !strings.HasSuffix(f.File[0], "tool.exe") || f.Time != 0 || f.Evidence["indicator"] != hash || f.Campaign != "persistence" {
		t.Errorf("%+v", f)
	}
	staged := &withList(t, dir, "value,type,stage\n"+hash+",md5,impacted\n203.0.113.66,ip,expanded\n").Servers[0]
	wantStage(t, staged, athar.Impacted)
	if f := oneOf(t, staged, "indicator-address:list.csv"); f.Stage != athar.Expanded || f.Severity != athar.High {
		t.Errorf("%+v", f)
	}
}

// An attack that only IIS shows keeps its stage where the front end's row of the
// same request is a lead.
func TestScenarioIndicatorsHideNothing(t *testing.T) {
	s := newStory(t, 503)
	attacked(s)
	dir := s.pack()
	bare := withList(t, dir, "198.18.0.1\n")
	a := withList(t, dir, intruder.Address+"\n")
	wantStage(t, &a.Servers[0], bare.Servers[0].Stage)
	ids := map[string]bool{}
	for _, f := range a.Servers[0].Findings {
		ids[f.ID] = true
	}
	for _, f := range bare.Servers[0].Findings {
		if !ids[f.ID] {
			t.Errorf("%s %s is gone", f.Rule, f.Time)
		}
	}
	if len(leads(&a.Servers[0])) == 0 {
		t.Error("the intruder's address is no lead")
	}
}

// Lists that are broken in part are told of; one that cannot be opened is a
// mistake on the command line.
func TestScenarioBrokenLists(t *testing.T) {
	s := newStory(t, 504)
	fixed(s)
	dir := s.pack()
	a := withList(t, dir, "198.18.0.1\n10.0.0.1\n"+strings.Repeat("ab", 31)+"a\n")
	if failed := a.Scan.Rules.Failed; len(failed) != 2 || failed[0].Path != "list.csv" || failed[0].Rule != "line 2" || !strings.Contains(failed[1].Reason, "63 hexadecimal digits") {
		t.Errorf("%+v", failed)
	}
	a = withList(t, dir, "nothing of use\n")
	if failed := a.Scan.Rules.Failed; len(failed) != 2 || !strings.Contains(failed[0].Reason, "no indicator that can be used") {
		t.Errorf("%+v", failed)
	}
	if status, _, stderr := command(t, "scan", dir, "--out", t.TempDir(), "--intel", filepath.Join(t.TempDir(), "none.csv")); status != exitFailed || !strings.Contains(stderr, "--intel") {
		t.Errorf("%d %s", status, stderr)
	}
}

// What the program brings along is without fault, is looked for in its time only,
// and not at all with --no-builtin.
func TestScenarioBuiltinIndicators(t *testing.T) {
	know, err := loadKnowledge()
	if err != nil {
		t.Fatal(err)
	}
	if err := know.addIndicators(true, nil); err != nil {
		t.Fatal(err)
	}
	if len(know.Library.Failed) != 0 || know.Indicators < 50 {
		t.Errorf("%d, %+v", know.Indicators, know.Library.Failed)
	}
	for year, want := range map[int]int{2021: 1, 2022: 0} {
		s := newStory(t, 505)
		h := s.server("MAIL01", "15.1.2507.6")
		day := on(year, 3, 3, 0, 0, 0)
		quiet(h, day, day+athar.Day)
		h.Hit(forge.Hit{At: day + 9*athar.Hour, From: forge.Visitor{Address: "103.77.192.219", Agent: "x"}, URL: "/owa/auth/logon.aspx", Status: 200, Took: 20})
		dir := s.pack()
		a := withList(t, dir, "198.18.0.1\n")
		if got := leads(&a.Servers[0]); len(got) != want {
			t.Errorf("%d: %v", year, got)
		} else if want == 1 && a.Servers[0].Findings[0].Campaign != "proxylogon" && oneOf(t, &a.Servers[0], "indicator-address:proxylogon").Campaign != "proxylogon" {
			t.Errorf("%+v", a.Servers[0].Findings)
		}
		a = withList(t, dir, "198.18.0.1\n", "--no-builtin")
		if got := leads(&a.Servers[0]); len(got) != 0 {
			t.Errorf("%d without what is built in: %v", year, got)
		}
	}
}

func TestIntelCheck(t *testing.T) {
	list := written(t, "list.txt", "198.51.100.7\nevil\x1b[2J.test\n10.0.0.1\n")
	code, out := runs(t, "intel", "check", list)
	if code != exitBelow || !strings.Contains(out, `list.txt:3: "10.0.0.1": a private address`) || !strings.Contains(out, "1 loaded (1 address), 2 cannot be used") || strings.Contains(out, "\x1b") {
		t.Errorf("%d\n%s", code, out)
	}
	if code, out = runs(t, "intel", "check", "--json", list); code != exitBelow || !strings.Contains(out, `"loaded": 1`) {
		t.Errorf("%d\n%s", code, out)
	}
	if code, _ = runs(t, "intel", "check", written(t, "bad.txt", "nothing\n")); code != exitFound {
		t.Errorf("a list of nothing: %d", code)
	}
	if code, _ = runs(t, "intel", "check", "no-such-file"); code != exitFailed {
		t.Errorf("no file: %d", code)
	}
}
