package main

import (
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
)

// Visits to a page that is none of Exchange's. The answer decides, and who sent
// nothing gave no order.
func TestScenarioShellVisits(t *testing.T) {
	t.Parallel()
	at := on(2021, 3, 3, 3, 0, 0)
	stranger := forge.Visitor{Address: "203.0.113.200", Agent: "curl/7.68.0"}
	for _, url := range []string{"/owa/auth/zz.aspx", "/aspnet_client/zz.aspx", "/ecp/auth/zz.aspx", "/ews/zz.aspx", "/OWA/Auth/Current/themes/resources/ZZ.ASPX"} {
		shell := forge.Shell{URL: url, Key: "k", Planted: at}
		for _, c := range []struct {
			name  string
			tell  func(*forge.Host)
			stage athar.Stage
			rules []string
		}{
			{"sweep by others", func(h *forge.Host) { h.Sweep(at, stranger) }, athar.Probed, []string{"webshell-swept"}},
			{"keyless GET answered", func(h *forge.Host) { h.Look(at, stranger, shell, true) }, athar.Implanted, []string{"webshell-reached"}},
			{"POST answered", func(h *forge.Host) { h.Command(at, stranger, shell, 1800) }, athar.Controlled, []string{"webshell-used"}},
			{"command in the query", func(h *forge.Host) { h.CommandInQuery(at, stranger, shell, "x") }, athar.Controlled, []string{"webshell-used"}},
			{"POST failed", func(h *forge.Host) { h.Broken(at, stranger, shell) }, athar.Attempted, []string{"webshell-error"}},
			{"answered, then gone", func(h *forge.Host) {
				h.Look(at, stranger, shell, true)
				h.Missing(at+athar.Hour, stranger, url)
			}, athar.Implanted, []string{"webshell-reached", "webshell-swept", "webshell-gone"}},
		} {
			t.Run(url+" "+c.name, func(t *testing.T) {
				t.Parallel()
				s := newStory(t, 41)
				h := s.server("MAIL01", "15.1.2176.2")
				h.Installed(on(2021, 3, 1, 6, 0, 0))
				quiet(h, on(2021, 3, 3, 0, 0, 0), on(2021, 3, 4, 0, 0, 0))
				c.tell(h)
				srv := scan(t, s.pack()).only()
				wantStage(t, srv, c.stage)
				wantRules(t, srv, c.rules...)
				for _, f := range byRule(srv, "webshell-gone") {
					if f.Stage != athar.NoStage {
						t.Errorf("its removal is at %v", f.Stage)
					}
				}
			})
		}
	}
}

// A build that the list of pages does not cover may have new pages in Exchange's own
// folders: nobody knows what answered there, and nobody says that all is well. Beside
// Exchange no build has any.
func TestScenarioShellOnNewBuild(t *testing.T) {
	t.Parallel()
	at := on(2022, 6, 3, 3, 0, 0)
	for url, want := range map[string]struct {
		stage    athar.Stage
		attacked athar.Reply
		rule     string
	}{
		"/aspnet_client/zz.aspx": {athar.Implanted, athar.Yes, "webshell-reached"},
		"/owa/auth/zz.aspx":      {athar.NoStage, athar.Unsure, "webshell-unlisted"},
	} {
		t.Run(url, func(t *testing.T) {
			t.Parallel()
			s := newStory(t, 41)
			h := s.server("MAIL01", "15.1.2507.9")
			h.Installed(on(2022, 6, 1, 6, 0, 0))
			quiet(h, on(2022, 6, 3, 0, 0, 0), on(2022, 6, 4, 0, 0, 0))
			h.Look(at, forge.Visitor{Address: "203.0.113.200", Agent: "curl/7.68.0"}, forge.Shell{URL: url, Key: "k", Planted: at}, true)
			srv := scan(t, s.pack()).only()
			if want.stage != athar.NoStage {
				wantStage(t, srv, want.stage)
			} else if srv.Stage >= athar.Probed {
				t.Errorf("stage = %v", srv.Stage)
			}
			wantRules(t, srv, want.rule)
			if srv.Answers.Attacked.Answer != want.attacked {
				t.Errorf("attacked = %v, want %v", srv.Answers.Attacked.Answer, want.attacked)
			}
		})
	}
}

// Pages on disk, by what they are wrapped in. A dump states when it was dropped.
func TestScenarioShellOnDisk(t *testing.T) {
	t.Parallel()
	at := on(2021, 3, 3, 3, 0, 0)
	for _, c := range []struct {
		name, rule, campaign string
		wrap                 forge.Wrap
	}{
		{"dump", "page-oab-dump", "proxylogon", forge.OABDump},
		{"mailbox export", "page-wrapped", "proxyshell", forge.MailboxExport},
		{"certificate", "page-wrapped", "proxyshell", forge.CertificateRequest},
	} {
		for _, language := range []forge.Language{forge.English, forge.German, forge.French} {
			t.Run(c.name+" "+string(language), func(t *testing.T) {
				t.Parallel()
				s := newStory(t, 42)
				h := s.serverOf(forge.Server{Name: "MAIL01", Language: language, Install: `E:\Programme\Exchange`})
				h.Plant(forge.Shell{URL: "/owa/auth/errorFS.aspx", Key: "k", Wrap: c.wrap, Planted: at})
				quiet(h, on(2021, 3, 3, 0, 0, 0), on(2021, 3, 4, 0, 0, 0))
				srv := scan(t, s.pack()).only()
				wantStage(t, srv, athar.Implanted)
				f := oneOf(t, srv, c.rule)
				if f.Campaign != c.campaign {
					t.Errorf("campaign = %s, want %s", f.Campaign, c.campaign)
				}
				if c.wrap == forge.OABDump && f.Time != 0 && f.Time != at {
					t.Errorf("drop time = %s, want %s or none", f.Time, at)
				}
				if srv.Answers.StillThere.Answer != athar.Yes {
					t.Errorf("still there = %s", srv.Answers.StillThere.Answer)
				}
			})
		}
	}
}

// Foreign files in a web root: a page with nothing in it, one that was emptied.
func TestScenarioForeignPages(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{"emptied": "", "hello": "hello", "posing as a log": "#Software: Microsoft Internet Information Services 10.0\r\n#Fields: date time\r\n"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStory(t, 43)
			h := open(s)
			h.Leave("/aspnet_client/supp0rt.aspx", on(2021, 3, 3, 3, 0, 0), []byte(body))
			wantStage(t, scan(t, s.pack()).only(), athar.Implanted)
		})
	}
}
