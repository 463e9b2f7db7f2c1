package windows

import (
	"fmt"
	"strconv"
	"strings"
)

// system reads SYSTEM: the services of the control set in use, what the security
// authority loads, and the computer's name.
func (w *regWalk) system(root key, prefix string) {
	set := "ControlSet001"
	if n, err := strconv.Atoi(get(find(root, "Select"), "Current")); err == nil && n > 0 && n < 1000 {
		set = fmt.Sprintf("ControlSet%03d", n)
	}
	if find(root, "CurrentControlSet") != nil {
		set = "CurrentControlSet" // an export names it
	}
	control := set + `\Control\`
	w.facts.Computer = get(find(root, control+`ComputerName\ComputerName`), "ComputerName")
	if k := find(root, set+`\Control`); k != nil {
		w.zone(k)
	}
	if services := find(root, set+`\Services`); services != nil {
		for _, s := range services.subkeys() {
			w.service(s, prefix+`\`+set+`\Services\`+s.name())
		}
	}
	w.packages(root, prefix, control+"Lsa", "Security Packages", "Authentication Packages", "Notification Packages")
	w.packages(root, prefix, control+`Lsa\OSConfig`, "Security Packages")
	w.settings(root, prefix, control+`SecurityProviders\WDigest`, "UseLogonCredential")
	w.settings(root, prefix, control+"Lsa", "DisableRestrictedAdmin", "RunAsPPL")
	w.commands(root, prefix, control+`Session Manager\AppCertDlls`, "appinit")
	w.each(root, prefix, control+`Print\Monitors`, "monitor", "Driver")
}

// service emits a service by what it runs. One that svchost hosts is its library.
func (w *regWalk) service(k key, path string) {
	image := get(k, "ImagePath")
	dll := ""
	if parameters := find(k, "Parameters"); parameters != nil {
		dll = get(parameters, "ServiceDll")
	}
	if dll == "" && strings.Contains(strings.ToLower(image), "svchost") {
		dll = get(k, "ServiceDll")
	}
	line, name := image, "ImagePath"
	if dll != "" {
		line, name = dll, "ServiceDll"
	}
	if line == "" {
		return
	}
	w.entry(k, path, "service", name, line)
	command(&w.rec, line)
	w.rec.Derive("name", k.name())
	put(&w.rec, "display", get(k, "DisplayName"))
	put(&w.rec, "user", get(k, "ObjectName"))
	put(&w.rec, "start", get(k, "Start"))
	if kind := get(k, "Type"); kind == "1" || kind == "2" {
		w.rec.Derive("driver", "true")
	}
	w.emit(&w.rec)
}

// packages emits each library that the security authority loads.
func (w *regWalk) packages(root key, prefix, path string, names ...string) {
	k := find(root, path)
	if k == nil {
		return
	}
	for _, name := range names {
		for i, item := range strings.Split(get(k, name), ";") {
			item = strings.Trim(item, `" `)
			if item == "" || i >= 64 {
				continue
			}
			w.entry(k, prefix+`\`+path, "lsa", name, item)
			put(&w.rec, "place", string(PlaceOf(item)))
			w.emit(&w.rec)
		}
	}
}
