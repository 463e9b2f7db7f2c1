package forge

import (
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
)

// WindowsEvents are one server's event logs in the making: what a healthy
// server writes all day, and what intruders leave.
type WindowsEvents struct {
	eventScene
	server   string
	channels map[string][]Event
}

// NewWindowsEvents begins the event logs of a server: "MAIL01".
func NewWindowsEvents(seed uint64, server string) *WindowsEvents {
	w := &WindowsEvents{eventScene: *newEventScene(seed), server: server, channels: map[string][]Event{}}
	w.computer, w.domain = server+".corp.example.test", "CORP"
	return w
}

// Add notes an event that a test wrote itself.
func (w *WindowsEvents) Add(e Event) {
	if e.Computer == "" {
		e.Computer = w.computer
	}
	w.channels[e.Channel] = append(w.channels[e.Channel], e)
}

// note adds events at a moment; those of one step are milliseconds apart.
func (w *WindowsEvents) note(at athar.Time, make ...func() Event) {
	w.at = at
	for _, f := range make {
		w.Add(f())
	}
}

// Files returns the logs under the names that Windows gives them, each in order
// of time.
func (w *WindowsEvents) Files() ([]File, error) {
	var out []File
	for channel, events := range w.channels {
		slices.SortStableFunc(events, func(a, b Event) int { return int(min(max(a.Time-b.Time, -1), 1)) })
		data, err := EventFile(events...)
		if err != nil {
			return nil, err
		}
		name := strings.ReplaceAll(channel, "/", "%4") + ".evtx"
		out = append(out, File{Path: w.server + "/C/Windows/System32/winevt/Logs/" + name, Time: events[len(events)-1].Time, Data: data})
	}
	slices.SortFunc(out, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return out, nil
}

// The makers of single events.

func (w *WindowsEvents) named(channel, provider string, id uint16, data ...EventField) Event {
	return Event{Provider: provider, ID: id, Level: 4, Time: w.tick(), Channel: channel, Computer: w.computer, Data: data}
}

// started is a new process as Sysmon notes it.
func (w *WindowsEvents) started(image, command, parent, parentCommand, user string) Event {
	return w.sysmon(1, 5, func(at athar.Time) []EventField {
		return []EventField{
			{"UtcTime", sysmonTime(at)},
			{"ProcessGuid", GUID(w.guid())},
			{"ProcessId", w.process()},
			{"Image", image},
			{"CommandLine", command},
			{"User", user},
			{"ParentImage", parent},
			{"ParentCommandLine", parentCommand},
		}
	})
}

// audited is a new process as the Security log notes it.
func (w *WindowsEvents) audited(image, command, parent string) Event {
	data := w.subject("Subject", "S-1-5-18", w.server+"$", w.domain, 0x3e7)
	data = append(data, EventField{"NewProcessName", image}, EventField{"ProcessId", Hex64(w.process())}, EventField{"CommandLine", command}, EventField{"ParentProcessName", parent})
	return w.audit(4688, 13312, 2, true, data...)
}

func (w *WindowsEvents) wrote(image, file string) Event {
	return w.sysmon(11, 2, func(at athar.Time) []EventField {
		return []EventField{{"UtcTime", sysmonTime(at)}, {"Image", image}, {"TargetFilename", file}, {"User", `NT AUTHORITY\SYSTEM`}}
	})
}

func (w *WindowsEvents) service(name, path string) Event {
	return w.scm(7045, EventField{"ServiceName", name}, EventField{"ImagePath", path}, EventField{"ServiceType", "user mode service"}, EventField{"StartType", "auto start"}, EventField{"AccountName", "LocalSystem"})
}

func (w *WindowsEvents) task(name, command, arguments string) Event {
	definition := `<?xml version="1.0" encoding="UTF-16"?>` + "\r\n" +
		`<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task"><Principals><Principal id="Author"><UserId>S-1-5-18</UserId></Principal></Principals>` +
		`<Actions Context="Author"><Exec><Command>` + command + `</Command><Arguments>` + arguments + `</Arguments></Exec></Actions></Task>`
	data := w.subject("Subject", SID(w.sid+"-1104"), "m.admin", w.domain, 0x4a2f1)
	return w.audit(4698, 12804, 0, true, append(data, EventField{"TaskName", `\` + name}, EventField{"TaskContent", definition})...)
}

// newAccount is an account, made by somebody or by the machine itself.
func (w *WindowsEvents) newAccount(name string, rid string, byMachine bool) Event {
	sid, by := SID(w.sid+"-1104"), "m.admin"
	if byMachine {
		sid, by = "S-1-5-18", w.server+"$"
	}
	data := []EventField{{"TargetUserName", name}, {"TargetDomainName", w.server}, {"TargetSid", SID(w.sid + "-" + rid)}}
	return w.audit(4720, 13824, 0, true, append(data, w.subject("Subject", sid, by, w.domain, 0x3e7)...)...)
}

func (w *WindowsEvents) member(rid string, byMachine bool) Event {
	sid, by := SID(w.sid+"-1104"), "m.admin"
	if byMachine {
		sid, by = "S-1-5-18", w.server+"$"
	}
	data := []EventField{{"MemberName", "-"}, {"MemberSid", SID(w.sid + "-" + rid)}, {"TargetUserName", "Administrators"}, {"TargetDomainName", "Builtin"}, {"TargetSid", SID("S-1-5-32-544")}}
	return w.audit(4732, 13826, 0, true, append(data, w.subject("Subject", sid, by, w.domain, 0x3e7)...)...)
}

// ran is a cmdlet in Exchange's own channel. An error makes it one that failed.
func (w *WindowsEvents) ran(cmdlet, parameters, user, host, failure string) Event {
	id, level := uint16(1), uint8(4)
	if failure != "" {
		id, level = 6, 2
	}
	sid := w.sid + "-1104"
	return w.classic(
		"MSExchange Management", "MSExchange CmdletLogs", id, level,
		cmdlet, parameters, "corp.example.test/Users/"+user, sid, sid, host, "5668 w3wp#MSExchangePowerShellAppPool", "", "5",
		"00:00:00.1000000", "Afficher la forêt entière : 'False', Portée par défaut : « corp.example.test »", failure, "Context", "",
	)
}

func (w *WindowsEvents) desktop(user, address string) Event {
	const provider = "Microsoft-Windows-TerminalServices-LocalSessionManager"
	e := w.named(provider+"/Operational", provider, 21, EventField{"User", `CORP\` + user}, EventField{"SessionID", uint32(2)}, EventField{"Address", address})
	e.UserData = "EventXML"
	return e
}

const defender = "Microsoft-Windows-Windows Defender"

func (w *WindowsEvents) scanner(id uint16, data ...EventField) Event {
	return w.named(defender+"/Operational", defender, id, append([]EventField{{"Product Name", "Microsoft Defender Antivirus"}}, data...)...)
}
