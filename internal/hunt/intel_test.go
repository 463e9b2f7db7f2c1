package hunt

import (
	"crypto/sha1"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
	"github.com/athar-forensics/athar/internal/intel"
)

// indicatedIn learns from one file with a list of indicators.
func indicatedIn(t *testing.T, list, path, text string) *athar.Trace {
	t.Helper()
	know, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	b := intel.NewBuilder()
	if _, err := b.Read("list", strings.NewReader(list), intel.Facts{}); err != nil {
		t.Fatal(err)
	}
	know.Intel = b.Build()
	tr := &athar.Trace{Path: path, Kind: athar.KindFile}
	New(know, Options{}).learn(t.Context(), tr, strings.NewReader(text))
	return tr
}

// leadsOf are a trace's indicators, with what was found.
func leadsOf(tr *athar.Trace) []string {
	var out []string
	for i := range tr.Sightings {
		if s := &tr.Sightings[i]; strings.HasPrefix(s.Rule, "indicator-") {
			out = append(out, s.Rule+" "+s.Subject+" "+s.Fields["field"])
		}
	}
	return out
}

// Events by which something starts or connects are looked into.
func TestIndicatorsInEvents(t *testing.T) {
	log, err := forge.EventFile(
		forge.Event{
			Provider: "Microsoft-Windows-Security-Auditing", ID: 4688, Channel: "Security", Computer: "MAIL01", Time: noon,
			Data: []forge.EventField{{Name: "NewProcessName", Value: `C:\Windows\System32\cmd.exe`}, {Name: "CommandLine", Value: `cmd /c ping c2.evil.test -n 1`}},
		},
		forge.Event{
			Provider: "Microsoft-Windows-Security-Auditing", ID: 4688, Channel: "Security", Computer: "evil.test", Time: noon + athar.Hour,
			Data: []forge.EventField{{Name: "NewProcessName", Value: `C:\Windows\System32\cmd.exe`}, {Name: "CommandLine", Value: `cmd /c ping notevil.test`}},
		},
	)
	if err != nil {
		t.Fatal(err)
	}
	tr := indicatedIn(t, "evil.test\n", "Security.evtx", string(log))
	got := strings.Join(leadsOf(tr), ", ")
	if got != "indicator-domain:list evil.test CommandLine" {
		t.Errorf("%s of %d records", got, tr.Records)
	}
	for i := range tr.Sightings {
		if s := &tr.Sightings[i]; s.Rule == "indicator-domain:list" && (s.Raw == "" || s.Fields["found"] != "c2.evil.test" || s.Server != "MAIL01") {
			t.Errorf("%+v", s)
		}
	}
}

// Sysmon's hashes are looked up, whether a rule asks for such events or not; an
// import hash is no MD5, and a hash in an event alone proves no stage.
func TestHashesInEvents(t *testing.T) {
	one, two := strings.Repeat("0a1b", 8), strings.Repeat("2c3d", 16)
	sysmon := func(id uint16, hashes, image string) forge.Event {
		return forge.Event{
			Provider: "Microsoft-Windows-Sysmon", ID: id, Channel: "Microsoft-Windows-Sysmon/Operational", Computer: "MAIL01", Time: noon,
			Data: []forge.EventField{{Name: "Image", Value: `C:\Windows\System32\svchost.exe`}, {Name: "ImageLoaded", Value: image}, {Name: "Hashes", Value: hashes}},
		}
	}
	log, err := forge.EventFile(
		sysmon(7, "MD5="+strings.ToUpper(one)+",IMPHASH="+strings.Repeat("4e5f", 8), `C:\ProgramData\a.dll`),
		sysmon(29, "SHA256="+two, `C:\ProgramData\b.exe`),
		sysmon(7, "MD5="+strings.Repeat("6a7b", 8)+",IMPHASH="+one, `C:\Windows\c.dll`),
	)
	if err != nil {
		t.Fatal(err)
	}
	tr := indicatedIn(t, one+"\n"+two+"\n", "Microsoft-Windows-Sysmon%4Operational.evtx", string(log))
	want := "indicator-hash-seen:list " + one + " Hashes, indicator-hash-seen:list " + two + " Hashes"
	if got := strings.Join(leadsOf(tr), ", "); got != want {
		t.Fatalf("%s of %d records", got, tr.Records)
	}
	for i := range tr.Sightings {
		if s := &tr.Sightings[i]; s.Subject == one && (len(s.File) != 1 || s.File[0] != `C:\ProgramData\a.dll` || s.Fields[athar.IndicatorStage] != "") {
			t.Errorf("%+v", s)
		}
	}
}

// A file is known by its hash whatever it is; a log is evidence and no tool.
func TestIndicatorsOfFiles(t *testing.T) {
	text := "just some words\n"
	sum := sha1.Sum([]byte(text))
	list := hex.EncodeToString(sum[:]) + "\nnotes.txt\n"
	tr := indicatedIn(t, list, "x/notes.txt", text)
	if got := strings.Join(leadsOf(tr), ", "); got != "indicator-hash:list notes.txt sha1, indicator-path:list notes.txt path" || tr.Kind != athar.KindFile || len(tr.Ignored) != 1 {
		t.Errorf("%s %+v", got, tr)
	}
	log := iisHeader + iisRow("07", "GET", "/owa/", "198.51.100.7", "200")
	sum = sha1.Sum([]byte(log))
	tr = indicatedIn(t, hex.EncodeToString(sum[:])+"\nu_ex210303.log\n198.51.100.7\n", "u_ex210303.log", log)
	if got := strings.Join(leadsOf(tr), ", "); got != "indicator-address:list 198.51.100.7 c-ip" {
		t.Errorf("%s", got)
	}
}

// A page that knows its owner by a listed key is a lead by that.
func TestIndicatorsInPages(t *testing.T) {
	page := "<%@ Page %>\n<% /* made up: Request[\"k26standin\"] */ %>\n"
	tr := indicatedIn(t, "value,type\nk26standin,key\nk261,account\n", "inetpub/wwwroot/aspnet_client/x.aspx", page)
	if got := strings.Join(leadsOf(tr), ", "); got != "indicator-key:list inetpub/wwwroot/aspnet_client/x.aspx page" {
		t.Errorf("%s %+v", got, tr.Sightings)
	}
	if tr = indicatedIn(t, "value,type\nk26stand,key\n", "inetpub/wwwroot/aspnet_client/x.aspx", page); len(leadsOf(tr)) != 0 {
		t.Errorf("%v", leadsOf(tr))
	}
}
