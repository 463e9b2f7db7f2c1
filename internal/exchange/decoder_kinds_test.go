package exchange

import (
	"fmt"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/textlog"
	"github.com/google/go-cmp/cmp"
)

func TestDecoderKinds(t *testing.T) {
	tests := map[string]struct {
		lines []string
		kind  athar.Kind
		want  read
	}{
		"message tracking, received": {
			[]string{"#Log-type: Message Tracking Log", "#Fields: date-time,client-ip,server-hostname,event-id", "2021-11-03T08:00:32.100Z,10.0.0.1,SERVER01,RECEIVE,"},
			athar.KindMessageTracking,
			read{Class: textlog.Partial, Time: "2021-11-03T08:00:32.1Z", Server: "SERVER01"},
		},
		"message tracking, sent": {
			[]string{"#Log-type: Message Tracking Log", "#Fields: date-time,client-ip,server-hostname,event-id", "2021-11-03T08:00:32.100Z,10.0.0.1,mx.example.org,SEND"},
			athar.KindMessageTracking,
			read{Class: textlog.Whole, Time: "2021-11-03T08:00:32.1Z"},
		},
		"receive connector": {
			[]string{"#Log-type: SMTP Receive Protocol Log", "#Fields: date-time,connector-id,session-id", `2023-01-11T15:59:51.433Z,MAIL01\Default Frontend MAIL01,1`},
			athar.KindSMTP,
			read{Class: textlog.Whole, Time: "2023-01-11T15:59:51.433Z", Server: "MAIL01"},
		},
		"send connector": {
			[]string{"#Log-type: SMTP Send Protocol Log", "#Fields: date-time,connector-id,session-id", `2023-01-11T15:59:51.433Z,Internet,1`},
			athar.KindSMTP,
			read{Class: textlog.Whole, Time: "2023-01-11T15:59:51.433Z"},
		},
		"ECP server": {
			[]string{"#Log-type: ECP Server Log", "#Fields: TimeStamp,ServerName,EventId,EventData", `2021-03-03T06:49:51.389Z,MAIL01,ECP.Request,"S:TIME=1;S:CMD=Get-X;S:EX="`},
			athar.KindECPServer,
			read{Class: textlog.Whole, Time: "2021-03-03T06:49:51.389Z", Server: "MAIL01"},
		},
		"ECP without header": {
			[]string{`2021-03-03T06:49:51.389Z,S:CMD=Get-OabVirtualDirectory.ADPropertiesOnly=$true;;S:EX=`},
			athar.KindECPServer,
			read{Class: textlog.Whole, Time: "2021-03-03T06:49:51.389Z"},
		},
		"remote PowerShell": {
			[]string{"#Log-type: Rps Cmdlet Logs", "#Fields: DateTime,ServerHostName,Cmdlet,Parameters", `2021-08-20T10:00:00.000Z,MAIL01,New-MailboxExportRequest,"-Mailbox ""x"" -FilePath ""\\127.0.0.1\C$\x.aspx"""`},
			athar.CmdletInfra("cmdlet"),
			read{Class: textlog.Whole, Time: "2021-08-20T10:00:00Z", Server: "MAIL01"},
		},
		"request filter": {
			[]string{"#Log-type: Http Request Filtering Logs", "#Fields: DateTime,ServerHostName,UrlStem,ScanResult,HeaderNames", "6/30/2021 10:03:57 AM,MAIL01,/ecp/x.js,Detected,"},
			athar.KindRequestFilter,
			read{Class: textlog.Whole, Time: "2021-06-30T10:03:57Z", Server: "MAIL01"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			layout := Layout{}
			switch tt.kind {
			case athar.KindRequestFilter:
				layout.Order, _ = ResolveDateOrder([]string{"6/30/2021 10:03:57 AM"}, 0)
			case athar.KindECPServer:
				layout.Kind = tt.kind
			}
			d := NewDecoder(layout)
			var got read
			for _, line := range tt.lines {
				got = decode(d, line)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if d.Kind() != tt.kind {
				t.Errorf("kind %q", d.Kind())
			}
		})
	}
}

// A forged file cannot name servers without end.
func TestDecoderBoundsServers(t *testing.T) {
	d := NewDecoder(Layout{})
	d.Line([]byte("DateTime,ServerHostName,UrlStem,HttpStatus"))
	named := map[string]bool{}
	for i := range 3 * maxHosts {
		named[decode(d, fmt.Sprintf("2021-03-05T03:06:27.696Z,MAIL%d,/ecp/y.js,200", i)).Server] = true
	}
	if len(named) != maxHosts+1 {
		t.Errorf("%d servers", len(named))
	}
	if got := decode(d, "2021-03-05T03:06:27.696Z,MAIL7,/ecp/y.js,200").Server; got != "MAIL7" {
		t.Errorf("a server named before is now %q", got)
	}
}

func TestDecoderBlind(t *testing.T) {
	d := NewDecoder(Layout{})
	d.Line([]byte("DateTime,UrlStem,ClientIpAddress"))
	if diff := cmp.Diff([]string{"AnchorMailbox", "UrlQuery", "HttpStatus", "Method"}, d.Blind()); diff != "" {
		t.Error(diff)
	}
	wide := "DateTime,UrlStem" + strings.Repeat(",HttpStatus", maxColumns)
	if d.Line([]byte(wide)); len(d.Blind()) != 4 {
		t.Error("a header without end was taken")
	}
}
