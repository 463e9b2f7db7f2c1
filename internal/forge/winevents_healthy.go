package forge

import (
	"fmt"

	"github.com/athar-forensics/athar"
)

// Paths of a server that events name.
const (
	system32     = `C:\Windows\System32\`
	worker       = system32 + `inetsrv\w3wp.exe`
	exchangeHome = `C:\Program Files\Microsoft\Exchange Server\V15\`
	aspFiles     = `C:\Windows\Microsoft.NET\Framework64\v4.0.30319\`
)

// poolCommand is the command line of a pool's worker process.
func poolCommand(name string) string {
	return `c:\windows\system32\inetsrv\w3wp.exe -ap "` + name + `" -v "v4.0" -a \\.\pipe\iisipm8c1d -h "C:\inetpub\temp\apppools\` + name + `\` + name + `.config" -w "" -m 0`
}

// Healthy fills the logs with the days of a busy server that nobody attacked, with
// all that looks like an attack and is none: pages that are compiled, crash
// reports, back-ups, administrators at work, agents, probes, policies.
func (w *WindowsEvents) Healthy(from, until athar.Time) {
	for at := from; at < until; at += athar.Hour {
		w.hour(at)
	}
	for day := from - from%athar.Day; day < until; day += athar.Day {
		if noon := day + 12*athar.Hour; noon >= from && noon < until {
			w.workday(noon)
		}
		if night := day + 2*athar.Hour; night >= from && night < until {
			w.night(night)
		}
	}
}

// hour is what every hour has.
func (w *WindowsEvents) hour(at athar.Time) {
	for range 6 {
		w.note(at+athar.Time(w.between(0, 3599))*athar.Second, w.logon, w.logoff, w.privileges, w.processCreated, w.sysmonProcess, w.sysmonConnection, w.sysmonFile, w.sysmonRegistry, w.serviceState, w.databaseEngine)
	}
	w.note(
		at+athar.Time(w.between(0, 3599))*athar.Second, w.logonFailed,
		func() Event {
			return w.started(aspFiles+"csc.exe", `"csc.exe" /t:library /utf8output @"x.cmdline"`, worker, poolCommand("MSExchangeOWAAppPool"), `NT AUTHORITY\SYSTEM`)
		},
		func() Event {
			return w.started(system32+"conhost.exe", `\??\C:\Windows\system32\conhost.exe 0xffffffff -ForceV1`, worker, poolCommand("MSExchangeECPAppPool"), `NT AUTHORITY\SYSTEM`)
		},
		func() Event { return w.audited(aspFiles+"csc.exe", "", worker) },
		func() Event { return w.audited(aspFiles+"cvtres.exe", "", aspFiles+"csc.exe") },
		func() Event { return w.audited(system32+"cmd.exe", "cmd.exe /c dir", system32+"svchost.exe") },
		func() Event {
			return w.wrote(worker, aspFiles+`Temporary ASP.NET Files\owa\8e05b027\e164d61b\App_Web_1x2y3z.dll`)
		},
		func() Event { return w.wrote(worker, exchangeHome+`Logging\HttpProxy\Owa\HttpProxy_2021030510-1.LOG`) },
		func() Event {
			return w.named("Microsoft-Exchange-ActiveMonitoring/ProbeResult", "Microsoft-Exchange-ActiveMonitoring", 2, EventField{"ResultName", "OWA.Proxy"}, EventField{"StateAttribute1", "X-CommonAccessToken HealthMailbox"})
		},
		// A policy keeps the group of administrators as it should be.
		func() Event { return w.member("512", true) },
	)
}

// workday is what administrators and products do.
func (w *WindowsEvents) workday(at athar.Time) {
	const shell = "ServerRemoteHost-EMC"
	name := w.accounts[w.IntN(len(w.accounts))]
	w.note(
		at, w.cmdlet, w.cmdlet, w.serviceInstalled,
		func() Event { return w.desktop("m.admin", "192.0.2.40") },
		func() Event { return w.desktop("m.admin", "LOCAL") },
		func() Event {
			return w.ran("Set-OabVirtualDirectory", `-ExternalUrl "https://mail.corp.example.test/OAB" -Identity "MAIL01\OAB (Default Web Site)"`, "m.admin", shell, "")
		},
		func() Event {
			return w.ran("Set-OwaVirtualDirectory", `{ExternalUrl=https://mail.corp.example.test/owa, Identity=MAIL01\owa (Default Web Site)}`, "m.admin", shell, "")
		},
		func() Event {
			return w.ran("New-MailboxExportRequest", `-Mailbox "`+name+`" -FilePath "\\backup01\pst$\`+name+`.pst"`, "m.admin", shell, "")
		},
		func() Event {
			return w.ran("Remove-MailboxExportRequest", `{Identity=x, Confirm=False}`, "m.admin", shell, "")
		},
		func() Event {
			return w.ran("Get-App", `-Mailbox "`+name+`"`, "m.admin", shell, "Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException: ...")
		},
		func() Event { return w.newAccount("n."+name, "1911", false) },
		func() Event { return w.newAccount("HealthMailbox"+w.word(7), "1912", true) },
		func() Event { return w.newAccount("CLIUSR", "1913", true) },
		func() Event { return w.member("1911", false) },
		func() Event {
			return w.task("Own report", system32+`WindowsPowerShell\v1.0\powershell.exe`, `-NoProfile -File C:\Scripts\report.ps1`)
		},
		func() Event {
			return w.task(`Microsoft\Windows\Defrag\ScheduledDefrag`, `%windir%\system32\defrag.exe`, `-c -h -o -$`)
		},
		func() Event {
			return w.service("Microsoft Defender Antivirus Service", `"C:\ProgramData\Microsoft\Windows Defender\Platform\4.18.2102.4-0\MsMpEng.exe"`)
		},
		func() Event {
			return w.service("Monitoring Agent", `"C:\Program Files\Microsoft Monitoring Agent\Agent\HealthService.exe"`)
		},
		func() Event {
			return w.scanner(5007, EventField{"Old Value", ""}, EventField{"New Value", `HKLM\SOFTWARE\Microsoft\Windows Defender\Exclusions\Paths\D:\ExchangeDatabases = 0x0`})
		},
		func() Event {
			return w.scanner(1116, EventField{"Threat Name", "Virus:DOS/EICAR_Test_File"}, EventField{"Path", `file:_C:\Temp\eicar.com`})
		},
		func() Event {
			return w.started(system32+"WerFault.exe", "WerFault.exe -u -p 4 -s 5", worker, poolCommand("MSExchangeServicesAppPool"), `NT AUTHORITY\SYSTEM`)
		},
		func() Event {
			return w.started(system32+"cmd.exe", "cmd.exe", system32+`..\explorer.exe`, "explorer.exe", `CORP\m.admin`)
		},
		func() Event {
			return w.started(system32+"net.exe", "net localgroup administrators", system32+"cmd.exe", "cmd.exe", `CORP\m.admin`)
		},
		func() Event {
			return w.classic("Application", "MSExchange Common", 4999, 2, "x", "w3wp#MSExchangeServicesAppPool", "System.OutOfMemoryException")
		},
		func() Event {
			return w.classic("Application", "ASP.NET 4.0.30319.0", 1309, 3, "3005", "An unhandled exception has occurred.", "/owa/auth/logon.aspx")
		},
		func() Event {
			return w.classic("Application", "MSExchange Mitigation Service", 1005, 4, "M1", "applied")
		},
		func() Event {
			const provider = "Microsoft-Windows-Bits-Client"
			return w.named(provider+"/Operational", provider, 59, EventField{"name", "Update"}, EventField{"url", "http://download.windowsupdate.com/d/x.cab"})
		},
		func() Event {
			const provider = "Microsoft-Windows-WMI-Activity"
			return w.named(provider+"/Operational", provider, 5861, EventField{"Namespace", "//./root/subscription"}, EventField{"CONSUMER", `NTEventLogEventConsumer="SCM Event Log Consumer"`}, EventField{"PossibleCause", "Binding EventFilter"})
		},
	)
}

// night is the back-up.
func (w *WindowsEvents) night(at athar.Time) {
	w.note(
		at,
		func() Event {
			return w.started(system32+"vssadmin.exe", "vssadmin list writers", `C:\Program Files\Backup\agent.exe`, "agent.exe", `NT AUTHORITY\SYSTEM`)
		},
		func() Event {
			return w.started(system32+"reg.exe", fmt.Sprintf(`reg save HKLM\SYSTEM D:\Backup\system-%d.hiv`, at/athar.Day), `C:\Program Files\Backup\agent.exe`, "agent.exe", `NT AUTHORITY\SYSTEM`)
		},
		func() Event { return w.wrote(`C:\Program Files\Backup\agent.exe`, `D:\Backup\logs.zip`) },
		func() Event {
			return w.wrote(exchangeHome+`Bin\MSExchangeMailboxReplication.exe`, `\\backup01\pst$\export.pst`)
		},
	)
}
