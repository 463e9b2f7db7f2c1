package forge

import (
	"maps"
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
)

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// texts are values that hold text, by name.
func texts(m map[string]string) []RegValue {
	var out []RegValue
	for _, name := range sorted(m) {
		out = append(out, RegValue{Name: name, Text: m[name]})
	}
	return out
}

// tree makes keys from paths: each path's values, and all keys between.
func tree(at athar.Time, name string, values map[string][]RegValue) RegKey {
	k := RegKey{Name: name, Written: at}
	below := map[string]map[string][]RegValue{}
	for path, v := range values {
		first, rest, deeper := strings.Cut(path, `\`)
		if below[first] == nil {
			below[first] = map[string][]RegValue{}
		}
		switch {
		case path == "":
			k.Values = v
			delete(below, first)
		case deeper:
			below[first][rest] = v
		default:
			below[first][""] = v
		}
	}
	for _, first := range sorted(below) {
		k.Keys = append(k.Keys, tree(at, first, below[first]))
	}
	return k
}

// systemHive has the services of a mail server and the computer's name.
func (h *Host) systemHive(s State) []byte {
	const set = `ControlSet001\`
	services := map[string]string{
		"W3SVC":               `%windir%\system32\svchost.exe -k iissvcs`,
		"MSExchangeTransport": `"` + h.Install + `\Bin\MSExchangeTransport.exe"`,
		"WinDefend":           `"C:\ProgramData\Microsoft\Windows Defender\platform\4.18.2101.9-0\MsMpEng.exe"`,
		"disk":                `System32\drivers\disk.sys`,
	}
	maps.Copy(services, s.Services)
	values := map[string][]RegValue{
		"Select": {RegNumber("Current", 1)},
		set + `Control\ComputerName\ComputerName`: {{Name: "ComputerName", Text: h.Name}},
		set + `Control\Lsa`:                       {{Name: "Notification Packages", Type: 7, Data: Wide("rassfm\x00scecli\x00\x00")}, {Name: "Authentication Packages", Type: 7, Data: Wide("msv1_0\x00\x00")}},
		set + `Control\SecurityProviders\WDigest`: {RegNumber("UseLogonCredential", 0)},
		set + `Control\TimeZoneInformation`:       zoneValues(h.Zone, s.At.Std().Year()),
		set + `Services\W3SVC\Parameters`:         {{Name: "ServiceDll", Text: `%windir%\system32\inetsrv\iisw3adm.dll`}},
	}
	for name, line := range services {
		values[set+`Services\`+name] = []RegValue{{Name: "ImagePath", Text: line}, RegNumber("Start", 2)}
	}
	return Hive(tree(s.At, "ROOT", values), true)
}

// softwareHive has Exchange's installation, the tasks, and what starts at logon.
func (h *Host) softwareHive(s State) []byte {
	b := h.buildAt(s.At)
	nt := `Microsoft\Windows NT\CurrentVersion\`
	values := map[string][]RegValue{
		`Microsoft\ExchangeServer\v15\Setup`: {
			{Name: "MsiInstallPath", Text: h.Install + `\`},
			RegNumber("MsiProductMajor", uint32(b[0])), RegNumber("MsiProductMinor", uint32(b[1])),
			RegNumber("MsiBuildMajor", uint32(b[2])), RegNumber("MsiBuildMinor", uint32(b[3])),
		},
		`Microsoft\Windows\CurrentVersion\Run`: append(texts(s.Run), RegValue{Name: "SecurityHealth", Text: `%ProgramFiles%\Windows Defender\MSASCuiL.exe`}),
		nt + "Winlogon":                        {{Name: "Shell", Text: "explorer.exe"}, {Name: "Userinit", Text: `C:\Windows\system32\userinit.exe,`}},
	}
	for name, line := range s.Debuggers {
		values[nt+`Image File Execution Options\`+name] = []RegValue{{Name: "Debugger", Text: line}}
	}
	cache := nt + `Schedule\TaskCache\`
	c := newChance(h.seed, h.Name, "tasks")
	add := func(name string, t TaskFile, guarded bool) {
		id := "{" + strings.ToUpper(c.guid()) + "}"
		v := []RegValue{{Name: "Id", Text: id}, RegNumber("Index", 3)}
		if guarded {
			v = append(v, RegValue{Name: "SD", Type: 3, Data: []byte{1, 0, 4, 0x80, 0x88}})
		}
		values[cache+`Tree\`+name] = v
		values[cache+`Tasks\`+id] = []RegValue{{Name: "Path", Text: `\` + name}, {Name: "Actions", Type: 3, Data: t.actions()}}
	}
	for _, name := range sorted(ownTasks) {
		add(name, ownTasks[name], true)
	}
	for _, name := range []string{"One", "Two", "Three"} {
		add(`Microsoft\Windows\Own\`+name, TaskFile{Command: `%windir%\system32\sc.exe`}, true)
	}
	for _, name := range sorted(s.Tasks) {
		add(name, s.Tasks[name], true)
	}
	for _, name := range sorted(s.Hidden) {
		add(name, s.Hidden[name], false)
	}
	return Hive(tree(s.At, "ROOT", values), true)
}

// actions is the form in which the registry keeps what a task runs.
func (t TaskFile) actions() []byte {
	text := func(b []byte, s string) []byte {
		w := Wide(s)
		n := len(w)
		return append(append(b, byte(n), byte(n>>8), byte(n>>16), byte(n>>24)), w...)
	}
	b := text([]byte{3, 0}, "Author")
	b = text(append(b, 0x66, 0x66), "")
	b = text(text(text(b, t.Command), t.Arguments), "")
	return append(b, 0, 0)
}
