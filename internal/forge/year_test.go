package forge

import (
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
)

// The weeks of a long life are one server's: other times, other ids, the same joins.
func TestLongLife(t *testing.T) {
	made := Memory{}
	long := Long{Server: Server{Name: "MAIL01"}, From: athar.Date(2024, 4, 1), Weeks: 3, PerHour: 2, Nightly: 2, Seed: 4}
	if err := long.Write(made); err != nil {
		t.Fatal(err)
	}
	ids := map[string]int{} // front-end requests by id
	days := map[string]bool{}
	front, back, joined := 0, 0, 0
	for path, f := range made {
		switch {
		case strings.Contains(path, "/HttpProxy/Ews/"):
			for _, id := range readTable(t, f).all("RequestId") {
				ids[id]++
				front++
			}
		case strings.Contains(path, "/W3SVC1/"):
			days[path] = true
		}
	}
	for path, f := range made {
		if !strings.Contains(path, "/Logging/Ews/") {
			continue
		}
		for _, id := range readTable(t, f).all("CorrelationGuid") {
			if id != "" { // a sub-event has none
				back++
			}
			if ids[id] > 0 {
				joined++
			}
		}
	}
	if len(days) != 21 || len(ids) != front || joined != back || back < 60 {
		t.Errorf("%d days of web logs, %d ids for %d requests, %d of %d joined", len(days), len(ids), front, joined, back)
	}
	if n := len(strings.Split(string(made["MAIL01/C/ExchangeSetupLogs/ExchangeSetup.log"].Data), "Starting Microsoft Exchange")) - 1; n != 1 {
		t.Errorf("installed %d times", n)
	}
}
