package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
)

// proxyColumns are enough of the front end's columns for every rule.
const proxyColumns = "DateTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,Protocol,UrlHost,UrlStem,AuthenticatedUser,AnchorMailbox," +
	"UserAgent,ClientIpAddress,ServerHostName,HttpStatus,BackEndStatus,Method,TargetServer,TargetServerVersion,RoutingHint,RequestBytes,ResponseBytes,UrlQuery,GenericInfo"

// proxied is one row of a front-end log; what is not given is an ordinary
// answer to the intruder.
type proxied map[string]string

var ordinary = proxied{
	"MajorVersion": "15", "MinorVersion": "1", "BuildVersion": "2176", "RevisionVersion": "2", "Protocol": "Ecp", "UrlHost": "mail.example.test",
	"UrlStem": "/ecp/y.js", "UserAgent": "python", "ClientIpAddress": "203.0.113.66", "ServerHostName": "MAIL01", "HttpStatus": "200", "Method": "POST", "ResponseBytes": "900",
}

// proxyLog is a front-end log made row by row, a second apart.
func proxyLog(rows ...proxied) []byte {
	var b bytes.Buffer
	b.WriteString("#Software: Microsoft Exchange Server\r\n#Version: 15.01.2176.002\r\n#Log-type: HttpProxy Logs\r\n#Date: 2021-03-04T00:00:00.000Z\r\n#Fields: " + proxyColumns + "\r\n")
	for i, r := range rows {
		var values []string
		for _, c := range strings.Split(proxyColumns, ",") {
			v, ok := r[c]
			switch {
			case ok:
			case c == "DateTime":
				v = on(2021, 3, 4, 5, 0, i).Std().Format("2006-01-02T15:04:05.000Z")
			case c == "RequestId":
				v = fmt.Sprintf("00000000-0000-4000-8000-%012d", i)
			default:
				v = ordinary[c]
			}
			if strings.ContainsAny(v, ",\"") {
				v = `"` + strings.ReplaceAll(v, `"`, `""`) + `"`
			}
			values = append(values, v)
		}
		b.WriteString(strings.Join(values, ",") + "\r\n")
	}
	return b.Bytes()
}

// oneProxyRow assesses a front-end log of an ordinary row and the given one.
func oneProxyRow(t *testing.T, row proxied) *athar.Server {
	t.Helper()
	dir := t.TempDir()
	put(t, dir, "case/HttpProxy/Ecp/HttpProxy_2021030405-1.LOG", proxyLog(proxied{"UrlStem": "/ecp/"}, row))
	return scan(t, dir).server("MAIL01")
}

// The forged route, in every spelling that reaches the back end.
func TestScenarioForgedRoutes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		anchor, status string
		stage          athar.Stage
	}{
		{"ServerInfo~a]@mail01.corp.example.test:444/ecp/proxyLogon.ecp?#", "241", athar.Accessed},
		{"ServerInfo~a]@localhost:444/ecp/proxyLogon.ecp?#", "241", athar.Accessed},
		{"SERVERINFO~A]@MAIL01:444/MAPI/EMSMDB/?#", "200", athar.Accessed},
		{"ServerInfo~a]@mail01:444/ecp/DDI/DDIService.svc/SetObject?schema=ResetOABVirtualDirectory#", "200", athar.Implanted},
		{"ServerInfo~a]@mail01:444/ecp/DDI/DDIService.svc/SetObject?schema=ResetOABVirtualDirectory#", "500", athar.Attempted},
		{"ServerInfo~a]@mail01:444/EWS/Exchange.asmx?#", "200", athar.Exfiltrated},
		{"ServerInfo~a]@mail01:444/autodiscover/../ews/exchange.asmx?#", "200", athar.Exfiltrated},
		{"ServerInfo~a]@mail01:444/autodiscover/autodiscover.xml?#", "200", athar.Probed},
		{"ServerInfo~localhost/ecp/default.flt?", "500", athar.Probed},
		{"ServerInfo~a]@abc.oast.fun/?#", "200", athar.Probed},
		{"ServerVersion~Version 15.1 (Build 2374.0)", "200", athar.Clear},
	} {
		t.Run(c.anchor+" "+c.status, func(t *testing.T) {
			t.Parallel()
			s := oneProxyRow(t, proxied{"AnchorMailbox": c.anchor, "HttpStatus": c.status, "RoutingHint": map[bool]string{true: "X-BEResource-Cookie"}[c.stage > athar.Clear], "ResponseBytes": "90000"})
			if c.stage == athar.Clear {
				nothingFrom(t, s, athar.Probed)
				return
			}
			wantStage(t, s, c.stage)
		})
	}
}

// One path, many spellings: IIS runs the page for each of them.
func TestScenarioSpellingsOfAPath(t *testing.T) {
	t.Parallel()
	for _, path := range []string{
		"/owa/auth/x.aspx", "/OWA/AUTH/X.ASPX", "/oab/x.aspx", "/OAB/X.ASPX/a/b", "/owa/%61uth/x.aspx", "/owa/auth/x.asp%78", "/owa/%2561uth/x.aspx", "/owa/auth/x.aspx.", "/owa/auth/x.aspx%20",
		"/owa/auth/logon.aspx/../x.aspx", "/aspnet_client/..;/aspnet_client/x.aspx", "/owa/auth/REDIRS~1.ASP", "/owa/auth/x.cshtml", "/owa//auth//x.aspx", "/aspnet_client/system_web/4_0_30319/x.soap",
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			l := newIIS()
			l.row(on(2021, 3, 5, 2, 0, 0), "GET", "/owa/", "", "198.51.100.7", "Mozilla/5.0", 200)
			l.row(on(2021, 3, 5, 3, 0, 0), "POST", path, "", intruder.Address, "x", 200)
			dir := t.TempDir()
			put(t, dir, "case/u_ex210305.log", l.bytes())
			wantStage(t, scan(t, dir).only(), athar.Controlled)
		})
	}
	for _, path := range []string{"/owa/auth/logon.aspx", "/owa/auth/LOGON.ASPX/", "/owa/auth/errorFE.aspx", "/ecp/auth/TimeoutLogout.aspx", "/owa/service.svc", "/EWS/Exchange.asmx", "/aspnet_client/system_web/x.js", "/owa/auth/15.1.2176/themes/logon.css", "/ecp/default.aspx", "/oab/1b2c/oab.xml"} {
		t.Run("legitimate "+path, func(t *testing.T) {
			t.Parallel()
			l := newIIS()
			l.row(on(2021, 3, 5, 2, 0, 0), "GET", "/owa/", "", "198.51.100.7", "Mozilla/5.0", 200)
			l.row(on(2021, 3, 5, 3, 0, 0), "POST", path, "a=b", intruder.Address, "x", 200)
			dir := t.TempDir()
			put(t, dir, "case/u_ex210305.log", l.bytes())
			nothingFrom(t, scan(t, dir).only(), athar.Probed)
		})
	}
}

// Text that an intruder sends names no server, opens no column and breaks no row.
func TestScenarioForgedValues(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("A", 60_000)
	for name, row := range map[string]proxied{
		"server name in the agent": {"UserAgent": "x,203.0.113.9,EVIL01,404"},
		"quotes and commas":        {"UserAgent": `a "b", "c,d"",`, "UrlQuery": `?x="1,2"&y=""`},
		"long agent":               {"UserAgent": long},
		"long query":               {"UrlQuery": "?" + long},
		"control characters":       {"UserAgent": "\x1b[2J\x07\u202e\u2066x"},
		"header in a value":        {"UserAgent": "#Fields: DateTime,ServerHostName"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			row["AnchorMailbox"], row["HttpStatus"], row["RoutingHint"] = "ServerInfo~a]@mail01:444/ecp/proxyLogon.ecp?#", "241", "X-BEResource-Cookie"
			dir := t.TempDir()
			put(t, dir, "case/HttpProxy/Ecp/HttpProxy_2021030405-1.LOG", proxyLog(proxied{}, row, proxied{}))
			v := scan(t, dir)
			if got := v.names(); !slices.Equal(got, []string{"MAIL01"}) {
				t.Errorf("servers = %v", got)
			}
			f := oneOf(t, v.server("MAIL01"), "proxylogon-ecp-session")
			if len(f.Raw) > athar.MaxRaw || !slices.Equal(f.IP, []string{intruder.Address}) {
				t.Errorf("raw %d bytes, ip %v", len(f.Raw), f.IP)
			}
			if len(v.document()) > 200_000 {
				t.Error("a long value makes a long document")
			}
		})
	}
}

// Rows out of order are the same evidence.
func TestScenarioRowsOutOfOrder(t *testing.T) {
	t.Parallel()
	s := newStory(t, 81)
	attacked(s)
	want := scan(t, s.pack()).only()
	got := scan(t, s.pack(func(k forge.Sink) forge.Sink { return forge.Damaged(k, "u_ex210303", reverseRows) })).only()
	if got.Stage != want.Stage || len(got.Findings) != len(want.Findings) {
		t.Errorf("%v with %d findings, want %v with %d\n%s", got.Stage, len(got.Findings), want.Stage, len(want.Findings), told(got))
	}
}

// reverseRows turns a log's rows around below its header.
func reverseRows(data []byte) []byte {
	var head, rows [][]byte
	for l := range bytes.Lines(data) {
		if l[0] == '#' {
			head = append(head, l)
		} else {
			rows = append(rows, l)
		}
	}
	slices.Reverse(rows)
	return bytes.Join(append(head, rows...), nil)
}

// Thousands of distinct senders of one harmless question: no crash, no verdict
// above what each of them proves.
func TestScenarioManySubjects(t *testing.T) {
	t.Parallel()
	l := newIIS()
	for i := range 4000 {
		l.row(on(2021, 3, 5, 0, 0, 0)+athar.Time(i)*athar.Second, "GET", "/aspnet_client/a.aspx", "", fmt.Sprintf("10.0.%d.%d", i>>8, i&255), "x", 404)
	}
	l.row(on(2021, 3, 5, 2, 0, 0), "GET", "/owa/", "", "198.51.100.7", "Mozilla/5.0", 200)
	dir := t.TempDir()
	put(t, dir, "case/u_ex210305.log", l.bytes())
	s := scan(t, dir).only()
	wantStage(t, s, athar.Probed)
	if n := len(byRule(s, "webshell-swept")); n != 4000 {
		t.Errorf("%d senders told, want 4000", n)
	}
}
