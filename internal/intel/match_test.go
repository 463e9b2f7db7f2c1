package intel

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/google/go-cmp/cmp"
)

// setOf builds a set from a list; further lines make it large enough that rows
// are searched for all that looks like an address or a host.
func setOf(t testing.TB, wide bool, lines ...string) *Set {
	t.Helper()
	b := NewBuilder()
	b.URLOf = func(path string) string {
		if i := strings.Index(path, "inetpub/wwwroot/"); i >= 0 {
			return path[i+len("inetpub/wwwroot"):]
		}
		return ""
	}
	if wide {
		for i := range 2 * fewAddresses {
			lines = append(lines, fmt.Sprintf("11.22.33.%d", i))
		}
	}
	if _, err := b.Read("list", strings.NewReader(strings.Join(lines, "\n")), Facts{}); err != nil {
		t.Fatal(err)
	}
	for _, l := range b.Lists() {
		if l.Faulty > 0 {
			t.Fatalf("%+v", l.Faults)
		}
	}
	s := b.Build()
	if s.wide != wide {
		t.Fatalf("wide is %v", s.wide)
	}
	return s
}

var iisColumns = athar.NewColumns(strings.Fields("date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) cs-host sc-status X-Forwarded-For"),
	map[string]string{"cs-user-agent": "cs(user-agent)"})

// iis makes a record of a row in the columns above.
func iis(row string) *athar.Record {
	rec := &athar.Record{Kind: athar.KindIIS, Raw: []byte(row), Columns: iisColumns, Time: athar.Date(2021, 3, 10)}
	for _, v := range strings.Split(row, " ") {
		rec.Values = append(rec.Values, []byte(v))
	}
	return rec
}

func hits(s *Set, rec *athar.Record) []string {
	var out []string
	s.Match(rec, func(h Hit) {
		line := h.Field + " " + h.Type.String() + " " + h.Value
		if h.Found != "" {
			line += " = " + h.Found
		}
		out = append(out, line)
	})
	return out
}

const indicators = `198.51.100.7
203.0.113.0/24
2001:db8::7
evil.test
http://path.test/a/b.php
shell.aspx
/owa/auth/bad.aspx
C:\inetpub\wwwroot\aspnet_client\found.aspx
C:\Windows\Temp\dump.dmp
Mozilla/5.0+(evil;+agent)
somebody@evil.test`

func TestMatchRows(t *testing.T) {
	tests := []struct {
		name, row string
		want      []string
	}{
		{"nothing", "2021-03-10 10:00:00 192.0.2.1 GET /owa/ - 443 CORP\\anna 192.0.2.9 Mozilla/5.0 - mail.corp.example 200 -", nil},
		{"a client", "2021-03-10 10:00:00 192.0.2.1 GET /owa/ - 443 - 198.51.100.7 Mozilla/5.0 - - 200 -", []string{"c-ip address 198.51.100.7"}},
		{"a client in a range", "2021-03-10 10:00:00 192.0.2.1 GET /owa/ - 443 - 203.0.113.77 Mozilla/5.0 - - 200 -", []string{"c-ip range 203.0.113.0/24 = 203.0.113.77"}},
		{"behind a proxy", "2021-03-10 10:00:00 192.0.2.1 GET /owa/ - 443 - 192.0.2.2 Mozilla/5.0 - - 200 198.51.100.7,+192.0.2.8:4711", []string{"X-Forwarded-For address 198.51.100.7"}},
		{"IPv6", "2021-03-10 10:00:00 192.0.2.1 GET /owa/ - 443 - 2001:DB8:0::7 Mozilla/5.0 - - 200 -", []string{"c-ip address 2001:db8::7"}},
		{"the server's own address and name", "2021-03-10 10:00:00 198.51.100.7 GET /owa/ - 443 - 192.0.2.2 Mozilla/5.0 - evil.test 200 -", nil},
		{"part of a longer address", "2021-03-10 10:00:00 192.0.2.1 GET /owa/ v=1198.51.100.7&w=198.51.100.70&x=198.51.100.7.1&y=9.198.51.100.7 443 - 192.0.2.2 Mozilla/5.0 - - 200 -", nil},
		{"a version", "2021-03-10 10:00:00 192.0.2.1 GET /owa/ - 443 - 192.0.2.2 Client/v198.51.100.7 - - 200 -", nil},
		{"a host below", "2021-03-10 10:00:00 192.0.2.1 GET /owa/ u=https%3A%2F%2FWWW.Evil.Test%2Fx 443 - 192.0.2.2 Mozilla/5.0 - - 200 -", []string{"cs-uri-query domain evil.test = www.evil.test"}},
		{"a host that only ends alike", "2021-03-10 10:00:00 192.0.2.1 GET /owa/ u=notevil.test&v=evil.test.example&w=evil.testing 443 - 192.0.2.2 Mozilla/5.0 - - 200 -", nil},
		{"the host of a user's name", "2021-03-10 10:00:00 192.0.2.1 GET /owa/ - 443 anna@evil.test 192.0.2.2 Mozilla/5.0 - - 200 -", nil},
		{"a user's name", "2021-03-10 10:00:00 192.0.2.1 GET /owa/ - 443 Somebody@Evil.test 192.0.2.2 Mozilla/5.0 - - 200 -", []string{"cs-username email somebody@evil.test"}},
		{"a URL", "2021-03-10 10:00:00 192.0.2.1 GET /owa/ - 443 - 192.0.2.2 Mozilla/5.0 http://path.test:80/a/b.php?c=1 - 200 -", []string{"cs(Referer) url path.test/a/b.php = path.test/a/b.php?c=1"}},
		{"another page there", "2021-03-10 10:00:00 192.0.2.1 GET /owa/ - 443 - 192.0.2.2 Mozilla/5.0 http://path.test/a/c.php - 200 -", nil},
		{"a page by its path", "2021-03-10 10:00:00 192.0.2.1 GET /OWA/auth/bad.aspx - 443 - 192.0.2.2 Mozilla/5.0 - - 200 -", []string{"cs-uri-stem path owa/auth/bad.aspx = /owa/auth/bad.aspx"}},
		{"a page by its file", "2021-03-10 10:00:00 192.0.2.1 GET /aspnet_client/found.aspx - 443 - 192.0.2.2 Mozilla/5.0 - - 200 -", []string{"cs-uri-stem path inetpub/wwwroot/aspnet_client/found.aspx = /aspnet_client/found.aspx"}},
		{"a page by its name", "2021-03-10 10:00:00 192.0.2.1 POST /x/shell.aspx - 443 - 192.0.2.2 Mozilla/5.0 - - 200 -", []string{"cs-uri-stem filename shell.aspx = /x/shell.aspx"}},
		{"asked for, and not there", "2021-03-10 10:00:00 192.0.2.1 GET /owa/auth/bad.aspx - 443 - 192.0.2.2 Mozilla/5.0 - - 404 -", nil},
		{"a name that ends alike", "2021-03-10 10:00:00 192.0.2.1 GET /x/myshell.aspx - 443 - 192.0.2.2 Mozilla/5.0 - - 200 -", nil},
		{"an agent", "2021-03-10 10:00:00 192.0.2.1 GET /owa/ - 443 - 192.0.2.2 Mozilla/5.0+(evil;+agent) - - 200 -", []string{"cs(User-Agent) agent mozilla/5.0 (evil; agent)"}},
		{"a longer agent", "2021-03-10 10:00:00 192.0.2.1 GET /owa/ - 443 - 192.0.2.2 Mozilla/5.0+(evil;+agent)+more - - 200 -", nil},
	}
	for _, wide := range []bool{false, true} {
		list := strings.Split(indicators, "\n")
		if !wide { // ranges and IPv6 make every row be looked at
			list = append(list[:1], list[3:]...)
		}
		s := setOf(t, wide, list...)
		for _, tt := range tests {
			if !wide && len(tt.want) > 0 && strings.ContainsAny(tt.want[0], "/:") && (strings.Contains(tt.want[0], "range") || strings.Contains(tt.want[0], "db8")) {
				continue
			}
			t.Run(fmt.Sprintf("%s, wide %v", tt.name, wide), func(t *testing.T) {
				if d := cmp.Diff(tt.want, hits(s, iis(tt.row))); d != "" {
					t.Error(d)
				}
				if len(tt.want) > 0 && !seen(s, []byte(tt.row)) {
					t.Error("the search of the row would have missed it")
				}
			})
		}
	}
}

// seen reports whether a scan would look into a row at all.
func seen(s *Set, row []byte) bool {
	lower := strings.ToLower(string(row))
	for _, l := range s.Literals() {
		if strings.Contains(lower, strings.ToLower(l)) {
			return true
		}
	}
	return s.Glimpse(row, &Memo{})
}

// An entry bound to a time matches no record of another.
func TestWindows(t *testing.T) {
	s := setOf(t, false, "value,valid_from,valid_until", "198.51.100.7,2021-01-03,2021-03-31")
	for day, want := range map[athar.Time]int{
		athar.Date(2021, 1, 2): 0, athar.Date(2021, 1, 3): 1, athar.Date(2021, 3, 31) + athar.Day - 1: 1, athar.Date(2021, 4, 1): 0, 0: 1,
	} {
		rec := iis("2021-03-10 10:00:00 192.0.2.1 GET /owa/ - 443 - 198.51.100.7 Mozilla/5.0 - - 200 -")
		rec.Time = day
		if got := hits(s, rec); len(got) != want {
			t.Errorf("%v: %v", day, got)
		}
	}
}

// In records of other kinds paths, names and keys stand anywhere.
func TestMatchElsewhere(t *testing.T) {
	s := setOf(t, false, "value,type", "klk123456,key", `C:\Windows\Temp\dump.dmp,path`, "tool.exe,filename", `CORP\anna,account`, "bert,account", "evil.test,domain")
	cols := athar.NewColumns([]string{"EventData", "User"}, nil)
	tests := map[string][]string{
		`S:CMD=Set-X.ExternalUrl='http://f/<script>eval(Request["klk123456"])'`: {"EventData key klk123456"},
		`Request["klk1234567"]`:                  nil,
		`cmd /c dir c:\\windows\\temp\\dump.dmp`: {"EventData path windows/temp/dump.dmp"},
		`\\srv\c$\Windows\Temp\dump.dmp.old`:     nil,
		`powershell "C:\x\Tool.exe" -a`:          {"EventData filename tool.exe"},
		`mytool.exe tool.exe.config`:             nil,
		`corp\Anna logged on`:                    {`EventData account corp\anna`},
		`corp\annabel`:                           nil,
		`mail to x@evil.test`:                    nil,
		`\\evil.test\share`:                      {"EventData domain evil.test"},
	}
	for text, want := range tests {
		rec := &athar.Record{Kind: athar.KindECPServer, Columns: cols, Raw: []byte(text), Values: [][]byte{[]byte(text)}}
		if d := cmp.Diff(want, hits(s, rec)); d != "" {
			t.Errorf("%s\n%s", text, d)
		}
	}
	rec := &athar.Record{Kind: athar.KindMessageTracking, Columns: cols, Values: [][]byte{[]byte("x@evil.test"), []byte(`CORP\Bert`)}}
	if d := cmp.Diff([]string{"EventData domain evil.test", "User account bert"}, hits(s, rec)); d != "" {
		t.Error(d)
	}
}

func TestMatchFiles(t *testing.T) {
	s := setOf(t, false, someMD5, someSHA256, `C:\inetpub\wwwroot\aspnet_client\found.aspx`, `%ProgramData%\it.zip`, "evil*.dll",
		`C:\Program Files\Microsoft\Exchange Server\V15\FrontEnd\HttpProxy\owa\auth\a.aspx`, `C:\users\public\opera\opera_browser.exe`)
	tests := []struct {
		file File
		want string
	}{
		{File{Path: "x/y.bin", MD5: someMD5}, "md5 " + someMD5},
		{File{Path: "x/y.bin", SHA256: strings.ToUpper(someSHA256), MD5: someMD5}, "sha256 " + someSHA256 + ", md5 " + someMD5},
		{File{Path: "case.zip!/C/inetpub/wwwroot/aspnet_client/Found.aspx"}, "path inetpub/wwwroot/aspnet_client/found.aspx"},
		{File{Path: "aspnet_client/found.aspx"}, "path inetpub/wwwroot/aspnet_client/found.aspx"},
		{File{Path: "inetpub/other/aspnet_client/found.aspx"}, ""},
		{File{Path: "aspnet_client/notfound.aspx"}, ""},
		{File{Path: "FrontEnd/HttpProxy/owa/auth/a.aspx"}, "path program files/microsoft/exchange server/v15/frontend/httpproxy/owa/auth/a.aspx"},
		{File{Path: "C/ProgramData/it.zip"}, "path */it.zip"},
		{File{Path: "deep/evil_1.dll"}, "filename evil*.dll"},
		{File{Path: "deep/notevil.dll"}, ""},
		{File{Path: "D/Users/Public/Opera/opera_browser.exe"}, "path users/public/opera/opera_browser.exe"},
	}
	for _, tt := range tests {
		var got []string
		s.MatchFile(tt.file, func(h Hit) { got = append(got, h.Type.String()+" "+h.Value) })
		if g := strings.Join(got, ", "); g != tt.want {
			t.Errorf("%s: %s, want %s", tt.file.Path, g, tt.want)
		}
	}
}

func TestPatternsExcept(t *testing.T) {
	b := NewBuilder()
	if _, err := b.Read("filename-iocs.txt", strings.NewReader("\\\\owa\\\\auth\\\\[a-z]{1,3}\\.aspx$;70;\\\\one\\.aspx$\n(alpha|beta)\\.exe;50\n"), Facts{}); err != nil {
		t.Fatal(err)
	}
	s := b.Build()
	for path, want := range map[string]int{"x/owa/auth/abc.aspx": 1, "x/owa/auth/one.aspx": 0, "x/BETA.exe": 1, "x/gamma.exe": 0} {
		n := 0
		s.MatchFile(File{Path: path}, func(Hit) { n++ })
		if n != want {
			t.Errorf("%s: %d", path, n)
		}
	}
}

// Ranges may lie in one another.
func TestRanges(t *testing.T) {
	s := setOf(t, true, "203.0.113.0/24", "203.0.113.64/26", "203.0.112.0/22", "203.0.113.70-203.0.113.71", "2001:db8::/32")
	for v, want := range map[string]int{"203.0.113.1": 2, "203.0.113.70": 4, "203.0.113.72": 3, "203.0.115.255": 1, "203.0.116.0": 0, "203.0.111.255": 0, "2001:db8:ffff::1": 1, "2001:db9::1": 0} {
		if got := hits(s, iis("d t - GET / - 443 - "+v+" - - - 200 -")); len(got) != want {
			t.Errorf("%s: %v", v, got)
		}
	}
}

// Whatever a record holds is seen by the look at its row.
func TestGlimpseMissesNothing(t *testing.T) {
	s := setOf(t, true, strings.Split(indicators, "\n")...)
	r := rand.New(rand.NewPCG(3, 4))
	parts := []string{"198.51.100.7", "203.0.113.5", "evil.test", "2001:db8::7", ".", "..", "-", "%2F", "@", "a", "1", ":", "/", "path.test/a/b.php", "192.0.2.1", "=", ",", "Evil.TEST", "x.evil.test"}
	found := 0
	for range 20_000 {
		var row bytes.Buffer
		for range 1 + r.IntN(8) {
			row.WriteString(parts[r.IntN(len(parts))])
		}
		rec := &athar.Record{Kind: athar.KindECPServer, Raw: bytes.Clone(row.Bytes())}
		if len(hits(s, rec)) > 0 {
			found++
			if !s.Glimpse(rec.Raw, &Memo{}) {
				t.Fatalf("%q holds %v", rec.Raw, hits(s, rec))
			}
		}
	}
	if found < 1000 {
		t.Errorf("only %d rows hold something", found)
	}
}

// Records without columns have their values by name.
func TestMatchDerived(t *testing.T) {
	s := setOf(t, false, "198.51.100.7", "evil.test", "corp.example")
	rec := &athar.Record{Kind: "m365/audit", Raw: []byte(`{}`), Derived: map[string]string{
		"clientip": "198.51.100.7:443", "parameters": "ForwardTo x; https://evil.test/y", "organizationname": "corp.example", "userid": "anna@corp.example",
	}}
	if d := cmp.Diff([]string{"clientip address 198.51.100.7", "parameters domain evil.test"}, hits(s, rec)); d != "" {
		t.Error(d)
	}
}
