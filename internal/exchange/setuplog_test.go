package exchange

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// setupLog writes a log of runs whose lines are given without time and depth. A
// minute passes with each line; sep parts the date as a locale does.
func setupLog(sep string, lines ...string) []string {
	var out []string
	minute := 0
	for _, l := range lines {
		if l == "-" {
			l = strings.Repeat("*", 46)
		}
		stamp := strings.Join([]string{"[03", "09", "2021 "}, sep)
		out = append(out, stamp+"16:"+string(rune('0'+minute/10))+string(rune('0'+minute%10))+":30.0074] [0] "+l)
		minute++
	}
	return out
}

var setupHead = []string{
	"-", "Starting Microsoft Exchange Server 2016 Setup", "-",
	"Local time zone: (UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna.",
	"Operating system version: Microsoft Windows NT 6.2.9200.0.",
	"Setup version: 15.1.2242.4.",
	`Logged on user: EXAMPLE\admin.`,
}

func runSetup(lines []string) []SetupEvent {
	var r SetupReader
	var events []SetupEvent
	for _, l := range lines {
		if e, ok := r.Line(l); ok {
			events = append(events, e)
		}
	}
	if e, ok := r.Finish(); ok {
		events = append(events, e)
	}
	return events
}

func TestSetupReader(t *testing.T) {
	tests := map[string]struct {
		lines    []string
		want     SetupEventType
		mode     string
		installs bool
	}{
		"unattended upgrade": {[]string{
			"Command Line Parameter Name='mode', Value='Upgrade'.",
			"The locally installed version is 15.1.2176.2.",
			"Server Name=MAIL01",
			"The installation mode is set to: 'BuildToBuildUpgrade'.",
			"The Exchange Server setup operation completed successfully.",
			"CurrentResult setupbase.maincore:396: 0", "End of Setup", "-",
		}, SetupCompleted, "Upgrade", true},
		"window": {[]string{
			"The installation mode is set to: 'BuildToBuildUpgrade'.",
			"Install is complete.  Server state has been set to Active.",
			"CurrentResult setupbase.maincore:396: 0", "End of Setup", "-",
		}, SetupCompleted, "BuildToBuildUpgrade", true},
		"failed": {[]string{
			"Command Line Parameter Name='mode', Value='RecoverServer'.",
			"The Exchange Server setup operation didn't complete. More details can be found in ExchangeSetup.log located in the <SystemDrive>:\\ExchangeSetupLogs folder.",
			"CurrentResult setupbase.maincore:396: 1", "End of Setup", "-",
		}, SetupFailed, "RecoverServer", true},
		"failed window": {[]string{
			"Setup is stopping now because of one or more critical errors.",
			"CurrentResult setupbase.maincore:396: 0", "End of Setup", "-",
		}, SetupFailed, "", true},
		"window closed": {[]string{
			"CurrentResult setupbase.maincore:396: 0", "End of Setup", "-",
		}, SetupUnsettled, "", true},
		"cut": {[]string{"Copying Files..."}, SetupUnsettled, "", true},
		"prepared": {[]string{
			"Command Line Parameter Name='PrepareAD', Value=''.",
			"The installation mode is set to: 'Install'.",
			"The Exchange Server setup operation completed successfully.", "End of Setup",
		}, SetupCompleted, "", false},
		"removed": {[]string{
			"Command Line Parameter Name='mode', Value='Uninstall'.",
			"The Exchange Server setup operation completed successfully.", "End of Setup",
		}, SetupCompleted, "Uninstall", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			lines := append(append([]string{}, setupHead...), tt.lines...)
			for _, sep := range []string{"/", ".", "-"} {
				events := runSetup(setupLog(sep, lines...))
				if len(events) != 2 || events[0].Type != SetupStarted || events[1].Type != tt.want {
					t.Fatalf("separator %s: %+v", sep, events)
				}
				run := events[1].Run
				if run.Version != "15.1.2242.4" || run.Product != "Exchange Server 2016" || run.Offset != 3600 || !run.HasOffset ||
					run.User != `EXAMPLE\admin` || run.Mode != tt.mode || run.Installs() != tt.installs {
					t.Errorf("%+v, installs %v", run, run.Installs())
				}
				if got := events[0].Time.String(); got != "2021-03-09T16:01:30.074Z" {
					t.Errorf("began %s", got)
				}
			}
		})
	}
}

func TestSetupReaderFull(t *testing.T) {
	lines := append(append([]string{}, setupHead...),
		"Command Line Parameter Name='mode', Value='Upgrade'.",
		"Setup will search for an Exchange Server object for the local machine with name 'MAIL01'.",
		"The locally installed version is 15.1.2242.4.",
		"The backup copy of the previously installed version is '15.1.2176.2'.")
	// A second run begins without the end of the first, in another language.
	lines = append(lines, "-", "Microsoft Exchange Server 2016-Setup wird gestartet", "-",
		"Lokale Zeitzone: (UTC) Koordinierte Weltzeit.", "Setupversion: 15.1.2308.8.", "CurrentResult setupbase.maincore:396: 1", "End of Setup")
	var types []SetupEventType
	events := runSetup(setupLog("/", lines...))
	for _, e := range events {
		types = append(types, e.Type)
	}
	if diff := cmp.Diff([]SetupEventType{SetupStarted, SetupUnsettled, SetupStarted, SetupFailed}, types); diff != "" {
		t.Fatal(diff)
	}
	if r := events[1].Run; r.Server != "MAIL01" || r.Before != "15.1.2176.2" || events[1].Time.String() != "2021-03-09T16:10:30.074Z" {
		t.Errorf("first run %+v ended %v", r, events[1].Time)
	}
	if r := events[3].Run; r.Version != "15.1.2308.8" || r.Product != "" || !r.HasOffset || r.Offset != 0 {
		t.Errorf("second run %+v", r)
	}
}

func TestCutSetupLine(t *testing.T) {
	tests := []struct {
		in, time, text string
		ok             bool
	}{
		{"[11.14.2022 17:13:08.0074] [0] End of Setup  ", "2022-11-14T17:13:08.074Z", "End of Setup", true},
		{"[04-17-2021 11.23.40.0360] [1] [ERROR] No.", "2021-04-17T11:23:40.36Z", "[ERROR] No.", true},
		{"[04/17/2564 11:23:40.0001] [1] x", "2021-04-17T11:23:40.001Z", "x", true},
		{"[09/05/1442 11:23:40.0001] [1] x", "", "", false},
		{"[17/04/2021 11:23:40.0001] [1] x", "", "", false},
		{"   at Microsoft.Exchange.Setup", "", "", false},
		{"[04/17/2021 11:23:40.0001", "", "", false},
		{"", "", "", false},
	}
	for _, tt := range tests {
		at, text, ok := cutSetupLine(tt.in)
		if ok != tt.ok || ok && (at.String() != tt.time || text != tt.text) {
			t.Errorf("%q = %v, %q, %v", tt.in, at, text, ok)
		}
	}
}

func TestZoneOffset(t *testing.T) {
	for zone, want := range map[string]int{
		"(UTC+03:00) Kuwait, Riyadh": 3 * 3600, "(UTC-03:30) Newfoundland": -(3*3600 + 1800),
		"(UTC) Coordinated Universal Time": 0, "(GMT+05:45) Kathmandu": 5*3600 + 45*60, "(UTC\u221205:00) x": -5 * 3600,
	} {
		if got, ok := zoneOffset(zone); !ok || got != want {
			t.Errorf("%s = %d, %v", zone, got, ok)
		}
	}
	for _, zone := range []string{"", "(UTC", "(UTC+99:00) x", "(UTC+x:00)", "(XYZ) x"} {
		if got, ok := zoneOffset(zone); ok {
			t.Errorf("%s = %d", zone, got)
		}
	}
}

func FuzzSetupReader(f *testing.F) {
	f.Add(strings.Join(setupLog("/", append(append([]string{}, setupHead...), "Command Line Parameter Name='mode', Value='Upgrade'.", "End of Setup", "-")...), "\n"))
	f.Add("[11.14.2022 17:13:08.0074] [0] Setup version: 15.2.1118.7.")
	f.Fuzz(func(t *testing.T, s string) {
		lines := strings.Split(s, "\n")
		events := runSetup(lines)
		if len(events) > len(lines)+1 {
			t.Errorf("%d events of %d lines", len(events), len(lines))
		}
		for i, e := range events {
			if e.Type == SetupStarted && i+1 == len(events) {
				t.Error("a run never ended")
			}
		}
	})
}
