package forge

import (
	"fmt"
	"strings"

	"github.com/athar-forensics/athar"
)

// State is what a server's files say of what starts by itself, beside what
// Windows and Exchange installed. Elements of configurations are written as they
// stand in the files.
type State struct {
	At athar.Time
	// GlobalModules, Sites, Rewrites and Locations go into applicationHost.config,
	// OwaModules and OwaHandlers into the web.config of Outlook on the web.
	GlobalModules, Sites, Rewrites, Locations []string
	OwaModules, OwaHandlers                   []string
	Agents                                    []string
	// Tasks are scheduled tasks by name; Hidden ones stand in the registry alone,
	// without a descriptor.
	Tasks  map[string]TaskFile
	Hidden map[string]TaskFile
	// Services, Run, UserRun and Debuggers are names and command lines.
	Services, Run, UserRun, Debuggers map[string]string
	// Compiled are addresses of pages that ASP.NET compiled.
	Compiled []string
	// Table lists further files of the drive.
	Table []TableFile
}

// TaskFile is a scheduled task.
type TaskFile struct{ Command, Arguments, User string }

// Put places any file on the server's disk.
func (h *Host) Put(windows string, at athar.Time, data []byte) { h.put(windows, at, data) }

// System puts a server's state on the disk: configurations, tasks, hives, traces
// of compiled pages and the file system's table.
func (h *Host) System(s State) {
	h.put(`C:\Windows\System32\inetsrv\config\applicationHost.config`, s.At, []byte(h.applicationHost(s)))
	h.put(h.Install+`\FrontEnd\HttpProxy\owa\web.config`, s.At, []byte(owaConfig(s)))
	h.put(h.Install+`\TransportRoles\Shared\agents.config`, s.At, []byte(h.agents(s)))
	for _, name := range sorted(ownTasks) {
		h.put(`C:\Windows\System32\Tasks\`+name, s.At, ownTasks[name].file(s.At))
	}
	for _, name := range sorted(s.Tasks) {
		h.put(`C:\Windows\System32\Tasks\`+name, s.At, s.Tasks[name].file(s.At))
	}
	h.put(`C:\Windows\System32\config\SYSTEM`, s.At, h.systemHive(s))
	h.put(`C:\Windows\System32\config\SOFTWARE`, s.At, h.softwareHive(s))
	h.put(`C:\Users\Administrator\NTUSER.DAT`, s.At, Hive(tree(s.At, "ROOT", map[string][]RegValue{
		`Software\Microsoft\Windows\CurrentVersion\Run`: texts(s.UserRun),
	}), true))
	for _, url := range append([]string{"/owa/auth/logon.aspx", "/owa/auth/errorFE.aspx", "/ecp/auth/TimeoutLogout.aspx"}, s.Compiled...) {
		h.put(compiledPath(url), s.At, []byte(compiledTrace(url)))
	}
	h.put(`C:\$MFT`, s.At, Table(append(h.listed(s.At), s.Table...)))
}

const xmlHead = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<configuration>\r\n"

func (h *Host) applicationHost(s State) string {
	modules := append([]string{
		`<add name="UriCacheModule" image="%windir%\System32\inetsrv\cachuri.dll" />`,
		`<add name="StaticFileModule" image="%windir%\System32\inetsrv\static.dll" />`,
		`<add name="RewriteModule" image="%SystemRoot%\system32\inetsrv\rewrite.dll" />`,
		`<add name="ManagedEngineV4.0_64bit" image="%windir%\Microsoft.NET\Framework64\v4.0.30319\webengine4.dll" preCondition="integratedMode,runtimeVersionv4.0,bitness64" />`,
		`<add name="kerbauth" image="` + h.Install + `\Bin\kerbauth.dll" />`,
	}, s.GlobalModules...)
	sites := append([]string{
		`<virtualDirectory path="/" physicalPath="%SystemDrive%\inetpub\wwwroot" />`,
		`<virtualDirectory path="/owa" physicalPath="` + h.Install + `\FrontEnd\HttpProxy\owa" />`,
	}, s.Sites...)
	return xmlHead + "<system.applicationHost><sites><site name=\"Default Web Site\" id=\"1\"><application path=\"/\">\r\n" + strings.Join(sites, "\r\n") +
		"\r\n</application></site></sites></system.applicationHost>\r\n<system.webServer><globalModules>\r\n" + strings.Join(modules, "\r\n") +
		"\r\n</globalModules><rewrite><globalRules>\r\n" + strings.Join(s.Rewrites, "\r\n") + "\r\n</globalRules></rewrite></system.webServer>\r\n" +
		`<location path="" overrideMode="Allow"><system.webServer><handlers accessPolicy="Read, Script">` +
		`<add name="PageHandlerFactory-Integrated-4.0" path="*.aspx" verb="GET,HEAD,POST,DEBUG" type="System.Web.UI.PageHandlerFactory" />` +
		"<add name=\"StaticFile\" path=\"*\" verb=\"*\" modules=\"StaticFileModule\" /></handlers></system.webServer></location>\r\n" +
		strings.Join(s.Locations, "\r\n") + "\r\n</configuration>\r\n"
}

func owaConfig(s State) string {
	modules := append([]string{
		`<add name="ErrorModule" type="Microsoft.Exchange.HttpProxy.ErrorModule,Microsoft.Exchange.FrontEndHttpProxy,Version=15.0.0.0,Culture=neutral,publicKeyToken=31bf3856ad364e35" preCondition="" />`,
	}, s.OwaModules...)
	return xmlHead + "<system.web><machineKey validationKey=\"AutoGenerate,IsolateApps\" decryptionKey=\"AutoGenerate,IsolateApps\" /></system.web>\r\n<system.webServer><modules>\r\n" +
		strings.Join(modules, "\r\n") + "\r\n</modules><handlers>\r\n" + strings.Join(s.OwaHandlers, "\r\n") + "\r\n</handlers></system.webServer>\r\n</configuration>\r\n"
}

func (h *Host) agents(s State) string {
	agents := append([]string{
		`<agent name="Transport Rule Agent" baseType="Microsoft.Exchange.Data.Transport.Routing.RoutingAgent" classFactory="Microsoft.Exchange.MessagingPolicies.TransportRuleAgent.TransportRuleAgentFactory" assemblyPath="` +
			h.Install + `\TransportRoles\agents\Rule\Microsoft.Exchange.MessagingPolicies.TransportRuleAgent.dll" enabled="true" />`,
	}, s.Agents...)
	return xmlHead + "<mexRuntime><monitoring><agentExecution timeLimitInMilliseconds=\"90000\" /></monitoring><agentList>\r\n" +
		strings.Join(agents, "\r\n") + "\r\n</agentList></mexRuntime>\r\n</configuration>\r\n"
}

// ownTasks are tasks that every server has.
var ownTasks = map[string]TaskFile{
	`Microsoft\Windows\Defrag\ScheduledDefrag`: {`%windir%\system32\defrag.exe`, "-c -h -o -$", "S-1-5-18"},
	`Microsoft\Windows\Server Manager\ServerManager`: {
		`%windir%\system32\ServerManagerLauncher.exe`, "", "S-1-5-32-544",
	},
	`Microsoft\Windows\.NET Framework\.NET Framework NGEN v4.0.30319 64`: {
		`C:\Windows\Microsoft.NET\Framework64\v4.0.30319\ngentask.exe`, "", "S-1-5-18",
	},
}

// file is the task as the scheduler stores it.
func (t TaskFile) file(at athar.Time) []byte {
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")
	arguments := ""
	if t.Arguments != "" {
		arguments = "<Arguments>" + escape.Replace(t.Arguments) + "</Arguments>"
	}
	text := "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\r\n" +
		"<Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">\r\n" +
		"  <RegistrationInfo><Date>" + at.Std().Format("2006-01-02T15:04:05") + "</Date></RegistrationInfo>\r\n" +
		"  <Principals><Principal id=\"Author\"><UserId>" + t.User + "</UserId></Principal></Principals>\r\n" +
		"  <Settings><Hidden>false</Hidden></Settings>\r\n" +
		"  <Actions Context=\"Author\"><Exec><Command>" + escape.Replace(t.Command) + "</Command>" + arguments + "</Exec></Actions>\r\n</Task>\r\n"
	return append([]byte{0xff, 0xfe}, Wide(text)...)
}

func compiledPath(url string) string {
	app, name := "root", url[strings.LastIndexByte(url, '/')+1:]
	if parts := strings.Split(url, "/"); len(parts) > 3 && parts[1] != "aspnet_client" {
		app = parts[1]
	}
	return `C:\Windows\Microsoft.NET\Framework64\v4.0.30319\Temporary ASP.NET Files\` + app + `\8e05b027\e164d61b\` + strings.ToLower(name) + ".cdcab7d2.compiled"
}

func compiledTrace(url string) string {
	return fmt.Sprintf("<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<preserve resultType=\"3\" virtualPath=%q hash=\"c1e0a1f2b\" filehash=\"ffe2a1b4c3d2e1f0\" flags=\"110000\" assembly=\"App_Web_q1w2e3r4\" type=\"ASP.%s\">\r\n"+
		"    <filedeps>\r\n        <filedep name=%q />\r\n    </filedeps>\r\n</preserve>\r\n", url, strings.NewReplacer("/", "_", ".", "_").Replace(strings.Trim(strings.ToLower(url), "/")), url)
}

// listed are the pages of a clean server as the file system's table has them:
// installers give files the times they had at Microsoft's.
func (h *Host) listed(at athar.Time) []TableFile {
	var out []TableFile
	for _, url := range authPages {
		path := strings.ReplaceAll(h.windows(url)[3:], `\`, "/")
		out = append(out, TableFile{Path: path, Born: at - 90*athar.Day, Claims: at - 900*athar.Day})
	}
	return out
}
