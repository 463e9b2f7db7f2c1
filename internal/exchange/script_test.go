package exchange

import (
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestScriptOf(t *testing.T) {
	tests := map[string]string{
		"/owa/auth/x.aspx":              "/owa/auth/x.aspx",
		"/OWA/Auth/X.ASPX":              "/owa/auth/x.aspx",
		"/owa/auth/x.aspx/path/info":    "/owa/auth/x.aspx",
		"/owa/auth/x.aspx/y.ashx":       "/owa/auth/x.aspx",
		"/owa/auth/../../a/./x.aspx":    "/a/x.aspx",
		"//owa//auth//x.aspx":           "/owa/auth/x.aspx",
		`/owa\auth\x.aspx`:              "/owa/auth/x.aspx",
		"/owa/auth/x.aspx.":             "/owa/auth/x.aspx",
		"/owa/auth/x.aspx . ":           "/owa/auth/x.aspx",
		"/owa/auth/x%2easpx":            "/owa/auth/x.aspx",
		"/owa/auth/x%252e%2561spx":      "/owa/auth/x.aspx",
		"/owa/%2e%2e/x.aspx":            "/x.aspx",
		"x.aspx":                        "/x.aspx",
		"/ecp/y.js":                     "",
		"/owa/auth/x.aspxx":             "",
		"/aspx":                         "",
		"/":                             "",
		"":                              "",
		"-":                             "",
		"/" + strings.Repeat("a", 5000): "",
	}
	for in, want := range tests {
		got, ok := ScriptOf(in)
		if got != want || ok != (want != "") {
			t.Errorf("%.80q: %q, %v", in, got, ok)
		}
	}
}

func TestUnescape(t *testing.T) {
	tests := map[string]string{
		"": "", "plain": "plain", "%41": "A", "%": "%", "%4": "%4", "%zz%41": "%zzA", "%%41": "%A", "%2541": "%41", "%ff": "\xff", "%4%31": "%41",
	}
	for in, want := range tests {
		if got := Unescape(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
	if got := decodePercent("%25252541"); got != "A" {
		t.Errorf("four times encoded: %q", got)
	}
	if got := decodePercent("%2525252541"); got != "%41" {
		t.Errorf("a fifth time is not undone: %q", got)
	}
}

func testPages(t testing.TB) *Pages {
	t.Helper()
	p, err := LoadPages(fstest.MapFS{
		"exchange/pages.yaml": {Data: []byte(`
folders:
  - {url: /owa/auth, disk: [httpproxy/owa/auth], names: [logon.aspx], below: true}
  - {url: /aspnet_client, disk: [inetpub/wwwroot/aspnet_client], below: true}
  - {url: /ecp, disk: [httpproxy/ecp], names: [default.aspx]}
  - {url: /ews, below: true, sorts: [.aspx]}
  - {url: /owa/auth, lines: [14], disk: [v14/clientaccess/owa/auth], names: [error.aspx]}
known_bad: [bad]
signs: [[eval(, execute(], [request]]
`)},
		"exchange/pages.csv": {Data: []byte("path,sha256\nowa/auth/logon.aspx,good\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPages(t *testing.T) {
	p := testPages(t)
	urls := map[string]bool{
		"/owa/auth/logon.aspx": false, "/owa/auth/x.aspx": true, "/owa/auth/current/x.aspx": true,
		"/ecp/default.aspx": false, "/ecp/x.aspx": true, "/ecp/below/x.aspx": false, "/owa/authx/x.aspx": false, "/x.aspx": false,
		"/ews/x.aspx": true, "/ews/y/x.aspx": true, "/ews/exchange.asmx": false, "/owa/auth/error.aspx": true, "": false,
	}
	for in, want := range urls {
		if got := p.ForeignURL(in, false); got != want {
			t.Errorf("%s foreign: %v", in, got)
		}
	}
	const root = `D:\Programme\Exchange\FrontEnd\HttpProxy\`
	places := map[string]Place{
		root + `owa\auth\logon.aspx`:                       {Closed: true, URL: "/owa/auth/logon.aspx", key: "owa/auth/logon.aspx"},
		"a.zip!/MAIL01/FrontEnd/HttpProxy/owa/auth/X.aspx": {Closed: true, Foreign: true, URL: "/owa/auth/x.aspx", key: "owa/auth/x.aspx"},
		root + `ecp\below\x.aspx`:                          {URL: "/ecp/below/x.aspx", key: "ecp/below/x.aspx"},
		"inetpub/wwwroot/aspnet_client/a/x.aspx":           {Closed: true, Foreign: true, URL: "/aspnet_client/a/x.aspx"},
		"found/aspnet_client/x.aspx":                       {Closed: true, Foreign: true, URL: "/aspnet_client/x.aspx"},
		"inetpub/wwwroot/x.aspx":                           {URL: "/x.aspx"},
		"x.aspx":                                           {},
		"":                                                 {},
	}
	for in, want := range places {
		if diff := cmp.Diff(want, p.Place(in), cmp.AllowUnexported(Place{})); diff != "" {
			t.Errorf("%s: %s", in, diff)
		}
	}
	if !p.OfLine("/owa/auth/error.aspx", 14) || p.OfLine("/owa/auth/error.aspx", 15) || p.OfLine("/owa/auth/x.aspx", 14) || p.OfLine("/owa/auth/logon.aspx", 15) {
		t.Error("pages of one product line")
	}
	logon := p.Place(root + `owa\auth\logon.aspx`)
	if known, listed := p.KnownHash(logon, "good"); !known || !listed {
		t.Error("a published hash is not known")
	}
	if known, listed := p.KnownHash(logon, "other"); known || !listed {
		t.Error("a hash that was not published is known")
	}
	if known, listed := p.KnownHash(Place{}, "good"); known || listed {
		t.Error("a hash counts out of its place")
	}
	if !p.IsKnownBad("bad") || p.IsKnownBad("good") {
		t.Error("known shells")
	}
	if diff := cmp.Diff([]string{"execute(", "request"}, p.SignsIn("EXECUTE(Request[1])")); diff != "" {
		t.Error(diff)
	}
}

func TestLoadPagesSaysWhatIsWrong(t *testing.T) {
	const fine = "signs: []\n"
	tests := map[string]fstest.MapFS{
		"exchange/pages.yaml": {},
		"exchange/pages.csv":  {"exchange/pages.yaml": {Data: []byte(fine)}},
		"unknown":             {"exchange/pages.yaml": {Data: []byte("unknown: 1\n")}},
		"pages.csv: record":   {"exchange/pages.yaml": {Data: []byte(fine)}, "exchange/pages.csv": {Data: []byte("a,b\nc\n")}},
		"pages.csv: no":       {"exchange/pages.yaml": {Data: []byte(fine)}, "exchange/pages.csv": {Data: []byte("# nothing\n")}},
		"pages.csv: want":     {"exchange/pages.yaml": {Data: []byte(fine)}, "exchange/pages.csv": {Data: []byte("path\nx\n")}},
	}
	for want, fsys := range tests {
		if _, err := LoadPages(fsys); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

func FuzzScriptOf(f *testing.F) {
	for _, s := range []string{"/owa/auth/x.aspx", "/%2e%2e/%252e/x.ashx.", `\a\..\b.asp\c`, "/a.aspx%ff", "x.aspx. / "} {
		f.Add(s)
	}
	pages := testPages(f)
	f.Fuzz(func(t *testing.T, s string) {
		script, ok := ScriptOf(s)
		if ok && (!strings.HasPrefix(script, "/") || !IsScript(script) || strings.Contains(script, "/../") || strings.Contains(script, "//")) {
			t.Fatalf("%q: %q", s, script)
		}
		if ok && !utf8.ValidString(script) {
			t.Fatalf("%q: not UTF-8", script)
		}
		if !ok && script != "" {
			t.Fatalf("%q: %q without a script", s, script)
		}
		pages.ForeignURL(script, true)
		if place := pages.Place(s); place.Foreign && !place.Closed {
			t.Fatalf("%q: %+v", s, place)
		}
		if plain := Unescape(s); len(plain) > len(s) {
			t.Fatalf("%q grew to %q", s, plain)
		}
	})
}

func TestSortOf(t *testing.T) {
	for script, want := range map[string]string{
		"/aspnet_client/a.aspx": "/aspnet_client/*.aspx", "/owa/auth/x/y.ashx": "/owa/*.ashx", "": "//*", "/": "//*",
	} {
		if got := SortOf(script); got != want {
			t.Errorf("%s: %s, want %s", script, got, want)
		}
	}
}
