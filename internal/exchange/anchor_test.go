package exchange

import (
	"strings"
	"testing"

	"github.com/athar-forensics/athar/internal/corpus"
	"github.com/google/go-cmp/cmp"
)

func TestParseAnchor(t *testing.T) {
	tests := map[string]struct {
		in      string
		want    Anchor
		service string
	}{
		"empty":   {"", Anchor{}, ""},
		"sid":     {"Sid~S-1-5-21-1-2-3-1104", Anchor{Kind: "Sid", Value: "S-1-5-21-1-2-3-1104"}, ""},
		"smtp":    {"SMTP:user@example.org", Anchor{Kind: "SMTP", Value: "user@example.org"}, ""},
		"guid":    {"mailboxguid~9fd10220-a9be-4dde-ba2d-d0bbb2b5d2a7", Anchor{Kind: "MailboxGuid", Value: "9fd10220-a9be-4dde-ba2d-d0bbb2b5d2a7"}, ""},
		"version": {"ServerVersion~Version 15.1 (Build 2374.0)", Anchor{Kind: "ServerVersion", Value: "Version 15.1 (Build 2374.0)"}, ""},
		"new":     {"NextKind~x", Anchor{Kind: "NextKind", Value: "x"}, ""},
		"address": {"user@example.org", Anchor{Value: "user@example.org"}, ""},
		"dn":      {"/o=Org/ou=Group/cn=user", Anchor{Value: "/o=Org/ou=Group/cn=user"}, ""},
		"attack": {
			"ServerInfo~a]@mail01.example.org:444/ecp/DDI/DDIService.svc/SetObject?msExchEcpCanary=x.&schema=OABVirtualDirectory#",
			Anchor{
				Kind: "ServerInfo", Value: "a]@mail01.example.org:444/ecp/DDI/DDIService.svc/SetObject?msExchEcpCanary=x.&schema=OABVirtualDirectory#",
				Host: "mail01.example.org", Port: 444, Path: "/ecp/DDI/DDIService.svc/SetObject?msExchEcpCanary=x.&schema=OABVirtualDirectory", Bracketed: true,
			},
			"ecp",
		},
		"empty query": {"ServerInfo~a]@h:444/mapi/emsmdb/?#", Anchor{Kind: "ServerInfo", Value: "a]@h:444/mapi/emsmdb/?#", Host: "h", Port: 444, Path: "/mapi/emsmdb/", Bracketed: true}, "mapi"},
		"probe":       {"ServerInfo~localhost/ecp/default.flt?~3", Anchor{Kind: "ServerInfo", Value: "localhost/ecp/default.flt?~3", Host: "localhost", Path: "/ecp/default.flt", Local: true}, "ecp"},
		"benign":      {"ServerInfo~mail01.example.org", Anchor{Kind: "ServerInfo", Value: "mail01.example.org", Host: "mail01.example.org"}, ""},
		"server":      {"Server~mail01.example.org~1942063431~2021-03-03T07:00:00", Anchor{Kind: "Server", Value: "mail01.example.org~1942063431~2021-03-03T07:00:00", Host: "mail01.example.org"}, ""},
		"database":    {"Database~6d2e0f5c~~2021-03-03T07:00:00", Anchor{Kind: "Database", Value: "6d2e0f5c~~2021-03-03T07:00:00"}, ""},
		"cookie":      {"a]@h:444/autodiscover/autodiscover.xml?#~1942062522", Anchor{Value: "a]@h:444/autodiscover/autodiscover.xml?#~1942062522", Host: "h", Port: 444, Path: "/autodiscover/autodiscover.xml", Bracketed: true}, "autodiscover"},
		"bare cookie": {"localhost~1942062522", Anchor{Value: "localhost~1942062522", Host: "localhost", Local: true}, ""},
		"ipv6":        {"ServerInfo~a]@[::1]:444/EWS/Exchange.asmx#", Anchor{Kind: "ServerInfo", Value: "a]@[::1]:444/EWS/Exchange.asmx#", Host: "::1", Port: 444, Path: "/EWS/Exchange.asmx", Bracketed: true, Local: true}, "ews"},
		"later at":    {"ServerInfo~h/x?a=]@b", Anchor{Kind: "ServerInfo", Value: "h/x?a=]@b", Host: "h", Path: "/x?a=]@b"}, ""},
		"port":        {"ServerInfo~h:99999/owa/", Anchor{Kind: "ServerInfo", Value: "h:99999/owa/", Host: "h:99999", Path: "/owa/"}, "owa"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := ParseAnchor(tt.in)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if s := got.Service(); s != tt.service {
				t.Errorf("service %q, want %q", s, tt.service)
			}
		})
	}
}

func TestAnchorService(t *testing.T) {
	tests := map[string]string{
		"/PowerShell?x=/ecp":          "powershell",
		"//rpc/./rpcproxy.dll":        "rpc",
		"/./%6fab/x":                  "oab",
		"/%2565cp/proxyLogon.ecp":     "ecp",
		"/owa/..%2fews/Exchange.asmx": "ews",
		`\mapi\nspi`:                  "mapi",
		"/ecpx/":                      "",
		"":                            "",
	}
	for path, want := range tests {
		if got := (Anchor{Path: path}).Service(); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
}

func TestAnchorLocal(t *testing.T) {
	for host, want := range map[string]bool{
		"LOCALHOST": true, "localhost.": true, "127.8.9.1": true, "[::1]:444": true,
		"[::ffff:127.0.0.1]:444": true, "0.0.0.0": true, "10.0.0.1": false, "localhost.example.org": false,
	} {
		if got := ParseAnchor("ServerInfo~" + host).Local; got != want {
			t.Errorf("%s: local %v, want %v", host, got, want)
		}
	}
}

func TestCorpusAnchors(t *testing.T) {
	services := map[string]int{}
	for line := range strings.Lines(string(corpus.File(t, "helsecert/extracted/HttpProxy_Ecp_selected-columns.csv"))) {
		for v := range strings.SplitSeq(strings.TrimSpace(line), `"`) {
			if !strings.HasPrefix(v, "ServerInfo~") {
				continue
			}
			a := ParseAnchor(v)
			if !a.Bracketed || a.Local || a.Port != 444 || a.Host != "servernavn.xxx.local" {
				t.Errorf("%s is %+v", v, a)
			}
			services[a.Service()]++
		}
	}
	if diff := cmp.Diff(map[string]int{"autodiscover": 2, "mapi": 2, "ecp": 7}, services); diff != "" {
		t.Error(diff)
	}
}

func FuzzParseAnchor(f *testing.F) {
	f.Add("ServerInfo~a]@[::1]:444/ecp/%2e%2e/ews?x#~3")
	f.Add("SMTP:user@example.org")
	f.Fuzz(func(t *testing.T, s string) {
		a := ParseAnchor(s)
		if len(a.Host)+len(a.Path) > len(s) || a.Port < 0 || a.Port > 65535 {
			t.Errorf("%+v", a)
		}
		if a.Service() != "" && a.Path == "" {
			t.Errorf("service without a path: %+v", a)
		}
	})
}
