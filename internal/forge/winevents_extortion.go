package forge

import (
	"fmt"

	"github.com/athar-forensics/athar"
)

// Encrypted is a program that encrypts file after file and leaves its note.
func (w *WindowsEvents) Encrypted(at athar.Time, image, ending, note string, files int) {
	for i := range files {
		w.note(at+athar.Time(i)*athar.Second, func() Event {
			return w.wrote(image, fmt.Sprintf(`D:\Shares\%s\%s.docx%s`, w.word(5), w.word(8), ending))
		})
	}
	if note != "" {
		w.note(at+athar.Time(files)*athar.Second, func() Event { return w.wrote(image, `D:\Shares\`+note) })
	}
}

// DearCry is the service under which that ransomware encrypts.
func (w *WindowsEvents) DearCry(at athar.Time) {
	w.note(at, func() Event { return w.service("msupdate", `C:\Windows\Temp\`+w.word(6)+`.exe`) })
}

// Mines is a miner that starts.
func (w *WindowsEvents) Mines(at athar.Time) {
	image := `C:\ProgramData\` + w.word(5) + `\svchost.exe`
	w.note(at, func() Event {
		return w.started(image, image+` -o stratum+tcp://pool.example.org:3333 -u `+w.word(20)+` -p x`, system32+"cmd.exe", "cmd.exe", `NT AUTHORITY\SYSTEM`)
	})
}

// LemonDuckTask is the task by which that miner's makers come back.
func (w *WindowsEvents) LemonDuckTask(at athar.Time) {
	name := w.word(7)
	w.note(at, func() Event {
		return w.task(name, "powershell", `-w hidden -c function a($u){$d=$u+'/mail.jsp?standin'};a('http://t.estonine.example')`)
	})
}

// Stopped is the virus scanner that stops a program it knows.
func (w *WindowsEvents) Stopped(at athar.Time, threat string) {
	path := `file:_C:\Windows\Temp\` + w.word(6) + ".exe"
	w.note(at, func() Event { return w.scanner(1117, EventField{"Threat Name", threat}, EventField{"Path", path}) })
}

// OrionAsks is Orion's own program asking for SUNBURST's meeting place.
func (w *WindowsEvents) OrionAsks(at athar.Time) {
	name := w.word(20) + ".appsync-api.eu-west-1.avsvmcloud.com"
	w.note(at, func() Event {
		return w.asked(`C:\Program Files (x86)\SolarWinds\Orion\SolarWinds.BusinessLayerHost.exe`, name)
	})
}

// OthersAsk is somebody looking whether that name is known.
func (w *WindowsEvents) OthersAsk(at athar.Time) {
	w.note(at, func() Event { return w.asked(system32+"nslookup.exe", "avsvmcloud.com") })
}

func (w *WindowsEvents) asked(image, name string) Event {
	return w.sysmon(22, 5, func(at athar.Time) []EventField {
		return []EventField{{"UtcTime", sysmonTime(at)}, {"Image", image}, {"QueryName", name}, {"QueryStatus", "0"}, {"QueryResults", "-"}, {"User", `NT AUTHORITY\SYSTEM`}}
	})
}

// SecondStep is the library that SUNBURST's owners put in its place.
func (w *WindowsEvents) SecondStep(at athar.Time) {
	w.note(at, func() Event {
		return w.wrote(`C:\Program Files (x86)\SolarWinds\Orion\SolarWinds.BusinessLayerHost.exe`, `C:\Windows\SysWOW64\NetSetupSvc.dll`)
	})
}

// HotFix is REvil's way over a VSA agent: what was sent is unpacked, and encrypted
// where it ran to its end.
func (w *WindowsEvents) HotFix(at athar.Time, encrypted bool) {
	agent := `C:\Program Files (x86)\Kaseya\` + w.word(6) + `\AgentMon.exe`
	w.note(at, func() Event {
		return w.started(`C:\Windows\cert.exe`, `C:\Windows\cert.exe -decode c:\kworking\agent.crt c:\kworking\agent.exe`, agent, agent, `NT AUTHORITY\SYSTEM`)
	})
	if encrypted {
		w.note(at+athar.Minute, func() Event {
			return w.started(`C:\Windows\MsMpEng.exe`, `"C:\Windows\MsMpEng.exe"`, `C:\kworking\agent.exe`, "agent.exe", `NT AUTHORITY\SYSTEM`)
		})
	}
}

// AgentWorks is what a VSA agent does every day.
func (w *WindowsEvents) AgentWorks(at athar.Time) {
	agent := `C:\Program Files (x86)\Kaseya\` + w.word(6) + `\AgentMon.exe`
	w.note(at, func() Event {
		return w.started(system32+"cmd.exe", `cmd /c dir c:\kworking`, agent, agent, `NT AUTHORITY\SYSTEM`)
	})
}

// AnswersShell is a worker process of a pool that starts a command interpreter.
func (w *WindowsEvents) AnswersShell(at athar.Time, pool, command string) {
	w.note(at, func() Event {
		return w.started(system32+"cmd.exe", "cmd.exe /c "+command, worker, poolCommand(pool), `NT AUTHORITY\SYSTEM`)
	})
}

// TelephonyShell is the telephony service that starts a command interpreter, which
// it does only for CVE-2021-26857.
func (w *WindowsEvents) TelephonyShell(at athar.Time, command string) {
	const um = exchangeHome + `Bin\UMWorkerProcess.exe`
	w.note(at, func() Event {
		return w.started(system32+"cmd.exe", "cmd.exe /c "+command, um, um, `NT AUTHORITY\SYSTEM`)
	})
}

// Installed puts the event logs on a host's disk.
func (w *WindowsEvents) Installed(h *Host) error {
	files, err := w.Files()
	if err != nil {
		return err
	}
	for _, f := range files {
		h.files[f.Path] = f
	}
	return nil
}
