package forge

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
)

// told makes a case of one server and joins the logs whose path holds part.
func told(t *testing.T, s Server, part string, story func(*Host)) string {
	t.Helper()
	c := NewCase(11)
	story(newHost(t, c, s))
	var b strings.Builder
	for _, f := range c.Files() {
		if isLog(f) {
			readTable(t, f)
		}
		if strings.Contains(f.Path, part) {
			b.Write(f.Data)
		}
	}
	return b.String()
}

func TestProxyLogonLeavesItsTraces(t *testing.T) {
	run := ProxyLogon{At: monday, From: Visitor{Address: "203.0.113.66"}, Shell: demoShell}
	answered, query := run, run
	answered.Answered, query.Query = true, true
	chain := func(p ProxyLogon) func(*Host) { return func(h *Host) { h.ProxyLogon(p) } }
	shell := demoShell.address()
	for _, c := range []struct {
		name, part string
		story      func(*Host)
		want, not  []string
	}{
		{
			"front", "HttpProxy/Ecp", chain(run),
			[]string{
				"ServerInfo~a]@mail01.corp.example.test:444/autodiscover/autodiscover.xml?#", "ExchangeServicesClient/0.0.0.0",
				":444/mapi/emsmdb/?#", "/ecp/proxyLogon.ecp?#", ",241,241,", "DDIService.svc/GetObject?msExchEcpCanary=",
				"&schema=OABVirtualDirectory#", "X-BEResource-Cookie", "15.01.1466.000", "/ecp/y.js",
			},
			[]string{"schema=ResetOABVirtualDirectory"},
		},
		{"front, answered", "HttpProxy/Ecp", chain(answered), []string{"&schema=ResetOABVirtualDirectory#"}, nil},
		{"front, other form", "HttpProxy/Ecp", chain(query), []string{"ServerInfo~mail01.corp.example.test/ecp/proxyLogon.ecp?a="}, []string{"a]@"}},
		{
			"panel", "ECP/Server", chain(run),
			[]string{
				"'S:CMD=Set-OabVirtualDirectory.ExternalUrl=''" + strings.ReplaceAll(shell, `"`, `""`) + "''.Identity=''", "Pipeline.1|Get-MailboxRegionalConfiguration",
				"S:EX=Microsoft.Exchange.Data.Directory.ADNoSuchObjectException", `does not exist.\r\n\r\nThe object`,
				"Remove-OABVirtualDirectory.Force=$true", "New-OABVirtualDirectory.WebSiteName",
			},
			nil,
		},
		{"panel activity", "ECP/Activity", chain(run), []string{`S:PSA=CORP\admin.noor;S:URL=/ecp/proxyLogon.ecp`}, nil},
		{"panel, answered", "ECP/Server", chain(answered), []string{"ExternalUrl=$null", "schema=ResetOABVirtualDirectory"}, []string{"New-OABVirtualDirectory", "S:EX=Micro"}},
		{"IIS front", "W3SVC1", chain(run), []string{"POST /ecp/y.js &CorrelationID=<empty>;&cafeReqId=", " 241 0 0 "}, []string{"DDIService"}},
		{"IIS back", "W3SVC2", chain(answered), []string{`schema=ResetOABVirtualDirectory`, ` 444 CORP\MAIL01$ fe80::`}, nil},
		{
			"file", "/owa/auth/", chain(run),
			[]string{shell, "WhenChangedUTC                  : 3/1/2021 12:00:1", "Athar.StandIn"},
			nil,
		},
		{
			"refused", "HttpProxy/Ecp", func(h *Host) { h.RefusedChain(run, 503) },
			[]string{",503,", "ServerInfo~a]@"},
			[]string{",241,", ",200,"},
		},
		{"refused early", "HttpProxy/Ecp", func(h *Host) { h.RefusedChain(run, 403) }, []string{",403,"}, []string{"ServerInfo~"}},
		{"autodiscover only", "HttpProxy/Ecp", func(h *Host) { h.AutodiscoverOnly(run, 200) }, []string{"autodiscover.xml?#"}, []string{"emsmdb", "proxyLogon"}},
		{
			"probe of an open server", "HttpProxy/Owa", func(h *Host) { h.LocalhostProbe(monday, Visitor{"203.0.113.9", "nmap"}, true) },
			[]string{"ServerInfo~localhost/ecp/default.flt?", ",localhost,0.00.0003.000,", ",500,"},
			nil,
		},
		{
			"probe of a closed one", "HttpProxy/Owa", func(h *Host) { h.LocalhostProbe(monday, Visitor{"203.0.113.9", "nmap"}, false) },
			[]string{",500,"},
			[]string{"ServerInfo~", "0.00.0003.000"},
		},
		{
			"mail theft", "Logging/Ews", func(h *Host) {
				h.MailTheft(ProxyLogon{At: monday, From: Visitor{"203.0.113.9", "x"}, Victim: "amal@example.test"}, 4)
			},
			[]string{"mail01$@corp.example.test", "amal@example.test", "GetItem"},
			nil,
		},
		{"address book write", "OABGenerator", func(h *Host) { h.OABWrite(monday, `C:\inetpub\wwwroot\aspnet_client\x.aspx`) }, []string{`temporary file 'C:\inetpub\wwwroot\aspnet_client\x.aspx' needs`}, nil},
	} {
		t.Run(c.name, func(t *testing.T) { expect(t, told(t, Server{}, c.part, c.story), c.want, c.not) })
	}
}

func expect(t *testing.T, got string, want, not []string) {
	t.Helper()
	wrong := false
	for _, w := range want {
		if !strings.Contains(got, w) {
			t.Errorf("missing: %s", w)
			wrong = true
		}
	}
	for _, n := range not {
		if strings.Contains(got, n) {
			t.Errorf("should not be there: %s", n)
			wrong = true
		}
	}
	if wrong {
		t.Logf("%.3000s", got)
	}
}

func TestProxyShellLeavesItsTraces(t *testing.T) {
	server := Server{Build: "15.1.2308.8", Language: French}
	run := ProxyShell{
		At: monday, From: Visitor{"203.0.113.77", "python-requests/2.26.0"}, Domain: "evil.example", Victim: "amal@example.test",
		Shell: Shell{URL: "/aspnet_client/qwer.aspx", Key: "standin", Wrap: MailboxExport},
	}
	certificate, user := run, run
	certificate.Shell.Wrap, user.User = CertificateRequest, true
	chain := func(p ProxyShell) func(*Host) { return func(h *Host) { h.ProxyShell(p) } }
	blocked := func(h *Host) {
		h.Blocked(monday, run.From, "POST", "/ecp/x.js", "", "X-BEResource")
	}
	for _, c := range []struct {
		name, part string
		story      func(*Host)
		want, not  []string
	}{
		{
			"front", "W3SVC1", chain(run),
			[]string{"GET /autodiscover/autodiscover.json @evil.example/mapi/nspi/?&Email=autodiscover/autodiscover.json%3F@evil.example&CorrelationID=", "X-Rps-CAT="},
			nil,
		},
		{"back", "W3SVC2", chain(run), []string{`POST /powershell/ X-Rps-CAT=`, `CORP\MAIL01$`, "/EWS/exchange.asmx"}, nil},
		{"session", "CmdletInfra/Powershell-Proxy/Http", chain(run), []string{"/Powershell,Kerberos,true,CORP\\amal", "Python PSRP Client", "?X-Rps-CAT="}, nil},
		{
			"cmdlets", "Rps_Cmdlet", chain(run),
			[]string{
				`-SecurityGroup ""Organization Management""`, `-FilePath ""\\127.0.0.1\C$\inetpub\wwwroot\aspnet_client\qwer.aspx""`,
				"Remove-MailboxExportRequest", "#Drafts#", "w3wp#MSExchangePowerShellAppPool",
			},
			[]string{"-User "},
		},
		{"cmdlets, by user", "Rps_Cmdlet", chain(user), []string{`-User ""amal""`}, nil},
		{"certificate", "Rps_Cmdlet", chain(certificate), []string{"New-ExchangeCertificate", `-RequestFile ""C:\inetpub`}, []string{"New-MailboxExportRequest"}},
		{"blocked", "HttpRequestFiltering", blocked, []string{"01/03/2021 00:00:00,15,1,2308,8,MAIL01,", "/ecp/x.js", "X-BEResource,Detected"}, nil},
		{"blocked, front", "HttpProxy/Ecp", blocked, []string{",400,"}, nil},
		{
			"probe", "HttpProxy/Autodiscover", func(h *Host) { h.ProxyShellProbe(monday, run.From, "foo.com", "/mapi/nspi/", 401) },
			[]string{"?@foo.com/mapi/nspi/?&Email=autodiscover/autodiscover.json%3F@foo.com", ",401,"},
			[]string{"Proxy,"},
		},
	} {
		t.Run(c.name, func(t *testing.T) { expect(t, told(t, server, c.part, c.story), c.want, c.not) })
	}
}

func TestShellUse(t *testing.T) {
	owner := Visitor{"203.0.113.66", "antSword/v2.1"}
	client := Shell{URL: "/aspnet_client/supp0rt.aspx", Key: "standin"}
	got := told(t, Server{}, "W3SVC1", func(h *Host) {
		h.Look(monday, owner, demoShell, true)
		h.Command(monday+athar.Minute, owner, demoShell, 2140)
		h.CommandInQuery(monday+2*athar.Minute, owner, demoShell, "whoami")
		h.Broken(monday+3*athar.Minute, owner, demoShell)
		h.Missing(monday+4*athar.Minute, owner, demoShell.URL)
		h.Look(monday+5*athar.Minute, owner, client, false)
		h.Missing(monday+6*athar.Minute, owner, client.URL)
		h.Sweep(monday+7*athar.Minute, Visitor{"203.0.113.200", "x"}, demoShell.URL)
	})
	expect(t, got, []string{
		" - 200 0 0 2800", " - 200 0 0 2140", demoShell.URL + " " + demoShell.Key + "=whoami&CorrelationID=", " - 500 0 0 240",
		"GET /aspnet_client/supp0rt.aspx - 443 - 203.0.113.66 antSword/v2.1 - 200 0 0 33", "404 0 2 ",
	}, nil)
	if n := strings.Count(got, " 302 0 0 "); n < 20 {
		t.Errorf("a sweep was redirected %d times", n)
	}
}

func TestWrappedShells(t *testing.T) {
	for wrap, magic := range map[Wrap]string{MailboxExport: "!BDN", CertificateRequest: "0\x82", OABDump: "Name  "} {
		got := told(t, Server{}, "aspnet_client", func(h *Host) {
			h.Plant(Shell{URL: "/aspnet_client/a.aspx", Key: "standin", Wrap: wrap, Planted: monday})
		})
		if !strings.HasPrefix(got, magic) || !strings.Contains(got, "standin") || !strings.Contains(got, "Athar.StandIn") {
			t.Errorf("wrapping %d: begins %q, %d bytes", wrap, got[:8], len(got))
		}
	}
}

// The token is what the field reads: see the lengths and counts of a real one.
func TestTokenEncoding(t *testing.T) {
	raw, err := base64.StdEncoding.DecodeString(Token{Auth: "Basic", Logon: "amal@example.test", SID: "S-1-5-21-1-2-3-500", Groups: forgedGroups}.String())
	if err != nil {
		t.Fatal(err)
	}
	want := "V\x01\x00T\x07WindowsC\x00A\x05BasicL\x11amal@example.testU\x12S-1-5-21-1-2-3-500G\x04\x00\x00\x00" +
		"\x07\x00\x00\x00\x07S-1-1-0\x07\x00\x00\x00\x07S-1-5-2\x07\x00\x00\x00\x08S-1-5-11\x07\x00\x00\x00\x08S-1-5-15E\x00\x00\x00\x00"
	if string(raw) != want {
		t.Errorf("token\n got %q\nwant %q", raw, want)
	}
}

// The look-alikes use an attack's cmdlets and addresses, with an account and
// with nothing written; no healthy row holds a forged cookie or script.
func TestLookAlikesAreHarmless(t *testing.T) {
	var all strings.Builder
	for _, f := range busyCase(t, Server{}).Files() {
		all.Write(f.Data)
	}
	expect(t, all.String(), []string{
		"ResetOABVirtualDirectory", "Set-OabVirtualDirectory.ExternalUrl=''https://mail.example.test/OAB''", `\\fileserver\pst$\`,
		"Email=autodiscover/autodiscover.json%3F@test.com", " 441 0 0 ", "/ecp/proxyLogon.ecp", "autodiscover.json/v1.0/", "TimeoutLogout",
		"errorFE.aspx httpCode=", "/owa/prem/15.1.2176.2/scripts", "/owa/auth/15.1.2176/themes", "NoCookies=302 - GET/E14AuthPost",
	}, []string{"ServerInfo~", rot13("fpevcg ynathntr"), "]@", "!BDN"})
}

// No complete shell stands in the source: an antivirus that reads the program
// or its source finds parts, and nothing that could run.
func TestSourceHoldsNoShell(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil || len(names) == 0 {
		t.Fatal("no source: ", err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, hidden := range []string{"riny(Erdhrfg", `fpevcg ynathntr="WFpevcg"`, "Cntr_Ybnq()"} {
			if strings.Contains(string(data), rot13(hidden)) {
				t.Errorf("%s holds %s", name, fmt.Sprintf("%q", rot13(hidden)))
			}
		}
	}
}
