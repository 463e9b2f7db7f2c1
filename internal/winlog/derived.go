package winlog

import (
	"fmt"
	"strconv"
	"strings"
)

// derive makes the fields that the table of log sources names and no event has as
// such (campaign.DerivedRegistryTarget and its like); mine is false for others.
func (e *Event) derive(name string) (v string, ok, mine bool) {
	switch name {
	case "registry.target":
		v, ok = e.registryTarget()
	case "connection.initiated":
		v, ok = e.mapped("Direction", map[string]string{"%%14593": "true", "%%14592": "false"})
	case "connection.protocol":
		v, ok = e.mapped("Protocol", map[string]string{"6": "tcp", "17": "udp"})
		if !ok {
			v, ok = e.from.field("Protocol")
		}
	case "connection.action":
		v, ok = map[uint32]string{5156: "accept", 5152: "blocked", 5157: "blocked"}[e.ID], true
	case "connection.image":
		v, ok = e.connectionImage()
	case "registry.details":
		v, ok = e.registryDetails()
	case "process.integrity":
		v, ok = e.mapped("MandatoryLabel", integrityLevels)
	case "process.user":
		v, ok = e.user(e.runsAs())
	case "process.logon":
		v, ok = e.from.field(e.runsAs() + "LogonId")
	case "subject.user":
		v, ok = e.user("Subject")
	default:
		return "", false, false
	}
	return v, ok && v != "", true
}

func (e *Event) mapped(field string, to map[string]string) (string, bool) {
	v, _ := e.from.field(field)
	out, ok := to[v]
	return out, ok
}

// hives are the registry's roots as the kernel and as Sysmon write them.
var hives = [][2]string{
	{`\REGISTRY\MACHINE`, "HKLM"},
	{`\REGISTRY\USER`, "HKU"},
}

// controlSet is how the kernel names what Sysmon calls CurrentControlSet, but for the
// number behind it.
const controlSet = `HKLM\SYSTEM\ControlSet00`

// registryTarget is a changed value as Sysmon writes it: HKLM\...\Name. Which control
// set is the current one the event does not say; it nearly always is.
func (e *Event) registryTarget() (string, bool) {
	key, ok := e.from.field("ObjectName")
	if !ok {
		return "", false
	}
	for _, h := range hives {
		if len(key) >= len(h[0]) && strings.EqualFold(key[:len(h[0])], h[0]) {
			key = h[1] + key[len(h[0]):]
		}
	}
	if n := len(controlSet) + 1; len(key) > n && key[n] == '\\' && strings.EqualFold(key[:n-1], controlSet) {
		key = `HKLM\System\CurrentControlSet` + key[n:]
	}
	if name, _ := e.from.field("ObjectValueName"); name != "" && name != "-" {
		key += `\` + name
	}
	return key, true
}

// devices is how the filtering platform begins paths: with a volume's number, where
// Sysmon has the drive.
const devices = `\device\harddiskvolume`

// connectionImage is the program of Security 5156 as Sysmon would write it. Which
// drive a volume is the event does not say: it is taken for C:, where Windows and
// nearly all programs are.
func (e *Event) connectionImage() (string, bool) {
	path, ok := e.from.field("Application")
	if !ok || len(path) <= len(devices) || !strings.EqualFold(path[:len(devices)], devices) {
		return path, ok
	}
	rest := strings.TrimLeft(path[len(devices):], "0123456789")
	if !strings.HasPrefix(rest, `\`) {
		return path, true
	}
	return "C:" + rest, true
}

// registryDetails is the value that Security 4657 says was written, as Sysmon's
// Details has it. Windows writes a DWORD in decimal and a QWORD in hexadecimal; the
// texts of its types begin with %%1872 for type 0 (REG_NONE).
func (e *Event) registryDetails() (string, bool) {
	value, ok := e.from.field("NewValue")
	if kind, _ := e.from.field("NewValueType"); ok {
		switch kind {
		case "%%1875":
			return "Binary Data", true
		case "%%1876":
			if n, err := strconv.ParseUint(value, 0, 32); err == nil {
				return fmt.Sprintf("DWORD (0x%08x)", n), true
			}
		case "%%1883":
			if n, err := strconv.ParseUint(value, 0, 64); err == nil {
				return fmt.Sprintf("QWORD (0x%08x-0x%08x)", n>>32, n&0xffffffff), true
			}
		}
	}
	if ok && value == "" {
		return "(Empty)", true
	}
	return value, ok
}

// integrityLevels are Sysmon's names of the mandatory labels in Security 4688.
var integrityLevels = map[string]string{
	"S-1-16-0": "Untrusted", "S-1-16-4096": "Low", "S-1-16-8192": "Medium", "S-1-16-8448": "Medium",
	"S-1-16-12288": "High", "S-1-16-16384": "System",
}

// services are the accounts that Sysmon names by what they are, by their SIDs and
// by their sessions. The Security log calls two of them by the computer's own name.
var services = map[string]string{
	"S-1-5-18": `NT AUTHORITY\SYSTEM`, "0x3e7": `NT AUTHORITY\SYSTEM`,
	"S-1-5-19": `NT AUTHORITY\LOCAL SERVICE`, "0x3e5": `NT AUTHORITY\LOCAL SERVICE`,
	"S-1-5-20": `NT AUTHORITY\NETWORK SERVICE`, "0x3e4": `NT AUTHORITY\NETWORK SERVICE`,
}

// runsAs tells whose the process of Security 4688 is: the target's where that has a
// session of its own, else its creator's. The target's SID may be S-1-0-0 in both.
func (e *Event) runsAs() string {
	if id, ok := e.from.field("TargetLogonId"); ok && id != "0x0" && id != "-" {
		return "Target"
	}
	return "Subject"
}

// user is one of the two accounts of a Security event as Sysmon's User has it.
func (e *Event) user(side string) (string, bool) {
	for _, part := range []string{"UserSid", "LogonId"} {
		v, _ := e.from.field(side + part)
		if name := services[v]; name != "" {
			return name, true
		}
	}
	return e.account(side+"DomainName", side+"UserName")
}
