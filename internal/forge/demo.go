package forge

import (
	"fmt"
	"time"

	"github.com/athar-forensics/athar"
)

// DemoSeed makes the demo's bytes what they are.
const DemoSeed = 20210303

// Demo makes the case that a newcomer sees first: twelve days of one small
// server in the spring of 2021, with an intruder who came twice, strangers who
// only looked, and logs that no longer reach back far enough to answer
// everything. About four megabytes; every name and address is made up.
func Demo(sink Sink) error {
	c := NewCase(DemoSeed)
	h, err := c.Server(Server{Name: "MAIL01", Domain: "corp.example.test", Public: "mail.example.test", Build: "15.1.2176.2"})
	if err != nil {
		return err
	}
	on := func(month time.Month, day, hour, minute, second int) athar.Time {
		return athar.TimeOf(time.Date(2021, month, day, hour, minute, second, 0, time.UTC))
	}
	first, last, update := on(2, 26, 0, 0, 0), on(3, 9, 22, 0, 0), on(3, 9, 19, 30, 0)
	h.Installed(on(1, 12, 20, 15, 0))
	if err := h.Upgrade(update, "15.1.2176.9", "KB5000871"); err != nil {
		return err
	}
	h.Healthy(Traffic{From: first, Until: update, PerHour: 5, Probe: 3 * athar.Hour})
	h.Healthy(Traffic{From: update + 40*athar.Minute, Until: last, PerHour: 5, Probe: 30 * athar.Minute})

	// People come back after the update, and their browsers ask for its files.
	evening := h.step("after the update")
	for i := range 4 {
		h.openWebmail(evening, update+athar.Time(41+9*i)*athar.Minute)
	}
	h.demoStrangers(on)
	h.demoIntruder(on)

	// A size quota took the logs of the busy protocols before 7 March. What was
	// read through EWS before that, nobody can tell.
	for _, folder := range []string{"Logging/Ews", "HttpProxy/Ews", "HttpProxy/Mapi", "HttpProxy/Eas", "HttpProxy/RpcHttp", "HttpProxy/Oab", "HttpProxy/PowerShell", "HttpProxy/Rest", "MapiHttp/Mailbox"} {
		h.Keep(folder, on(3, 7, 0, 0, 0), last)
	}
	return c.Write(sink)
}

// demoShell is what the intruder planted. Its name imitates a legitimate page.
var demoShell = Shell{URL: "/owa/auth/RedirSuiteServerProxy.aspx", Key: "standin26feb"}

type demoClock = func(month time.Month, day, hour, minute, second int) athar.Time

// demoIntruder came on 3 March and again on the 4th, used the shell once on the
// 5th, and no longer found it on the 8th.
func (h *Host) demoIntruder(on demoClock) {
	intruder := Visitor{Address: "203.0.113.66"}
	round := ProxyLogon{From: intruder, Host: h.Public, Victim: h.people[3].address, Shell: demoShell}
	round.At = on(3, 3, 6, 49, 42)
	h.ProxyLogon(round)
	round.At, round.Host, round.Answered = on(3, 4, 2, 10, 37), "autodiscover.example.test", true
	end := h.ProxyLogon(round)
	owner := Visitor{"203.0.113.66", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/65.0.2345 Safari/537.36"}
	h.Look(end+40*athar.Second, owner, demoShell, true)
	h.Command(on(3, 5, 3, 6, 27), owner, demoShell, 2140)
	h.Missing(on(3, 8, 20, 37, 27), owner, demoShell.URL)
	h.Unplant(demoShell.URL)
}

// demoStrangers looked from fourteen other addresses and got nothing.
func (h *Host) demoStrangers(on demoClock) {
	for i, at := range []athar.Time{on(2, 28, 11, 3, 5), on(3, 3, 17, 20, 1), on(3, 4, 9, 41, 12), on(3, 5, 22, 8, 50), on(3, 7, 4, 55, 31)} {
		h.LocalhostProbe(at, Visitor{fmt.Sprint("203.0.113.", 10+10*i), "Mozilla/5.0 (compatible; Nmap Scripting Engine; https://nmap.org/book/nse.html)"}, true)
	}
	for i, at := range []athar.Time{on(3, 3, 21, 14, 9), on(3, 5, 1, 32, 47), on(3, 6, 13, 2, 26), on(3, 8, 3, 19, 55)} {
		from := Visitor{fmt.Sprint("203.0.113.", 151+i), "python-requests/2.25.1"}
		h.AutodiscoverOnly(ProxyLogon{At: at, From: from, Host: h.IPs[0]}, 200)
	}
	for i, at := range []athar.Time{on(3, 2, 15, 0, 3), on(3, 6, 2, 45, 18), on(3, 8, 22, 10, 40)} {
		h.Missing(at, Visitor{fmt.Sprint("203.0.113.", 181+i), "curl/7.68.0"}, "/aspnet_client/supp0rt.aspx")
	}
	sweeper := Visitor{"203.0.113.200", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/88.0.4324.182 Safari/537.36"}
	h.Sweep(on(3, 6, 17, 27, 44), sweeper, demoShell.URL)
	h.Sweep(on(3, 8, 20, 40, 12), sweeper)
	// After the update the same harmless question gets no answer from the back end.
	h.LocalhostProbe(on(3, 9, 21, 12, 7), Visitor{"203.0.113.220", "python-requests/2.25.1"}, false)
}
