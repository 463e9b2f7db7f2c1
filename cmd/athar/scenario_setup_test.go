package main

import (
	"strings"
	"testing"

	"github.com/athar-forensics/athar"
)

// What the installer's log says and does not say.

// F3. Nothing but the installer's log: no covered log, nothing to say.
func TestFoundSetupLogAlone(t *testing.T) {
	s := newStory(t, 92)
	h := s.server("MAIL01", "15.1.2176.2")
	h.Installed(on(2021, 3, 3, 6, 0, 0))
	v := scan(t, s.pack())
	wantStage(t, v.only(), athar.Unknown)
	if v.exit() != exitUnknown {
		t.Errorf("exit %d", v.exit())
	}
}

// F8. Setup run again in mode Install (a role, a language pack) is not the
// beginning of the server's life.
func TestFoundSecondInstall(t *testing.T) {
	s := newStory(t, 97)
	h := s.server("MAIL01", "15.1.2507.6")
	h.WebRoot(on(2022, 6, 1, 10, 0, 0))
	quiet(h, on(2022, 6, 1, 10, 30, 0), on(2022, 6, 4, 0, 0, 0))
	dir := s.folder()
	put(t, dir, "MAIL01/C/ExchangeSetupLogs/ExchangeSetup.log", []byte(setupRun("01/12/2021 10:00", "15.1.2176.2", "Install")+setupRun("06/01/2022 08:00", "15.1.2507.6", "Upgrade")+setupRun("06/01/2022 10:00", "15.1.2507.6", "Install")))
	v := scan(t, dir)
	wantStage(t, v.only(), athar.Exposed)
	if v.exit() != exitUnknown {
		t.Errorf("exit %d", v.exit())
	}
}

func setupRun(at, version, mode string) string {
	var b strings.Builder
	for _, l := range []string{
		strings.Repeat("*", 46), "Starting Microsoft Exchange Server Setup", strings.Repeat("*", 46), "Local time zone: (UTC) UTC.", "Setup version: " + version + ".",
		"Command Line Parameter Name='mode', Value='" + mode + "'.", "The Exchange Server setup operation completed successfully.", "End of Setup",
	} {
		b.WriteString("[" + at + ":00.0000] [0] " + l + "\r\n")
	}
	return b.String()
}
