package release

import (
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/corpus"
)

// Every build that Microsoft's list has is in ours, with the same day and article,
// and the other way round but for those that their list is too young or too old for.
func TestBuildsAgainstMicrosoft(t *testing.T) {
	records, err := csv.NewReader(strings.NewReader(string(corpus.File(t, "exchange-versions-ms/ExchangeBuildNumbers.csv")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	agreed := map[string]string{
		"15.1.225.16": "a preview, never supported in production; it shares its first numbers with RTM",
		"15.2.196.0":  "a preview, never supported in production",
	}
	ahead := map[string]string{
		"Sep26SU":   "newer than the list, from the CVE record",
		"Sep26SUv2": "newer than the list, from the CVE record",
		"Oct26SU":   "newer than the list, from the CVE record",
	}
	theirs := map[Build]bool{}
	c := catalogue(t)
	compared := 0
	for _, rec := range records[1:] {
		if strings.HasPrefix(rec[0], "Exchange 2007") {
			continue
		}
		b := build(t, rec[1])
		theirs[b] = true
		r, ok := c.Identify(b)
		if _, skip := agreed[b.String()]; skip {
			if ok && r.Listed {
				t.Errorf("%s is listed: remove it from the agreed differences", b)
			}
			continue
		}
		compared++
		if !ok || !r.Listed {
			t.Errorf("%s (%s) is not listed", b, rec[0])
			continue
		}
		day, err := time.Parse("1/2/2006", rec[2])
		if err != nil {
			t.Fatal(err)
		}
		if r.Released != athar.TimeOf(day) {
			t.Errorf("%s was released on %s, Microsoft's list says %s", b, r.Released, rec[2])
		}
		if rec[3] != "" && r.KB != rec[3] {
			t.Errorf("%s has article %q, Microsoft's list says %q", b, r.KB, rec[3])
		}
	}
	for _, r := range c.Releases() {
		if r.Released < when(t, "2021-03-02") && r.SU != "" || theirs[r.Build] {
			continue // their list has no security update before March 2021
		}
		if why := ahead[r.SU]; why == "" {
			t.Errorf("%s %s (%s) is not in Microsoft's list", r.Product, r, r.Build)
		}
	}
	if compared < 250 {
		t.Errorf("only %d builds compared", compared)
	}
}

// leftOut are cumulative updates for which a fix was made and which righel's
// source, the CPE list of the CVE record, does not name or names in part.
var leftOut = map[string]string{
	"15.0.847":  "2013 SP1: only two of the four flaws of March 2021, though it got the same package, and only some of its builds",
	"15.1.1779": "2016 CU13: no product of that name in the record, though the update exists for it",
	"15.2.397":  "2019 CU2: as 2016 CU13",
	"15.1.2507": "2016 CU23: its builds before February 2023 are not listed, though the record names it",
	"15.2.1118": "2019 CU12: as 2016 CU23",
}

// righel's dictionary says for each build which of 14 CVEs it has. It names
// only cumulative updates of the CVE record, those for which the fix was made:
// those that never got it are in no list there and vulnerable here. That and
// leftOut are the agreed differences; righel is never the stricter one.
func TestStatesAgainstRighel(t *testing.T) {
	var dict map[string]struct {
		CVEs []struct{ ID string }
	}
	if err := json.Unmarshal(corpus.File(t, "exchange-versions/ms-exchange-versions-cves-dict.json"), &dict); err != nil {
		t.Fatal(err)
	}
	has := map[string]map[string]bool{}
	named := map[string]map[[3]int]bool{} // the cumulative updates that righel names for a CVE at all
	for b, entry := range dict {
		for _, cve := range entry.CVEs {
			if has[cve.ID] == nil {
				has[cve.ID] = map[string]bool{}
				named[cve.ID] = map[[3]int]bool{}
			}
			has[cve.ID][b] = true
			if parsed, err := ParseBuild(b); err == nil {
				named[cve.ID][[3]int(parsed[:3])] = true
			}
		}
	}
	if len(has) < 14 {
		t.Fatalf("only %d CVEs", len(has))
	}
	c := catalogue(t)
	agree, silent := 0, 0
	for text := range dict {
		b, err := ParseBuild(text)
		if err != nil || c.line(b) == nil {
			continue // up to 2007, and lists of three numbers
		}
		for cve := range has {
			f, ok := c.Flaw(cve)
			if !ok {
				t.Errorf("%s is not known", cve)
				continue
			}
			got, theirs := f.state(c.line(b), b, true), has[cve][text]
			switch {
			case (got == athar.Vulnerable) == theirs:
				agree++
			case got == athar.Vulnerable && !named[cve][[3]int(b[:3])] && !c.line(b).carries(f.Fixed[c.line(b).key], f.Standalone, b):
				silent++
			case got == athar.Vulnerable && leftOut[text[:strings.LastIndexByte(text, '.')]] != "":
				silent++
			default:
				t.Errorf("%s %s: %s, righel says %v", text, cve, got, theirs)
			}
		}
	}
	t.Logf("%d agree; of %d righel says nothing", agree, silent)
}

// CISA's catalogue decides the exploited flag, its day and the ransomware flag.
func TestFlawsAgainstKEV(t *testing.T) {
	records, err := csv.NewReader(strings.NewReader(string(corpus.File(t, "kev/known_exploited_vulnerabilities.csv")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	columns := []string{"cveID", "vendorProject", "product", "dateAdded", "knownRansomwareCampaignUse"}
	var at []int
	for _, name := range columns {
		at = append(at, slices.Index(records[0], name))
	}
	c := catalogue(t)
	listed := map[string]bool{}
	for _, rec := range records[1:] {
		if rec[at[1]] != "Microsoft" || !strings.HasPrefix(rec[at[2]], "Exchange") {
			continue
		}
		cve := rec[at[0]]
		listed[cve] = true
		f, ok := c.Flaw(cve)
		if !ok {
			t.Errorf("%s is not known", cve)
			continue
		}
		if f.KEV != when(t, rec[at[3]]) {
			t.Errorf("%s: entered on %s, the catalogue says %s", cve, f.KEV, rec[at[3]])
		}
		if ransomware := rec[at[4]] == "Known"; f.Ransomware != ransomware {
			t.Errorf("%s: ransomware %v, the catalogue says %v", cve, f.Ransomware, ransomware)
		}
	}
	if len(listed) < 17 {
		t.Errorf("only %d entries of Exchange", len(listed))
	}
	// The snapshot ends on 2025-08-25.
	later := map[string]string{"CVE-2023-21529": "entered 2026-04-13", "CVE-2026-42897": "entered 2026-05-15"}
	for _, f := range c.Flaws() {
		if f.ExploitedSince != 0 && !listed[f.CVE] && later[f.CVE] == "" {
			t.Errorf("%s is exploited here and not in the catalogue", f.CVE)
		}
	}
}

// carries says whether an update was made for the cumulative update of a build.
func (l *line) carries(update string, standalone bool, b Build) bool {
	return slices.ContainsFunc(l.carriers[carried{update, standalone}], func(i int) bool { return l.rows[i].Build.compareCU(b) == 0 })
}
