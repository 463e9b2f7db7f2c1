package hunt

import (
	"fmt"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
)

// Who reads much in an hour is kept, and the mailboxes with it; who reads a little,
// the server itself, and refused requests are not.
func TestReaders(t *testing.T) {
	const header = "#Software: Microsoft Exchange Server\r\n#Version: 15.01.2507.006\r\n#Log-type: HttpProxy Logs\r\n" +
		"#Fields: DateTime,RequestId,Protocol,UrlStem,ProtocolAction,AuthenticatedUser,AnchorMailbox,UserAgent,ClientIpAddress,ServerHostName,HttpStatus,ResponseBytes\r\n"
	row := func(minute int, protocol, action, user, anchor, status, size string) string {
		return fmt.Sprintf("2022-06-07T23:%02d:00.000Z,id-%d,%s,/EWS/Exchange.asmx,%s,%s,%s,agent/1,192.0.2.30,MAIL01,%s,%s\r\n", minute, minute, protocol, action, user, anchor, status, size)
	}
	much := fmt.Sprint(athar.BulkHour)
	for _, c := range []struct {
		name string
		rows []string
		want string // account, requests, bytes, mailboxes
	}{
		{"much at once", []string{row(0, "Ews", "GetItem", `CORP\A`, "SMTP:A@x.test", "200", much)}, `corp\a 1 8388608 1`},
		{"a little", []string{row(0, "Ews", "GetItem", `CORP\a`, "", "200", "900")}, ""},
		{"little of many", []string{
			row(0, "Ews", "ExportItems", `CORP\a`, "SMTP:1@x.test", "200", "9"), row(1, "Ews", "GetItem", `CORP\a`, "SMTP:2@x.test", "200", "9"),
			row(2, "Ews", "GetItem", `CORP\a`, "SMTP:3@x.test", "200", "9"), row(3, "Ews", "GetItem", `CORP\a`, "SMTP:4@x.test", "200", ""), row(4, "Ews", "GetItem", `CORP\a`, "SMTP:5@x.test", "200", "9"),
		}, `corp\a 5 36 5`},
		{"refused", []string{row(0, "Ews", "GetItem", `CORP\a`, "", "401", much)}, ""},
		{"no reading", []string{row(0, "Ews", "FindFolder", `CORP\a`, "", "200", much)}, ""},
		{"a browser's own mail", []string{row(0, "Owa", "GetItem", `CORP\a`, "", "200", much)}, ""},
		{"the server itself", []string{row(0, "Ews", "GetItem", `CORP\MAIL02$`, "", "200", much)}, ""},
	} {
		trace := learned(t, Options{}, "HttpProxy_2022060723-1.LOG", header+strings.Join(c.rows, ""))
		var got []string
		for _, r := range trace.Readers {
			got = append(got, fmt.Sprint(r.Account, " ", r.Requests, " ", r.Bytes, " ", len(r.Mailboxes)))
		}
		if strings.Join(got, "; ") != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
