package main

import (
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
)

// An answer of 200 on a server that has the fix is an attempt, and the text says why;
// where an inner service, a cmdlet or a page shows an effect, it is what it looks like.
func TestScenarioDoorShut(t *testing.T) {
	t.Parallel()
	at := on(2022, 6, 3, 3, 0, 0)
	late := on(2023, 2, 8, 3, 0, 0)
	session := forge.SignedIn{At: late, From: intruder, Account: "amal@example.test", Status: 200}
	current := func(s *story) *forge.Host {
		h := s.server("MAIL01", "15.1.2507.17")
		quiet(h, on(2023, 2, 7, 0, 0, 0), on(2023, 2, 9, 0, 0, 0))
		return h
	}
	inner := without("W3SVC2", "CmdletInfra", "Logging/Ews", "MSExchange Management", "inetpub/wwwroot")
	for _, c := range []struct {
		name, rule string
		tell       func(*story)
		stage      athar.Stage
		sinks      []func(forge.Sink) forge.Sink
	}{
		{"ProxyShell, by the answer alone", "proxyshell-shut", func(s *story) { fixed(s).ProxyShellProbe(at, intruder, "evil.example", "/mapi/nspi/", 200) }, athar.Attempted, []func(forge.Sink) forge.Sink{inner}},
		{"ProxyShell, and the inner service answered", "proxyshell-reached", func(s *story) { fixed(s).ProxyShellProbe(at, intruder, "evil.example", "/mapi/nspi/", 200) }, athar.Accessed, nil},
		{"ProxyShell, refused", "proxyshell-tried", func(s *story) { fixed(s).ProxyShellProbe(at, intruder, "evil.example", "/mapi/nspi/", 401) }, athar.Attempted, nil},
		{"ProxyShell, whole, against what the build says", "proxyshell-token", func(s *story) {
			shell := forge.Shell{URL: "/aspnet_client/q8.aspx", Key: "exec", Wrap: forge.MailboxExport}
			fixed(s).ProxyShell(forge.ProxyShell{At: at, From: intruder, Domain: "evil.example", Victim: "amal@example.test", Shell: shell})
		}, athar.Implanted, nil},
		{"ProxyNotShell, by the answer alone", "proxynotshell-shut", func(s *story) { current(s).ProxyNotShell(session) }, athar.Attempted, []func(forge.Sink) forge.Sink{inner}},
		{"ProxyNotShell, and a session", "proxynotshell-reached", func(s *story) { current(s).ProxyNotShell(session) }, athar.Accessed, nil},
		{"OWASSRF, by the answer alone", "owassrf-shut", func(s *story) { current(s).OWASSRF(session) }, athar.Attempted, []func(forge.Sink) forge.Sink{inner}},
		{"OWASSRF, and a session", "owassrf-reached", func(s *story) { current(s).OWASSRF(session) }, athar.Accessed, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newStory(t, 45)
			c.tell(s)
			srv := scan(t, s.pack(c.sinks...)).only()
			wantStage(t, srv, c.stage)
			if len(byRule(srv, c.rule)) == 0 {
				t.Errorf("no finding of %s\n%s", c.rule, told(srv))
			}
			for _, f := range srv.Findings {
				if f.Stage == athar.Attempted && f.Rule == c.rule && len(f.CVE) > 0 {
					t.Errorf("%s names %v: nothing shows that they were used", f.Rule, f.CVE)
				}
			}
		})
	}
}
