package main

import (
	"slices"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
)

var tales = slices.Concat(talesOf2021, laterTales, aftermathTales, neighbourTales)

// Builds with the flaws of their time open, and when each was.
const (
	cu18 = "15.1.2106.2"  // 2016 CU18 as it was released
	cu19 = "15.1.2176.2"  // 2016 CU19 as it was released
	mar  = "15.1.2176.9"  // with the update of March 2021
	cu20 = "15.1.2242.10" // with the update of May 2021
	cu22 = "15.1.2375.12" // with the update of October 2021
)

// The chains of 2021.
var talesOf2021 = []tale{
	{"a chain that plants", happened, "proxylogon", athar.Implanted, "", nil, cu19, on(2021, 3, 1, 6, 0, 0), false, func(d *draw) { d.host.ProxyLogon(d.proxyLogon()) }},
	{"a chain that ends before it plants", happened, "proxylogon", athar.Accessed, "", nil, cu18, on(2021, 2, 27, 6, 0, 0), false, func(d *draw) {
		d.host.AutodiscoverOnly(d.proxyLogon(), 200)
		d.host.MailTheft(d.proxyLogon(), 1)
	}},
	{"a shell that is used", happened, "proxylogon", athar.Controlled, "webshell-used", nil, cu19, on(2021, 3, 1, 6, 0, 0), false, func(d *draw) {
		end := d.host.ProxyLogon(d.proxyLogon())
		d.host.Look(end+athar.Minute, d.who, d.shell(), true)
		for range 1 + d.IntN(9) {
			end += athar.Time(1+d.IntN(300)) * athar.Minute / 10
			d.host.Command(end+2*athar.Minute, d.who, d.shell(), 800+d.IntN(9000))
		}
	}},
	{"the telephony service runs a command", happened, "proxylogon", athar.Controlled, "proxylogon-um-child", []string{"persistence"}, cu19, on(2021, 3, 1, 6, 0, 0), false, func(d *draw) {
		d.logs().TelephonyShell(d.at, "whoami")
	}},
	{"mail is read and nothing planted", happened, "proxylogon", athar.Exfiltrated, "proxylogon-ews", nil, cu19, on(2021, 3, 1, 6, 0, 0), false, func(d *draw) {
		d.host.StealMail(d.proxyLogon(), nil, 40+d.IntN(200), d.people[:1+d.IntN(3)]...)
	}},
	{"a chain that is refused", failed, "proxylogon", athar.Attempted, "", nil, cu22, on(2021, 10, 20, 6, 0, 0), false, func(d *draw) {
		d.host.RefusedChain(d.proxyLogon(), drawn(d, []int{500, 503}))
	}},
	{"virtual directories are edited", alike, "proxylogon", athar.NoStage, "", nil, cu19, on(2021, 3, 1, 6, 0, 0), false, func(d *draw) {
		d.host.EditVirtualDirectories(d.at)
		d.host.CreateVirtualDirectory(d.at + athar.Hour)
		d.host.LocalhostProbe(d.at+2*athar.Hour, d.who, true)
		d.host.VersionProbes(d.at + 3*athar.Hour)
	}},

	{"a back end is reached", happened, "proxyshell", athar.Accessed, "proxyshell-reached", nil, mar, on(2021, 8, 17, 6, 0, 0), false, func(d *draw) {
		d.host.ProxyShellProbe(d.at, d.who, d.word(6)+".example", "/mapi/nspi/", drawn(d, []int{200, 302}))
	}},
	{"a chain that plants", happened, "proxyshell", athar.Implanted, "", nil, mar, on(2021, 8, 17, 6, 0, 0), false, func(d *draw) { d.host.ProxyShell(d.proxyShell(false)) }},
	{"a chain with the address in a cookie", happened, "proxyshell", athar.Implanted, "", nil, mar, on(2021, 8, 17, 6, 0, 0), false, func(d *draw) {
		d.host.ProxyShell(d.proxyShell(true))
	}},
	{"mail is read", happened, "proxyshell", athar.Exfiltrated, "proxyshell-ews", nil, mar, on(2021, 8, 17, 6, 0, 0), false, func(d *draw) {
		d.host.StealMailByConfusion(d.proxyShell(d.IntN(2) == 0), 30+d.IntN(100), d.people[:1+d.IntN(3)]...)
	}},
	{"a chain that is refused", failed, "proxyshell", athar.Attempted, "", nil, cu20, on(2021, 8, 17, 6, 0, 0), false, func(d *draw) {
		d.host.ProxyShellProbe(d.at, d.who, d.word(6)+".example", drawn(d, []string{"/mapi/nspi/", "/powershell", "/ews/exchange.asmx"}), drawn(d, []int{401, 404, 400}))
	}},
	{"a refused chain with the address in a cookie", failed, "proxyshell", athar.Attempted, "", nil, cu20, on(2021, 8, 17, 6, 0, 0), false, func(d *draw) {
		d.host.ConfusedByCookie(d.at, d.who, d.word(6)+".example", drawn(d, []string{"/mapi/nspi/", "/powershell/", "/EWS/exchange.asmx"}), drawn(d, []int{401, 404, 400}))
	}},
	{"phones find their server, a mailbox is exported, a scanner asks", alike, "proxyshell", athar.NoStage, "", nil, mar, on(2021, 8, 17, 6, 0, 0), false, func(d *draw) {
		d.host.Healthy(forge.Traffic{From: d.at, Until: d.at + 4*athar.Hour, PerHour: 80, Probe: athar.Hour})
		d.host.ExportMailbox(d.at)
		d.host.PermittedScan(d.at + athar.Hour)
	}},

	{"a rule is planted", happened, "proxytoken", athar.Implanted, "", nil, mar, on(2021, 8, 17, 6, 0, 0), false, func(d *draw) {
		d.host.ProxyToken(forge.ProxyToken{At: d.at, From: d.who, Victim: d.people[0], Drop: drop})
	}},
	{"what was set is not recorded", happened, "proxytoken", athar.Accessed, "", nil, mar, on(2021, 8, 17, 6, 0, 0), false, func(d *draw) {
		d.host.ProxyToken(forge.ProxyToken{At: d.at, From: d.who, Victim: d.people[0], Drop: drop, NoPanel: true})
	}},
	{"it is refused", failed, "proxytoken", athar.Attempted, "", nil, cu20, on(2021, 8, 17, 6, 0, 0), false, func(d *draw) {
		d.host.ProxyToken(forge.ProxyToken{At: d.at, From: d.who, Victim: d.people[0], Drop: drop, Refused: drawn(d, []int{500, 401, 403})})
	}},
	{"people forward their own mail", alike, "proxytoken", athar.NoStage, "inbox-rule-forward", nil, mar, on(2021, 8, 17, 6, 0, 0), false, func(d *draw) {
		d.host.OwnRule(d.at, d.people[0], "me@example.net")
		d.host.OwnRule(d.at+athar.Hour, d.people[1], "other@example.net")
	}},

	{"the path of April 2021", happened, "cve-2021-28480", athar.Attempted, "", nil, mar, on(2021, 4, 20, 6, 0, 0), false, func(d *draw) {
		d.host.CalendarPath(d.at, d.who, drawn(d, []int{200, 500, 302}))
	}},
	{"the path, refused", failed, "cve-2021-28480", athar.Attempted, "", nil, cu20, on(2021, 5, 20, 6, 0, 0), false, func(d *draw) {
		d.host.CalendarPath(d.at, d.who, drawn(d, []int{404, 500}))
	}},
	{"published calendars are read", alike, "cve-2021-28480", athar.NoStage, "", nil, mar, on(2021, 4, 20, 6, 0, 0), false, func(d *draw) {
		d.host.Healthy(forge.Traffic{From: d.at, Until: d.at + 6*athar.Hour, PerHour: 120, Probe: athar.Hour})
	}},

	{"a stored configuration", happened, "cve-2021-42321", athar.Attempted, "", nil, cu22, on(2021, 11, 10, 6, 0, 0), false, func(d *draw) {
		d.host.StoredConfiguration(d.at, d.who, d.people[0], drawn(d, []int{200, 500}))
	}},
	{"a stored configuration on an updated server", failed, "cve-2021-42321", athar.Attempted, "", nil, "15.1.2375.17", on(2021, 11, 20, 6, 0, 0), false, func(d *draw) {
		d.host.StoredConfiguration(d.at, d.who, d.people[0], 500)
	}},
	{"a backup reads mailboxes", alike, "cve-2021-42321", athar.NoStage, "", nil, cu22, on(2021, 11, 10, 6, 0, 0), false, func(d *draw) {
		d.host.Backup(d.from, d.from+3*athar.Day, 60)
	}},
}
