package hunt

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/content"
	"github.com/athar-forensics/athar/internal/campaign"
	"github.com/athar-forensics/athar/internal/forge"
)

// ruleNames lists a trace's findings to be.
func ruleNames(t *athar.Trace) []string {
	var out []string
	for i := range t.Sightings {
		out = append(out, t.Sightings[i].Rule)
	}
	slices.Sort(out)
	return out
}

// Files that are no logs, each beside one that is in order.
func TestOther(t *testing.T) {
	temp := "Windows/Microsoft.NET/Framework64/v4.0.30319/Temporary ASP.NET Files/owa/8e05b027/e164d61b/"
	lsass := "MDMP\x93\xa7\x00\x00" + string(forge.Wide(`C:\Windows\System32\LSASS.exe`))
	tests := map[string]struct{ path, data, want string }{
		"a dump of passwords":      {"Windows/Temp/x.dmp", lsass, dumpLSASS},
		"a dump of a worker":       {"ProgramData/Microsoft/Windows/WER/w3wp.dmp", "MDMP\x93\xa7\x00\x00" + string(forge.Wide("w3wp.exe")), ""},
		"a dump posing":            {"inetpub/wwwroot/aspnet_client/a.gif", "MDMP\x93\xa7\x00\x00", stagedInPages},
		"an archive among pages":   {"FrontEnd/HttpProxy/owa/auth/it.7z", "7z\xBC\xAF\x27\x1C\x00", stagedInPages},
		"an archive of one's own":  {"inetpub/wwwroot/downloads/manual.rar", "Rar!\x1a\x07\x00", stagedInWeb},
		"loose":                    {"ProgramData/it.7z", "7z\xBC\xAF\x27\x1C\x00", stagedData},
		"a product's":              {"ProgramData/Package Cache/x.7z", "7z\xBC\xAF\x27\x1C\x00", ""},
		"a hive to be fetched":     {"inetpub/wwwroot/aspnet_client/s.hiv", string(forge.Hive(forge.RegKey{Name: "SAM"}, false)), stagedInPages},
		"a database to be fetched": {"inetpub/wwwroot/aspnet_client/n.txt", "\x01\x02\x03\x04\xef\xcd\xab\x89\x01\x02", stagedInPages},
		"a picture":                {"FrontEnd/HttpProxy/owa/auth/15.1.2176/themes/resources/logo.png", "\x89PNG\r\n\x1a\n", ""},
		"a picture with a page":    {"inetpub/wwwroot/logo.png", "\x89PNG\r\n\x1a\n<%@ Page Language=\"C#\"%>", "picture_holds_page"},
		"Owowa":                    {"Windows/Microsoft.NET/assembly/GAC_MSIL/x/x.dll", "MZ" + string(forge.Wide("Fb8v91c6tHiKsWzrulCeqO")), "module_owowa"},
		"a native back door":       {"Windows/System32/inetsrv/x.dll", "MZ....RegisterModule....RGSESSIONID=", "module_native_backdoor"},
		"a native module":          {"Windows/System32/inetsrv/y.dll", "MZ....RegisterModule....SESSIONID=", ""},
		"a compiled page":          {temp + "App_Web_q1w2e3r4.dll", "MZ" + string(forge.Wide("~/auth/standin.aspx")), compiledForeign},
		"a compiled shell":         {temp + "App_Web_q1w2e3r4.dll", "MZ App_Web_ JScriptEvaluate get_Request" + string(forge.Wide("~/auth/standin.aspx unsafe")), "compiled_shell"},
		"Exchange's page":          {temp + "App_Web_a1.dll", "MZ" + string(forge.Wide("~/auth/logon.aspx")), ""},
		"a library of that name":   {"Program Files/x/App_Web_a1.dll", "MZ" + string(forge.Wide("~/x/standin.aspx")), ""},
		"an antivirus' log":        {"ProgramData/AV/log.txt", "found " + runs + " in x.aspx", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tr := learned(t, Options{}, tt.path, tt.data)
			if got := strings.Join(ruleNames(tr), " "); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if tt.want == "" && len(tr.Ignored) != 1 && tr.Kind != athar.KindFile {
				t.Errorf("%+v", tr)
			}
		})
	}
}

// A table of a file system tells pages that are there and that are gone.
func TestTable(t *testing.T) {
	born, claims := athar.Date(2021, 3, 3), athar.Date(2016, 7, 16)
	auth := "Program Files/Microsoft/Exchange Server/V15/FrontEnd/HttpProxy/owa/auth/"
	table := forge.Table([]forge.TableFile{
		{Path: auth + "logon.aspx", Born: born, Claims: claims},
		{Path: auth + "standin.aspx", Born: born, Claims: claims},
		{Path: auth + "gone.aspx", Born: born, Claims: born, Gone: true},
		{Path: "inetpub/wwwroot/intranet/own.aspx", Born: born, Claims: born, Data: []byte("<p>")},
		{Path: "inetpub/wwwroot/intranet/deleted.aspx", Born: born, Claims: born, Gone: true, Data: []byte(runs)},
	})
	tr := learned(t, Options{}, "$MFT", string(table))
	if tr.Kind != athar.KindMFT || len(tr.Losses) != 0 {
		t.Fatalf("%+v", tr)
	}
	got := map[string]athar.Sighting{}
	for _, s := range tr.Sightings {
		got[s.Rule] = s
	}
	if s := got[mftPage]; s.Time != born || s.Fields["backdated"] != "true" || s.Fields["state"] != "current" || s.URL[0] != "/owa/auth/standin.aspx" {
		t.Errorf("%+v", s)
	}
	if s := got[mftPageGone]; s.Fields["state"] != "gone" || s.Fields["backdated"] != "" {
		t.Errorf("%+v", s)
	}
	if s := got[mftShell]; s.Fields["key"] != "standin" || s.File[0] != "inetpub/wwwroot/intranet/deleted.aspx" {
		t.Errorf("%+v", s)
	}
	if len(tr.Sightings) != 3 {
		t.Errorf("%d findings: %v", len(tr.Sightings), ruleNames(tr))
	}
}

// The user's YARA rules are asked about everything, logs and members of archives
// too, and are leads; one at fault is named.
func TestGivenShapes(t *testing.T) {
	fsys, err := content.FS()
	if err != nil {
		t.Fatal(err)
	}
	lib, err := campaign.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	know, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	before := len(lib.Failed)
	err = lib.AddYara(fstest.MapFS{
		"own.yar":        {Data: []byte("include \"inner/more.inc\"\nrule Own { strings: $a = \"needle\" condition: $a and extension == \".log\" }\nrule Broken { condition: $x }")},
		"inner/more.inc": {Data: []byte("rule More { meta: score = 80 strings: $a = \"haystack\" condition: $a }")},
		"notes.txt":      {Data: []byte("no rule")},
	}, "given")
	if err != nil || len(lib.Failed) != before+1 || lib.Failed[before].Rule != "Broken" {
		t.Fatalf("%v %v", err, lib.Failed)
	}
	h := New(Knowledge{Library: lib, Pages: know.Pages}, Options{})
	found, err := h.Run(t.Context(), evidenceOf(t, map[string]string{
		"u_ex210303.log": iisHeader + iisRow("07", "GET", "/needle", "192.0.2.7", "200"),
		"blob.bin":       "\x01\x02\x03\x04 haystack needle",
		"empty.bin":      "",
	}))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"u_ex210303.log": "Own", "blob.bin": "More", "empty.bin": ""}
	for _, tr := range found.Traces() {
		if got := strings.Join(ruleNames(tr), " "); got != want[tr.Path] {
			t.Errorf("%s: %q", tr.Path, got)
		}
	}
	if r := lib.Rule("More"); r.Stage != athar.NoStage || r.Severity != athar.High {
		t.Errorf("%+v", r)
	}
}
