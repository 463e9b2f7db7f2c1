package tenant

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
	"github.com/athar-forensics/athar/internal/textlog"
)

// read returns the records of a file as "OPERATION USER IP STATUS", and how many
// were lost.
func read(data []byte) (out []string, lost int64) {
	text := textlog.Text(data)
	shape, ok := Recognise(text[:min(len(text), 64<<10)])
	if !ok {
		return []string{"not recognised"}, 0
	}
	d := NewDecoder(shape.Kind)
	var rec athar.Record
	r := NewReader(shape, func(row Row) {
		if !d.Record(row, &rec) {
			lost++
			return
		}
		out = append(out, strings.Join([]string{rec.Time.String(), rec.Get("Operation"), rec.Get("UserId"), rec.Get("c-ip"), rec.Get("status")}, " "))
	}, func(n, _ int64) { lost += n })
	if r.Lined() {
		for i, line := range strings.Split(string(text), "\n") {
			r.Line([]byte(strings.TrimSuffix(line, "\r")), int64(i+1))
		}
	} else {
		r.Block(text)
	}
	r.Close()
	return out, lost
}

func wide(s string) []byte {
	out := []byte{0xFF, 0xFE}
	for _, u := range utf16.Encode([]rune(s)) {
		out = binary.LittleEndian.AppendUint16(out, u)
	}
	return out
}

// Every wrapping of the same records reads the same.
func TestWrappings(t *testing.T) {
	day := athar.Date(2024, 3, 4)
	made := forge.NewTenant(7, "example.onmicrosoft.com", "anna@example.org", "boris@example.org")
	made.Office(day, "198.51.100.7:51234")
	want, lost := read(made.Lines())
	if lost != 0 || len(want) != 5 || !strings.HasSuffix(want[0], "UserLoginFailed anna@example.org 198.51.100.7 failure") &&
		!strings.HasSuffix(want[1], "UserLoginFailed anna@example.org 198.51.100.7 failure") {
		t.Fatalf("%d lost of %q", lost, want)
	}
	lines := strings.Split(strings.TrimSpace(string(made.Lines())), "\n")
	var graph, compact []string
	for _, l := range lines {
		graph = append(graph, fmt.Sprintf(`{"id":"x","createdDateTime":"2024-03-04T00:00:00Z","auditData":%s}`, l))
		compact = append(compact, fmt.Sprintf(`{"RecordType":1,"AuditData":%q}`, l))
	}
	for name, data := range map[string][]byte{
		"csv":                  made.CSV(),
		"a service's answer":   made.Pages(),
		"wide csv":             wide(strings.TrimPrefix(string(made.CSV()), "\uFEFF")),
		"wide lines":           wide(string(made.Lines())),
		"list on one line":     []byte("[" + strings.Join(lines, ",") + "]"),
		"graph":                []byte(`{"value":[` + strings.Join(graph, ",") + "]}"),
		"objects of the shell": []byte("[" + strings.Join(compact, ",\r\n") + "]"),
	} {
		got, lost := read(data)
		if lost != 0 || strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s: %d lost, got\n%s\nwant\n%s", name, lost, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

func TestDialects(t *testing.T) {
	for _, c := range []struct{ name, data, want string }{
		{
			"Sentinel's audit table",
			"TimeGenerated,Operation,OfficeWorkload,UserId,ClientIP,ResultStatus,Parameters\n" +
				`2024-03-04T10:00:00.5Z,New-InboxRule,Exchange,anna@example.org,[2001:db8::7]:443,True,"[{""Name"":""ForwardTo"",""Value"":""x@example.net""}]"`,
			"2024-03-04T10:00:00.5Z New-InboxRule anna@example.org 2001:db8::7 success",
		},
		{
			"Sentinel's sign-ins",
			"TimeGenerated,UserPrincipalName,AppId,IPAddress,ResultType\n2024-03-04T10:00:00Z,anna@example.org,1,198.51.100.7,50126\n",
			"2024-03-04T10:00:00Z UserLoginFailed anna@example.org 198.51.100.7 failure",
		},
		{
			"Graph's sign-ins",
			`{"value":[{"createdDateTime":"2024-03-04T10:00:00Z","userPrincipalName":"anna@example.org","appId":"1","ipAddress":"198.51.100.7","status":{"errorCode":0}}]}`,
			"2024-03-04T10:00:00Z UserLoggedIn anna@example.org 198.51.100.7 success",
		},
		{
			"the portal's sign-ins",
			"Date (UTC),Username,IP address,Application ID,Status,Sign-in error code\n2024-03-04T10:00:00Z,anna@example.org,198.51.100.7,1,Failure,50053\n",
			"2024-03-04T10:00:00Z UserLoginFailed anna@example.org 198.51.100.7 failure",
		},
		{
			"a row over several lines",
			"AuditData,_raw\n" + `"{""CreationTime"":""2024-03-04T10:00:00"",""Operation"":""Send"",""Workload"":""Exchange"",""UserId"":""a""}","first` + "\n" + `second"` + "\n",
			"2024-03-04T10:00:00Z Send a  ",
		},
	} {
		got, lost := read([]byte(c.data))
		if lost != 0 || len(got) != 1 || got[0] != c.want {
			t.Errorf("%s: %q, %d lost; want %q", c.name, got, lost, c.want)
		}
	}
}

func TestLosses(t *testing.T) {
	record := `{"CreationTime":"2024-03-04T10:00:00","Operation":"Send","Workload":"Exchange","UserId":"a"}`
	for _, c := range []struct {
		name, data string
		read       int
		lost       int64
	}{
		{"a broken one among good ones", record + "\n{\"CreationTime\":nonsense}\n" + record, 2, 1},
		{"no time", record + "\n" + strings.Replace(record, "2024-03-04", "long ago", 1), 1, 1},
		{"cut off", record + "\n" + record[:40], 1, 1},
		{"too long", record + `{"Operation":"` + strings.Repeat("x", textlog.MaxObject) + `"}` + record, 2, 1},
		{"a cell that is no JSON", "AuditData,x\nnothing,1\n\"" + strings.ReplaceAll(record, `"`, `""`) + "\",2\n", 1, 1},
	} {
		got, lost := read([]byte(c.data))
		if len(got) != c.read || lost != c.lost {
			t.Errorf("%s: %d read and %d lost, want %d and %d", c.name, len(got), lost, c.read, c.lost)
		}
	}
}

func TestFields(t *testing.T) {
	raw := `{"CreationTime":"2024-03-04T10:00:00","Operation":"MailItemsAccessed","Workload":"Exchange","UserId":"app@x","MailboxOwnerUPN":"Anna@Example.org",
	"Parameters":[{"Name":"ForwardTo","Value":"x@example.net"}],"ModifiedProperties":[{"Name":"Role.DisplayName","NewValue":"new","OldValue":"old"}],
	"ExtendedProperties":[{"Name":"RequestType","Value":"Cmsi:Cmsi"}],"Folders":[{"FolderItems":[{},{}]},{"FolderItems":[{}]}]}`
	var rec athar.Record
	if !NewDecoder(athar.KindAudit365).Record(Row{Raw: []byte(raw)}, &rec) {
		t.Fatal("not read")
	}
	for field, want := range map[string]string{
		"param.forwardto": "x@example.net", "modified.role.displayname": "new", "modified.role.displayname.old": "old",
		"RequestType": "Cmsi:Cmsi", "items": "3", "mailbox": "anna@example.org", "foreign": "true",
	} {
		if got := rec.Get(field); got != want {
			t.Errorf("%s is %q, want %q", field, got, want)
		}
	}
}

func TestOthers(t *testing.T) {
	for _, data := range []string{
		"", "{}", "[]", "{", `{"Operation":"x"}`, "a,b,c\n1,2,3\n", "Operation,CreationTime\nx,y\n", "DateTime,RequestId,UrlStem\n",
	} {
		if _, ok := Recognise([]byte(data)); ok {
			t.Errorf("%q passes for a tenant's records", data)
		}
	}
}

func FuzzReader(f *testing.F) {
	made := forge.NewTenant(7, "example.onmicrosoft.com", "anna@example.org")
	made.Office(athar.Date(2024, 3, 4), "198.51.100.7")
	for _, data := range [][]byte{made.Lines(), made.CSV(), made.Pages(), wide(string(made.CSV())), []byte("AuditData\n\"{\"\"\n"), bytes.Repeat([]byte("["), 3000), bytes.Repeat([]byte(`{"value":[`), 300)} {
		f.Add(data)
	}
	f.Fuzz(func(_ *testing.T, data []byte) { read(data) })
}
