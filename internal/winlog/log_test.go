package winlog

import (
	"bytes"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/evtx"
	"github.com/athar-forensics/athar/internal/corpus"
	"github.com/athar-forensics/athar/internal/forge"
	"github.com/google/go-cmp/cmp"
)

// eachRecord shows the records of a log.
func eachRecord(t *testing.T, log []byte, see func(*athar.Record)) {
	t.Helper()
	f, err := evtx.Open(bytes.NewReader(log), int64(len(log)))
	if err != nil {
		t.Fatal(err)
	}
	var e Event
	var rec athar.Record
	for r, err := range f.Records() {
		if err != nil {
			t.Fatal(err)
		}
		e.FromLog(r)
		e.Fill(&rec, athar.EventLog(e.Channel), 0)
		see(&rec)
	}
}

func logOf(t *testing.T, events ...forge.Event) []byte {
	t.Helper()
	for i := range events {
		if events[i].Time == 0 {
			events[i].Time = athar.Date(2021, 3, 5) + athar.Time(i)*athar.Second
		}
		if events[i].Computer == "" {
			events[i].Computer = "MAIL01.contoso.test"
		}
	}
	log, err := forge.EventFile(events...)
	if err != nil {
		t.Fatal(err)
	}
	return log
}

// got are the fields of a record that a test asks for.
func got(rec *athar.Record, names map[string]string) map[string]string {
	out := map[string]string{}
	for name := range names {
		if v, ok := rec.Lookup(name); ok {
			out[name] = v
		}
	}
	return out
}

// A cmdlet's event has the fields that Exchange's own logs give, in both of the
// spellings of its parameters.
func TestCmdlet(t *testing.T) {
	cmdlet := func(id uint16, texts ...string) forge.Event {
		return forge.Event{Provider: "MSExchange CmdletLogs", ID: id, Channel: CmdletChannel, Data: forge.Texts(texts...)}
	}
	const sid = "S-1-5-21-1-2-3-500"
	log := logOf(
		t,
		cmdlet(1, "New-MailboxExportRequest", `-Mailbox "a b" -FilePath "\\127.0.0.1\C$\inetpub\x.aspx" -IncludeFolders "#Drafts#"`, "contoso.test/Users/Administrator", sid, sid, "ServerRemoteHost-Unknown", "5668 w3wp#MSExchangePowerShellAppPool", "", "5", "00:00:26", "Afficher : 'False'", "", ""),
		cmdlet(1, "New-MailboxExportRequest", `{Mailbox=a b, FilePath=\\MAIL01\C$\inetpub\x.aspx, IncludeFolders=#Drafts#}`, "contoso.test/Users/Administrator", sid),
		cmdlet(6, "Get-App", "", "u", sid, sid, "h", "p", "", "5", "00:00:26", "x", "System.InvalidCastException: no", ""),
		cmdlet(8, "Get-App"),
	)
	want := []map[string]string{
		{"cmdlet": "New-MailboxExportRequest", "noun": "MailboxExportRequest", "param.filepath": `\\127.0.0.1\C$\inetpub\x.aspx`, "param.includefolders": "#Drafts#", "filepath.own": "true", "outcome": "completed", "AuthenticatedUser": "contoso.test/Users/Administrator", "error": ""},
		{"cmdlet": "New-MailboxExportRequest", "param.mailbox": "a b", "param.filepath": `\\MAIL01\C$\inetpub\x.aspx`, "filepath.own": "true", "outcome": "completed", "ExecutingUserSid": sid},
		{"cmdlet": "Get-App", "outcome": "failed", "error": "System.InvalidCastException: no", "EventID": "6"},
		{"cmdlet": "Get-App", "outcome": "failed"},
	}
	eachRecord(t, log, func(rec *athar.Record) {
		if diff := cmp.Diff(want[0], got(rec, want[0])); diff != "" {
			t.Error(diff)
		}
		want = want[1:]
	})
}

// What Windows' audit calls a new process is found by Sysmon's names too, and
// names that are made of several.
func TestNames(t *testing.T) {
	log := logOf(
		t,
		forge.Event{Provider: auditing, ID: 4688, Channel: "Security", Data: []forge.EventField{
			{Name: "SubjectUserName", Value: "MAIL01$"}, {Name: "SubjectDomainName", Value: "CONTOSO"}, {Name: "NewProcessName", Value: `C:\x\cmd.exe`}, {Name: "ProcessId", Value: forge.Hex64(0x10)}, {Name: "ParentProcessName", Value: `C:\x\w3wp.exe`},
		}},
		forge.Event{Provider: "Microsoft-Windows-Windows Defender", ID: 1116, Channel: "Microsoft-Windows-Windows Defender/Operational", Data: []forge.EventField{{Name: "Threat Name", Value: "Backdoor:X"}}},
		forge.Event{Provider: auditing, ID: 4657, Channel: "Security", Data: []forge.EventField{{Name: "ObjectName", Value: `\REGISTRY\MACHINE\SOFTWARE\x`}, {Name: "ObjectValueName", Value: "y"}}},
		forge.Event{Provider: auditing, ID: 4624, Channel: "Security", Data: []forge.EventField{{Name: "IpAddress", Value: "::1"}, {Name: "TargetUserName", Value: "adm"}, {Name: "TargetDomainName", Value: "-"}}},
	)
	want := []map[string]string{
		{"Image": `C:\x\cmd.exe`, "ParentImage": `C:\x\w3wp.exe`, "User": `CONTOSO\MAIL01$`, "ProcessId": "0x10", FieldSubject: `CONTOSO\MAIL01$`},
		{"ThreatName": "Backdoor:X", "Threat Name": "Backdoor:X"},
		{"registry.target": `HKLM\SOFTWARE\x\y`},
		{"c-ip": "::1", FieldTarget: "adm"},
	}
	eachRecord(t, log, func(rec *athar.Record) {
		if diff := cmp.Diff(want[0], got(rec, want[0])); diff != "" {
			t.Error(diff)
		}
		want = want[1:]
	})
}

// A real event of the cmdlet channel, of a French server.
func TestCmdletOfTheWild(t *testing.T) {
	log := corpus.File(t, "omerbenamram-evtx/samples/MSExchange_Management_wec.evtx")
	want := map[string]string{"cmdlet": "Set-Mailbox", "param.forwardingsmtpaddress": "smtp:test2@example.com", "outcome": "completed", "AuthenticatedUser": "ave.local/Users/Administrateur"}
	n := 0
	eachRecord(t, log, func(rec *athar.Record) {
		n++
		if diff := cmp.Diff(want, got(rec, want)); diff != "" || rec.Event != 3229 {
			t.Error(diff, rec.Event)
		}
	})
	if n != 1 {
		t.Errorf("%d events", n)
	}
}
