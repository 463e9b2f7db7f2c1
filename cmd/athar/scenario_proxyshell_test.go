package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
)

// Every step of the chain of August 2021 by path, status and who asked.
func TestScenarioProxyShellProbes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		domain, path string
		status       int
		stage        athar.Stage
	}{
		{"evil.example", "/mapi/nspi/", 200, athar.Accessed},
		{"evil.example", "/mapi/nspi/", 302, athar.Accessed},
		{"evil.example", "/mapi/nspi/", 401, athar.Attempted},
		{"evil.example", "/mapi/nspi/", 400, athar.Attempted},
		{"evil.example", "/mapi/nspi/", 404, athar.Attempted},
		{"evil.example", "/ews/exchange.asmx", 200, athar.Accessed},
		{"evil.example", "/ews/exchange.asmx", 403, athar.Attempted},
		{"evil.example", "/powershell", 401, athar.Attempted},
		{"evil.example", "/ecp/", 500, athar.Attempted},
		{"foo.com", "/mapi/nspi/", 401, athar.Probed},
		{"test.com", "/mapi/nspi/", 302, athar.Probed},
		{"evil.corp", "/mapi/nspi/", 200, athar.Accessed},
	} {
		t.Run(strings.Join([]string{c.domain, c.path}, " "), func(t *testing.T) {
			t.Parallel()
			s := newStory(t, 31)
			openAugust(s).ProxyShellProbe(on(2021, 8, 18, 3, 0, 0), intruder, c.domain, c.path, c.status)
			dir := s.pack()
			wantStage(t, scan(t, dir).only(), c.stage)
			// Each of the two logs alone says the same.
			for _, drop := range []string{"W3SVC", "HttpProxy"} {
				srv := scan(t, s.pack(without(drop))).only()
				if srv.Stage != c.stage {
					t.Errorf("%d without %s: %v, want %v\n%s", c.status, drop, srv.Stage, c.stage, told(srv))
				}
			}
		})
	}
}

// The whole chain ends in a page: its file, its visits and the export are one
// campaign, and the token says whom the intruder pretended to be.
func TestScenarioProxyShellChain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		wrap forge.Wrap
		user bool
		rule string
		cve  bool
	}{
		{"export, role by group", forge.MailboxExport, false, "proxyshell-export", true},
		{"export, role by user", forge.MailboxExport, true, "proxyshell-export", true},
		{"certificate request", forge.CertificateRequest, false, "proxyshell-certificate", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newStory(t, 32)
			h := openAugust(s)
			shell := forge.Shell{URL: "/aspnet_client/q8.aspx", Key: "exec", Wrap: c.wrap}
			end := h.ProxyShell(forge.ProxyShell{At: on(2021, 8, 18, 3, 0, 0), From: intruder, Domain: "evil.example", Victim: "amal@example.test", Shell: shell, User: c.user})
			h.Look(end+athar.Minute, intruder, shell, true)
			h.Command(end+2*athar.Minute, intruder, shell, 1800)
			srv := scan(t, s.pack()).only()
			wantStage(t, srv, athar.Controlled)
			wantAnswers(t, srv, "yes yes yes ? yes")
			plant := oneOf(t, srv, c.rule)
			if plant.Stage != athar.Implanted || slices.Contains(plant.CVE, "CVE-2021-31207") != c.cve {
				t.Errorf("%s: %v %v", plant.Rule, plant.Stage, plant.CVE)
			}
			for _, rule := range []string{"webshell-used", "webshell-reached", "page-wrapped"} {
				f := oneOf(t, srv, rule)
				if f.Campaign != "proxyshell" {
					t.Errorf("%s belongs to %s, want proxyshell", rule, f.Campaign)
				}
				if c.cve && !slices.Contains(f.CVE, "CVE-2021-31207") {
					t.Errorf("%s: cve = %v", rule, f.CVE)
				}
			}
			var accounts []string
			for _, f := range byRule(srv, "proxyshell-token") {
				accounts = append(accounts, f.Account...)
			}
			if !slices.Contains(accounts, "amal@example.test") || !slices.ContainsFunc(accounts, func(a string) bool { return strings.HasSuffix(a, "-500") }) {
				t.Errorf("accounts = %v, want the token's name and SID", accounts)
			}
			if got := incident(t, srv, "proxylogon").Stage; got > athar.Clear {
				t.Errorf("proxylogon is at %v", got)
			}
		})
	}
}

// The request filter stopped it: tried, and no more.
func TestScenarioBlocked(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, stem, query, cookies string }{
		{"back-end cookie", "/ecp/x.js", "", "X-BEResource"},
		{"anonymous back-end cookie", "/owa/auth/x.js", "", "X-AnonResource;X-AnonResource-Backend"},
		{"autodiscover", "/autodiscover/autodiscover.json", "@evil.example/mapi/nspi/?&Email=autodiscover/autodiscover.json%3F@evil.example", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newStory(t, 33)
			fixed(s).Blocked(on(2022, 6, 3, 3, 0, 0), intruder, "POST", c.stem, c.query, c.cookies)
			srv := scan(t, s.pack()).only()
			wantStage(t, srv, athar.Attempted)
			wantAnswers(t, srv, "no yes no no no")
		})
	}
}
