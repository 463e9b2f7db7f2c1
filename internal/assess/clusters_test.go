package assess

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
)

// Twenty thousand findings of one intruder, and as many of others, are parted in
// a moment: nothing here grows with the square.
func TestClustersOfAFlood(t *testing.T) {
	const n = 20_000
	a := &assessor{know: knowledge(t)}
	s := &athar.Server{Name: "MAIL01"}
	at := athar.Date(2021, 3, 3)
	for i := range n {
		s.Findings = append(s.Findings, athar.Finding{
			ID: fmt.Sprintf("%08x", i), Rule: "proxylogon-ssrf-tried", Campaign: "proxylogon", Stage: athar.Attempted, Time: at + athar.Time(i)*athar.Second,
			Until: at + athar.Time(i)*athar.Second, IP: []string{"203.0.113.66"}, Evidence: map[string]string{"UserAgent": "x"},
		}, athar.Finding{
			ID: fmt.Sprintf("f%08x", i), Rule: "proxylogon-ssrf-tried", Campaign: "proxylogon", Stage: athar.Attempted, Time: at + athar.Time(i)*athar.Second,
			Until: at + athar.Time(i)*athar.Second, IP: []string{fmt.Sprintf("2001:db8::%x", i+1)}, Evidence: map[string]string{"UserAgent": "x"},
		})
	}
	got := a.clusters(s)
	if len(got) != n+1 {
		t.Fatalf("%d clusters, want %d", len(got), n+1)
	}
	if len(got[0].Findings) != n && len(got[1].Findings) != n {
		t.Errorf("the intruder's cluster has %d findings", len(got[0].Findings))
	}
}

func TestCanaryOf(t *testing.T) {
	for address, want := range map[string]string{
		"ServerInfo~a]@h:444/ecp/DDI/DDIService.svc/SetObject?msExchEcpCanary=8BeqxxxWYd1L8.&schema=X#": "8BeqxxxWYd1L8.",
		"/ecp/?msexchecpcanary=abcdefgh_1": "abcdefgh_1",
		"/ecp/?msExchEcpCanary=short":      "",
		"/ecp/?x=1":                        "",
	} {
		if got := canaryOf(address); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
}

// What is weak speaks against a name, and so does a time before the group's first.
func TestCandidates(t *testing.T) {
	a := &assessor{know: knowledge(t)}
	f := athar.Finding{
		ID: "a", Rule: "webshell-used", Campaign: "persistence", Stage: athar.Controlled, Time: athar.Date(2021, 1, 10), Until: athar.Date(2021, 1, 10),
		IP: []string{"185.250.151.72"}, Evidence: map[string]string{"script": "/aspnet_client/aspnet.aspx"},
	}
	got := a.clusters(&athar.Server{Findings: []athar.Finding{f}})
	if len(got) != 1 || len(got[0].Candidates) != 2 {
		t.Fatalf("clusters = %+v", got)
	}
	for _, c := range got[0].Candidates {
		if len(c.For) == 0 || c.Actor != "HAFNIUM (Silk Typhoon)" && len(c.Against) < 2 {
			t.Errorf("%+v", c)
		}
		if len(c.ForText) != len(c.For) || len(c.AgainstText) != len(c.Against) {
			t.Errorf("%s: %d and %d reasons, %d and %d in both languages", c.Actor, len(c.For), len(c.Against), len(c.ForText), len(c.AgainstText))
		}
		for i, text := range append(slices.Clone(c.ForText), c.AgainstText...) {
			if text.Ar == "" || strings.ContainsAny(text.Ar+text.En, "{}") || i < len(c.For) && text.En != c.For[i] {
				t.Errorf("%s: %+v", c.Actor, text)
			}
		}
	}
	f.Time, f.Until = athar.Date(2022, 1, 10), athar.Date(2022, 1, 10)
	got = a.clusters(&athar.Server{Findings: []athar.Finding{f}})
	if slices.ContainsFunc(got[0].Candidates, func(c athar.Candidate) bool { return c.Actor == "HAFNIUM (Silk Typhoon)" }) {
		t.Error("an address of 2021 counts in 2022")
	}
}
