package artefact

import (
	"fmt"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/exchange"
	"github.com/athar-forensics/athar/internal/textlog"
)

const (
	w3cHead = "#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: 2021-03-05 00:00:00\r\n"
	w3cRow  = "2021-03-05 03:06:27 10.0.0.1 GET /owa/auth/x.aspx - 443 - 203.0.113.9 Mozilla/5.0 - 200 0 0 133\r\n"
)

func wide(s string) string {
	out := "\xFF\xFE"
	for i := range len(s) {
		out += s[i:i+1] + "\x00"
	}
	return out
}

func TestRecognise(t *testing.T) {
	proxy := strings.Join(exchange.ProxyColumns, ",")
	w3c := w3cHead + "#Fields: date time s-ip cs-method cs-uri-stem sc-status\r\n" + w3cRow
	tests := []struct {
		path, text string
		form       Form
		is         string // the kind, of an ignored file the class, of a refused one a part of the reason
	}{
		{"u_ex210305.log", w3c, W3C, "iis"},
		{"renamed.txt", w3c, W3C, "iis"},
		{"utf16.txt", wide(w3c), W3C, "iis"},
		{"after-a-hole.log", strings.Repeat("\x00", 512) + "\r\n" + w3c, W3C, "iis"},
		{"no-fields.log", w3cHead + w3cRow, W3C, "iis"},
		{"no-header.log", w3cRow + w3cRow, W3C, "iis"},
		{"broken-fields.log", w3cHead + "#Fields: x y z\r\n" + w3cRow, W3C, "iis"},
		{"u_ex210305.log", "#Fields: date time src-ip dst-ip\n", Refused, "an IIS log"},
		{"firewall.log", "#Fields: date time src-ip dst-ip\n", Ignored, "w3c log"},
		{"httperr1.log", "#Fields: date time c-ip s-reason\n", W3C, "httperr"},
		{"ex010320.log", "192.168.114.201, -, 03/20/01, 7:55:20, W3SVC2, SERVER, 172.21.13.45, 4502, 163, 3223, 200, 0, GET, /x.gif, -,\r\n", Native, "iis"},
		{"a.log", "#Software: Microsoft Exchange Server\n#Log-type: HttpProxy Logs\n#Fields: " + proxy + "\n", CSV, "exchange/httpproxy/"},
		{"a.log", "\xEF\xBB\xBF" + proxy + "\r\n#Software: Microsoft Exchange Server\r\n#Log-type: HttpProxy Logs\r\n", CSV, "exchange/httpproxy/"},
		{"a.csv", "#TYPE System.Object\n\"DateTime\",\"UrlStem\",\"AnchorMailbox\",\"HttpStatus\"\n", CSV, "exchange/httpproxy/"},
		{"a.log", "#Log-type: Http Request Filtering Logs\n#Fields: DateTime,UrlStem\n6/30/2021 10:03:57 AM,/x\n", CSV, "exchange/requestfilter"},
		{"a.log", "#Log-type: Rps Cmdlet Logs\n#Fields: DateTime,Cmdlet\n", CSV, "exchange/cmdletinfra/cmdlet"},
		{"a.log", "#Software: Microsoft Exchange Server\n#Log-type: Transport Queue Logs\n", Ignored, "exchange log: transport queue logs"},
		{"HttpProxy_2021.LOG", "#Software: Microsoft Exchange Server\n#Log-type: Transport Queue Logs\n", Refused, "front-end log"},
		{"a.log", "2021-03-03T06:49:51.389Z,S:CMD=Get-X;;S:EX=\n", CSV, "exchange/ecp/server"},
		{"a.log", "2021-03-03T06:49:51.389Z,MAIL01,ECP,S:PSA=x;S:URL=/ecp;\n", CSV, "exchange/ecp/activity"},
		{"ExchangeSetup.log", "[03/05/2021 03:06:27.0696] [0] Starting Microsoft Exchange Server 2016 Setup\n", SetupLog, "exchange/setup"},
		{"Logging/OABGeneratorLog/x.log", "anything\n", OABLog, "exchange/oabgenerator"},
		{"MAIL01/OAB_Generation_Logs/x.log", "anything\n", OABLog, "exchange/oabgenerator"},
		{"x.log", `2021-03-03T06:49:51Z,Download failed and temporary file 'C:\x.aspx' needs to be removed` + "\n", OABLog, "exchange/oabgenerator"},
		{"soabox.txt", "anything\n", Ignored, "text"},
		{"web/shell.aspx", "MZ\x90\x00", Page, "file"},
		{"web/shell.aspx. ", "", Page, "file"},
		{`C\web\SHELL.ASHX`, "<%@", Page, "file"},
		{"web.config", "<configuration/>", Document, "iis/config"},
		{"msert.log", wide("-----\r\nMicrosoft Safety Scanner v1.405, (build 1.405.445.0)\r\n"), Document, "windows/msert"},
		{"renamed.txt", wide("2021-03-16 10:00:00 Info: Starting EOMT.ps1 on MAIL01\r\n"), Document, "exchange/eomt"},
		{"renamed.xml", "<configuration><system.webServer/></configuration>", Document, "iis/config"},
		{"x.exe.config", "<configuration><runtime/></configuration>", Ignored, "text"},
		{"agents.config", "<configuration>\n<mexRuntime>", Document, "exchange/config"},
		{"Tasks/Own", wide(`<?xml version="1.0"?><Task xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">`), Document, "windows/tasks"},
		{"x.aspx.cdcab7d2.compiled", "<preserve resultType=\"3\"/>", Document, "aspnet/compiled"},
		{"SYSTEM", "regf" + strings.Repeat("\x00", 600), Document, "windows/registry"},
		{"SYSTEM.LOG1", "regf" + strings.Repeat("\x00", 24) + "\x06\x00\x00\x00" + strings.Repeat("\x00", 600), Ignored, "registry transaction log"},
		{"own.reg", wide("Windows Registry Editor Version 5.00\r\n"), Document, "windows/registry"},
		{"Security.evtx", "ElfFile\x00\x00", EventLog, "windows/evtx/security"},
		{"renamed.bin", "ElfFile\x00\x00", EventLog, "windows/evtx/renamed.bin"},
		{"Microsoft-Windows-Sysmon%4Operational.evtx", "ElfChnk\x00", EventLog, "windows/evtx/microsoft-windows-sysmon/operational"},
		{"dirty", strings.Repeat("\x00", 4096) + "ElfChnk\x00\x00", EventLog, "windows/evtx/dirty"},
		{"events.txt", "\uFEFF[\n {\"EventID\": 4688,\n \"Channel\": \"Security\"}]", EventExport, "windows/events-json"},
		{"events.json", "{\"winlog\":{\"event_id\":1,\"channel\":\"x\"}}\n{\"winlog\":", EventExport, "windows/events-json"},
		{"audit.json", "{\"RecordType\":8,\"Workload\":\"Exchange\"}\n", Ignored, "text"},
		{"SecEvent.Evt", oldLog, OldEventLog, "windows/evtx/security"},
		{"saved.bin", oldLog, OldEventLog, "windows/evtx/"},
		{"SecEvent.Evt", "not one", Refused, "an event log"},
		{"Security.evtx", "not one", Refused, "an event log"},
		{"u_ex210305.log", "", Refused, "it is empty"},
		{"u_ex210305.log", strings.Repeat("\x00", 4096), Refused, "an IIS log"},
		{"MSGTRK2021.log", "hello\n", Refused, "message tracking"},
		{"Ews_2021030506-1.LOG", "", Refused, "an EWS log, and it is empty"},
		{"RECV2021030506-1.LOG", "", Refused, "an SMTP log, and it is empty"},
		{"httperr1.log", "", Refused, "an HTTPERR log, and it is empty"},
		{"ExchangeSetup.log", "", Refused, "setup log, and it is empty"},
		{"SYSTEM", "", Refused, "a registry hive or a table of files, and it is empty"},
		{"SYSTEM", "hello\n", Ignored, "text"},
		{"readme.txt", "", Ignored, "empty"},
		{"notes.txt", "", Ignored, "empty"},
		{"notes.txt", "hello\n", Ignored, "text"},
		{"photo", "\x89PNG\r\n\x1a\n", Ignored, "picture"},
		{"blob", "\x01\x02\x03\x04\x05", Ignored, "binary"},
		{"nul", strings.Repeat("\x00", 100), Ignored, "binary"},
	}
	for i, tt := range tests {
		t.Run(fmt.Sprint(i, " ", tt.path), func(t *testing.T) {
			a := Recognise([]byte(tt.text), tt.path)
			is := map[Form]string{Ignored: a.Class, Refused: a.Reason}[a.Form]
			if a.Form != Ignored && a.Form != Refused {
				is = string(a.Kind)
			}
			if a.Form != tt.form || is != tt.is && (tt.form != Refused || !strings.Contains(is, tt.is)) {
				t.Errorf("%+v", a)
			}
		})
	}
}

func TestNameDay(t *testing.T) {
	tests := map[string]athar.Time{
		"u_ex210305.log":              athar.Date(2021, 3, 5),
		"u_ex210305_x.log":            athar.Date(2021, 3, 5),
		"u_ex21030506.log":            athar.Date(2021, 3, 5),
		"u_ex20210305.log":            0, // hourly logs have no century, and there is no month 21
		"u_ex20030506.log":            athar.Date(2020, 3, 5),
		"ex990305.log":                athar.Date(1999, 3, 5),
		"u_ex2103.log":                0,
		"httpproxy_2021030506-1.log":  athar.Date(2021, 3, 5),
		"ecpserver20210303-1.log":     athar.Date(2021, 3, 3),
		"msgtrkms2022091915-1.log":    athar.Date(2022, 9, 19),
		"ews_2023010616-1.log":        athar.Date(2023, 1, 6),
		"http_request_2021-06-30.log": 0,
		"210399.log":                  0,
		"notes.txt":                   0,
		"":                            0,
	}
	for in, want := range tests {
		if got := nameDay(in); got != want {
			t.Errorf("%s: %v, want %v", in, got, want)
		}
	}
}

func TestText(t *testing.T) {
	for in, want := range map[string]string{"": "", "a\nb": "a\nb", wide("a\nb"): "a\nb", "\xEF\xBB\xBFx": "x"} {
		if got := Text([]byte(in)); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

func FuzzRecognise(f *testing.F) {
	proxy := strings.Join(exchange.ProxyColumns, ",")
	f.Add([]byte(w3cHead+w3cRow), "u_ex210305.log")
	f.Add([]byte("#Log-type: Http Request Filtering Logs\n"+proxy+"\n1/2/2021 1:2:3 AM,"), "a.log")
	f.Add([]byte("a,b,c\n2021-03-05T03:06:27.696Z,/owa/auth/x.aspx,200\n"), "export.csv")
	f.Add([]byte("[03/05/2021 03:06:27.0696] [0] x\n"), "ExchangeSetup.log")
	f.Add([]byte("2021-03-03T06:49:51.389Z,\"S:CMD=Get-X;'S:EX=''\"\n"), "oab.log")
	f.Add([]byte("\xFF\xFE#\x00F\x00"), "u_ex21030506.log")
	f.Fuzz(func(t *testing.T, raw []byte, path string) {
		if len(raw) > HeadSize {
			return
		}
		a := Recognise(raw, path)
		switch {
		case a.Form == Ignored && a.Class == "", a.Form == Refused && a.Reason == "", a.Form > Refused && a.Kind == "":
			t.Fatalf("%+v", a)
		case a.Day != 0 && (a.Day < athar.Date(1990, 1, 1) || a.Day > athar.Date(2101, 1, 1)):
			t.Fatalf("day %v", a.Day)
		}
		if a.Form != CSV {
			return
		}
		// What was recognised can be handed to its decoder.
		d := exchange.NewDecoder(a.Layout)
		for line := range strings.Lines(Text(raw)) {
			if c := d.Line([]byte(line)); c == textlog.Whole || c == textlog.Partial {
				d.Record(&athar.Record{})
			}
		}
	})
}

// oldLog begins like a log of Windows before Vista.
const oldLog = "0\x00\x00\x00LfLe\x01\x00\x00\x00\x01\x00\x00\x00" + "0\x00\x00\x00\xe8\x00\x00\x00\x02\x00\x00\x00\x01\x00\x00\x00" + "\x10\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" + "0\x00\x00\x00"
