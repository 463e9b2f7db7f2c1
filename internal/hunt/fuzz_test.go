package hunt

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/artefact"
	"github.com/athar-forensics/athar/internal/forge"
)

// fuzzForms are the ways in which a hunt reads a file, and a name that leads to
// each where the content does.
var fuzzForms = []struct {
	form artefact.Form
	kind athar.Kind
	path string
	seed string
}{
	{artefact.Ignored, "", "note.txt", "hello"},
	{artefact.W3C, athar.KindIIS, "W3SVC1/u_ex210303.log", iisHeader + "2021-03-03 06:40:07 POST /aspnet_client/x.aspx a=b 443 - 192.0.2.7 Mozilla/5.0 200\r\n"},
	{artefact.W3C, athar.KindIIS, "W3SVC1/u_ex210303.log", "2021-03-03 06:40:07 192.0.2.1 GET /owa/prem/15.1.2176.2/x.js cafeReqId=1 443 - 192.0.2.7 x 200 0 0 15\n"},
	{artefact.Native, athar.KindIIS, "in210303.log", "192.0.2.7, -, 3/3/21, 6:40:07, W3SVC1, MAIL01, 192.0.2.1, 15, 200, 300, 200, 0, POST, /owa/auth/x.aspx, -,\r\n"},
	{artefact.CSV, "exchange/httpproxy/", "HttpProxy/Ecp/HttpProxy_2021030306-1.LOG", "#Log-type: HttpProxy Logs\n#Fields: DateTime,RequestId,Protocol,UrlStem,HttpStatus,ServerHostName\n2021-03-03T06:40:07.318Z,1,Ecp,/ecp/y.js,241,MAIL01\n"},
	{artefact.CSV, athar.KindECPServer, "ECPServer20210303-1.LOG", "#Log-type: ECP Server Log\n#Fields: TimeStamp,ServerName,EventId,EventData\n2021-03-03T06:40:07.318Z,MAIL01,ECP.Request,S:CMD=Set-OabVirtualDirectory.ExternalUrl='x'\n"},
	{artefact.SetupLog, athar.KindSetup, "ExchangeSetup.log", "[03/03/2021 06:40:07.0001] [0] Starting Microsoft Exchange Server 2016 Setup\n[03/03/2021 06:40:08.0001] [0] Setup version: 15.1.2176.2.\n"},
	{artefact.OABLog, athar.KindOABGenerator, "OABGeneratorLog/a.log", "2021-03-03 06:40:07 x\nDownload failed and temporary file 'C:\\x' needs to be removed\n"},
	{artefact.EventExport, athar.KindEventsJSON, "events.json", `{"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","SourceName":"Microsoft-Windows-Sysmon","TimeCreated":"2021-03-05T02:11:07Z","UtcTime":"2021-03-05 07:11:07","Image":"C:\\x\\cmd.exe","ParentImage":"C:\\x\\w3wp.exe"}` + "\n{\n"},
	{artefact.EventLog, athar.EventLog("System"), "System.evtx", strings.Repeat("\x00", 4096) + "ElfChnk\x00"},
	{artefact.Page, athar.KindFile, "FrontEnd/HttpProxy/owa/auth/x.aspx", dump},
	{artefact.Ignored, "", "inetpub/wwwroot/aspnet_client/it.7z", "7z\xBC\xAF\x27\x1C"},
	{artefact.Document, athar.KindRegistry, "Windows/System32/config/SYSTEM", string(forge.Hive(forge.RegKey{Name: "R", Keys: []forge.RegKey{{Name: "ControlSet001"}}}, true))},
	{artefact.Document, athar.KindTasks, "Windows/System32/Tasks/T", `<Task xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task"><Actions><Exec><Command>C:\ProgramData\x.exe</Command></Exec></Actions></Task>`},
	{artefact.Document, athar.KindIISConfig, "FrontEnd/HttpProxy/owa/web.config", `<configuration><system.webServer><modules><add name="a" type="b, App_Web_c"/></modules></system.webServer></configuration>`},
	{artefact.Document, athar.KindExchangeConfig, "agents.config", `<configuration><mexRuntime><agentList><agent name="a" classFactory="b.c" assemblyPath="C:\ProgramData\x.dll"/></agentList></mexRuntime></configuration>`},
	{artefact.Document, athar.KindScannerLog, "Windows/debug/msert.log", "Microsoft Safety Scanner v1\nThreat Detected: Trojan:X\n"},
	{artefact.Document, athar.KindCompiled, "x.aspx.1.compiled", `<preserve resultType="3" virtualPath="/owa/auth/x.aspx"/>`},
	{artefact.Document, athar.KindMFT, "$MFT", string(forge.Table([]forge.TableFile{{Path: "inetpub/wwwroot/aspnet_client/x.aspx", Data: []byte(runs)}}))},
}

// FuzzScan reads any bytes as what they are, and as each form though they may be
// anything else. Nothing panics or hangs, and the trace depends on them alone.
func FuzzScan(f *testing.F) {
	for i, form := range fuzzForms {
		f.Add(uint8(i), false, []byte(form.seed))
		f.Add(uint8(i), true, []byte(form.seed))
		f.Add(uint8(i), true, append([]byte("\xFF\xFE"), form.seed...))
	}
	h := hunter(f, Options{})
	f.Fuzz(func(t *testing.T, which uint8, forced bool, data []byte) {
		form := fuzzForms[int(which)%len(fuzzForms)]
		read := func() (*athar.Trace, []byte) {
			tr := &athar.Trace{Path: form.path, Kind: athar.KindFile}
			if forced && form.form != artefact.Ignored {
				in := newIntake(bytes.NewReader(data), &h.bytes)
				r := &reading{h: h, t: tr, in: in, ctx: t.Context()}
				r.a = artefact.Artefact{Form: form.form, Kind: form.kind}
				r.run()
				tr.Bytes, tr.SHA256 = in.done()
			} else {
				h.learn(t.Context(), tr, bytes.NewReader(data))
			}
			text, err := json.Marshal(tr)
			if err != nil {
				t.Fatal(err)
			}
			return tr, text
		}
		tr, once := read()
		if _, twice := read(); !bytes.Equal(once, twice) {
			t.Fatalf("%s\n%s", once, twice)
		}
		if tr.Bytes != int64(len(data)) || tr.Records < 0 {
			t.Fatalf("%d of %d bytes, %d records", tr.Bytes, len(data), tr.Records)
		}
		var counted int64
		for _, s := range tr.Spans {
			if counted += s.Count; s.First > s.Last || s.Count < 1 {
				t.Fatalf("span %+v", s)
			}
		}
		if counted > tr.Records {
			t.Fatalf("%d records in spans of %d", counted, tr.Records)
		}
		for i := range tr.Sightings {
			s := &tr.Sightings[i]
			if h.know.Library.Rule(s.Rule) == nil || len(s.Raw) > athar.MaxRaw || !utf8.ValidString(s.Raw) {
				t.Fatalf("%+v", s)
			}
		}
	})
}
