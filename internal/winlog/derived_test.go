package winlog

import (
	"testing"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
)

// What the Security log says of processes, connections and the registry is found as
// Sysmon would have written it: rules are written for that.
func TestDerivedAsSysmon(t *testing.T) {
	for name, test := range map[string]struct {
		id     uint16
		fields []string // names and values in turn
		want   map[string]string
	}{
		"the system's own process":    {4688, []string{"SubjectUserSid", "S-1-5-18", "SubjectUserName", "MAIL01$", "SubjectDomainName", "CONTOSO", "SubjectLogonId", "0x3e7", "TargetUserSid", "S-1-0-0", "TargetUserName", "-", "TargetDomainName", "-", "TargetLogonId", "0x0", "MandatoryLabel", "S-1-16-16384"}, map[string]string{"process.user": `NT AUTHORITY\SYSTEM`, "process.logon": "0x3e7", "subject.user": `NT AUTHORITY\SYSTEM`, "process.integrity": "System"}},
		"a process for someone else":  {4688, []string{"SubjectUserSid", "S-1-5-18", "SubjectUserName", "MAIL01$", "SubjectDomainName", "CONTOSO", "SubjectLogonId", "0x3e7", "TargetUserSid", "S-1-0-0", "TargetUserName", "adm", "TargetDomainName", "CONTOSO", "TargetLogonId", "0x42e7ba4", "MandatoryLabel", "S-1-16-12288"}, map[string]string{"process.user": `CONTOSO\adm`, "process.logon": "0x42e7ba4", "subject.user": `NT AUTHORITY\SYSTEM`, "process.integrity": "High"}},
		"a process for a service":     {4688, []string{"SubjectUserSid", "S-1-5-18", "SubjectUserName", "MAIL01$", "SubjectDomainName", "CONTOSO", "SubjectLogonId", "0x3e7", "TargetUserSid", "S-1-0-0", "TargetUserName", "MAIL01$", "TargetDomainName", "CONTOSO", "TargetLogonId", "0x3e4"}, map[string]string{"process.user": `NT AUTHORITY\NETWORK SERVICE`, "process.integrity": ""}},
		"before Windows 10":           {4688, []string{"SubjectUserSid", "S-1-5-21-1-2-3-500", "SubjectUserName", "adm", "SubjectDomainName", "CONTOSO", "SubjectLogonId", "0x12345"}, map[string]string{"process.user": `CONTOSO\adm`, "process.logon": "0x12345", "subject.user": `CONTOSO\adm`}},
		"nobody":                      {4688, []string{"SubjectUserSid", "S-1-0-0", "SubjectUserName", "-"}, map[string]string{"process.user": "", "subject.user": ""}},
		"a volume":                    {5156, []string{"Application", `\device\harddiskvolume12\windows\system32\lsass.exe`}, map[string]string{"connection.image": `C:\windows\system32\lsass.exe`}},
		"no volume":                   {5156, []string{"Application", "System"}, map[string]string{"connection.image": "System"}},
		"a volume without a path":     {5156, []string{"Application", `\device\harddiskvolume`}, map[string]string{"connection.image": `\device\harddiskvolume`}},
		"a volume that is no number":  {5156, []string{"Application", `\device\harddiskvolumex\a`}, map[string]string{"connection.image": `\device\harddiskvolumex\a`}},
		"no application":              {5156, nil, map[string]string{"connection.image": ""}},
		"a DWORD":                     {4657, []string{"NewValueType", "%%1876", "NewValue", "26"}, map[string]string{"registry.details": "DWORD (0x0000001a)"}},
		"a QWORD":                     {4657, []string{"NewValueType", "%%1883", "NewValue", "0x1D63ED21D4ADB0A"}, map[string]string{"registry.details": "QWORD (0x01d63ed2-0x1d4adb0a)"}},
		"a DWORD that is none":        {4657, []string{"NewValueType", "%%1876", "NewValue", "x"}, map[string]string{"registry.details": "x"}},
		"bytes":                       {4657, []string{"NewValueType", "%%1875", "NewValue", ""}, map[string]string{"registry.details": "Binary Data"}},
		"a text":                      {4657, []string{"NewValueType", "%%1873", "NewValue", "26"}, map[string]string{"registry.details": "26"}},
		"an empty text":               {4657, []string{"NewValueType", "%%1873", "NewValue", ""}, map[string]string{"registry.details": "(Empty)"}},
		"a service":                   {4657, []string{"ObjectName", `\REGISTRY\MACHINE\SYSTEM\ControlSet001\Services\x`, "ObjectValueName", "ImagePath"}, map[string]string{"registry.target": `HKLM\System\CurrentControlSet\Services\x\ImagePath`}},
		"a control set":               {4657, []string{"ObjectName", `\REGISTRY\MACHINE\SYSTEM\ControlSet001`, "ObjectValueName", "-"}, map[string]string{"registry.target": `HKLM\SYSTEM\ControlSet001`}},
		"no control set":              {4657, []string{"ObjectName", `\REGISTRY\MACHINE\SYSTEM\ControlSet0012\x`}, map[string]string{"registry.target": `HKLM\SYSTEM\ControlSet0012\x`}},
		"nothing of what was written": {4657, []string{"NewValueType", "%%1873"}, map[string]string{"registry.details": ""}},
	} {
		e := forge.Event{Provider: auditing, ID: test.id, Channel: "Security"}
		for i := 0; i < len(test.fields); i += 2 {
			e.Data = append(e.Data, forge.EventField{Name: test.fields[i], Value: test.fields[i+1]})
		}
		eachRecord(t, logOf(t, e), func(rec *athar.Record) {
			for field, want := range test.want {
				if got, ok := rec.Lookup(field); got != want || ok != (want != "") {
					t.Errorf("%s: %s is %q (%v), not %q", name, field, got, ok, want)
				}
			}
		})
	}
}
