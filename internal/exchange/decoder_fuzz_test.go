package exchange

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/textlog"
	"github.com/google/go-cmp/cmp"
)

// fuzzHeaders are what the lines of a fuzzed log follow.
var fuzzHeaders = []string{
	"#Fields: " + strings.Join(ProxyColumns, ","),
	"DateTime,RequestId,Protocol,UrlStem,AnchorMailbox,ServerHostName,HttpStatus",
	`"UrlStem","DateTime","ServerHostName","HttpStatus"`,
	"#Log-type: Message Tracking Log\n#Fields: date-time,client-ip,client-hostname,server-ip,server-hostname,event-id",
	"#Log-type: SMTP Receive Protocol Log\n#Fields: date-time,connector-id,session-id,sequence-number",
	"#Log-type: ECP Server Log\n#Fields: TimeStamp,ServerName,EventId,EventData",
	"#Log-type: Rps Cmdlet Logs\n#Fields: DateTime,ServerHostName,Cmdlet,Parameters,ErrorType,ExecutionResult",
	"",
}

func FuzzDecoder(f *testing.F) {
	for i := range fuzzHeaders {
		f.Add(uint8(i), "2021-03-05T03:06:27.696Z,MAIL01,\"a,\"\"b\"\"\",c\nDateTime,UrlStem,HttpStatus\n2021-03-05 03:06:27,/x,200")
	}
	f.Add(uint8(0), proxyLine(74, request("UrlStem", `/ecp/a,"b`)))
	f.Add(uint8(5), `2021-03-03T06:49:51.389Z,MAIL01,ECP.Request,"S:TIME=1;'S:CMD=Set-OabVirtualDirectory.ExternalUrl=''http://x/''';S:EX="`)
	f.Fuzz(func(t *testing.T, header uint8, body string) {
		if !utf8.ValidString(body) && len(body) > 1<<14 {
			return
		}
		d := NewDecoder(Layout{})
		for line := range strings.Lines(fuzzHeaders[int(header)%len(fuzzHeaders)]) {
			d.Line([]byte(strings.TrimRight(line, "\n")))
		}
		for line := range strings.Lines(body) {
			got := decode(d, strings.TrimRight(line, "\r\n"), "UrlStem", "cmdlet", "EventData")
			if got.Class != textlog.Whole && got.Class != textlog.Partial {
				continue
			}
			if got.Time == "" || got.Server != "" && !isHostName([]byte(got.Server)) {
				t.Fatalf("%q: %+v", line, got)
			}
			deriveAll(d, got.Kind)
			// The short way and the long way read the same of a row.
			if d.ecp() {
				continue
			}
			d.row = textlog.Row{}
			d.Build, d.Target = nil, nil
			d.slow()
			long := read{Time: d.row.Time.String(), Server: string(d.row.Server), Kind: d.row.Kind, Build: string(d.Build), Target: string(d.Target)}
			got.Class, got.Fields = long.Class, nil
			if diff := cmp.Diff(long, got); diff != "" {
				t.Fatalf("%q: %s", line, diff)
			}
		}
	})
}

// deriveAll asks for everything that decoding adds to the present row.
func deriveAll(d *Decoder, kind athar.Kind) {
	rec := athar.Record{Kind: kind, Server: string(d.Row().Server), Raw: d.line}
	if rec.Kind == "" {
		rec.Kind = d.Kind()
	}
	d.Record(&rec)
	Derive(&rec)
	rec.Lookup(FieldScript)
}
