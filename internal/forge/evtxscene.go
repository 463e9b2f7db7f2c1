package forge

import (
	"fmt"
	"strings"

	"github.com/athar-forensics/athar"
)

// eventScene is a server whose events are made up: its accounts, its
// processes, and a clock that never goes back.
type eventScene struct {
	chance
	at       athar.Time
	computer string
	domain   string
	sid      string // the domain's
	accounts []string
}

const sysmonChannel = "Microsoft-Windows-Sysmon/Operational"

func newEventScene(seed uint64) *eventScene {
	c := newChance(seed, "event log")
	s := &eventScene{chance: c, at: loadStart, computer: "LOAD01.corp.example.test", domain: "CORP", sid: c.domainSID()}
	for range 400 {
		s.accounts = append(s.accounts, strings.ToLower(c.word(1))+"."+strings.ToLower(c.word(c.between(4, 9))))
	}
	return s
}

// tick moves the clock: some hundred events a second at the busiest.
func (s *eventScene) tick() athar.Time {
	s.at += athar.Time(s.between(1, 40)) * athar.Second / 1000
	return s.at - s.at%100
}

// account returns the number and the name of somebody.
func (s *eventScene) account() (sid SID, name string) {
	i := s.IntN(len(s.accounts))
	return SID(fmt.Sprintf("%s-%d", s.sid, 1100+i)), s.accounts[i]
}

func (s *eventScene) session() Hex64 { return Hex64(s.between(0x10000, 0x7fffffff)) }

func (s *eventScene) process() uint32 { return uint32(s.between(100, 8000)) * 4 }

// sysmonTime is a time as Sysmon writes it into its data.
func sysmonTime(t athar.Time) string { return t.Std().Format("2006-01-02 15:04:05.000") }

// program is an image that a server starts, with what usually starts it.
type program struct{ image, command, parent, what string }

// programs are those of a healthy Exchange server.
var programs = []program{
	{`C:\Windows\System32\svchost.exe`, `C:\Windows\system32\svchost.exe -k netsvcs -p -s Schedule`, `C:\Windows\System32\services.exe`, "Host Process for Windows Services"},
	{`C:\Windows\System32\conhost.exe`, `\??\C:\Windows\system32\conhost.exe 0xffffffff -ForceV1`, `C:\Windows\System32\svchost.exe`, "Console Window Host"},
	{`C:\Windows\System32\wbem\WmiPrvSE.exe`, `C:\Windows\system32\wbem\wmiprvse.exe -secured -Embedding`, `C:\Windows\System32\svchost.exe`, "WMI Provider Host"},
	{`C:\Windows\System32\taskhostw.exe`, `taskhostw.exe /RuntimeWide`, `C:\Windows\System32\svchost.exe`, "Host Process for Windows Tasks"},
	{`C:\Windows\System32\inetsrv\w3wp.exe`, `c:\windows\system32\inetsrv\w3wp.exe -ap "MSExchangeOWAAppPool" -v "v4.0" -c "C:\Program Files\Microsoft\Exchange Server\V15\bin\GenericAppPoolConfigWithGCServerEnabledFalse.config" -a \\.\pipe\iisipm8c1d -h "C:\inetpub\temp\apppools\MSExchangeOWAAppPool\MSExchangeOWAAppPool.config" -w "" -m 0`, `C:\Windows\System32\svchost.exe`, "IIS Worker Process"},
	{`C:\Program Files\Microsoft\Exchange Server\V15\Bin\Microsoft.Exchange.Store.Worker.exe`, `"C:\Program Files\Microsoft\Exchange Server\V15\Bin\Microsoft.Exchange.Store.Worker.exe" -id:1e0e4b1a`, `C:\Program Files\Microsoft\Exchange Server\V15\Bin\Microsoft.Exchange.Store.Service.exe`, "Microsoft Exchange Information Store Worker Process"},
	{`C:\Program Files\Microsoft\Exchange Server\V15\Bin\MSExchangeHMWorker.exe`, `"C:\Program Files\Microsoft\Exchange Server\V15\Bin\MSExchangeHMWorker.exe" -pipe:1400 -stopkey:Global\ExchangeStopKey -resetkey:Global\ExchangeResetKey -readykey:Global\ExchangeReadyKey -hangkey:Global\ExchangeHangKey`, `C:\Program Files\Microsoft\Exchange Server\V15\Bin\MSExchangeHMHost.exe`, "Microsoft Exchange Health Manager Worker"},
	{`C:\Program Files\Windows Defender\MpCmdRun.exe`, `"C:\Program Files\Windows Defender\MpCmdRun.exe" SignaturesUpdateService -ScheduleJob -UnmanagedUpdate`, `C:\Windows\System32\svchost.exe`, "Microsoft Malware Protection Command Line Utility"},
	{`C:\Windows\Microsoft.NET\Framework64\v4.0.30319\csc.exe`, `"C:\Windows\Microsoft.NET\Framework64\v4.0.30319\csc.exe" /noconfig /fullpaths @"C:\Windows\Microsoft.NET\Framework64\v4.0.30319\Temporary ASP.NET Files\owa\8e05b027\e164d61b\x1kd0vqe.cmdline"`, `C:\Windows\System32\inetsrv\w3wp.exe`, "Visual C# Command Line Compiler"},
}

func base(path string) string { return path[strings.LastIndexByte(path, '\\')+1:] }
