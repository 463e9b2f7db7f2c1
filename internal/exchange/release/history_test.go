package release

import (
	"fmt"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
)

func when(t testing.TB, s string) athar.Time {
	t.Helper()
	if s == "" {
		return 0
	}
	at, err := athar.ParseTime(s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// sightings reads "2021-03-05 15.1.2176.2 exact": the third word is exact, cu
// or update (exact, and the day it was installed); "-" is an unknown time.
func sightings(t testing.TB, text string) []Sighting {
	t.Helper()
	var all []Sighting
	for _, s := range strings.Split(text, ";") {
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		w := strings.Fields(s)
		all = append(all, Sighting{
			At: when(t, strings.TrimPrefix(w[0], "-")), Build: build(t, w[1]),
			Exact: w[2] != "cu", Update: w[2] == "update",
		})
	}
	return all
}

// told writes the history of one flaw as "state from..until; ...".
func told(all []athar.Exposure, cve string) string {
	var out []string
	day := func(at athar.Time) string { return strings.TrimSuffix(at.String(), "T00:00:00Z") }
	for _, e := range all {
		if e.CVE == cve {
			out = append(out, fmt.Sprintf("%s %s..%s", e.State, day(e.From), day(e.Until)))
		}
	}
	return strings.Join(out, "; ")
}

func TestHistory(t *testing.T) {
	const logon, shell, relay, key = "CVE-2021-26855", "CVE-2021-34473", "CVE-2024-21410", "CVE-2020-0688"
	tests := []struct {
		name, seen, cve         string
		installed, until, proof string
		want                    string
	}{
		{name: "open to the end", seen: "2021-02-01 15.1.2176.2 exact; 2021-03-04 15.1.2176.2 exact", cve: logon, want: "vulnerable 2021-01-03.."},
		{name: "not before the installation", seen: "2021-02-01 15.1.2176.2 exact", cve: logon, installed: "2021-01-20", want: "vulnerable 2021-01-20.."},
		{
			name: "fixed between two sightings", seen: "2021-03-04 15.1.2176.2 exact; 2021-03-12 15.1.2176.9 exact", cve: logon,
			want: "vulnerable 2021-01-03..2021-03-04; unknown 2021-03-04..2021-03-12; fixed 2021-03-12..",
		},
		{
			name: "the setup log dates the update", seen: "2021-03-04 15.1.2176.2 exact; 2021-03-12 15.1.2176.9 update", cve: logon,
			want: "vulnerable 2021-01-03..2021-03-12; fixed 2021-03-12..",
		},
		{name: "fixed when first seen", seen: "2021-03-12 15.1.2176.9 exact", cve: logon, want: "unknown 2021-01-03..2021-03-12; fixed 2021-03-12.."},
		{name: "installed with the fix", seen: "2021-03-20 15.1.2242.4 update", cve: logon, installed: "2021-03-20", want: "fixed 2021-03-20.."},
		{name: "exploited after the first sighting", seen: "2021-07-30 15.1.2308.8 exact", cve: shell, want: "fixed 2021-08-06.."},
		{name: "cumulative update only", seen: "2021-02-01 15.1.2176.2 cu; 2021-04-01 15.1.2176.2 cu", cve: logon, want: "vulnerable 2021-01-03..2021-03-02; unknown 2021-03-02.."},
		{name: "cumulative update with the fix in it", seen: "2021-02-01 15.1.2176.2 cu; 2021-04-01 15.1.2242.4 cu", cve: logon, want: "vulnerable 2021-01-03..2021-03-02; unknown 2021-03-02..2021-04-01; fixed 2021-04-01.."},
		{name: "cumulative update that never got it", seen: "2021-09-01 15.1.2106.2 cu", cve: shell, want: "vulnerable 2021-08-06.."},
		{
			name: "log rows add nothing to an exact build", seen: "2021-03-04 15.1.2176.2 exact; 2021-03-05 15.1.2176.2 cu", cve: logon,
			want: "vulnerable 2021-01-03..",
		},
		{
			name: "log rows before an open exact build", seen: "2021-02-04 15.1.2176.2 cu; 2021-03-05 15.1.2176.2 exact", cve: logon,
			want: "vulnerable 2021-01-03..",
		},
		{
			name: "proof overrides unknown", seen: "2021-02-01 15.1.2176.2 cu; 2021-03-20 15.1.2242.4 cu", cve: logon, proof: "2021-03-04",
			want: "vulnerable 2021-01-03..2021-03-04; unknown 2021-03-04..2021-03-20; fixed 2021-03-20..",
		},
		{name: "proof overrides a cumulative update", seen: "2021-03-20 15.1.2242.4 cu", cve: logon, proof: "2021-03-25", want: "vulnerable 2021-01-03.."},
		{
			name: "proof against an exact build", seen: "2021-03-10 15.1.2176.9 exact; 2021-03-20 15.1.2242.4 exact", cve: logon, proof: "2021-03-12",
			want: "vulnerable 2021-01-03..2021-03-12; unknown 2021-03-12..2021-03-20; fixed 2021-03-20..",
		},
		{name: "proof alone", cve: logon, proof: "2021-03-04", want: "vulnerable 2021-01-03.."},
		{name: "proof from another life", seen: "2021-03-20 15.1.2242.4 update", cve: logon, installed: "2021-03-20", proof: "2021-03-04", want: "fixed 2021-03-20.."},
		{name: "nothing known", cve: logon, want: "unknown 2021-01-03.."},
		{name: "a cached page", seen: "2021-03-10 15.1.2176.9 exact; 2021-03-15 15.1.2176.2 exact", cve: logon, want: "unknown 2021-01-03..2021-03-10; fixed 2021-03-10.."},
		{name: "a build from the future", seen: "2021-02-10 15.1.2507.6 exact; 2021-03-04 15.1.2176.2 exact", cve: logon, want: "vulnerable 2021-01-03.."},
		{name: "installed anew", seen: "2021-03-10 15.1.2242.4 exact; 2021-04-15 15.1.2176.2 exact", cve: logon, installed: "2021-04-10", want: "vulnerable 2021-04-10.."},
		{
			name: "a new cumulative update without the fix", seen: "2021-08-10 15.1.2176.14 exact; 2021-08-20 15.1.2242.4 exact", cve: shell,
			want: "unknown 2021-08-06..2021-08-20; vulnerable 2021-08-20..",
		},
		{
			name: "the same, and the setup log dates it", seen: "2021-08-10 15.1.2176.14 exact; 2021-08-20 15.1.2242.4 update", cve: shell,
			want: "unknown 2021-08-06..2021-08-10; fixed 2021-08-10..2021-08-20; vulnerable 2021-08-20..",
		},
		{
			name: "a later update that tells less", seen: "2020-03-01 15.1.1847.7 exact; 2021-03-04 15.1.1847.12 exact", cve: key,
			want: "unknown 2020-02-26..2020-03-01; fixed 2020-03-01..",
		},
		{
			name: "Extended Protection", seen: "2024-03-01 15.1.2375.7 exact; 2024-04-01 15.1.2507.37 exact", cve: relay,
			want: "vulnerable 2024-02-15..2024-03-01; unknown 2024-03-01..",
		},
		{name: "no time: the end of the evidence", seen: "- 15.1.2176.9 exact", cve: logon, until: "2021-03-31", want: "unknown 2021-01-03..2021-03-31; fixed 2021-03-31.."},
		{name: "no time at all", seen: "- 15.1.2176.9 exact", cve: logon, want: "unknown 2021-01-03.."},
		{
			name: "upgraded to SE", seen: "2025-06-01 15.2.1544.14 exact; 2026-08-01 15.2.2562.45 update", cve: "CVE-2026-42897",
			want: "vulnerable 2026-05-14..2026-08-01; fixed 2026-08-01..",
		},
		{name: "exploited after the evidence", seen: "2021-03-04 15.1.2176.2 exact", cve: shell, until: "2021-03-31", want: "vulnerable 2021-08-06.."},
		{name: "2010 was not looked at", seen: "2021-03-04 14.3.513.0 exact", cve: shell, want: "unknown 2021-08-06.."},
		{name: "2010 has the fix", seen: "2021-03-04 14.3.513.0 exact", cve: "CVE-2021-26857", want: "unknown 2021-01-03..2021-03-04; fixed 2021-03-04.."},
		{name: "not affected is left out", seen: "2025-08-01 15.2.2562.17 exact", cve: logon, want: ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q := Query{Sightings: sightings(t, tt.seen), Installed: when(t, tt.installed), Until: when(t, tt.until)}
			if tt.proof != "" {
				q.Proofs = []Proof{{CVE: tt.cve, At: when(t, tt.proof)}}
			}
			if got := told(catalogue(t).History(q), tt.cve); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestHistoryFixedBy(t *testing.T) {
	all := catalogue(t).History(Query{Sightings: sightings(t, "2024-04-01 15.1.2507.37 exact")})
	want := map[string]string{
		"CVE-2022-41040": "Nov22SU",
		"CVE-2024-21410": "Aug22SU + Extended Protection (default with 2019 CU14)",
		"CVE-2026-42897": "Jul26SU",
	}
	for _, e := range all {
		if by, ok := want[e.CVE]; ok {
			if e.FixedBy != by {
				t.Errorf("%s is fixed by %q, want %q", e.CVE, e.FixedBy, by)
			}
			delete(want, e.CVE)
		}
	}
	if len(want) > 0 {
		t.Errorf("not in the history: %v", want)
	}
}

// Where no build is known the update is named if it is one for all products.
func TestHistoryWithoutBuild(t *testing.T) {
	by := map[string]string{}
	for _, e := range catalogue(t).History(Query{}) {
		by[e.CVE] = e.FixedBy
		if e.ExploitedSince == 0 || e.State != un {
			t.Errorf("%s is %s, exploited since %q", e.CVE, e.State, e.ExploitedSince)
		}
	}
	if by["CVE-2021-26855"] != "Mar21SU" || by["CVE-2021-26857"] != "" {
		t.Errorf("fixed by %v", by)
	}
}

// With All every flaw is there, also those that the product does not have.
func TestHistoryAll(t *testing.T) {
	c := catalogue(t)
	q := Query{Sightings: sightings(t, "2025-08-01 15.2.2562.17 exact")}
	some := c.History(q)
	q.All = true
	all := c.History(q)
	have := map[string]bool{}
	for _, e := range all {
		have[e.CVE] = true
	}
	if len(have) != len(c.Flaws()) {
		t.Errorf("%d of %d flaws", len(have), len(c.Flaws()))
	}
	if len(some) >= len(all) {
		t.Errorf("%d entries without All, %d with it", len(some), len(all))
	}
	if got := told(all, "CVE-2021-26855"); got != "unknown 2025-07-01..2025-08-01; not-affected 2025-08-01.." {
		t.Errorf("ProxyLogon on SE: %s", got)
	}
}

// A flood of builds costs neither time nor memory.
func TestHistoryFlood(t *testing.T) {
	var q Query
	for i := range 200_000 {
		q.Sightings = append(q.Sightings, Sighting{
			At: when(t, "2026-11-01") + athar.Time(i), Build: Build{15, 1, 2600 + i/500, i % 500}, Exact: true,
		})
	}
	c := catalogue(t)
	if kept := c.sift(q); len(kept) > 2*maxBuilds {
		t.Errorf("%d sightings kept", len(kept))
	}
	if len(c.History(q)) == 0 {
		t.Error("no history")
	}
}

func BenchmarkHistory(b *testing.B) {
	c := catalogue(b)
	q := Query{Sightings: sightings(b, "2021-01-04 15.1.2176.2 cu; 2021-03-04 15.1.2176.2 exact; 2021-03-12 15.1.2176.9 exact; 2021-07-20 15.1.2308.14 update")}
	for b.Loop() {
		c.History(q)
	}
}
