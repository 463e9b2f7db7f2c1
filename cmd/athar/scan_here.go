package main

import (
	"errors"
	"os"
	"path"
	"runtime"
	"strings"

	"github.com/athar-forensics/athar"
)

// machine is this computer as evidence: its drives, and the places on them where
// Exchange, IIS and Windows keep what an intruder leaves.
type machine struct {
	name   string
	drives []string // "C:"
	only   []string // below a drive
}

// exchangeFolders are the parts of Exchange's folder that are read. The databases
// lie beside them, and mail is nothing that athar reads.
var exchangeFolders = []string{"Logging", "TransportRoles/Logs", "TransportRoles/Shared", "TransportRoles/agents", "FrontEnd", "ClientAccess"}

// serverFolders are the places outside it. Hives of the registry are locked on a
// running machine, and are not among them.
var serverFolders = []string{
	"ExchangeSetupLogs", "inetpub/logs", "inetpub/wwwroot", "inetpub/history", "Users/Public", "Windows/Temp",
	"Windows/System32/winevt/Logs", "Windows/System32/LogFiles/HTTPERR", "Windows/System32/inetsrv/config", "Windows/System32/Tasks",
	"Windows/Microsoft.NET/Framework64/v4.0.30319/Temporary ASP.NET Files",
}

// usualExchange is where Exchange 2013 and later are installed unless told otherwise.
const usualExchange = `C:\Program Files\Microsoft\Exchange Server\V15`

// errNoEvidence says what to do where nothing was given and nothing is here.
var errNoEvidence = errors.New("no evidence was given")

// here finds out what to scan where no path was given. It is nil where one was.
func (c *scanCommand) here() (*machine, error) {
	if len(c.Paths) > 0 {
		return nil, nil
	}
	isFolder := func(p string) bool {
		info, err := os.Stat(p)
		return err == nil && info.IsDir()
	}
	m := findExchange(runtime.GOOS, os.Getenv("ExchangeInstallPath"), isFolder)
	if m == nil {
		return nil, errNoEvidence
	}
	name, err := os.Hostname()
	if err != nil {
		return nil, err
	}
	m.name = name
	for _, d := range m.drives {
		c.Paths = append(c.Paths, d+`\`)
	}
	return m, nil
}

// findExchange looks for an installed Exchange; nil says that there is none.
func findExchange(system, install string, isFolder func(string) bool) *machine {
	if system != "windows" {
		return nil
	}
	for _, dir := range []string{install, usualExchange} {
		dir = strings.TrimRight(strings.ReplaceAll(dir, `\`, "/"), "/")
		drive, below, ok := strings.Cut(dir, ":/")
		if !ok || len(drive) != 1 || !isFolder(drive+`:\`+strings.ReplaceAll(below, "/", `\`)) {
			continue
		}
		m := &machine{drives: []string{"C:"}, only: append([]string(nil), serverFolders...)}
		if d := strings.ToUpper(drive) + ":"; d != "C:" {
			m.drives = append(m.drives, d)
		}
		for _, f := range exchangeFolders {
			m.only = append(m.only, path.Join(below, f))
		}
		return m
	}
	return nil
}

// places are what is read below each drive.
func (m *machine) places() []string {
	if m == nil {
		return nil
	}
	return m.only
}

// gather makes what was read from several drives the evidence of one computer.
func (m *machine) gather(found *athar.Case) *athar.Case {
	if m == nil {
		return found
	}
	out := athar.NewCase()
	for _, t := range found.Traces() {
		c := *t
		c.Path = strings.TrimRight(c.Root, `:\/`) + "/" + c.Path
		c.Root, c.Home = m.name, m.name
		out.Add(&c)
	}
	for _, s := range found.Skipped() {
		out.Skip(s)
	}
	return out
}
