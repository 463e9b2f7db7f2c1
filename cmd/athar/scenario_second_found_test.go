package main

// Failing assertions of the second attack. Put beside the scenario tests; each
// says which sentence it holds the program to.

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
	"github.com/athar-forensics/athar/internal/hunt"
)

// dropped exports a front-end log without one column.
func dropped(column string) func(forge.Sink) forge.Sink {
	return func(k forge.Sink) forge.Sink {
		return forge.Damaged(k, "HttpProxy_", func(data []byte) []byte {
			var keep []string
			for l := range strings.Lines(string(data)) {
				if rest, ok := strings.CutPrefix(l, "#Fields: "); ok {
					for _, n := range strings.Split(strings.TrimSpace(rest), ",") {
						if !strings.EqualFold(n, column) {
							keep = append(keep, n)
						}
					}
					break
				}
			}
			return forge.SelectColumns(keep...)(data)
		})
	}
}

// S1. A narrower front-end export must not lower what the whole IIS log proves.
func TestSecondNarrowExportLowersIIS(t *testing.T) {
	front := keepOnly("HttpProxy/", "W3SVC1", "ExchangeSetup")
	for _, c := range []struct {
		column string
		tell   func(*story)
		stage  athar.Stage
	}{
		{"HttpStatus", func(s *story) {
			open(s).Command(on(2021, 3, 3, 3, 0, 0), intruder, forge.Shell{URL: "/owa/auth/sh.aspx"}, 2100)
		}, athar.Controlled}, // came: probed, entered no, exit 0
		{"Method", func(s *story) {
			open(s).Command(on(2021, 3, 3, 3, 0, 0), intruder, forge.Shell{URL: "/owa/auth/sh.aspx"}, 2100)
		}, athar.Controlled}, // came: implanted
		{"UrlQuery", func(s *story) {
			openAugust(s).ProxyShell(forge.ProxyShell{At: on(2021, 8, 18, 3, 0, 0), From: intruder})
		}, athar.Accessed}, // came: attempted, entered no, exit 0
		{"AnchorMailbox", func(s *story) {
			open(s).MailTheft(forge.ProxyLogon{At: on(2021, 3, 3, 5, 0, 0), From: intruder}, 30)
		}, athar.Accessed}, // came: attempted, entered no, exit 0
		{"HttpStatus", func(s *story) {
			open(s).MailTheft(forge.ProxyLogon{At: on(2021, 3, 3, 5, 0, 0), From: intruder}, 30)
		}, athar.Accessed}, // came: attempted, entered no, exit 0
	} {
		t.Run(c.column, func(t *testing.T) {
			s := newStory(t, 31)
			c.tell(s)
			wantStage(t, scan(t, s.pack(front, dropped(c.column))).only(), c.stage)
		})
	}
}

// S2. The front end's log without UrlQuery cannot show ProxyShell, and rules it
// out all the same: an attack of 8 requests is "clear", exit 0.
func TestSecondNoUrlQuery(t *testing.T) {
	s := newStory(t, 31)
	openAugust(s).ProxyShell(forge.ProxyShell{At: on(2021, 8, 18, 3, 0, 0), From: intruder})
	v := scan(t, s.pack(keepOnly("HttpProxy/Ecp", "HttpProxy/Owa/", "HttpProxy/Autodiscover", "ExchangeSetup"), dropped("UrlQuery")))
	if v.only().Stage == athar.Clear || v.only().Answers.Attacked.Answer == athar.No || v.exit() == exitBelow {
		t.Errorf("exit %d\n%s", v.exit(), told(v.only()))
	}
}

// S3. Three visits to an address that names a build make an implant vanish.
func TestSecondForgedBuild(t *testing.T) {
	s := newStory(t, 98)
	open(s)
	dir := s.folder(keepOnly("W3SVC1", "FrontEnd", "ExchangeSetup"))
	put(t, dir, "MAIL01/C/inetpub/wwwroot/aspnet_client/readme.aspx", []byte(`<%@ Page Language="C#"%><% System.Reflection.Assembly.Load(new byte[0]); %>`))
	l := newIIS()
	for i := range 3 {
		l.row(on(2021, 3, 3, 6, 20, i), "GET", "/owa/prem/15.1.2507.61/x.js", "", fmt.Sprintf("203.0.113.%d", i), "Mozilla/5.0", 200)
	}
	put(t, dir, "MAIL01/C/inetpub/logs/LogFiles/W3SVC1/u_ex210303_x.log", l.bytes())
	srv := scan(t, dir).only()
	wantStage(t, srv, athar.Implanted) // came: exposed, exit 0
	if srv.Product == nil || srv.Product.Build != "15.1.2176.2" {
		t.Errorf("product = %+v in March 2021: that build is of October 2025", srv.Product)
	}
}

// S4. An installer run in mode Install that follows an upgrade, or records, is
// not the beginning of the server's life.
func TestSecondLateInstall(t *testing.T) {
	s := newStory(t, 97)
	h := s.server("MAIL01", "15.1.2176.2")
	h.WebRoot(on(2021, 3, 1, 6, 10, 0))
	quiet(h, on(2021, 3, 1, 6, 20, 0), on(2021, 3, 3, 0, 0, 0))
	h.LocalhostProbe(on(2021, 3, 2, 3, 0, 0), intruder, true)
	dir := s.folder()
	put(t, dir, "MAIL01/C/ExchangeSetupLogs/ExchangeSetup.log", []byte(setupRun("06/01/2022 08:00", "15.1.2507.6", "Upgrade")+setupRun("06/01/2022 10:00", "15.1.2507.6", "Install")))
	l := newIIS()
	for at := on(2022, 6, 1, 9, 0, 0); at < on(2022, 6, 4, 0, 0, 0); at += 20 * athar.Minute {
		l.row(at, "GET", "/owa/auth/logon.aspx", "", "198.51.100.7", "Mozilla/5.0", 200)
	}
	put(t, dir, "MAIL01/C/inetpub/logs/LogFiles/W3SVC1/u_ex220601_x.log", l.bytes())
	a := scan(t, dir).only().Answers
	if a.Exposed.Answer != athar.Yes || a.Attacked.Answer != athar.Unsure { // came: no, no; 15 months without a log
		t.Errorf("exposed %s attacked %s", a.Exposed.Answer, a.Attacked.Answer)
	}
	t.Run("upgrade before it", func(t *testing.T) {
		s := newStory(t, 97)
		h := s.server("MAIL01", "15.1.2507.6")
		h.WebRoot(on(2022, 6, 1, 10, 0, 0))
		quiet(h, on(2022, 6, 1, 10, 30, 0), on(2022, 6, 4, 0, 0, 0))
		dir := s.folder()
		put(t, dir, "MAIL01/C/ExchangeSetupLogs/ExchangeSetup.log", []byte(setupRun("06/01/2022 08:00", "15.1.2507.6", "Upgrade")+setupRun("06/01/2022 10:00", "15.1.2507.6", "Install")))
		wantStage(t, scan(t, dir).only(), athar.Unknown) // came: clear, high
	})
}

// S5. --until leaves out the second half of the evidence, which then counts as uncovered.
func TestSecondUntil(t *testing.T) {
	s := newStory(t, 14)
	open(s).MailTheft(forge.ProxyLogon{At: on(2021, 3, 3, 5, 0, 0), From: intruder}, 30)
	v := scanWith(t, hunt.Options{Threads: 2, Until: on(2021, 3, 3, 0, 0, 0)}, s.pack())
	if a := v.only().Answers.Attacked; a.Answer != athar.Unsure || len(a.Uncovered) == 0 || v.exit() != exitUnknown { // came: no, [], 0
		t.Errorf("attacked %s uncovered %v exit %d", a.Answer, spell(a.Uncovered), v.exit())
	}
}

// S6. Columns that are missing for four days and there in the last row.
func TestSecondHeaderChanges(t *testing.T) {
	s := newStory(t, 98)
	open(s)
	dir := s.folder(keepOnly("ExchangeSetup", "FrontEnd"))
	l := &iisLog{}
	l.fields("date time cs-uri-stem c-ip")
	for at := on(2021, 3, 1, 6, 10, 0); at < on(2021, 3, 5, 0, 0, 0); at += 20 * athar.Minute {
		fmt.Fprintf(&l.b, "%s /owa/ 198.51.100.7\r\n", at.Std().Format("2006-01-02 15:04:05"))
	}
	l.fields(iisHeader)
	l.row(on(2021, 3, 5, 0, 0, 0), "GET", "/owa/auth/logon.aspx", "", "198.51.100.7", "Mozilla/5.0", 200)
	put(t, dir, "MAIL01/C/inetpub/logs/LogFiles/W3SVC1/u_ex210301.log", l.bytes())
	if a := scan(t, dir).only().Answers.Attacked.Answer; a != athar.Unsure { // came: no
		t.Errorf("attacked = %s without method, query and status", a)
	}
	t.Run("front end", func(t *testing.T) {
		s := newStory(t, 98)
		open(s)
		v := scan(t, s.pack(keepOnly("HttpProxy/Ecp", "HttpProxy/Owa/", "HttpProxy/Autodiscover", "ExchangeSetup", "FrontEnd"), func(k forge.Sink) forge.Sink {
			return forge.Damaged(k, "HttpProxy_", func(data []byte) []byte {
				short := forge.SelectColumns("DateTime", "Protocol", "UrlStem", "HttpStatus", "ClientIpAddress", "ServerHostName")(data)
				lines := bytes.SplitAfter(data, []byte("\n"))
				out := short
				for _, x := range lines {
					if bytes.HasPrefix(x, []byte("#")) {
						out = append(out, x...)
					}
				}
				return append(out, lines[max(len(lines)-2, 0)]...)
			})
		}))
		if a := v.only().Answers.Attacked.Answer; a != athar.Unsure { // came: no
			t.Errorf("attacked = %s without AnchorMailbox", a)
		}
	})
}

// S7. Only W3SVC1 covers: not another web site, and not rows of the inner site.
func TestSecondOtherSite(t *testing.T) {
	for name, row := range map[string]func(*iisLog, athar.Time){
		"W3SVC3/u_ex210301.log": func(l *iisLog, at athar.Time) {
			l.site(at, "GET", "/intranet/default.html", "", 8080, "-", "198.51.100.7", "Mozilla/5.0", 200)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStory(t, 98)
			open(s)
			dir := s.folder(keepOnly("ExchangeSetup", "FrontEnd"))
			l := newIIS()
			for at := on(2021, 3, 1, 6, 10, 0); at < on(2021, 3, 5, 0, 0, 0); at += 20 * athar.Minute {
				row(l, at)
			}
			put(t, dir, "MAIL01/C/inetpub/logs/LogFiles/"+name, l.bytes())
			if a := scan(t, dir).only().Answers.Attacked.Answer; a != athar.Unsure { // came: no
				t.Errorf("attacked = %s", a)
			}
		})
	}
}

// S8. The hour of the theft is there as a file that cannot be read, two thirds of
// the rows of the only log are garbage: named in skipped, and ruled out.
func TestSecondUnreadable(t *testing.T) {
	s := newStory(t, 14)
	open(s).MailTheft(forge.ProxyLogon{At: on(2021, 3, 3, 3, 0, 0), From: intruder}, 20)
	v := scan(t, s.pack(keepOnly("HttpProxy/Ecp", "HttpProxy/Owa/", "HttpProxy/Autodiscover", "ExchangeSetup", "FrontEnd"), func(k forge.Sink) forge.Sink {
		return forge.Damaged(k, "Ecp/HttpProxy_2021030303", func(b []byte) []byte { return make([]byte, len(b)) })
	}))
	if a := v.only().Answers.Attacked.Answer; a != athar.Unsure { // came: no, exit 0
		t.Errorf("attacked = %s, skipped %v", a, v.Scan.Skipped)
	}
}

// S9. OPTIONS is answered 200 by IIS itself, page or no page.
func TestSecondOptions(t *testing.T) {
	for _, method := range []string{"OPTIONS", "TRACE"} {
		for _, query := range []string{"", "a=b"} {
			l := newIIS()
			l.row(on(2021, 3, 5, 2, 0, 0), "GET", "/owa/", "", "198.51.100.7", "Mozilla/5.0", 200)
			l.row(on(2021, 3, 5, 3, 0, 0), method, "/aspnet_client/x.aspx", query, intruder.Address, "x", 200)
			dir := t.TempDir()
			put(t, dir, "case/u_ex210305.log", l.bytes())
			wantStage(t, scan(t, dir).only(), athar.Probed) // came: implanted, with a query controlled
		}
	}
}

// S10. IIS' clock is an hour off, and the request ids join all the same.
func TestSecondClock(t *testing.T) {
	for _, off := range []athar.Time{athar.Hour, 5 * athar.Minute} {
		s := newStory(t, 24)
		open(s).AutodiscoverOnly(forge.ProxyLogon{At: on(2021, 3, 3, 3, 0, 0), From: intruder}, 200)
		v := scan(t, s.pack(func(k forge.Sink) forge.Sink {
			return forge.Damaged(k, "W3SVC", func(data []byte) []byte {
				var b strings.Builder
				for x := range strings.Lines(string(data)) {
					if len(x) > 19 && x[0] != '#' {
						if at, err := athar.ParseTime(x[:10] + "T" + x[11:19] + "Z"); err == nil {
							x = (at + off).Std().Format("2006-01-02 15:04:05") + x[19:]
						}
					}
					b.WriteString(x)
				}
				return []byte(b.String())
			})
		}))
		wantStage(t, v.only(), athar.Probed) // came: accessed, exit 1
	}
}

// S11. A service's name in the query of an autodiscover route is no service.
func TestSecondServiceInQuery(t *testing.T) {
	wantStage(t, oneProxyRow(t, proxied{"AnchorMailbox": "ServerInfo~a]@mail01:444/autodiscover/autodiscover.xml?x=/ews/exchange.asmx#", "RoutingHint": "X-BEResource-Cookie", "ResponseBytes": "90000"}), athar.Probed) // came: exfiltrated
}

// S12. And backslashes are slashes to the server.
func TestSecondBackslashRoute(t *testing.T) {
	wantStage(t, oneProxyRow(t, proxied{"AnchorMailbox": `ServerInfo~a]@mail01:444/autodiscover\..\ews\exchange.asmx?#`, "RoutingHint": "X-BEResource-Cookie", "ResponseBytes": "90000"}), athar.Exfiltrated) // came: accessed
}

// S13. A name that the list cannot know, asked for on a build beyond the list.
func TestSecondNewPageOnNewBuild(t *testing.T) {
	s := newStory(t, 31)
	h := s.server("MAIL01", "15.2.2562.56")
	h.Installed(on(2026, 10, 20, 6, 0, 0))
	quiet(h, on(2026, 10, 20, 6, 20, 0), on(2026, 10, 22, 0, 0, 0))
	h.Hit(forge.Hit{At: on(2026, 10, 21, 3, 0, 0), From: intruder, URL: "/owa/auth/errorNew.aspx", Method: "GET", Status: 200, Took: 20})
	nothingFrom(t, scan(t, s.pack()).only(), athar.Implanted) // came: implanted
}

// S14. A gap of exactly 30 minutes parts two bursts; counts without a sender agree.
func TestSecondBurst(t *testing.T) {
	l := newIIS()
	for i := range 3 {
		l.row(on(2021, 3, 5, 2, 0, 0)+athar.Time(i)*30*athar.Minute, "POST", "/aspnet_client/x.aspx", "", intruder.Address, "x", 200)
	}
	dir := t.TempDir()
	put(t, dir, "case/u_ex210305.log", l.bytes())
	if n := len(byRule(scan(t, dir).only(), "webshell-used")); n != 3 { // came: 1
		t.Errorf("%d findings, want 3", n)
	}
}

// S15. A user's rule that bears a detector's name must not take its stage away.
func TestSecondDetectorsName(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "rules/a.yml", []byte("title: Same name\nname: webshell-used\nlogsource: {category: webserver}\ndetection:\n  a:\n    cs-method: POST\n  condition: a\nlevel: low\n"))
	s := newStory(t, 206)
	attacked(s)
	_, stdout, _ := command(t, "scan", s.pack(), "--sigma", dir+"/rules", "--out", dir+"/case")
	if !strings.Contains(stdout, "CONTROLLED") { // came: IMPLANTED, and no word that a rule could not be loaded
		t.Error(clipped(stdout))
	}
}
