package forge

import "fmt"

// classic is an event of a provider from before Windows Vista: a list of texts.
func (s *eventScene) classic(channel, provider string, id uint16, level uint8, texts ...string) Event {
	return Event{
		Provider: provider, ID: id, Qualifiers: 0x4000, Level: level, Task: 1, Keywords: 0x80000000000000,
		Time: s.tick(), Channel: channel, Computer: s.computer, Data: Texts(texts...),
	}
}

// cmdlet is a cmdlet that an administrator ran, in one of the two ways in which
// Exchange writes its parameters.
func (s *eventScene) cmdlet() Event {
	_, name := s.account()
	run := pick(s.chance, [][2]string{
		{"Get-Mailbox", fmt.Sprintf(`-Identity "%s" -ErrorAction "SilentlyContinue"`, name)},
		{"Set-Mailbox", fmt.Sprintf(`{Identity=%s, IssueWarningQuota=45 GB (48,318,382,080 bytes)}`, name)},
		{"Get-ExchangeServer", `-Status "True"`},
		{"Set-CASMailbox", fmt.Sprintf(`{Identity=%s, ActiveSyncEnabled=True}`, name)},
		{"Test-ServiceHealth", ``},
	})
	sid := fmt.Sprintf("%s-500", s.sid)
	return s.classic(
		"MSExchange Management", "MSExchange CmdletLogs", 1, 4,
		run[0], run[1], "corp.example.test/Users/Administrator", sid, sid, "ServerRemoteHost-EMC", fmt.Sprint(s.process()), "",
		fmt.Sprint(s.between(10, 300)), fmt.Sprintf("00:00:00.%07d", s.IntN(1e7)), "View Entire Forest: 'False', Default Scope: 'corp.example.test', Configuration Domain Controller: 'dc01.corp.example.test', Preferred Global Catalog: 'dc01.corp.example.test', Preferred Domain Controllers: '{ dc01.corp.example.test }'", "", "", "",
	)
}

func (s *eventScene) databaseEngine() Event {
	return s.classic("Application", "ESE", 326, 4, "Microsoft.Exchange.Store.Worker", fmt.Sprintf("%d,D,50", s.process()), "DB01: ", "1", `D:\DB01\DB01.edb`, "0", "[1] 0.000001 +J(0)", "0 0")
}

func (s *eventScene) serviceState() Event {
	state := pick(s.chance, []string{"running", "stopped"})
	return s.scm(7036, EventField{"param1", pick(s.chance, []string{"Windows Modules Installer", "WMI Performance Adapter", "Application Experience"})}, EventField{"param2", state})
}

func (s *eventScene) serviceInstalled() Event {
	e := s.scm(
		7045,
		EventField{"ServiceName", "Microsoft Exchange Search Host Controller"},
		EventField{"ImagePath", `"C:\Program Files\Microsoft\Exchange Server\V15\Bin\Search\Ceres\HostController\hostcontrollerservice.exe"`},
		EventField{"ServiceType", "user mode service"}, EventField{"StartType", "auto start"}, EventField{"AccountName", "LocalSystem"},
	)
	e.User = "S-1-5-18"
	return e
}

// scm is an event of the service control manager.
func (s *eventScene) scm(id uint16, data ...EventField) Event {
	return Event{
		Provider: "Service Control Manager", ProviderGUID: "{555908d1-a6d7-4695-8e1e-26931d2012f4}",
		ID: id, Qualifiers: 0x4000, Level: 4, Keywords: 0x8080000000000000, Time: s.tick(), Process: 660, Thread: 5208,
		Channel: "System", Computer: s.computer, Data: data,
	}
}

// scriptBlock is a script that Exchange's own monitoring runs.
func (s *eventScene) scriptBlock() Event {
	text := "function Get-DatabaseCopySummary {\r\n    param([string]$Server = $env:COMPUTERNAME)\r\n    Get-MailboxDatabaseCopyStatus -Server $Server |\r\n        Select-Object Name, Status, CopyQueueLength, ReplayQueueLength, @{Name = \"Age\"; Expression = { (Get-Date) - $_.LastInspectedLogTime }} |\r\n        Where-Object { $_.CopyQueueLength -gt 10 -or $_.Status -ne \"Mounted\" }\r\n}\r\n"
	return Event{
		Provider: "Microsoft-Windows-PowerShell", ProviderGUID: "{a0c1853b-5c40-4b15-8766-3cf1c58f985a}",
		ID: 4104, Version: 1, Level: 5, Task: 2, Opcode: 15, Time: s.tick(), Activity: s.guid(), Process: s.process(), Thread: s.process(),
		Channel: "Microsoft-Windows-PowerShell/Operational", Computer: s.computer, User: fmt.Sprintf("%s-500", s.sid),
		Data: []EventField{{"MessageNumber", int32(1)}, {"MessageTotal", int32(1)}, {"ScriptBlockText", text}, {"ScriptBlockId", s.guid()}, {"Path", ""}},
	}
}
