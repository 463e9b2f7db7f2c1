package main

import (
	"fmt"
	"testing"

	"github.com/athar-forensics/athar"
)

// timed is a row of the front end with its answer's size and time.
type timed struct {
	method, page, ip   string
	status, sent, took int
}

// sweepLog is a log of a server that asks nobody's name: forty pages that it does not
// have were all given to one address. The log begins and ends with ordinary life.
func sweepLog(sizes bool, sweep func(i int) timed, then ...timed) []byte {
	l := &iisLog{}
	fields := iisHeader
	if sizes {
		fields += " sc-bytes"
	}
	l.fields(fields)
	at := on(2021, 3, 10, 2, 0, 0)
	put := func(r timed) {
		fmt.Fprintf(&l.b, "%s 192.0.2.10 %s %s - 443 - %s Mozilla/5.0 - %d 0 0 %d", at.Std().Format("2006-01-02 15:04:05"), r.method, r.page, r.ip, r.status, r.took)
		if sizes {
			fmt.Fprintf(&l.b, " %d", r.sent)
		}
		l.b.WriteString("\r\n")
		at += 20 * athar.Second
	}
	put(timed{"GET", "/owa/auth/logon.aspx", "192.0.2.77", 200, 28000, 31})
	for i := range 40 {
		put(sweep(i))
	}
	at += 40 * athar.Minute
	for _, r := range then {
		put(r)
	}
	put(timed{"GET", "/owa/auth/logon.aspx", "192.0.2.77", 200, 28000, 31})
	return l.bytes()
}

// A server, or what stands in front of it, that answers 200 to any name says nothing
// by it; and nobody can hide a shell behind that.
func TestScenarioAnyNameAnswered(t *testing.T) {
	t.Parallel()
	const folder = "/aspnet_client/"
	alike := func(method string) func(int) timed {
		return func(i int) timed {
			return timed{method, fmt.Sprintf("%sn%d.aspx", folder, i), intruder.Address, 200, 1200 + i%3, 20 + i%40}
		}
	}
	use := func(page, ip string, sent, took int) timed {
		return timed{"POST", folder + page, ip, 200, sent, took}
	}
	for _, c := range []struct {
		name  string
		log   []byte
		stage athar.Stage
		file  string // lies on disk
	}{
		{"asked for", sweepLog(false, alike("GET")), athar.Probed, ""},
		{"data sent", sweepLog(false, alike("POST")), athar.Probed, ""},
		{"sizes logged", sweepLog(true, alike("POST")), athar.Probed, ""},
		{"a passer-by asks too", sweepLog(false, alike("GET"), timed{"GET", folder + "shell.aspx", "198.51.100.9", 200, 0, 25}), athar.Probed, ""},
		{"a passer-by sends once", sweepLog(false, alike("GET"), use("shell.aspx", "198.51.100.9", 0, 25)), athar.Probed, ""},
		{"and some fail", sweepLog(false, func(i int) timed {
			if i%2 == 0 {
				return timed{"GET", fmt.Sprintf("%sn%d.aspx", folder, i+1), intruder.Address, 500, 0, 25}
			}
			return alike("GET")(i)
		}), athar.Probed, ""},
		// A server that has nothing, and one that has what it gives.
		{"all refused", sweepLog(false, func(i int) timed { r := alike("GET")(i); r.status = 404; return r }), athar.Probed, ""},
		{"one refused", sweepLog(false, func(i int) timed {
			r := alike("POST")(i)
			if i == 39 {
				r.status = 404
			}
			return r
		}), athar.Controlled, ""},
		{"each compiled", sweepLog(false, func(i int) timed { r := alike("GET")(i); r.took = 2500 + i; return r }), athar.Implanted, ""},
		{"each compiled before", sweepLog(false, func(i int) timed {
			r := alike("POST")(i % 20)
			if i < 20 {
				r.ip, r.took = "198.51.100.9", 1800+i
			}
			return r
		}), athar.Controlled, ""},
		{"each of its size", sweepLog(true, func(i int) timed { r := alike("GET")(i); r.sent = 700 * (i + 1); return r }), athar.Implanted, ""},
		{"few", sweepLog(false, func(i int) timed { r := alike("POST")(i % 9); return r }), athar.Controlled, ""},
		// Who sweeps first hides nothing.
		{"then used again and again", sweepLog(false, alike("GET"), use("n3.aspx", intruder.Address, 0, 30), use("n3.aspx", intruder.Address, 0, 30), use("n3.aspx", intruder.Address, 0, 30), use("n3.aspx", intruder.Address, 0, 30)), athar.Controlled, ""},
		{"then used slowly", sweepLog(false, alike("GET"), use("n3.aspx", intruder.Address, 0, 1900), use("n3.aspx", intruder.Address, 0, 2600)), athar.Controlled, ""},
		{"then another size", sweepLog(true, alike("POST"), use("n3.aspx", intruder.Address, 9000, 30)), athar.Controlled, ""},
		{"then from elsewhere, by a name of its own", sweepLog(false, alike("GET"), use("q9x.aspx", "198.51.100.9", 0, 30), use("q9x.aspx", "198.51.100.9", 0, 30)), athar.Controlled, ""},
		{"and one of them lies on disk", sweepLog(false, alike("GET")), athar.Implanted, "n3.aspx"},
		{"another folder", sweepLog(false, alike("GET"), timed{"POST", "/owa/auth/n3.aspx", intruder.Address, 200, 0, 30}), athar.Controlled, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			put(t, dir, "MAIL01/inetpub/logs/LogFiles/W3SVC1/u_ex210310.log", c.log)
			if c.file != "" {
				put(t, dir, "MAIL01/inetpub/wwwroot/aspnet_client/"+c.file, []byte("hello"))
			}
			srv := scan(t, dir).only()
			wantStage(t, srv, c.stage)
			if c.stage == athar.Probed && srv.Answers.Attacked.Answer != athar.Unsure {
				t.Errorf("attacked = %s from a log that cannot show it", srv.Answers.Attacked.Answer)
			}
			for _, f := range byRule(srv, "webshell-any-name") {
				if len(f.IP) != 1 || f.Stage != athar.Probed {
					t.Errorf("%s at %v from %v", f.Rule, f.Stage, f.IP)
				}
			}
		})
	}
}

// An exploit's answer shows nothing either where any name of several folders is
// answered alike, as by a portal; where one folder is, or Exchange's own log tells of
// the request, it is what it looks like.
func TestScenarioAnyNameAnsweredEverywhere(t *testing.T) {
	t.Parallel()
	both := func(i int) timed {
		folder := []string{"/aspnet_client/", "/owa/auth/"}[i%2]
		return timed{"GET", fmt.Sprintf("%sn%d.aspx", folder, i), intruder.Address, 200, 0, 20}
	}
	one := func(i int) timed {
		return timed{"GET", fmt.Sprintf("/aspnet_client/n%d.aspx", i), intruder.Address, 200, 0, 20}
	}
	for _, exploit := range []timed{
		{"POST", "/ecp/y.js", intruder.Address, 200, 0, 20},
		{"POST", "/owa/mastermailbox%40outlook.com/powershell", intruder.Address, 200, 0, 20},
		{"POST", "/ecp/amal@example.test/RulesEditor/InboxRules.svc/NewObject", intruder.Address, 200, 0, 20},
	} {
		for name, c := range map[string]struct {
			sweep func(int) timed
			stage athar.Stage
		}{"everywhere": {both, athar.Attempted}, "in one folder": {one, athar.Accessed}} {
			t.Run(exploit.page+" "+name, func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				put(t, dir, "MAIL01/inetpub/logs/LogFiles/W3SVC1/u_ex210310.log", sweepLog(false, c.sweep, exploit))
				srv := scan(t, dir).only()
				wantStage(t, srv, c.stage)
				for _, f := range byRule(srv, "exploit-any-name") {
					if f.Campaign == "persistence" || len(f.CVE) > 0 {
						t.Errorf("campaign %s, flaws %v", f.Campaign, f.CVE)
					}
				}
			})
		}
	}
}

// Where the pages of the server are given, they settle what the answers could not.
func TestScenarioAnyNameAnsweredAndPagesGiven(t *testing.T) {
	t.Parallel()
	s := newStory(t, 44)
	h := fixed(s)
	h.WebRoot(on(2022, 6, 1, 10, 10, 0))
	dir := s.folder()
	l := newIIS()
	for i := range 12 {
		l.row(on(2022, 6, 3, 3, 0, 0)+athar.Time(i)*athar.Second, "GET", fmt.Sprintf("/aspnet_client/n%d.aspx", i), "", intruder.Address, "x", 200)
	}
	put(t, dir, "MAIL01/C/inetpub/logs/LogFiles/W3SVC1/u_ex220603_x.log", l.bytes())
	srv := scan(t, dir).only()
	wantStage(t, srv, athar.Probed)
	wantAnswers(t, srv, "no no no no no")
}
