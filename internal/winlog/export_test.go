package winlog

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
)

// shapes are one event, a process that a web server started, as the exporters
// write it that are about.
var shapes = map[string]string{
	"NXLog": `{"EventTime":"2021-03-05 02:11:07","Hostname":"MAIL01.contoso.test","SourceName":"Microsoft-Windows-Sysmon","EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","RecordNumber":77,"Image":"C:\\Windows\\System32\\cmd.exe","ParentImage":"C:\\Windows\\System32\\inetsrv\\w3wp.exe","Hashes":"MD5=0A,SHA256=0B"}`,
	"Winlogbeat": `{"@timestamp":"2021-03-05T02:11:07.000Z","host":{"name":"collector"},"message":"Process Create","winlog":{"channel":"Microsoft-Windows-Sysmon/Operational","provider_name":"Microsoft-Windows-Sysmon",
		"event_id":"1","record_id":77,"computer_name":"MAIL01.contoso.test","event_data":{"Image":"C:\\Windows\\System32\\cmd.exe","ParentImage":"C:\\Windows\\System32\\inetsrv\\w3wp.exe","Hashes":"MD5=0A,SHA256=0B"}}}`,
	"Winlogbeat 6, from a search": `{"_index":"x","_source":{"@timestamp":"2021-03-05T02:11:07.000Z","log_name":"Microsoft-Windows-Sysmon/Operational","source_name":"Microsoft-Windows-Sysmon","event_id":1,"record_number":"77","computer_name":"MAIL01.contoso.test","event_data":{"Image":"C:\\Windows\\System32\\cmd.exe","ParentImage":"C:\\Windows\\System32\\inetsrv\\w3wp.exe","Hashes":"MD5=0A,SHA256=0B"}}}`,
	"evtx_dump":                   `{"Event":{"#attributes":{"xmlns":"x"},"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Sysmon"}},"EventID":{"#attributes":{"Qualifiers":""},"#text":1},"TimeCreated":{"#attributes":{"SystemTime":"2021-03-05T02:11:07Z"}},"EventRecordID":77,"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"MAIL01.contoso.test"},"EventData":{"Image":"C:\\Windows\\System32\\cmd.exe","ParentImage":"C:\\Windows\\System32\\inetsrv\\w3wp.exe","Hashes":"MD5=0A,SHA256=0B"}}}`,
	"evtx_dump, separate":         `{"Event":{"System":{"Provider_attributes":{"Name":"Microsoft-Windows-Sysmon"},"EventID":1,"TimeCreated_attributes":{"SystemTime":"2021-03-05T02:11:07Z"},"EventRecordID":77,"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"MAIL01.contoso.test"},"EventData":{"Image":"C:\\Windows\\System32\\cmd.exe","ParentImage":"C:\\Windows\\System32\\inetsrv\\w3wp.exe","Hashes":"MD5=0A,SHA256=0B"}}}`,
	"Splunk":                      `{"preview":false,"result":{"_time":"2021-03-05T04:11:07.000+02:00","LogName":"Microsoft-Windows-Sysmon/Operational","SourceName":"Microsoft-Windows-Sysmon","EventCode":"1","RecordNumber":"77","ComputerName":"MAIL01.contoso.test","Image":"C:\\Windows\\System32\\cmd.exe","ParentImage":"C:\\Windows\\System32\\inetsrv\\w3wp.exe","Hashes":"MD5=0A,SHA256=0B"}}`,
	"Get-WinEvent":                `{"Id":1,"ProviderName":"Microsoft-Windows-Sysmon","LogName":"Microsoft-Windows-Sysmon/Operational","RecordId":77,"MachineName":"MAIL01.contoso.test","TimeCreated":"\/Date(1614910267000)\/","Image":"C:\\Windows\\System32\\cmd.exe","ParentImage":"C:\\Windows\\System32\\inetsrv\\w3wp.exe","Hashes":"MD5=0A,SHA256=0B"}`,
}

func TestExportShapes(t *testing.T) {
	when, err := athar.ParseTime("2021-03-05T02:11:07Z")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"EventID": "1", "Channel": "Microsoft-Windows-Sysmon/Operational", "Provider_Name": "Microsoft-Windows-Sysmon",
		"Image": `C:\Windows\System32\cmd.exe`, "ParentImage": `C:\Windows\System32\inetsrv\w3wp.exe`, "sha256": "0B",
	}
	for name, text := range shapes {
		t.Run(name, func(t *testing.T) {
			if !Exported([]byte("[" + text + ",\n")) {
				t.Error("not recognised")
			}
			var x Export
			var e Event
			var rec athar.Record
			if err := x.Read(&e, []byte(text)); err != nil {
				t.Fatal(err)
			}
			e.Fill(&rec, athar.KindEventsJSON, 3)
			if rec.Time != when || rec.Server != "MAIL01.contoso.test" || rec.Event != 77 || rec.Line != 3 {
				t.Errorf("%v %q %d", rec.Time, rec.Server, rec.Event)
			}
			for field, v := range want {
				if got, ok := rec.Lookup(field); !ok || got != v {
					t.Errorf("%s is %q, want %q", field, got, v)
				}
			}
			if v, ok := rec.Lookup("CommandLine"); ok {
				t.Errorf("CommandLine is %q, and there is none", v)
			}
			if !strings.Contains(rec.Text(), `inetsrv\w3wp.exe`) {
				t.Error("a search without a field does not see the values")
			}
		})
	}
}

func TestExportUnnamed(t *testing.T) {
	for _, text := range []string{
		`{"Event":{"System":{"EventID":1,"Channel":"MSExchange Management"},"EventData":{"Data":{"#text":["a","b\u0001"]}}}}`,
		`{"Event":{"System":{"EventID":1,"Channel":"MSExchange Management"},"EventData":{"Data":["a","b\u0001"]}}}`,
		`{"winlog":{"event_id":1,"channel":"MSExchange Management","event_data":{"param2":"b\u0001","param1":"a"}}}`,
		`{"Id":1,"LogName":"MSExchange Management","Properties":[{"Value":"a"},{"Value":"b\u0001"}]}`,
	} {
		var x Export
		var e Event
		if err := x.Read(&e, []byte(text)); err != nil {
			t.Fatal(text, err)
		}
		if v, ok := e.Lookup("Data"); !ok || v != "a\nb\x01" || e.Unnamed(1) != "b\x01" || e.Unnamed(2) != "" {
			t.Errorf("%s: %q", text, v)
		}
	}
}

func TestExportIsNone(t *testing.T) {
	for _, text := range []string{
		`{}`, `{"EventID":1}`, `{"EventID":"x","Channel":"System"}`, `{"Channel":"System"}`, `{"RecordType":8,"Operation":"New-InboxRule","Workload":"Exchange"}`,
		`{"EventID":1,"Channel":"System"`, `{"EventID":1 "Channel":"System"}`, `{"a":nul}`, `[1]`, ``,
		strings.Repeat(`{"a":`, 100) + "1" + strings.Repeat("}", 100),
	} {
		var x Export
		var e Event
		if err := x.Read(&e, []byte(text)); err == nil {
			t.Errorf("%s is an event: %+v", text, e)
		}
	}
}

// Two events in zones of their own, and what they say together.
func TestZone(t *testing.T) {
	sysmonAt := func(marked, utc string) string {
		return `{"EventID":1,"Channel":"x","SourceName":"Microsoft-Windows-Sysmon","TimeCreated":"` + marked + `","UtcTime":"` + utc + `"}`
	}
	const late = `{"EventID":7,"Channel":"System","EventTime":"2021-03-05 02:11:07","EventReceivedTime":"2021-03-05 02:11:09","@timestamp":"2021-03-05T07:11:09.100Z"}`
	tests := map[string]struct {
		events []string
		off    string
		told   bool
		proved bool
	}{
		"UTC":                 {[]string{sysmonAt("2021-03-05T02:11:07.1Z", "2021-03-05 02:11:06.900")}, "+00:00", true, true},
		"local, marked Z":     {[]string{sysmonAt("2021-03-05T02:11:07.1Z", "2021-03-05 07:11:06.900")}, "-05:00", true, true},
		"half an hour":        {[]string{sysmonAt("2021-03-05T07:41:07.1Z", "2021-03-05 02:11:06.900")}, "+05:30", true, true},
		"by the collector":    {[]string{late}, "-05:00", true, true},
		"summer time between": {[]string{sysmonAt("2021-03-05T02:11:07Z", "2021-03-05 07:11:06"), sysmonAt("2021-03-15T02:11:07Z", "2021-03-15 06:11:06")}, "-05:00", true, false},
		"nothing said":        {[]string{`{"EventID":7,"Channel":"System","TimeCreated":"2021-03-05T02:11:07Z"}`}, "+00:00", false, false},
		"no zone is so far":   {[]string{sysmonAt("2021-03-05T02:11:07Z", "2021-01-05 02:11:07")}, "+00:00", false, false},
		"written late":        {[]string{sysmonAt("2021-03-05T02:11:07Z", "2021-03-05 02:02:37")}, "+00:00", false, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var x Export
			var e Event
			for _, text := range tt.events {
				if err := x.Read(&e, []byte(text)); err != nil || e.Time == 0 {
					t.Fatal(err, e.Time)
				}
			}
			off, told, proved := x.Zone.Offset()
			if ZoneName(off) != tt.off || told != tt.told || proved != tt.proved {
				t.Errorf("%s %v %v", ZoneName(off), told, proved)
			}
		})
	}
}

// FuzzExport reads any object. What is JSON for the standard library and no
// deeper than the limit is read, what is none is refused, and strings are the same.
func FuzzExport(f *testing.F) {
	for _, text := range shapes {
		f.Add([]byte(text))
	}
	f.Add([]byte(`{"EventID":1,"Channel":"\ud83d\ude00\ud800\u0000\/","a":[[],{},-1.5e3,true,null]}`))
	f.Add([]byte(strings.Repeat(`{"a":`, 40)))
	f.Fuzz(func(t *testing.T, data []byte) {
		var x Export
		var e Event
		err := x.Read(&e, data)
		var v map[string]any
		if valid := json.Unmarshal(data, &v) == nil && v != nil; valid && x.pairs == nil && len(v) > 0 && !deep(data) && err == errJSON {
			t.Fatalf("JSON is refused: %s", data)
		}
		if err != nil {
			return
		}
		var rec athar.Record
		e.Fill(&rec, athar.KindEventsJSON, 1)
		for _, m := range x.means {
			rec.Lookup(m.name)
		}
		for _, name := range []string{"Data", "Image", "cmdlet", "param.filepath", FieldSubject, "sha256", "registry.target", "registry.details", "connection.image", "process.user", "Threat Name", "c-ip"} {
			rec.Lookup(name)
		}
		_ = rec.Text()
		if s, ok := v["Channel"].(string); ok && e.Channel != "" && x.lead[roleChannel] > 0 && x.means[x.lead[roleChannel]-1].name == "Channel" && !slices.Contains([]byte(s), 0xEF) && strings.Count(string(data), "Channel") == 1 && e.Channel != s {
			t.Fatalf("%q is read as %q", s, e.Channel)
		}
	})
}

func deep(data []byte) bool {
	return strings.Count(string(data), "{")+strings.Count(string(data), "[") > maxDepth
}

// A first event that is longer than what is looked at does not hide the others.
func TestExportedLong(t *testing.T) {
	long := strings.Repeat("A", 64<<10)
	for text, want := range map[string]bool{
		`{"Channel":"System","EventID":1,"CommandLine":"` + long: true,
		`{"Operation":"New-InboxRule","Parameters":"` + long:     false,
		`{"EventID":"x","Channel":"System"}{"a":"` + long:        false,
	} {
		if got := Exported([]byte(text)); got != want {
			t.Errorf("%.40s: %v", text, got)
		}
	}
}
