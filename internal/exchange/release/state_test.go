package release

import (
	"testing"

	"github.com/athar-forensics/athar"
)

const (
	v  = athar.Vulnerable
	fx = athar.Fixed
	na = athar.NotAffected
	un = athar.ExposureOpen
)

func build(t testing.TB, s string) Build {
	t.Helper()
	b, err := ParseBuild(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestIdentify(t *testing.T) {
	tests := []struct {
		build, product, release string
		listed                  bool
	}{
		{"15.1.2176.2", "Exchange Server 2016", "CU19", true},
		{"15.1.2106.13", "Exchange Server 2016", "CU18 Mar21SU", true},
		{"15.1.2176.10", "Exchange Server 2016", "CU19 Mar21SU", false},
		{"15.1.2176.0", "Exchange Server 2016", "CU19", false},
		{"15.1.2200.1", "Exchange Server 2016", "CU19 May21SU", false},
		{"15.1.2507.99", "Exchange Server 2016", "CU23 Oct26SU", false},
		{"15.1.3000.1", "Exchange Server 2016", "CU23 Oct26SU", false},
		{"15.0.847.64", "Exchange Server 2013", "SP1 Mar21SU", true},
		{"15.2.2562.17", "Exchange Server Subscription Edition", "RTM", true},
		{"15.2.1748.10", "Exchange Server 2019", "CU15", true},
		{"14.3.513.0", "Exchange Server 2010", "SP3 RU32", true},
		{"14.1.289.7", "Exchange Server 2010", "SP1 RU3 v3", true},
	}
	for _, tt := range tests {
		r, ok := catalogue(t).Identify(build(t, tt.build))
		if !ok || r.Product != tt.product || r.String() != tt.release || r.Listed != tt.listed {
			t.Errorf("%s is %s %s (listed %v, %v)", tt.build, r.Product, r, r.Listed, ok)
		}
	}
	for _, unknown := range []string{"15.20.9000.1", "8.3.83.6", "15.2.196.0"} {
		if r, ok := catalogue(t).Identify(build(t, unknown)); ok {
			t.Errorf("%s is %v", unknown, r)
		}
	}
}

// What one build says about one flaw. The second column is what it says where
// only product and cumulative update are safe.
func TestState(t *testing.T) {
	tests := []struct {
		build, cve     string
		exact, inexact athar.ExposureState
	}{
		// An old cumulative update with the update of March 2021 stays open to ProxyShell.
		{"15.1.2106.13", "CVE-2021-26855", fx, un},
		{"15.1.2106.13", "CVE-2021-27065", fx, un},
		{"15.1.2106.13", "CVE-2021-34473", v, v},
		{"15.1.2106.13", "CVE-2021-31207", v, v},
		{"15.1.2176.2", "CVE-2021-26855", v, un},
		{"15.1.2176.2", "CVE-2021-26857", v, un},
		{"15.1.2176.2", "CVE-2021-26858", v, un},
		{"15.1.2176.2", "CVE-2021-27065", v, un},
		{"15.1.2176.9", "CVE-2021-26855", fx, un},
		{"15.1.2176.12", "CVE-2021-34473", fx, un},
		{"15.1.2176.12", "CVE-2021-31207", v, un},
		{"15.1.2176.14", "CVE-2021-31207", fx, un},
		// CU20 holds March, not April.
		{"15.1.2242.4", "CVE-2021-26855", fx, fx},
		{"15.1.2242.4", "CVE-2021-26857", fx, fx},
		{"15.1.2242.4", "CVE-2021-34473", v, un},
		{"15.1.2308.8", "CVE-2021-34473", fx, fx},
		{"15.1.2308.8", "CVE-2022-41040", v, v},
		{"15.2.858.5", "CVE-2021-26855", fx, fx},
		// Cumulative updates that never got a fix.
		{"15.1.1261.35", "CVE-2021-26855", v, v},
		{"15.0.1367.9", "CVE-2021-26855", v, v},
		{"15.0.847.64", "CVE-2021-26855", fx, un},
		{"15.0.847.62", "CVE-2021-26855", v, un},
		{"15.0.913.22", "CVE-2021-26855", v, v},
		// Two tables disagree on these.
		{"15.1.1415.7", "CVE-2021-26855", v, un},
		{"15.1.1415.8", "CVE-2021-26855", un, un},
		{"15.1.1415.9", "CVE-2021-26855", un, un},
		{"15.1.1415.10", "CVE-2021-26855", fx, un},
		{"15.1.1466.10", "CVE-2021-26855", v, un},
		{"15.1.1466.13", "CVE-2021-26855", un, un},
		{"15.1.1466.16", "CVE-2021-26855", fx, un},
		// March 2021 on old cumulative updates says nothing of earlier updates.
		{"15.1.1847.7", "CVE-2020-0688", fx, un},
		{"15.1.1847.12", "CVE-2020-0688", un, un},
		{"15.1.1847.3", "CVE-2020-0688", v, un},
		{"15.1.2044.13", "CVE-2020-17132", un, un},
		{"15.1.2106.13", "CVE-2020-17132", fx, un},
		{"15.1.1979.8", "CVE-2020-0688", fx, fx},
		{"15.1.2044.13", "CVE-2021-26855", fx, un},
		{"15.1.2044.13", "CVE-2021-27078", v, v},
		{"15.1.2106.13", "CVE-2021-27078", fx, un},
		// 2013 ended with March 2023.
		{"15.0.1497.48", "CVE-2022-41040", fx, un},
		{"15.0.1497.48", "CVE-2023-21529", fx, un},
		{"15.0.1497.45", "CVE-2023-21529", v, un},
		{"15.0.1497.48", "CVE-2021-42321", na, na},
		{"15.0.1497.48", "CVE-2024-21410", un, un},
		{"15.0.1497.48", "CVE-2024-26198", un, un},
		{"15.0.1497.48", "CVE-2026-42897", un, un},
		// A setting decides, not the build.
		{"15.2.1544.4", "CVE-2024-21410", fx, fx},
		{"15.2.1258.12", "CVE-2024-21410", un, un},
		{"15.2.1118.7", "CVE-2024-21410", v, un},
		{"15.1.2507.61", "CVE-2024-21410", un, un},
		{"15.2.1748.10", "CVE-2025-53786", v, un},
		{"15.2.1748.24", "CVE-2025-53786", un, un},
		{"15.2.2562.17", "CVE-2025-53786", un, un},
		// Withdrawn, followed up, disputed.
		{"15.2.1544.13", "CVE-2024-49040", un, un},
		{"15.2.1544.14", "CVE-2024-49040", fx, un},
		{"15.2.1748.10", "CVE-2024-49040", fx, fx},
		{"15.2.2562.41", "CVE-2026-42897", v, un},
		{"15.2.2562.43", "CVE-2026-42897", un, un},
		{"15.2.2562.45", "CVE-2026-42897", fx, un},
		// SE was made after most of them.
		{"15.2.2562.17", "CVE-2021-26855", na, na},
		{"15.2.2562.17", "CVE-2022-41040", na, na},
		{"15.2.2562.17", "CVE-2026-42897", v, un},
		{"15.2.2562.17", "CVE-2025-53782", v, un},
		// 2010: rollups are cumulative, one line each.
		{"14.3.496.0", "CVE-2020-0688", fx, fx},
		{"14.3.468.0", "CVE-2020-0688", v, v},
		{"14.3.496.0", "CVE-2020-17144", v, v},
		{"14.3.509.0", "CVE-2020-17144", fx, fx},
		{"14.3.509.0", "CVE-2021-26857", v, v},
		{"14.3.513.0", "CVE-2021-26857", fx, fx},
		{"14.3.513.0", "CVE-2021-26855", na, na},
		{"14.3.513.0", "CVE-2021-34473", un, un},
		{"14.2.390.3", "CVE-2020-0688", v, v},
		// Builds that are not listed.
		{"15.1.2507.99", "CVE-2026-70279", fx, un},
		{"15.2.3000.5", "CVE-2026-42897", fx, fx},
		{"15.1.2200.1", "CVE-2021-26855", un, un},
		{"15.1.2200.1", "CVE-2020-17132", fx, fx},
		{"15.1.2200.1", "CVE-2021-34473", un, un},
		{"15.1.2200.1", "CVE-2022-41040", v, v},
		{"15.2.196.0", "CVE-2021-26855", v, v},
		{"8.3.83.6", "CVE-2021-26855", un, un},
	}
	c := catalogue(t)
	for _, tt := range tests {
		f, ok := c.Flaw(tt.cve)
		if !ok {
			t.Errorf("%s is not known", tt.cve)
			continue
		}
		b := build(t, tt.build)
		if got := f.state(c.line(b), b, true); got != tt.exact {
			t.Errorf("%s, %s: %s, want %s", tt.build, tt.cve, got, tt.exact)
		}
		if got := f.state(c.line(b), b, false); got != tt.inexact {
			t.Errorf("cumulative update of %s, %s: %s, want %s", tt.build, tt.cve, got, tt.inexact)
		}
	}
}

// A product that has the flaw and never got a fix is vulnerable for ever.
func TestUnfixed(t *testing.T) {
	c, err := Load(dataFS(someProducts, someBuilds+"2019,RTM,,15.2.221.12,2018-10-22,,,\n", someFlaw+"  unfixed: [2019]\n"))
	if err != nil {
		t.Fatal(err)
	}
	e := c.At(Build{15, 2, 221, 12}, true, 0)
	if len(e) != 1 || e[0].State != v || e[0].FixedBy != "" {
		t.Errorf("got %+v", e)
	}
}
