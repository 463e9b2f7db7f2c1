package main

import (
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
)

func TestFindExchange(t *testing.T) {
	on := func(folders ...string) func(string) bool {
		return func(p string) bool { return slices.Contains(folders, p) }
	}
	for name, tt := range map[string]struct {
		system, install string
		folders         []string
		drives          string
		only            string
	}{
		"another system":  {"linux", `C:\Program Files\Microsoft\Exchange Server\V15\`, []string{usualExchange}, "", ""},
		"as installed":    {"windows", `D:\Exchange\V15\`, []string{`D:\Exchange\V15`}, "C: D:", "Exchange/V15/Logging"},
		"the usual place": {"windows", "", []string{usualExchange}, "C:", "Program Files/Microsoft/Exchange Server/V15/FrontEnd"},
		"gone again":      {"windows", `D:\Exchange\V15\`, nil, "", ""},
		"no drive":        {"windows", `\\server\share`, []string{`\\server\share`}, "", ""},
	} {
		m := findExchange(tt.system, tt.install, on(tt.folders...))
		if m == nil {
			if tt.drives != "" {
				t.Errorf("%s: not found", name)
			}
			continue
		}
		if strings.Join(m.drives, " ") != tt.drives || !slices.Contains(m.only, tt.only) || !slices.Contains(m.only, "inetpub/logs") {
			t.Errorf("%s: %+v", name, m)
		}
	}
}

func TestDrivesAreOneComputer(t *testing.T) {
	found := athar.NewCase()
	found.Add(&athar.Trace{Root: `C:\`, Home: "C", Path: "inetpub/logs/a.log", SHA256: "1"})
	found.Add(&athar.Trace{Root: `D:\`, Home: "D", Path: "Exchange/b.log", SHA256: "2"})
	found.Skip(athar.Skipped{Path: "x", Reason: "locked"})
	m := &machine{name: "MAIL01"}
	var got []string
	for _, tr := range m.gather(found).Traces() {
		got = append(got, tr.Root+" "+tr.Home+" "+tr.Path)
	}
	slices.Sort(got)
	if want := []string{"MAIL01 MAIL01 C/inetpub/logs/a.log", "MAIL01 MAIL01 D/Exchange/b.log"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if len(m.gather(found).Skipped()) != 1 || (*machine)(nil).gather(found) != found {
		t.Error("what was skipped is lost, or a given path is rewritten")
	}
}

func TestNewcomerIsTold(t *testing.T) {
	t.Setenv("LC_ALL", "")
	t.Setenv("LANG", "ar_EG.UTF-8")
	code, out, _ := command(t)
	if code != exitBelow || !strings.HasPrefix(out, "يبحث") || !strings.Contains(out, "athar scan") || !strings.Contains(out, "athar demo") {
		t.Errorf("status %d: %s", code, out)
	}
	if runtime.GOOS == "windows" {
		t.Skip("on a server a scan without a path reads the server")
	}
	for _, lang := range []string{"en", "ar"} {
		code, out, errs := command(t, "scan", "--lang", lang)
		if code != exitFailed || out != "" || !strings.Contains(errs, `C:\inetpub\logs`) || !strings.Contains(errs, `Exchange Server\V15\Logging`) {
			t.Errorf("%s: status %d: %s", lang, code, errs)
		}
	}
}
