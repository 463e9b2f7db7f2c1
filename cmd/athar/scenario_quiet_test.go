package main

import (
	"fmt"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
	"github.com/athar-forensics/athar/internal/hunt"
)

// fixed is a week of a server that was installed with every fix of its time.
func fixed(s *story) *forge.Host {
	h := s.server("MAIL01", "15.1.2507.6")
	h.Installed(on(2022, 6, 1, 10, 0, 0))
	h.WebRoot(on(2022, 6, 1, 10, 10, 0))
	quiet(h, on(2022, 6, 1, 10, 20, 0), on(2022, 6, 4, 0, 0, 0))
	return h
}

// open is the first week of March 2021 on a server without the update of that month.
func open(s *story) *forge.Host {
	h := s.server("MAIL01", "15.1.2176.2")
	h.Installed(on(2021, 3, 1, 6, 0, 0))
	h.WebRoot(on(2021, 3, 1, 6, 10, 0))
	quiet(h, on(2021, 3, 1, 6, 20, 0), on(2021, 3, 5, 0, 0, 0))
	return h
}

// openAugust is a week of August 2021 on a server that has the update of March
// and not those of April and May.
func openAugust(s *story) *forge.Host {
	h := s.server("MAIL01", "15.1.2176.9")
	h.Installed(on(2021, 8, 17, 6, 0, 0))
	h.WebRoot(on(2021, 8, 17, 6, 10, 0))
	quiet(h, on(2021, 8, 17, 6, 20, 0), on(2021, 8, 19, 0, 0, 0))
	return h
}

// Servers on which nothing happened. What may be said of them depends on how
// much of the time that matters the evidence shows.
func TestScenarioNothingHappened(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		tell    func(*story)
		sinks   []func(forge.Sink) forge.Sink
		stage   athar.Stage
		exit    int
		answers string
	}{
		{
			"fixed since installation, everything given", func(s *story) { fixed(s) }, nil,
			athar.Clear, exitBelow, "no no no no no",
		},
		{
			"vulnerable, everything given", func(s *story) { open(s) }, nil,
			athar.Exposed, exitBelow, "yes no no no no",
		},
		{
			"fixed by an update in the window, everything given", func(s *story) {
				h := s.server("MAIL01", "15.1.2176.2")
				h.Installed(on(2021, 3, 1, 6, 0, 0))
				h.WebRoot(on(2021, 3, 1, 6, 10, 0))
				quiet(h, on(2021, 3, 1, 6, 20, 0), on(2021, 3, 4, 0, 0, 0))
				if err := h.Upgrade(on(2021, 3, 4, 0, 5, 0), "15.1.2176.9", "KB5000871"); err != nil {
					s.t.Fatal(err)
				}
				quiet(h, on(2021, 3, 4, 0, 30, 0), on(2021, 3, 6, 0, 0, 0))
			}, nil,
			athar.Exposed, exitBelow, "yes no no no no",
		},
		{
			"logs begin three weeks late", func(s *story) {
				h := s.server("MAIL01", "15.1.2507.6")
				quiet(h, on(2022, 6, 20, 0, 0, 0), on(2022, 6, 24, 0, 0, 0))
			},
			[]func(forge.Sink) forge.Sink{keepOnly("HttpProxy", "W3SVC")},
			athar.Unknown, exitUnknown, "? ? ? ? ?",
		},
		{
			"vulnerable since January, logs from March", func(s *story) {
				h := s.server("MAIL01", "15.1.2176.2")
				h.Installed(on(2021, 1, 2, 6, 0, 0))
				quiet(h, on(2021, 3, 1, 6, 20, 0), on(2021, 3, 5, 0, 0, 0))
			}, nil,
			athar.Exposed, exitUnknown, "yes ? ? ? ?",
		},
		{
			"only the back end's IIS log", func(s *story) { fixed(s) },
			[]func(forge.Sink) forge.Sink{keepOnly("W3SVC2")},
			athar.Unknown, exitUnknown, "? ? ? ? ?",
		},
		{
			"only the pages on disk", func(s *story) { open(s) },
			[]func(forge.Sink) forge.Sink{keepOnly("FrontEnd", "wwwroot")},
			athar.Unknown, exitUnknown, "? ? ? ? ?",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newStory(t, 11)
			c.tell(s)
			v := scan(t, s.pack(c.sinks...))
			wantStage(t, v.only(), c.stage)
			wantAnswers(t, v.only(), c.answers)
			nothingFrom(t, v.only(), athar.Probed)
			if v.exit() != c.exit {
				t.Errorf("exit status = %d, want %d", v.exit(), c.exit)
			}
		})
	}
}

// A hole in the logs while others go on: the hole is named, and nothing is ruled
// out for it.
func TestScenarioGap(t *testing.T) {
	t.Parallel()
	s := newStory(t, 12)
	fixedHost := s.server("MAIL01", "15.1.2176.2")
	fixedHost.Installed(on(2021, 3, 1, 6, 0, 0))
	quiet(fixedHost, on(2021, 3, 1, 6, 20, 0), on(2021, 3, 6, 0, 0, 0))
	v := scan(t, s.pack(without("u_ex210303", "HttpProxy_20210303")))
	srv := v.only()
	wantStage(t, srv, athar.Exposed)
	if srv.Answers.Attacked.Answer != athar.Unsure || v.exit() != exitUnknown {
		t.Errorf("attacked = %s, exit %d; want unknown and 3\n%s", srv.Answers.Attacked.Answer, v.exit(), told(srv))
	}
	gaps := 0
	for _, c := range srv.Coverage {
		if c.Source == athar.KindIIS && len(c.Gaps) == 1 {
			gaps++
		}
	}
	if gaps != 1 || len(incident(t, srv, "proxylogon").Uncovered) == 0 {
		t.Errorf("the gap of 3 March is not told\n%s", told(srv))
	}
}

// What an administrator's script exports has only the columns that he thought
// of: it may show an attack, and rules none out where detection lacks columns.
func TestScenarioExportedColumns(t *testing.T) {
	t.Parallel()
	export := forge.SelectColumns("DateTime", "UrlStem", "HttpStatus", "ClientIpAddress")
	s := newStory(t, 13)
	fixed(s)
	v := scan(t, s.pack(keepOnly("HttpProxy/Ecp", "HttpProxy/Owa", "HttpProxy/Autodiscover"), func(k forge.Sink) forge.Sink {
		return forge.Damaged(k, "HttpProxy", export)
	}))
	for i := range v.Servers {
		if got := v.Servers[i].Stage; got != athar.Unknown {
			t.Errorf("without AnchorMailbox and UrlQuery: %v\n%s", got, told(&v.Servers[i]))
		}
	}
	t.Run("attack in exported columns", func(t *testing.T) {
		t.Parallel()
		full := forge.SelectColumns("DateTime", "AnchorMailbox", "UrlStem", "HttpStatus", "ClientIpAddress", "UserAgent", "ServerHostName")
		s := newStory(t, 13)
		h := open(s)
		h.ProxyLogon(forge.ProxyLogon{At: on(2021, 3, 3, 3, 0, 0), From: intruder, Shell: forge.Shell{URL: "/owa/auth/x.aspx", Key: "k"}, Answered: true})
		v := scan(t, s.pack(keepOnly("HttpProxy/Ecp"), func(k forge.Sink) forge.Sink { return forge.Damaged(k, "HttpProxy", full) }))
		wantStage(t, v.server("MAIL01"), athar.Implanted)
	})
}

// Ordinary work that looks like an attack: seeds drawn, nothing may reach
// "attempted", and what permitted scanners asked is at most "probed".
func TestScenarioLookAlikes(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			s := newStory(t, 100+seed)
			for i, build := range []string{"15.1.2176.2", "15.2.1118.7", "15.0.1497.2"}[:1+seed%3] {
				h := s.serverOf(forge.Server{Name: fmt.Sprintf("MAIL0%d", i+1), Build: build, Language: []forge.Language{forge.English, forge.French, forge.German}[i], Columns: []int{74, 70, 0}[i]})
				h.Healthy(forge.Traffic{From: on(2022, 5, 30, 0, 0, 0), Until: on(2022, 6, 7, 0, 0, 0), PerHour: 15, Probe: 2 * athar.Hour, LookAlikes: true})
				h.PermittedScan(on(2022, 6, 1, 9, 0, 0))
				h.VersionProbes(on(2022, 6, 2, 9, 0, 0))
				h.EditVirtualDirectories(on(2022, 6, 3, 9, 0, 0))
				h.CreateVirtualDirectory(on(2022, 6, 3, 9, 5, 0))
				h.ExportMailbox(on(2022, 6, 3, 9, 10, 0))
			}
			v := scan(t, s.pack())
			for i := range v.Servers {
				nothingFrom(t, &v.Servers[i], athar.Attempted)
			}
			if v.exit() == exitFound {
				t.Error("exit status 1 on servers where nothing happened")
			}
		})
	}
}

// Bounds on the command line make the time outside them uncovered.
func TestScenarioSinceUntil(t *testing.T) {
	t.Parallel()
	s := newStory(t, 14)
	h := open(s)
	h.ProxyLogon(forge.ProxyLogon{At: on(2021, 3, 3, 3, 0, 0), From: intruder, Shell: forge.Shell{URL: "/owa/auth/x.aspx", Key: "k"}})
	h.Unplant("/owa/auth/x.aspx")
	dir := s.pack()
	for _, c := range []struct {
		name         string
		since, until athar.Time
		stage        athar.Stage
		attacked     athar.Reply
	}{
		{"around the attack", on(2021, 3, 3, 0, 0, 0), on(2021, 3, 4, 0, 0, 0), athar.Implanted, athar.Yes},
		{"after the attack", on(2021, 3, 4, 0, 0, 0), 0, athar.Exposed, athar.Unsure},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			srv := scanWith(t, hunt.Options{Threads: 2, Since: c.since, Until: c.until}, dir).only()
			wantStage(t, srv, c.stage)
			if srv.Answers.Attacked.Answer != c.attacked {
				t.Errorf("attacked = %s, want %s\n%s", srv.Answers.Attacked.Answer, c.attacked, told(srv))
			}
		})
	}
}

// intruder is who breaks in, unless a scenario says otherwise.
var intruder = forge.Visitor{Address: "203.0.113.66", Agent: "python-requests/2.25.1"}
