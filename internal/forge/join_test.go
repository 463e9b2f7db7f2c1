package forge

import (
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
)

// One id joins a request from the front end to the back end.
func TestIdsJoin(t *testing.T) {
	c := busyCase(t, Server{})
	c.hosts[0].ProxyLogon(ProxyLogon{At: monday + 5*athar.Hour, From: Visitor{Address: "203.0.113.66"}, Shell: demoShell})
	c.hosts[0].MailTheft(ProxyLogon{At: monday + 6*athar.Hour, From: Visitor{"203.0.113.66", "python-requests/2.25.1"}, Victim: "amal@example.test"}, 5)
	front, back := map[string]bool{}, map[string]bool{}
	ids := func(f File, set map[string]bool) {
		for _, q := range readTable(t, f).all("cs-uri-query") {
			if _, rest, ok := strings.Cut(q, "cafeReqId="); ok {
				set[rest[:36]] = true
			}
		}
	}
	for _, f := range c.Files() {
		switch {
		case strings.Contains(f.Path, "W3SVC1"):
			ids(f, front)
		case strings.Contains(f.Path, "W3SVC2"):
			ids(f, back)
		}
	}
	joined := 0
	for _, f := range c.Files() {
		tb := table{}
		if strings.Contains(f.Path, "/Logging/") {
			tb = readTable(t, f)
		}
		switch {
		case strings.Contains(f.Path, "/HttpProxy/"):
			status := tb.all("BackEndStatus")
			for i, id := range tb.all("RequestId") {
				if !front[id] {
					t.Fatalf("%s: request %s is not in IIS's front end", f.Path, id)
				}
				if status[i] != "" && !back[id] {
					t.Fatalf("%s: request %s was answered by a back end that did not log it", f.Path, id)
				}
				joined++
			}
		case strings.Contains(f.Path, "/Logging/Ews/"):
			for _, id := range tb.all("CorrelationGuid") {
				if id != "" && !back[id] {
					t.Fatalf("%s: EWS call %s never came through a front end", f.Path, id)
				}
			}
		case strings.Contains(f.Path, "/MapiHttp/"), strings.Contains(f.Path, "/CmdletInfra/"):
			for _, id := range tb.all("RequestId") {
				if !back[id] {
					t.Fatalf("%s: request %s never came through a front end", f.Path, id)
				}
			}
		}
	}
	if joined < 1000 {
		t.Errorf("only %d requests in six days", joined)
	}
}

// Exchange 2013 writes the same id under its older name.
func TestOlderIdsJoin(t *testing.T) {
	got := told(t, Server{Build: "15.0.1497.2"}, "W3SVC", func(h *Host) {
		h.Look(monday, Visitor{"203.0.113.66", "x"}, demoShell, false)
	})
	expect(t, got, []string{"GET " + demoShell.URL + " &RequestId="}, []string{"cafeReqId"})
}
