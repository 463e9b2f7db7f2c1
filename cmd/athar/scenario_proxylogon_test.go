package main

import (
	"slices"
	"strconv"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
)

// Every step of the chain of March 2021, alone and together, on an open server
// and on a fixed one. What decides is what the answer proves.
func TestScenarioProxyLogon(t *testing.T) {
	t.Parallel()
	at := on(2021, 3, 3, 3, 0, 0)
	shell := forge.Shell{URL: "/owa/auth/x.aspx", Key: "k"}
	step := forge.ProxyLogon{At: at, From: intruder, Shell: shell}
	for _, c := range []struct {
		name     string
		tell     func(*forge.Host)
		stage    athar.Stage
		entered  athar.Reply
		exposed  string // states of CVE-2021-26855
		campaign athar.Stage
	}{
		{"localhost probe, routed", func(h *forge.Host) { h.LocalhostProbe(at, intruder, true) }, athar.Probed, athar.No, "vulnerable", athar.Probed},
		{"localhost probe, not routed", func(h *forge.Host) { h.LocalhostProbe(at, intruder, false) }, athar.Probed, athar.No, "vulnerable", athar.Probed},
		{"autodiscover only, 200", func(h *forge.Host) { h.AutodiscoverOnly(step, 200) }, athar.Probed, athar.No, "vulnerable", athar.Probed},
		{"autodiscover only, 500", func(h *forge.Host) { h.AutodiscoverOnly(step, 500) }, athar.Probed, athar.No, "vulnerable", athar.Probed},
		{"chain refused with 500", func(h *forge.Host) { h.RefusedChain(step, 500) }, athar.Attempted, athar.No, "vulnerable", athar.Attempted},
		{"chain, reset seen by the control panel only", func(h *forge.Host) { h.ProxyLogon(step); h.Unplant(shell.URL) }, athar.Implanted, athar.Yes, "vulnerable", athar.Implanted},
		{"chain, reset answered", func(h *forge.Host) { p := step; p.Answered = true; h.ProxyLogon(p); h.Unplant(shell.URL) }, athar.Implanted, athar.Yes, "vulnerable", athar.Implanted},
		{"chain with the cookie's other form", func(h *forge.Host) {
			p := step
			p.Query, p.Answered = true, true
			h.ProxyLogon(p)
			h.Unplant(shell.URL)
		}, athar.Implanted, athar.Yes, "vulnerable", athar.Implanted},
		{"chain through a file of OWA", func(h *forge.Host) {
			p := step
			p.Stem, p.Answered = "/owa/auth/x.js", true
			h.ProxyLogon(p)
			h.Unplant(shell.URL)
		}, athar.Implanted, athar.Yes, "vulnerable", athar.Implanted},
		{"address book written outside its folder", func(h *forge.Host) {
			h.OABWrite(at, forge.DefaultInstall+`\FrontEnd\HttpProxy\owa\auth\log.aspx`)
		}, athar.Implanted, athar.Yes, "vulnerable", athar.Implanted},
		{"mail read without a file, a megabyte", func(h *forge.Host) { h.MailTheft(step, 400) }, athar.Exfiltrated, athar.Yes, "vulnerable", athar.Exfiltrated},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newStory(t, 21)
			c.tell(open(s))
			srv := scan(t, s.pack()).only()
			wantStage(t, srv, c.stage)
			if srv.Answers.Entered.Answer != c.entered {
				t.Errorf("entered = %s, want %s\n%s", srv.Answers.Entered.Answer, c.entered, told(srv))
			}
			if got := states(srv, "CVE-2021-26855"); got != c.exposed {
				t.Errorf("CVE-2021-26855 was %q, want %q", got, c.exposed)
			}
			if got := incident(t, srv, "proxylogon").Stage; got != c.campaign {
				t.Errorf("campaign at %v, want %v\n%s", got, c.campaign, told(srv))
			}
			if got := incident(t, srv, "proxyshell").Stage; got != athar.Clear {
				t.Errorf("the other campaign is at %v, want clear", got)
			}
		})
	}
}

// The same steps on a server that has the update: tried, and no more, and the
// update is not talked away.
func TestScenarioProxyLogonOnFixedServer(t *testing.T) {
	t.Parallel()
	for _, status := range []int{500, 503} {
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			t.Parallel()
			s := newStory(t, 22)
			h := fixed(s)
			h.RefusedChain(forge.ProxyLogon{At: on(2022, 6, 3, 3, 0, 0), From: intruder}, status)
			srv := scan(t, s.pack()).only()
			wantStage(t, srv, athar.Attempted)
			wantAnswers(t, srv, "no yes no no no")
		})
	}
}

// A 200 to the chain's first step proves that the flaw was open, even where
// nothing names the build.
func TestScenarioAutodiscoverProvesExposure(t *testing.T) {
	t.Parallel()
	s := newStory(t, 23)
	h := s.server("MAIL01", "15.1.2176.2")
	h.AutodiscoverOnly(forge.ProxyLogon{At: on(2021, 3, 3, 3, 0, 0), From: intruder}, 200)
	srv := scan(t, s.pack()).only()
	wantStage(t, srv, athar.Probed)
	f := oneOf(t, srv, "proxylogon-autodiscover-answered")
	if srv.Answers.Exposed.Answer != athar.Yes || !slices.Contains(srv.Answers.Exposed.Because, f.ID) {
		t.Errorf("exposed = %+v, want yes because of %s", srv.Answers.Exposed, f.ID)
	}
	if len(f.CVE) != 0 {
		t.Errorf("cve = %v: a flaw that was not used", f.CVE)
	}
}

// One request is in up to three logs: it is counted once, with the front end's stage.
func TestScenarioOneRequestThreeLogs(t *testing.T) {
	t.Parallel()
	p := forge.ProxyLogon{At: on(2021, 3, 3, 3, 0, 0), From: intruder}
	for _, c := range []struct {
		name  string
		keep  []func(forge.Sink) forge.Sink
		stage athar.Stage
		count int
	}{
		{"all logs", nil, athar.Probed, 1},
		{"front end only", []func(forge.Sink) forge.Sink{without("W3SVC")}, athar.Probed, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newStory(t, 24)
			h := open(s)
			h.AutodiscoverOnly(p, 200)
			srv := scan(t, s.pack(c.keep...)).only()
			wantStage(t, srv, c.stage)
			if f := oneOf(t, srv, "proxylogon-autodiscover-answered"); f.Count != c.count {
				t.Errorf("count = %d, want %d", f.Count, c.count)
			}
			wantRules(t, srv, "proxylogon-autodiscover-answered", "page-changed")
		})
	}
	t.Run("IIS only", func(t *testing.T) {
		t.Parallel()
		s := newStory(t, 24)
		h := open(s)
		h.RefusedChain(p, 500)
		srv := scan(t, s.pack(without("HttpProxy"))).only()
		wantStage(t, srv, athar.Attempted)
	})
}
