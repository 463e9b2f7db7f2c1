package main

import (
	"fmt"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
)

// Flaws before and after the chains of 2021.
var laterTales = []tale{
	{"forged page state", happened, "viewstate", athar.Attempted, "", nil, "15.1.1847.3", on(2020, 3, 2, 6, 0, 0), false, func(d *draw) {
		d.host.ForgedViewState(d.at, d.who, d.people[0])
	}},
	{"forged page state that ran a command", happened, "viewstate", athar.Attempted, "pool-child", []string{"persistence"}, "15.1.1847.3", on(2020, 3, 2, 6, 0, 0), false, func(d *draw) {
		d.host.ForgedViewState(d.at, d.who, d.people[0])
		d.logs().AnswersShell(d.at+athar.Second, "MSExchangeECPAppPool", "whoami")
	}},
	{"page state on an updated server", failed, "viewstate", athar.Attempted, "", nil, "15.1.2507.17", on(2023, 1, 20, 6, 0, 0), false, func(d *draw) {
		d.host.ForgedViewState(d.at, d.who, d.people[0])
	}},
	{"a scanner asks how page state is taken", alike, "viewstate", athar.NoStage, "viewstate-probe", nil, "15.1.1847.3", on(2020, 3, 2, 6, 0, 0), false, func(d *draw) {
		d.host.ViewStateProbe(d.at, forge.Visitor{Address: "192.0.2.50", Agent: "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 5.1; Trident/4.0)"}, d.people[0])
		d.host.Healthy(forge.Traffic{From: d.at, Until: d.at + 4*athar.Hour, PerHour: 80, Probe: athar.Hour})
	}},

	{"a session behind the path", happened, "proxynotshell", athar.Accessed, "", nil, "15.1.2507.13", on(2022, 10, 18, 6, 0, 0), false, func(d *draw) { d.host.ProxyNotShell(d.signedIn(200)) }},
	{"and a role for the account", happened, "proxynotshell", athar.Expanded, "role-group-member", nil, "15.1.2507.13", on(2022, 10, 18, 6, 0, 0), false, func(d *draw) {
		end := d.host.ProxyNotShell(d.signedIn(200))
		d.host.Cmdlets(end+athar.Time(1+d.IntN(60))*athar.Minute, d.people[0], []string{"Add-RoleGroupMember", "Identity", "Organization Management", "Member", d.word(7)})
	}},
	{"a path that is refused", failed, "proxynotshell", athar.Attempted, "", nil, "15.1.2507.16", on(2022, 12, 1, 6, 0, 0), false, func(d *draw) {
		d.host.ProxyNotShell(d.signedIn(drawn(d, []int{401, 403, 404})))
	}},
	{"administrators automate", alike, "proxynotshell", athar.NoStage, "", nil, "15.1.2507.13", on(2022, 10, 18, 6, 0, 0), false, func(d *draw) {
		d.host.Administer(d.at)
		d.host.PermittedScan(d.at + athar.Hour)
		d.host.Cmdlets(d.at+2*athar.Hour, admin, []string{"Add-RoleGroupMember", "Identity", "Organization Management", "Member", d.word(7)})
	}},

	{"a session through OWA", happened, "owassrf", athar.Accessed, "", nil, "15.1.2507.13", on(2022, 11, 29, 6, 0, 0), false, func(d *draw) { d.host.OWASSRF(d.signedIn(200)) }},
	{"a session through OWA that is refused", failed, "owassrf", athar.Attempted, "", nil, "15.1.2507.16", on(2022, 12, 1, 6, 0, 0), false, func(d *draw) {
		d.host.OWASSRF(d.signedIn(drawn(d, []int{401, 403, 404})))
	}},
	{"a busy day in OWA", alike, "owassrf", athar.NoStage, "", nil, "15.1.2507.13", on(2022, 11, 29, 6, 0, 0), false, func(d *draw) {
		d.host.Healthy(forge.Traffic{From: d.at, Until: d.at + 6*athar.Hour, PerHour: 100, Probe: athar.Hour})
	}},

	{"several people's sign-ins from one script", happened, "ntlm-relay", athar.Accessed, "relay-many", nil, "15.1.2507.37", on(2024, 3, 20, 6, 0, 0), false, func(d *draw) {
		d.host.RelayedSignIns(d.at, forge.Visitor{Address: fmt.Sprint("192.0.2.", 60+d.IntN(30)), Agent: "python-requests/2.31.0"}, d.people[:3+d.IntN(4)]...)
	}},
	{"one account's own script", failed, "ntlm-relay", athar.NoStage, "", nil, "15.1.2507.37", on(2024, 3, 20, 6, 0, 0), false, func(d *draw) {
		d.host.RelayedSignIns(d.at, forge.Visitor{Address: "192.0.2.77", Agent: "python-requests/2.31.0"}, d.people[0])
	}},
	{"a balancer in front of everybody", alike, "ntlm-relay", athar.NoStage, "", nil, "15.1.2507.37", on(2024, 3, 20, 6, 0, 0), false, func(d *draw) {
		d.host.RelayedSignIns(d.at, forge.Visitor{Address: "192.0.2.3", Agent: "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.13628; Pro)"}, d.people...)
	}},

	{"a refused object", happened, "remote-powershell", athar.Attempted, "remote-powershell-deserialize", nil, "15.1.2507.17", on(2026, 4, 15, 6, 0, 0), false, func(d *draw) {
		d.host.Deserialize(d.at, forge.Visitor{Address: d.who.Address, Agent: "Python PSRP Client"}, d.people[0], true)
	}},
	{"an object that ran a command", happened, "remote-powershell", athar.NoStage, "pool-child", []string{"persistence"}, "15.1.2507.17", on(2026, 4, 15, 6, 0, 0), false, func(d *draw) {
		d.host.Deserialize(d.at, forge.Visitor{Address: d.who.Address, Agent: "Python PSRP Client"}, d.people[0], false)
		d.logs().AnswersShell(d.at+athar.Second, "MSExchangePowerShellAppPool", "net user")
	}},
	{"an object that an updated server refuses", failed, "remote-powershell", athar.Attempted, "", nil, "15.1.2507.61", on(2026, 4, 15, 6, 0, 0), false, func(d *draw) {
		d.host.Deserialize(d.at, forge.Visitor{Address: d.who.Address, Agent: "Ruby WinRM Client (2.8.3)"}, d.people[0], true)
	}},
	{"administrators automate with Python", alike, "remote-powershell", athar.NoStage, "remote-shell-tool", nil, "15.1.2507.17", on(2026, 4, 15, 6, 0, 0), false, func(d *draw) {
		d.host.Deserialize(d.at, forge.Visitor{Address: "192.0.2.41", Agent: "Python PSRP Client"}, admin, false)
	}},

	// The script runs as the reader, and no log tells the two apart: a lead is all
	// that can be had, and the flaw that was open.
	{"script sets rules as those who read it", happened, "owa-script", athar.NoStage, "owa-rules-one-target", nil, "15.1.2507.61", on(2026, 5, 18, 6, 0, 0), false, func(d *draw) {
		d.host.RuleByScript(d.at, drop, d.people[:3+d.IntN(5)]...)
	}},
	{"a mail that one person read", failed, "owa-script", athar.NoStage, "inbox-rule-forward", nil, "15.1.2507.61", on(2026, 5, 18, 6, 0, 0), false, func(d *draw) {
		d.host.RuleByScript(d.at, drop, d.people[0])
	}},
	{"people forward to places of their own", alike, "owa-script", athar.NoStage, "", nil, "15.1.2507.61", on(2026, 5, 18, 6, 0, 0), false, func(d *draw) {
		for i, p := range d.people[:2+d.IntN(4)] {
			d.host.OwnRule(d.at+athar.Time(i)*athar.Hour, p, d.word(6)+"@example.net")
		}
	}},

	{"a hybrid server is ruled", happened, "hybrid", athar.NoStage, "hybrid-seen", []string{"persistence"}, "15.1.2507.44", on(2025, 8, 8, 6, 0, 0), false, func(d *draw) {
		d.host.CloudAsks(d.from, d.from+2*athar.Day, 3*athar.Hour)
		d.host.Leave(d.page, d.at, []byte("<%@ Page Language=\"C#\" %>"))
		d.host.Command(d.at+athar.Minute, d.who, d.shell(), 1500)
	}},
	{"a hybrid server is tried", failed, "hybrid", athar.NoStage, "hybrid-seen", []string{"proxynotshell"}, "15.1.2507.44", on(2025, 8, 8, 6, 0, 0), false, func(d *draw) {
		d.host.CloudAsks(d.from, d.from+2*athar.Day, 3*athar.Hour)
		d.host.ProxyNotShell(d.signedIn(401))
	}},
	{"the cloud asks all day", alike, "hybrid", athar.NoStage, "hybrid-seen", nil, "15.1.2507.44", on(2025, 8, 8, 6, 0, 0), false, func(d *draw) {
		d.host.CloudAsks(d.from, d.from+2*athar.Day, athar.Hour)
	}},
}
