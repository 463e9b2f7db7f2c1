package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
	"github.com/athar-forensics/athar/internal/hunt"
)

// narrowed exports the front end's logs without one column.
func narrowed(column string) func(forge.Sink) forge.Sink {
	return func(k forge.Sink) forge.Sink {
		return forge.Damaged(k, "HttpProxy_", func(data []byte) []byte {
			var names []string
			for l := range strings.Lines(string(data)) {
				if rest, ok := strings.CutPrefix(l, "#Fields: "); ok {
					names = strings.Split(strings.TrimSpace(rest), ",")
					break
				}
			}
			return forge.SelectColumns(slices.DeleteFunc(names, func(n string) bool { return strings.EqualFold(n, column) })...)(data)
		})
	}
}

// Without a column that every step is told by, the front end's log rules nothing out.
func TestSecondBlindFrontEnd(t *testing.T) {
	t.Parallel()
	for _, column := range []string{"AnchorMailbox", "UrlStem", "HttpStatus", "DateTime"} {
		t.Run(column, func(t *testing.T) {
			t.Parallel()
			s := newStory(t, 201)
			open(s)
			v := scan(t, s.pack(keepOnly("Logging/HttpProxy/Ecp", "Logging/HttpProxy/Owa/", "Logging/HttpProxy/Autodiscover", "ExchangeSetup"), narrowed(column)))
			for i := range v.Servers {
				wantStage(t, &v.Servers[i], athar.Unknown)
			}
			if v.exit() != exitUnknown {
				t.Errorf("exit status = %d", v.exit())
			}
		})
	}
}

// Without a column that IIS tells a step by, its log rules nothing out.
func TestSecondBlindIIS(t *testing.T) {
	t.Parallel()
	for _, column := range []string{"cs-method", "cs-uri-stem", "cs-uri-query", "sc-status"} {
		t.Run(column, func(t *testing.T) {
			t.Parallel()
			s := newStory(t, 202)
			open(s)
			dir := s.folder(keepOnly("ExchangeSetup"))
			columns := strings.Fields(iisHeader)
			at := slices.Index(columns, column)
			var b strings.Builder
			b.WriteString("#Version: 1.0\r\n#Fields: " + strings.Join(slices.Delete(slices.Clone(columns), at, at+1), " ") + "\r\n")
			for m := on(2021, 3, 1, 6, 10, 0); m < on(2021, 3, 5, 0, 0, 0); m += 20 * athar.Minute {
				row := strings.Fields(m.Std().Format("2006-01-02 15:04:05") + " 192.0.2.10 GET /owa/auth/logon.aspx - 443 - 198.51.100.7 Mozilla/5.0 - 200 0 0 120")
				b.WriteString(strings.Join(slices.Delete(row, at, at+1), " ") + "\r\n")
			}
			put(t, dir, "MAIL01/C/inetpub/logs/LogFiles/W3SVC1/u_ex210301.log", []byte(b.String()))
			wantStage(t, scan(t, dir).only(), athar.Unknown)
		})
	}
}

// The pieces of a reset are one step in whatever order and number of files they
// lie, under the server's short or full name, and two rounds are two findings.
func TestSecondPiecesOfAReset(t *testing.T) {
	t.Parallel()
	piece := func(at, server, cmd string) string {
		return "2021-03-04T" + at + ".000Z," + server + ",ECP.Request,\"S:TIME=1;S:SID=" + at + ";'S:CMD=" + cmd + "';S:REQID=;S:URL=/ecp/DDI/DDIService.svc/SetObject;S:EX=\"\r\n"
	}
	round := func(minute, server string) (set, remove, add string) {
		return piece("05:"+minute+":00", server, `Set-OabVirtualDirectory.ExternalUrl=''http://f/<script runat=""server"">x</script>''.Identity=''g''`),
			piece("05:"+minute+":20", server, `Remove-OabVirtualDirectory.Force=$true.Identity=''g''`), piece("05:"+minute+":22", server, `New-OabVirtualDirectory.Role=''ClientAccess''`)
	}
	set, remove, add := round("00", "MAIL01")
	_, removeFull, addFull := round("00", "mail01.corp.example.test")
	_, removeOther, addOther := round("00", "MAIL02")
	setAgain, removeAgain, addAgain := round("09", "MAIL01")
	for name, c := range map[string]struct {
		files []string
		stage athar.Stage
		found int
	}{
		"reversed":         {[]string{add + remove + set}, athar.Implanted, 1},
		"a file each":      {[]string{add, set, remove}, athar.Implanted, 1},
		"two names of one": {[]string{set, removeFull + addFull}, athar.Implanted, 1},
		"two rounds":       {[]string{set + remove + add + setAgain + removeAgain + addAgain}, athar.Implanted, 2},
		"another server's": {[]string{set, removeOther + addOther}, athar.Accessed, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for i, rows := range c.files {
				put(t, dir, fmt.Sprintf("case/ECPServer20210304-%d.LOG", i+1), []byte("#Software: Microsoft Exchange Server\r\n#Version: 15.0.0.0\r\n#Log-type: ECP Server Log\r\n#Fields: TimeStamp,ServerName,EventId,EventData\r\n"+rows))
			}
			s := scan(t, dir).server("MAIL01")
			wantStage(t, s, c.stage)
			if n := len(byRule(s, "proxylogon-vdir-rebuilt")); n != c.found {
				t.Errorf("%d resets, want %d\n%s", n, c.found, told(s))
			}
		})
	}
}

// A shell asked more often than a finding can cite: all are counted, once each,
// though the front end logs them too.
func TestSecondManyRequests(t *testing.T) {
	t.Parallel()
	for _, n := range []int{24, 25, 300} {
		s := newStory(t, 203)
		h := open(s)
		for i := range n {
			h.Hit(forge.Hit{At: on(2021, 3, 3, 3, 0, 0) + athar.Time(i)*2*athar.Second, From: intruder, URL: "/owa/auth/sh.aspx", Method: "POST", Status: 200, Took: 2100})
		}
		f := oneOf(t, scan(t, s.pack()).only(), "webshell-used")
		if f.Count != n || len(f.Also) != athar.MaxAlso {
			t.Errorf("%d requests: count %d, also %d", n, f.Count, len(f.Also))
		}
	}
}

// A finding keeps its id wherever its evidence lies and whatever lies beside it.
func TestSecondSameIDs(t *testing.T) {
	t.Parallel()
	s := newStory(t, 204)
	attacked(s)
	dir := s.folder()
	ids := func(v verdict) (out []string) {
		for i := range v.only().Findings {
			out = append(out, v.only().Findings[i].ID)
		}
		return out
	}
	want := ids(scan(t, dir))
	put(t, dir, "MAIL01/notes.txt", []byte("seen at the helpdesk"))
	put(t, dir, "MAIL01/C/inetpub/logs/LogFiles/W3SVC1/u_ex210228.log", newIIS().bytes())
	for name, path := range map[string]string{"beside harmless files": dir, "from a folder below": dir + "/MAIL01", "zipped": s.pack()} {
		if got := ids(scan(t, path)); !slices.Equal(got, want) {
			t.Errorf("%s: ids = %v, want %v", name, got, want)
		}
	}
}

// A bound in the middle of the chain shows the half that is left, and says that
// the other was not looked at.
func TestSecondBoundInTheChain(t *testing.T) {
	t.Parallel()
	s := newStory(t, 205)
	open(s).ProxyLogon(forge.ProxyLogon{At: on(2021, 3, 3, 3, 0, 0), From: intruder, Shell: forge.Shell{URL: "/owa/auth/x.aspx", Key: "k"}, Answered: true})
	srv := scanWith(t, hunt.Options{Threads: 2, Since: on(2021, 3, 3, 3, 0, 6)}, s.pack(without("FrontEnd"))).only()
	wantStage(t, srv, athar.Implanted)
	if len(byRule(srv, "proxylogon-ecp-session")) != 0 || len(incident(t, srv, "proxylogon").Uncovered) == 0 {
		t.Errorf("the first half is told, or not missed\n%s", told(srv))
	}
}

// Dates of the request filter in every order: the file's name settles the day.
func TestSecondFilterDates(t *testing.T) {
	t.Parallel()
	at := on(2021, 8, 4, 17, 0, 0)
	for _, form := range []string{"1/2/2006 3:04:05 PM", "2/1/2006 3:04:05 PM", "02/01/2006 15:04:05", "02.01.2006 15:04:05", "2006-01-02 15:04:05", "2006/01/02 15:04:05", "02-01-2006 15:04:05"} {
		dir := t.TempDir()
		put(t, dir, "case/HttpRequestFiltering/HttpRequestFiltering_2021080417-1.LOG", []byte("#Software: Microsoft Exchange Server\r\n#Version: 15.01.2308.008\r\n#Log-type: Http Request Filtering Logs\r\n"+
			"#Fields: DateTime,ServerHostName,HttpMethod,UrlHost,UrlStem,UrlQuery,CookieNames,ScanResult\r\n"+at.Std().Format(form)+",MAIL01,POST,mail,/ecp/x.js,,X-BEResource,Detected\r\n"))
		s := scan(t, dir).only()
		wantStage(t, s, athar.Attempted)
		if got := oneOf(t, s, "proxylogon-blocked").Time; got != at {
			t.Errorf("%s read as %s", form, got)
		}
	}
}

// What a user's rules say is a lead, whatever they claim and whatever they are called.
func TestSecondUsersRules(t *testing.T) {
	dir := t.TempDir()
	const body = "\nlogsource: {category: webserver}\ndetection:\n  a:\n    cs-method: [GET, POST]\n  condition: a\nlevel: critical\n"
	put(t, dir, "rules/lead.yml", []byte("title: Any request\nname: any-request"+body))
	put(t, dir, "rules/collision.yml", []byte("title: Same name\nname: proxylogon-mapi"+body))
	put(t, dir, "rules/claims.yml", []byte("title: Claims\nname: claims"+body+"athar:\n  stage: impacted\n  supersedes: [webshell-used]\n"))
	quiet, bad := newStory(t, 206), newStory(t, 206)
	fixed(quiet)
	attacked(bad)
	for want, s := range map[int]*story{exitBelow: quiet, exitFound: bad} {
		status, stdout, stderr := command(t, "scan", s.pack(), "--sigma", dir+"/rules", "--out", fmt.Sprint(dir, "/case", want))
		if status != want || strings.Contains(stdout, "IMPACTED") || want == exitFound && !strings.Contains(stdout, "CONTROLLED") {
			t.Errorf("exit status %d, want %d\n%s%s", status, want, stdout, stderr)
		}
	}
}
