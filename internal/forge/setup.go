package forge

import (
	"strings"

	"github.com/athar-forensics/athar"
)

// Upgrade installs a build: from then on rows and addresses name it, and setup
// leaves its log. kb is the update's number ("KB5000871"), empty for a
// cumulative update.
func (h *Host) Upgrade(at athar.Time, to, kb string) error {
	b, err := parseBuild(to)
	if err != nil {
		return err
	}
	was := h.buildAt(at)
	h.builds = append(h.builds, installed{at, b})
	h.setup(at, was, b, kb)
	h.RestartIIS(at)
	return nil
}

// Installed writes the setup log of the build that the story begins with.
func (h *Host) Installed(at athar.Time) {
	h.setup(at, build{}, h.builds[0].build, "")
}

// setup appends one run to ExchangeSetup.log: plain text, times in brackets, and
// the local zone named near its start.
func (h *Host) setup(at athar.Time, was, now build, kb string) {
	book := h.book("setup", func() *logbook {
		return &logbook{
			kind:   athar.KindSetup,
			folder: `C:\ExchangeSetupLogs`,
			name:   func(athar.Time, int) string { return "ExchangeSetup.log" },
			period: 1 << 62, // one file for all runs
			head:   func(athar.Time) []byte { return nil },
		}
	})
	t := at
	say := func(lines ...string) {
		for _, l := range lines {
			stamped := "[" + t.Std().Format("01/02/2006 15:04:05.0000") + "] [0] " + l + "\r\n"
			book.add(t, []byte(stamped))
			t += 400 * athar.Second / 1000
		}
	}
	zone := h.Zone.String()
	say(strings.Repeat("*", 46), "Starting Microsoft Exchange Server Setup", strings.Repeat("*", 46),
		"Local time zone: "+zone+".", "Operating system version: Microsoft Windows NT 6.2.9200.0.",
		"Setup version: "+now.String()+".", "Logged on user: "+h.administrator().account+".")
	if was != (build{}) {
		say("The currently installed version is "+was.String()+".", "Command Line Parameter Name='mode', Value='Upgrade'.")
	} else {
		say("Command Line Parameter Name='mode', Value='Install'.")
	}
	if kb != "" {
		say("Applying security update " + kb + ".")
	}
	t += 9 * athar.Minute
	say("The Exchange Server setup operation completed successfully.", "End of Setup")
}
