package forge

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/athar-forensics/athar"
)

var monday = athar.Date(2021, 3, 1)

func newHost(t *testing.T, c *Case, s Server) *Host {
	t.Helper()
	if s.Name == "" {
		s.Name = "MAIL01"
	}
	h, err := c.Server(s)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// busyCase is two working days with everything that a healthy server does.
func busyCase(t *testing.T, s Server) *Case {
	t.Helper()
	c := NewCase(7)
	newHost(t, c, s).Healthy(Traffic{From: monday, Until: monday + 6*athar.Day, PerHour: 20, Probe: athar.Hour, LookAlikes: true})
	return c
}

func parseCSV(t *testing.T, text string) [][]string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatalf("not CSV: %v\n%.300s", err, text)
	}
	return rows
}

// table is one log file, taken apart by its own header.
type table struct {
	columns []string
	rows    [][]string
}

func (tb table) all(column string) []string {
	for i, c := range tb.columns {
		if c == column {
			var out []string
			for _, r := range tb.rows {
				out = append(out, r[i])
			}
			return out
		}
	}
	return nil
}

func readTable(t *testing.T, f File) table {
	t.Helper()
	var tb table
	var body strings.Builder
	iis := strings.Contains(f.Path, "/u_ex")
	for line := range strings.Lines(strings.TrimPrefix(string(f.Data), "\ufeff")) {
		if !strings.HasSuffix(line, "\r\n") {
			t.Fatalf("%s: a line does not end in CRLF: %.80q", f.Path, line)
		}
		switch fields, ok := strings.CutPrefix(line, fieldsMark); {
		case ok && iis:
			tb.columns = strings.Fields(fields)
		case ok:
			tb.columns = strings.Split(strings.TrimSpace(fields), ",")
		case line[0] == '#':
		case iis:
			tb.rows = append(tb.rows, strings.Split(strings.TrimRight(line, "\r\n"), " "))
		default:
			body.WriteString(line)
		}
	}
	if !iis {
		for _, row := range parseCSV(t, body.String()) {
			if strings.Join(row, ",") != strings.Join(tb.columns, ",") {
				tb.rows = append(tb.rows, row)
			}
		}
	}
	for _, row := range tb.rows {
		if len(row) != len(tb.columns) {
			t.Fatalf("%s: a row has %d columns, its header %d: %q", f.Path, len(row), len(tb.columns), row)
		}
	}
	return tb
}

func isLog(f File) bool {
	return strings.Contains(f.Path, "/u_ex") || strings.Contains(f.Path, "/Logging/")
}

// Every file of every dialect has as many values in a row as its header says,
// and holds only rows of the hour or day that its name says.
func TestEveryFileParses(t *testing.T) {
	for name, s := range map[string]Server{
		"2013": {Build: "15.0.1497.2", Header: HeaderAfter},
		"2016": {Language: French},
		"2019": {Build: "15.2.1118.7", Install: `E:\Programme\Exchange`, Language: German, Zone: time.FixedZone("UTC+01:00", 3600)},
	} {
		t.Run(name, func(t *testing.T) {
			kinds := map[string]bool{}
			for _, f := range busyCase(t, s).Files() {
				if !isLog(f) {
					continue
				}
				tb := readTable(t, f)
				folder := f.Path[:strings.LastIndexByte(f.Path, '/')]
				kinds[folder[strings.LastIndexByte(folder, '/')+1:]] = true
				if at := tb.all("DateTime"); strings.Contains(f.Path, "/HttpProxy/") {
					hour := strings.NewReplacer("-", "", "T", "").Replace(at[0][:13])
					if !strings.Contains(f.Path, "HttpProxy_"+hour) {
						t.Errorf("%s begins at %s", f.Path, at[0])
					}
					if !bytes.HasPrefix(f.Data, utf8Mark) {
						t.Errorf("%s has no byte order mark", f.Path)
					}
				}
			}
			for _, want := range []string{
				"W3SVC1", "W3SVC2", "Autodiscover", "Eas", "Ecp", "Ews", "Mapi", "Oab", "Owa", "OwaCalendar", "PowerShell", "Rest",
				"RpcHttp", "Server", "Activity", "Mailbox", "Cmdlet", "Http", "OABGeneratorLog",
			} {
				if !kinds[want] {
					t.Errorf("a healthy server left no log in %s", want)
				}
			}
			if kinds["HttpRequestFiltering"] != (name == "2019") {
				t.Errorf("request filter log: %v", kinds["HttpRequestFiltering"])
			}
		})
	}
}

func TestSameCallsSameBytes(t *testing.T) {
	a, b := busyCase(t, Server{}).Files(), busyCase(t, Server{}).Files()
	if len(a) != len(b) {
		t.Fatalf("%d and %d files", len(a), len(b))
	}
	for i := range a {
		if a[i].Path != b[i].Path || a[i].Time != b[i].Time || !bytes.Equal(a[i].Data, b[i].Data) {
			t.Fatalf("%s differs between two makings", a[i].Path)
		}
	}
	other := NewCase(8)
	newHost(t, other, Server{}).Healthy(Traffic{From: monday, Until: monday + athar.Hour, PerHour: 20})
	if bytes.Equal(other.Files()[0].Data, a[0].Data) {
		t.Error("another seed made the same bytes")
	}
}

// A step more leaves the rows of all other steps as they were.
func TestStepsDoNotDisturbEachOther(t *testing.T) {
	lines := func(attacked bool) map[string]bool {
		c := NewCase(3)
		h := newHost(t, c, Server{})
		if attacked {
			h.ProxyLogon(ProxyLogon{At: monday + 5*athar.Hour, From: Visitor{Address: "203.0.113.66"}, Shell: demoShell})
		}
		h.Healthy(Traffic{From: monday, Until: monday + athar.Day, PerHour: 10, Probe: athar.Hour})
		set := map[string]bool{}
		for _, f := range c.Files() {
			for line := range strings.Lines(string(f.Data)) {
				if !strings.HasPrefix(line, "#Date") {
					set[line] = true
				}
			}
		}
		return set
	}
	with := lines(true)
	for line := range lines(false) {
		if !with[line] {
			t.Fatalf("a healthy row is gone after an attack was told: %.200s", line)
		}
	}
}

func TestFilesRollOverBySize(t *testing.T) {
	c := NewCase(1)
	h := newHost(t, c, Server{RollBytes: 16 << 10})
	h.Healthy(Traffic{From: monday + 9*athar.Hour, Until: monday + 10*athar.Hour, PerHour: 400})
	seen := map[string]bool{}
	for _, f := range c.Files() {
		seen[f.Path[strings.LastIndexByte(f.Path, '/')+1:]] = true
		if isLog(f) {
			readTable(t, f)
		}
	}
	for _, want := range []string{"HttpProxy_2021030109-1.LOG", "HttpProxy_2021030109-2.LOG", "HttpProxy_2021030109-3.LOG"} {
		if !seen[want] {
			t.Errorf("no %s", want)
		}
	}
}

func TestServerRefusesNonsense(t *testing.T) {
	for _, s := range []Server{{}, {Name: "A/B"}, {Name: "M", Build: "15"}, {Name: "M", Install: "/opt/exchange"}} {
		if _, err := NewCase(1).Server(s); err == nil {
			t.Errorf("taken: %+v", s)
		}
	}
}
