package forge

import "github.com/athar-forensics/athar"

// Spelling is one of the two ways in which Exchange writes a cmdlet's parameters
// into its channel.
type Spelling bool

// The spellings.
const (
	Dashed Spelling = false // -Name "value"
	Braced Spelling = true  // {Name=value}
)

// ScriptSet is a virtual directory's address that is set to script text, as the
// cmdlet channel notes it; with a failure, one that was refused.
func (w *WindowsEvents) ScriptSet(at athar.Time, as Spelling, failure string) {
	parameters := `-ExternalUrl "http://f/<script standin runat=server>" -Identity "` + w.server + `\OAB (Default Web Site)"`
	if as == Braced {
		parameters = `{ExternalUrl=http://f/<script standin runat=server>, Identity=` + w.server + `\OAB (Default Web Site)}`
	}
	w.note(at, func() Event {
		return w.ran("Set-OabVirtualDirectory", parameters, "Administrator", "ServerRemoteHost-Unknown", failure)
	})
}

// ExportToPage is a mailbox export whose file is a server page, and the page that
// the replication service writes.
func (w *WindowsEvents) ExportToPage(at athar.Time, as Spelling, page, failure string) {
	path := `\\127.0.0.1\C$\` + page
	parameters := `-Mailbox "Administrator" -IncludeFolders "#Drafts#" -FilePath "` + path + `" -ExcludeDumpster "True"`
	if as == Braced {
		parameters = `{Mailbox=Administrator, IncludeFolders=#Drafts#, FilePath=` + path + `, ExcludeDumpster=True}`
	}
	w.note(at, func() Event {
		return w.ran("New-MailboxExportRequest", parameters, "Administrator", "ServerRemoteHost-Unknown", failure)
	})
	if failure == "" {
		w.note(at+20*athar.Second, func() Event { return w.wrote(exchangeHome+`Bin\MSExchangeMailboxReplication.exe`, `C:\`+page) })
	}
}

// ShellOrder is a command that a web shell ran, as Sysmon notes it, and where pool
// is empty as the Security log does, which knows no pool.
func (w *WindowsEvents) ShellOrder(at athar.Time, pool, command string) {
	line := `"cmd" /c cd /d "C:\inetpub\wwwroot\aspnet_client"&` + command + `&echo [S]&cd&echo [E]`
	w.note(at, func() Event {
		if pool == "" {
			return w.audited(system32+"cmd.exe", "cmd.exe /c "+command, worker)
		}
		return w.started(system32+"cmd.exe", line, worker, poolCommand(pool), `NT AUTHORITY\SYSTEM`)
	})
}

// OwnAccount is an account that a web shell made, and the power it was given.
func (w *WindowsEvents) OwnAccount(at athar.Time, name string, power bool) {
	w.note(at, func() Event { return w.newAccount(name, "2001", true) })
	if power {
		w.note(at+athar.Minute, func() Event { return w.member("2001", true) })
	}
}

// Tunnelled is a remote desktop session through a tunnel.
func (w *WindowsEvents) Tunnelled(at athar.Time) {
	w.note(at, func() Event { return w.desktop("Administrator", "127.0.0.1") })
}

// OwnTask is a task that starts a program out of a public folder.
func (w *WindowsEvents) OwnTask(at athar.Time) {
	w.note(at, func() Event { return w.task("Updater", `C:\Users\Public\calcx.exe`, "-s") })
}

// Dumped is the logon process' memory, written out.
func (w *WindowsEvents) Dumped(at athar.Time) {
	w.note(at, func() Event {
		return w.started(system32+"rundll32.exe", `rundll32.exe C:\windows\System32\comsvcs.dll, MiniDump 712 C:\inetpub\wwwroot\a.dmp full`, system32+"cmd.exe", "cmd.exe", `NT AUTHORITY\SYSTEM`)
	})
}

// Cleared is the security log emptied: what it held before is gone.
func (w *WindowsEvents) Cleared(at athar.Time) {
	w.channels["Security"] = nil
	w.note(at, func() Event {
		e := w.named("Security", "Microsoft-Windows-Eventlog", 1102, w.subject("Subject", SID(w.sid+"-500"), "Administrator", w.domain, 0x4a2f1)...)
		e.UserData = "LogFileCleared"
		return e
	})
}

// Tries are attempts that failed or whose end is not shown: errors of Exchange and
// what the virus scanner stopped.
func (w *WindowsEvents) Tries(at athar.Time) {
	w.note(
		at,
		func() Event {
			return w.classic("Application", "MSExchange Unified Messaging", 1040, 2, "x", "System.InvalidCastException: standin")
		},
		func() Event {
			return w.classic("Application", "MSExchange Control Panel", 4, 2, "x", "https://mail.corp.example.test/ecp/default.aspx?__VIEWSTATEGENERATOR=B97B4E27&__VIEWSTATE=standin")
		},
		func() Event {
			return w.classic("Application", "MSExchange Common", 4999, 2, "x", "at BinaryFormatter.Deserialize(System.IO.Stream)")
		},
		func() Event {
			return w.scanner(1116, EventField{"Threat Name", "Behavior:Win32/SuspExchgSession.E"}, EventField{"Path", "internalbehavior:_1"})
		},
		func() Event {
			return w.ran("Get-App", "", "k.one", "ServerRemoteHost-Unknown", "System.InvalidCastException: standin")
		},
	)
}
