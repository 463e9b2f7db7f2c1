package forge

import (
	"fmt"

	"github.com/athar-forensics/athar"
)

// sysmon is an event of Sysmon, whose task is its number. Each begins with the
// rule that asked for it and the time.
func (s *eventScene) sysmon(id uint16, version uint8, data func(at athar.Time) []EventField) Event {
	at := s.tick()
	return Event{
		Provider: "Microsoft-Windows-Sysmon", ProviderGUID: "{5770385f-c22a-43e0-bf4c-06f5698ffbd9}",
		ID: id, Task: id, Version: version, Level: 4, Keywords: 0x8000000000000000, Time: at, Process: 2884, Thread: 3924,
		Channel: sysmonChannel, Computer: s.computer, User: "S-1-5-18", Data: append([]EventField{{"RuleName", "-"}}, data(at)...),
	}
}

func (s *eventScene) sysmonProcess() Event {
	p := pick(s.chance, programs)
	hashes := fmt.Sprintf("SHA1=%040X,MD5=%032X,SHA256=%064X,IMPHASH=%032X", s.Uint64(), s.Uint64(), s.Uint64(), s.Uint64())
	return s.sysmon(1, 5, func(at athar.Time) []EventField {
		return []EventField{
			{"UtcTime", sysmonTime(at)},
			{"ProcessGuid", GUID(s.guid())},
			{"ProcessId", s.process()},
			{"Image", p.image},
			{"FileVersion", "10.0.14393.0 (rs1_release.160715-1616)"},
			{"Description", p.what},
			{"Product", "Microsoft® Windows® Operating System"},
			{"Company", "Microsoft Corporation"},
			{"OriginalFileName", base(p.image)},
			{"CommandLine", p.command},
			{"CurrentDirectory", `C:\Windows\system32\`},
			{"User", `NT AUTHORITY\SYSTEM`},
			{"LogonGuid", GUID(s.guid())},
			{"LogonId", Hex64(0x3e7)},
			{"TerminalSessionId", uint32(0)},
			{"IntegrityLevel", "System"},
			{"Hashes", hashes},
			{"ParentProcessGuid", GUID(s.guid())},
			{"ParentProcessId", s.process()},
			{"ParentImage", p.parent},
			{"ParentCommandLine", p.parent},
			{"ParentUser", `NT AUTHORITY\SYSTEM`},
		}
	})
}

func (s *eventScene) sysmonConnection() Event {
	return s.sysmon(3, 5, func(at athar.Time) []EventField {
		return []EventField{
			{"UtcTime", sysmonTime(at)},
			{"ProcessGuid", GUID(s.guid())},
			{"ProcessId", s.process()},
			{"Image", pick(s.chance, programs).image},
			{"User", `NT AUTHORITY\SYSTEM`},
			{"Protocol", "tcp"},
			{"Initiated", s.once(2)},
			{"SourceIsIpv6", false},
			{"SourceIp", fmt.Sprint(officeNet, 10)},
			{"SourceHostname", s.computer},
			{"SourcePort", uint16(s.between(49152, 65535))},
			{"SourcePortName", "-"},
			{"DestinationIsIpv6", false},
			{"DestinationIp", fmt.Sprint(officeNet, s.between(11, 20))},
			{"DestinationHostname", "dc01.corp.example.test"},
			{"DestinationPort", pick(s.chance, []uint16{88, 389, 444, 3268})},
			{"DestinationPortName", "-"},
		}
	})
}

func (s *eventScene) sysmonFile() Event {
	return s.sysmon(11, 2, func(at athar.Time) []EventField {
		name := fmt.Sprintf(`C:\Program Files\Microsoft\Exchange Server\V15\TransportRoles\data\Temp\%s.tmp`, s.guid())
		return []EventField{
			{"UtcTime", sysmonTime(at)},
			{"ProcessGuid", GUID(s.guid())},
			{"ProcessId", s.process()},
			{"Image", `C:\Program Files\Microsoft\Exchange Server\V15\Bin\EdgeTransport.exe`},
			{"TargetFilename", name},
			{"CreationUtcTime", sysmonTime(at)},
			{"User", `NT AUTHORITY\NETWORK SERVICE`},
		}
	})
}

func (s *eventScene) sysmonRegistry() Event {
	return s.sysmon(13, 2, func(at athar.Time) []EventField {
		return []EventField{
			{"EventType", "SetValue"},
			{"UtcTime", sysmonTime(at)},
			{"ProcessGuid", GUID(s.guid())},
			{"ProcessId", s.process()},
			{"Image", `C:\Windows\System32\svchost.exe`},
			{"TargetObject", `HKLM\System\CurrentControlSet\Services\W32Time\Config\LastKnownGoodTime`},
			{"Details", fmt.Sprintf("QWORD (0x01d70e%02x-0x%08x)", s.IntN(256), s.Uint32())},
			{"User", `NT AUTHORITY\LOCAL SERVICE`},
		}
	})
}
