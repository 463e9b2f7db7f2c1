package forge

import "github.com/athar-forensics/athar"

// The script files that a clean server has in the folders that intruders use.
var (
	authPages = []string{
		"/owa/auth/errorFE.aspx", "/owa/auth/ExpiredPassword.aspx", "/owa/auth/frowny.aspx", "/owa/auth/logoff.aspx",
		"/owa/auth/logon.aspx", "/owa/auth/OutlookCN.aspx", "/owa/auth/RedirSuiteServiceProxy.aspx", "/owa/auth/signout.aspx",
		"/ecp/auth/TimeoutLogout.aspx",
	}
	frontFolders = []string{"autodiscover", "ecp", "ews", "mapi", "oab", "owa", "powershell", "rest", "rpc", "sync"}
)

// WebRoot puts the front end's files on the disk under their real names. Their
// content is filler and says so: hashes of Microsoft's files will not match, as
// on any build newer than the known lists.
func (h *Host) WebRoot(at athar.Time) {
	for _, url := range authPages {
		h.Leave(url, at, standIn(url))
	}
	for _, folder := range frontFolders {
		h.Leave("/"+folder+"/global.asax", at, standIn("global.asax"))
	}
	build := h.buildAt(at)
	h.put(h.Install+`\ClientAccess\owa\prem\`+build.String()+`\scripts\boot.worldwide.0.mouse.js`, at, standIn("boot.worldwide.0.mouse.js"))
	h.put(h.Install+`\FrontEnd\HttpProxy\owa\auth\`+build.update()+`\themes\resources\logon.css`, at, standIn("logon.css"))
	h.put(`C:\inetpub\wwwroot\iisstart.htm`, at, standIn("iisstart.htm"))
	h.put(`C:\inetpub\wwwroot\web.config`, at, []byte("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<configuration />\r\n"))
}

func standIn(name string) []byte {
	return []byte("<%-- A stand-in for " + name + ", made for a demonstration. This is not Microsoft's file. --%>\r\n")
}
