package windows

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
	"github.com/google/go-cmp/cmp"
)

// gathered are the records of a reader, each by its derived fields.
type gathered []map[string]string

func (g *gathered) take(rec *athar.Record) {
	one := map[string]string{"raw": string(rec.Raw), "time": rec.Time.String()}
	for k, v := range rec.Derived {
		one[k] = v
	}
	*g = append(*g, one)
}

// with returns the first record whose field has that value, nil where none has.
func (g gathered) with(field, value string) map[string]string {
	for _, r := range g {
		if r[field] == value {
			return r
		}
	}
	return nil
}

func TestPlaceOf(t *testing.T) {
	tests := map[string]Place{
		`%windir%\System32\inetsrv\x.dll`:                          PlaceSystem,
		`C:/Windows/Temp/x.dll`:                                    PlaceTemp,
		`\??\C:\PROGRA~1\x.exe`:                                    PlaceOther,
		`\SystemRoot\System32\drivers\x.sys`:                       PlaceSystem,
		`system32\DRIVERS\x.sys`:                                   PlaceSystem,
		`C:\ProgramData\x.exe`:                                     PlaceData,
		`C:\PROGRA~3\x.exe`:                                        PlaceData,
		`C:\Users\All Users\x.exe`:                                 PlaceData,
		`C:\ProgramData\Microsoft\Windows Defender\x.exe`:          PlaceVendor,
		`C:\ProgramData\COM1\x.aspx`:                               PlaceDevice,
		`c:\users\public\x.exe`:                                    PlacePublic,
		`"C:\Users\a b\x.exe"`:                                     PlaceUser,
		`C:\$Recycle.Bin\x.exe`:                                    PlaceBin,
		`C:\Windows\Help\mui\0109\mscoree.dll`:                     PlaceCorner,
		`D:\Exchange\TransportRoles\agents\x.dll`:                  PlaceExchange,
		`C:\Program Files\Microsoft\Exchange Server\V15\Bin\x.dll`: PlaceExchange,
		`E:\x\FrontEnd\HttpProxy\owa\auth\x.dll`:                   PlaceWeb,
		`C:\inetpub\wwwroot\x.dll`:                                 PlaceWeb,
		`C:\x.dll`:                                                 PlaceRoot,
		`D:\sites\x.dll`:                                           PlaceOther,
		`\\127.0.0.1\ADMIN$\x.exe`:                                 PlaceShare,
		`explorer.exe`:                                             PlaceNone,
		``:                                                         PlaceNone,
		`C:\Program Files\Contoso\connect.dll`:                     PlacePrograms,
		`C:\Program Files\Contoso\com.contoso.x\con`:               PlaceDevice,
		`C:\Program Files (x86)\Common\x.dll`:                      PlacePrograms,
		`%ExchangeInstallPath%\Bin\x.dll`:                          PlaceExchange,
		`C:\\Windows\\\\Temp\\x.exe`:                               PlaceTemp,
		`C:\Windows\System32\config\systemprofile\AppData\Local\Temp\x\y.tmp.`: PlaceTemp,
	}
	for path, want := range tests {
		if got := PlaceOf(path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

func TestCommand(t *testing.T) {
	tests := []struct{ line, image, place, payload, script string }{
		{`"C:\Program Files\x y\z.exe" -a b`, `C:\Program Files\x y\z.exe`, "programs", "", ""},
		{`C:\Program Files\x y\z.exe -a`, `C:\Program Files\x y\z.exe`, "programs", "", ""},
		{`cmd.exe /c C:\Windows\Temp\a.bat`, "cmd.exe", "temp", `C:\Windows\Temp\a.bat`, ""},
		{`cmd.exe /c C:\Scripts\a.cmd > C:\Windows\Temp\a.log`, "cmd.exe", "", "", ""},
		{`powershell -c "iex (gc -raw C:\Windows\Temp\a.txt)"`, "powershell", "temp", `C:\Windows\Temp\a.txt`, ""},
		{`rundll32 C:\Users\Public\u.dll,Start`, "rundll32", "public", `C:\Users\Public\u.dll`, ""},
		{`powershell -e SQBFAFgAIAAoACcAeAAnACkAOwAgAA==`, "powershell", "", "", "IEX ('x'); "},
		{`powershell "$x=[Convert]::FromBase64String('c29tZXRoaW5nIGVsc2UgaGVyZQ==')"`, "powershell", "", "", "something else here"},
		{`powershell -e AAAA`, "powershell", "", "", ""},
		{``, "", "", "", ""},
	}
	for _, tt := range tests {
		var rec athar.Record
		command(&rec, tt.line)
		if got := rec.Get("image"); got != tt.image {
			t.Errorf("%s: image %q", tt.line, got)
		}
		if rec.Get("place") != tt.place || rec.Get("payload") != tt.payload || !strings.HasPrefix(rec.Get("script"), tt.script) || tt.script == "" && rec.Get("encoded") != "" {
			t.Errorf("%s: %v", tt.line, rec.Derived)
		}
	}
}

// blob is the form in which the registry keeps a task's actions.
func blob(program, arguments string) []byte {
	text := func(b []byte, s string) []byte {
		w := forge.Wide(s)
		return append(binary.LittleEndian.AppendUint32(b, uint32(len(w))), w...)
	}
	b := text([]byte{3, 0}, "Author")
	b = text(append(b, 0x66, 0x66), "")
	b = text(text(text(b, program), arguments), "")
	return append(b, 0, 0)
}

func TestHive(t *testing.T) {
	at := athar.Date(2021, 3, 4)
	key := func(name string, keys ...forge.RegKey) forge.RegKey {
		return forge.RegKey{Name: name, Written: at, Keys: keys}
	}
	holds := func(name string, values ...forge.RegValue) forge.RegKey {
		return forge.RegKey{Name: name, Written: at, Values: values}
	}
	text := func(name, text string) forge.RegValue { return forge.RegValue{Name: name, Text: text} }
	long := text("Long", strings.Repeat("x", 20_000)+".exe")
	software := forge.Hive(key("ROOT", key("Microsoft",
		key("ExchangeServer", key("v15", holds("Setup", text("MsiInstallPath", `E:\Ex\`),
			forge.RegNumber("MsiProductMajor", 15), forge.RegNumber("MsiProductMinor", 1),
			forge.RegNumber("MsiBuildMajor", 2176), forge.RegNumber("MsiBuildMinor", 2)))),
		key("Windows", key("CurrentVersion", holds("Run", text("a", `C:\Windows\Temp\a.exe -x`), long))),
		key("Windows NT", key("CurrentVersion", key("Schedule", key("TaskCache",
			key("Tree", holds("Hidden", text("Id", "{A}")), holds("Shown", text("Id", "{B}"), forge.RegValue{Name: "SD", Type: 3, Data: []byte{1, 2, 3, 4, 5}}),
				holds("Shown2", text("Id", "{C}"), forge.RegValue{Name: "SD", Type: 3, Data: []byte{1}}), holds("Shown3", text("Id", "{D}"), forge.RegValue{Name: "SD", Type: 3, Data: []byte{1}}),
				holds("Shown4", text("Id", "{E}"), forge.RegValue{Name: "SD", Type: 3, Data: []byte{1}})),
			key("Tasks", holds("{A}", forge.RegValue{Name: "Actions", Type: 3, Data: blob(`C:\ProgramData\x y.exe`, "-q")}, text("Author", "me"))))))))), true)
	var got gathered
	facts, err := Registry(software, got.take)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(RegistryFacts{Build: "15.1.2176.2", Path: `E:\Ex\`, Written: at, Dirty: true}, facts); diff != "" {
		t.Error(diff)
	}
	if r := got.with("name", "a"); r["place"] != "temp" || r["time"] != at.String() || r["key"] != `HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Run` {
		t.Errorf("run key: %v", r)
	}
	if r := got.with("name", "Long"); len(r["line"]) != 20_004 {
		t.Errorf("a long value has %d bytes", len(r["line"]))
	}
	if r := got.with("name", "Hidden"); r["sd"] != "absent" || r["image"] != `C:\ProgramData\x y.exe` || r["arguments"] != "-q" || r["author"] != "me" {
		t.Errorf("hidden task: %v", r)
	}
	if r := got.with("name", "Shown"); r["sd"] != "present" {
		t.Errorf("task: %v", r)
	}

	system := forge.Hive(key("ROOT", forge.RegKey{Name: "Select", Values: []forge.RegValue{forge.RegNumber("Current", 2)}},
		key("ControlSet001", key("Services", holds("Old", text("ImagePath", "old.exe")))),
		key("ControlSet002", key("Control", key("ComputerName", holds("ComputerName", text("ComputerName", "MAIL01")))),
			key("Services", forge.RegKey{
				Name: "Hosted", Written: at, Values: []forge.RegValue{text("ImagePath", "svchost.exe -k x")},
				Keys: []forge.RegKey{holds("Parameters", text("ServiceDll", `C:\Users\Public\s.dll`))},
			}))), false)
	got = nil
	if facts, err = Registry(system, got.take); err != nil || facts.Computer != "MAIL01" || facts.Dirty {
		t.Errorf("%+v %v", facts, err)
	}
	if r := got.with("name", "Hosted"); r["place"] != "public" || got.with("name", "Old") != nil {
		t.Errorf("services: %v", got)
	}
	for _, broken := range [][]byte{nil, []byte("regf"), system[:5000], make([]byte, 9000)} {
		if _, err := Registry(append([]byte("regf"), broken...), got.take); err == nil {
			t.Errorf("%d bytes pass for a hive", len(broken))
		}
	}
}

func TestConfig(t *testing.T) {
	var got gathered
	err := Config("x/inetpub/history/CFGHISTORY_0000000001/applicationHost.config", []byte(`<configuration>
<location path="Default Web Site/owa"><system.webServer><handlers><add name="h" path="*.x" type="A.B, C, PublicKeyToken=abc" /></handlers></system.webServer></location>
<system.webServer><globalModules><add name="g" image="C:\x.dll"/></globalModules>
<rewrite><rules><rule name="one"><match url="a"/><conditions><add input="{U}" pattern="b"/></conditions><action type="AbortRequest"/></rule><rule name="two"/></rules></rewrite>
</system.webServer></configuration>`), got.take)
	if err != nil || len(got) != 4 {
		t.Fatalf("%d records, %v", len(got), err)
	}
	if h := got.with("name", "h"); h["scope"] != "Default Web Site/owa" || h["signed"] != "true" || h["state"] != "history" {
		t.Errorf("%v", h)
	}
	if g := got.with("name", "g"); g["scope"] != "" || g["place"] != "root" {
		t.Errorf("%v", g)
	}
	if r := got.with("name", "one"); r["pattern"] != "a {U} b" || r["action"] != "AbortRequest" {
		t.Errorf("%v", r)
	}
	if err := Config("web.config", []byte("<configuration><modules><add type='A.B, C'/><<"), got.take); err == nil || len(got) != 5 {
		t.Errorf("%d records, %v", len(got), err)
	}
}

func TestTask(t *testing.T) {
	var got gathered
	text := `<?xml version="1.0" encoding="UTF-16"?><Task xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task"><RegistrationInfo><Date>2021-03-04T02:12:09Z</Date></RegistrationInfo>
<Principals><Principal><UserId>S-1-5-18</UserId></Principal></Principals><Triggers><BootTrigger/></Triggers><Actions><Exec><Command>C:\a b\c.exe</Command><Arguments>-x</Arguments></Exec><ComHandler><ClassId>{1}</ClassId></ComHandler></Actions></Task>`
	data := append([]byte{0xff, 0xfe}, forge.Wide(text)...)
	if err := Task("Windows/System32/Tasks/T", data, got.take); err != nil || len(got) != 2 {
		t.Fatalf("%v %v", got, err)
	}
	want := map[string]string{"image": `C:\a b\c.exe`, "arguments": "-x", "user": "S-1-5-18", "triggers": "boottrigger", "name": "T", "time": "2021-03-04T02:12:09Z", "autorun": "task"}
	for k, v := range want {
		if got[0][k] != v {
			t.Errorf("%s is %q, want %q", k, got[0][k], v)
		}
	}
	if got[1]["class"] != "{1}" {
		t.Errorf("%v", got[1])
	}
}
