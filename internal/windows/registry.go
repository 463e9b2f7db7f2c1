package windows

import (
	"fmt"
	"strings"

	"github.com/athar-forensics/athar"
)

// MaxHive is the most of one hive that is read, in bytes: SOFTWARE of a server
// is 60 to 120 MB.
const MaxHive = 160 << 20

// RegistryFacts is what a hive says beside its records.
type RegistryFacts struct {
	// Computer is the server's name, where the hive is SYSTEM.
	Computer string
	// Build and Path are Exchange's installation, where the hive is SOFTWARE, and
	// Written when the key that says so was last written.
	Build, Path string
	Written     athar.Time
	// Zone is the server's time zone, where the hive is SYSTEM and states it.
	Zone *athar.Zone
	// Dirty is set where the hive was copied while changes were in its log only.
	Dirty bool
}

// Registry reads a hive, or the text that "reg export" writes: what starts by
// itself, and a few settings that matter. A record has state, autorun (run,
// service, winlogon, ifeo, appinit, lsa, monitor, netsh, logon, task, setting),
// key, name, data, and for what is a command the fields of [Task]'s records. Its
// time is when its key was last written.
func Registry(data []byte, emit Emit) (RegistryFacts, error) {
	w := regWalk{emit: emit}
	if !strings.HasPrefix(string(data[:min(len(data), 4)]), "regf") {
		w.export(readRegText(data))
		return w.facts, nil
	}
	h, err := openHive(data)
	if err != nil {
		return w.facts, err
	}
	w.facts.Dirty = h.dirty
	root := h.rootKey()
	switch {
	case find(root, "Select") != nil || find(root, "ControlSet001") != nil:
		w.system(root, `HKLM\SYSTEM`)
	case find(root, "Microsoft") != nil:
		w.software(root, `HKLM\SOFTWARE`)
	case find(root, "Software") != nil:
		w.user(root, `HKU\(one user)`)
	}
	if h.cut {
		return w.facts, fmt.Errorf("read up to a limit: %d cells of one hive", maxCells)
	}
	return w.facts, nil
}

type regWalk struct {
	emit  Emit
	rec   athar.Record
	facts RegistryFacts
}

// find follows a path below a key, nil where it does not lead anywhere.
func find(k key, path string) key {
	for _, part := range strings.Split(path, `\`) {
		var next key
		for _, s := range k.subkeys() {
			if strings.EqualFold(s.name(), part) {
				next = s
				break
			}
		}
		if next == nil {
			return nil
		}
		k = next
	}
	return k
}

// get returns a value's text, empty where a key has none of that name.
func get(k key, name string) string {
	if k == nil {
		return ""
	}
	for _, v := range k.values() {
		if strings.EqualFold(v.name, name) {
			return v.text()
		}
	}
	return ""
}

func (w *regWalk) export(root *textKey) {
	for _, top := range root.order {
		switch strings.ToUpper(top.title) {
		case "HKEY_LOCAL_MACHINE":
			for _, hive := range top.order {
				switch strings.ToUpper(hive.title) {
				case "SYSTEM":
					w.system(hive, `HKLM\SYSTEM`)
				case "SOFTWARE":
					w.software(hive, `HKLM\SOFTWARE`)
				}
			}
		case "HKEY_USERS":
			for _, user := range top.order {
				w.user(user, `HKU\`+user.title)
			}
		case "HKEY_CURRENT_USER":
			w.user(top, "HKCU")
		}
	}
}

// entry begins a record of one value.
func (w *regWalk) entry(k key, path, autorun, name, data string) {
	raw := "[" + path + "]\n\"" + name + "\"=\"" + cut(data) + "\""
	w.rec.Reset(athar.KindRegistry, k.written(), 0, []byte(raw))
	w.rec.Derive("state", "current")
	w.rec.Derive("autorun", autorun)
	put(&w.rec, "key", path)
	put(&w.rec, "name", name)
	put(&w.rec, "data", data)
}

// commands emits every value of a key as something that starts.
func (w *regWalk) commands(root key, prefix, path, autorun string, names ...string) {
	k := find(root, path)
	if k == nil {
		return
	}
	for _, v := range k.values() {
		text := v.text()
		if text == "" || len(names) > 0 && !listed(names, v.name) {
			continue
		}
		w.entry(k, prefix+`\`+path, autorun, v.name, text)
		command(&w.rec, text)
		w.emit(&w.rec)
	}
}

// settings emits values of a key that are no commands.
func (w *regWalk) settings(root key, prefix, path string, names ...string) {
	k := find(root, path)
	if k == nil {
		return
	}
	for _, v := range k.values() {
		if len(names) > 0 && !listed(names, v.name) {
			continue
		}
		w.entry(k, prefix+`\`+path, "setting", v.name, v.text())
		put(&w.rec, "place", string(PlaceOf(v.name)))
		w.emit(&w.rec)
	}
}

func listed(names []string, name string) bool {
	for _, n := range names {
		if strings.EqualFold(n, name) {
			return true
		}
	}
	return false
}

// runKeys are the keys below CurrentVersion whose values start with a logon.
var runKeys = []string{"Run", "RunOnce", `RunOnce\Setup`, "RunServices", `Policies\Explorer\Run`}

func (w *regWalk) software(root key, prefix string) {
	for _, bits := range []string{"", `Wow6432Node\`} {
		for _, run := range runKeys {
			w.commands(root, prefix, bits+`Microsoft\Windows\CurrentVersion\`+run, "run")
		}
		nt := bits + `Microsoft\Windows NT\CurrentVersion\`
		w.commands(root, prefix, nt+"Windows", "appinit", "AppInit_DLLs")
		w.each(root, prefix, nt+"Image File Execution Options", "ifeo", "Debugger")
	}
	nt := `Microsoft\Windows NT\CurrentVersion\`
	w.commands(root, prefix, nt+"Winlogon", "winlogon", "Shell", "Userinit", "Taskman")
	w.each(root, prefix, nt+"SilentProcessExit", "ifeo", "MonitorProcess")
	w.commands(root, prefix, `Microsoft\NetSh`, "netsh")
	for _, what := range []string{"Paths", "Processes", "Extensions"} {
		w.settings(root, prefix, `Microsoft\Windows Defender\Exclusions\`+what)
		w.settings(root, prefix, `Policies\Microsoft\Windows Defender\Exclusions\`+what)
	}
	w.settings(root, prefix, `Policies\Microsoft\Windows Defender`, "DisableAntiSpyware", "DisableAntiVirus")
	w.settings(root, prefix, `Policies\Microsoft\Windows Defender\Real-Time Protection`, "DisableRealtimeMonitoring")
	w.taskCache(root, prefix)
	w.exchange(root)
}

// each emits one value of every key below a path; the record's name is the key's.
func (w *regWalk) each(root key, prefix, path, autorun, name string) {
	k := find(root, path)
	if k == nil {
		return
	}
	for _, s := range k.subkeys() {
		if data := get(s, name); data != "" {
			w.entry(s, prefix+`\`+path+`\`+s.name(), autorun, name, data)
			command(&w.rec, data)
			w.rec.Derive("name", s.name())
			w.emit(&w.rec)
		}
	}
}

// exchange notes the installation, as its setup left it.
func (w *regWalk) exchange(root key) {
	for _, version := range []string{"v15", "v14"} {
		k := find(root, `Microsoft\ExchangeServer\`+version+`\Setup`)
		if k == nil {
			continue
		}
		parts := make([]string, 4)
		for i, name := range []string{"MsiProductMajor", "MsiProductMinor", "MsiBuildMajor", "MsiBuildMinor"} {
			parts[i] = get(k, name)
		}
		w.facts.Path, w.facts.Written = get(k, "MsiInstallPath"), k.written()
		if parts[0] != "" && parts[1] != "" && parts[2] != "" && parts[3] != "" {
			w.facts.Build = strings.Join(parts, ".")
		}
		return
	}
}

func (w *regWalk) user(root key, prefix string) {
	for _, run := range runKeys {
		w.commands(root, prefix, `Software\Microsoft\Windows\CurrentVersion\`+run, "run")
	}
	w.commands(root, prefix, `Software\Microsoft\Windows NT\CurrentVersion\Winlogon`, "winlogon", "Shell")
	w.commands(root, prefix, `Software\Microsoft\Windows NT\CurrentVersion\Windows`, "run", "Load", "Run")
	w.commands(root, prefix, `Environment`, "logon", "UserInitMprLogonScript")
}
