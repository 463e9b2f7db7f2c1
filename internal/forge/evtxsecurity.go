package forge

import "fmt"

// audit is an event of the Security channel. Its keywords say success, or
// failure where ok is false.
func (s *eventScene) audit(id, task uint16, version uint8, ok bool, data ...EventField) Event {
	keywords := uint64(0x8020000000000000)
	if !ok {
		keywords = 0x8010000000000000
	}
	return Event{
		Provider: "Microsoft-Windows-Security-Auditing", ProviderGUID: "{54849625-5478-4994-a5ba-3e3b0328c30d}",
		ID: id, Task: task, Version: version, Keywords: keywords, Time: s.tick(), Process: 676, Thread: uint32(s.between(1, 300)) * 4,
		Channel: "Security", Computer: s.computer, Data: data,
	}
}

// subject are the four fields that begin most audit events.
func (s *eventScene) subject(prefix string, sid SID, name, domain string, id Hex64) []EventField {
	return []EventField{{prefix + "UserSid", sid}, {prefix + "UserName", name}, {prefix + "DomainName", domain}, {prefix + "LogonId", id}}
}

func (s *eventScene) logon() Event {
	sid, name := s.account()
	data := s.subject("Subject", "S-1-5-18", "LOAD01$", s.domain, 0x3e7)
	data = append(data, s.subject("Target", sid, name, s.domain, s.session())...)
	data = append(
		data,
		EventField{"LogonType", uint32(3)}, EventField{"LogonProcessName", "Kerberos"}, EventField{"AuthenticationPackageName", "Kerberos"},
		EventField{"WorkstationName", "-"}, EventField{"LogonGuid", GUID(s.guid())}, EventField{"TransmittedServices", "-"},
		EventField{"LmPackageName", "-"}, EventField{"KeyLength", uint32(0)}, EventField{"ProcessId", Hex64(s.process())},
		EventField{"ProcessName", `C:\Windows\System32\inetsrv\w3wp.exe`}, EventField{"IpAddress", fmt.Sprint(officeNet, s.between(officeFirst, 249))},
		EventField{"IpPort", fmt.Sprint(s.between(49152, 65535))}, EventField{"ImpersonationLevel", "%%1833"}, EventField{"RestrictedAdminMode", "-"},
		EventField{"TargetOutboundUserName", "-"}, EventField{"TargetOutboundDomainName", "-"}, EventField{"VirtualAccount", "%%1843"},
		EventField{"TargetLinkedLogonId", Hex64(0)}, EventField{"ElevatedToken", "%%1842"},
	)
	return s.audit(4624, 12544, 2, true, data...)
}

func (s *eventScene) logoff() Event {
	sid, name := s.account()
	return s.audit(4634, 12545, 0, true, append(s.subject("Target", sid, name, s.domain, s.session()), EventField{"LogonType", uint32(3)})...)
}

func (s *eventScene) privileges() Event {
	list := "SeSecurityPrivilege\r\n\t\t\tSeBackupPrivilege\r\n\t\t\tSeRestorePrivilege\r\n\t\t\tSeTakeOwnershipPrivilege\r\n\t\t\tSeDebugPrivilege\r\n\t\t\tSeSystemEnvironmentPrivilege\r\n\t\t\tSeLoadDriverPrivilege\r\n\t\t\tSeImpersonatePrivilege"
	return s.audit(4672, 12548, 0, true, append(s.subject("Subject", "S-1-5-18", "LOAD01$", s.domain, s.session()), EventField{"PrivilegeList", list})...)
}

func (s *eventScene) processCreated() Event {
	p := pick(s.chance, programs)
	data := s.subject("Subject", "S-1-5-18", "LOAD01$", s.domain, 0x3e7)
	data = append(
		data,
		EventField{"NewProcessId", Hex64(s.process())}, EventField{"NewProcessName", p.image}, EventField{"TokenElevationType", "%%1936"},
		EventField{"ProcessId", Hex64(s.process())}, EventField{"CommandLine", p.command},
	)
	data = append(data, s.subject("Target", "S-1-0-0", "-", "-", 0)...)
	data = append(data, EventField{"ParentProcessName", p.parent}, EventField{"MandatoryLabel", SID("S-1-16-16384")})
	return s.audit(4688, 13312, 2, true, data...)
}

// logonFailed is a user who mistyped a password.
func (s *eventScene) logonFailed() Event {
	_, name := s.account()
	data := s.subject("Subject", "S-1-5-18", "LOAD01$", s.domain, 0x3e7)
	data = append(
		data,
		EventField{"TargetUserSid", SID("S-1-0-0")}, EventField{"TargetUserName", name}, EventField{"TargetDomainName", s.domain},
		EventField{"Status", Hex32(0xc000006d)}, EventField{"FailureReason", "%%2313"}, EventField{"SubStatus", Hex32(0xc000006a)},
		EventField{"LogonType", uint32(8)}, EventField{"LogonProcessName", "Advapi  "}, EventField{"AuthenticationPackageName", "Negotiate"},
		EventField{"WorkstationName", "LOAD01"}, EventField{"TransmittedServices", "-"}, EventField{"LmPackageName", "-"},
		EventField{"KeyLength", uint32(0)}, EventField{"ProcessId", Hex64(s.process())}, EventField{"ProcessName", `C:\Windows\System32\inetsrv\w3wp.exe`},
		EventField{"IpAddress", fmt.Sprint(officeNet, s.between(officeFirst, 249))}, EventField{"IpPort", fmt.Sprint(s.between(49152, 65535))},
	)
	return s.audit(4625, 12544, 0, false, data...)
}
