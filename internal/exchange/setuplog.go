package exchange

import (
	"strings"

	"github.com/athar-forensics/athar"
)

// SetupEventType says what a line of the setup log marks.
type SetupEventType string

// The types of setup events.
const (
	SetupStarted   SetupEventType = "started"
	SetupCompleted SetupEventType = "completed"
	SetupFailed    SetupEventType = "failed"
	// SetupUnsettled is a run that ended, or was cut off, without a word on its
	// outcome: the window was closed, the computer restarted.
	SetupUnsettled SetupEventType = "unsettled"
)

// SetupEvent is the start or the end of a setup run.
type SetupEvent struct {
	Type SetupEventType
	Time athar.Time
	// Run is what was known of the run at that time.
	Run SetupRun
}

// SetupRun is one run of Exchange's setup.
type SetupRun struct {
	Started athar.Time
	// Product is the title's middle: "Exchange Server 2019".
	Product string
	// Version is the build that setup brings, Before the one it found installed.
	Version, Before string
	// Mode is Install, Upgrade, BuildToBuildUpgrade, RecoverServer,
	// DisasterRecovery or Uninstall, as written; empty where no line says it.
	Mode string
	// Prepare lists the parameters that prepare Active Directory: a run with
	// these and no mode installs nothing on this server.
	Prepare []string
	Server  string
	User    string
	// Zone is the server's time zone as Windows shows it, Offset its distance
	// from UTC in seconds without summer time, where HasOffset.
	Zone      string
	Offset    int
	HasOffset bool
}

// Installs says whether a run that completes leaves its Version on the server.
func (r SetupRun) Installs() bool {
	return !strings.EqualFold(r.Mode, "Uninstall") && (r.Mode != "" || len(r.Prepare) == 0)
}

// maxPrepare bounds the parameters kept of one run.
const maxPrepare = 8

// SetupReader reads C:\ExchangeSetupLogs\ExchangeSetup.log line by line. Runs are
// appended to one file over the years, so it is the history of cumulative
// updates; security updates are installed by Windows Installer and do not show.
//
// Lines are "[MM/dd/yyyy HH:mm:ss.0fff] [depth] text", where the last part is
// milliseconds filled up to four digits and the separators are those of the
// server's locale. Times are in UTC whatever "Local time zone" says: that line
// names the server's zone, which dates other logs.
type SetupReader struct {
	run      SetupRun
	open     bool
	failed   bool
	complete bool
	last     athar.Time
	// The two messages before this one, to know a title between two rules in
	// any language.
	titleAt      athar.Time
	title        string
	ruled, ready bool
}

// Line reads one line and returns the event that it completes, if any.
func (r *SetupReader) Line(line string) (SetupEvent, bool) {
	at, text, ok := cutSetupLine(bounded(line))
	if !ok {
		return SetupEvent{}, false
	}
	switch {
	case isRule(text):
		var event SetupEvent
		ended := false
		if r.ready {
			event, ended = r.Finish()
			r.start(r.titleAt, r.title)
			r.last = at
		}
		r.ruled, r.ready = true, false
		return event, ended
	case strings.HasPrefix(text, "Starting Microsoft Exchange") && strings.HasSuffix(text, "Setup"):
		event, ended := r.Finish()
		r.start(at, text)
		r.last, r.ruled, r.ready = at, false, false
		return event, ended
	}
	r.titleAt, r.title = at, text
	r.ready, r.ruled = r.ruled, false
	if !r.ready { // what follows a rule may be the next run's title
		r.last = at
	}
	if !r.open {
		return SetupEvent{}, false
	}
	return r.read(at, text)
}

// Finish returns the end of a run that the log does not end.
func (r *SetupReader) Finish() (SetupEvent, bool) {
	if !r.open {
		return SetupEvent{}, false
	}
	return r.end(r.last)
}

func (r *SetupReader) start(at athar.Time, title string) {
	product := strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(title, "Starting Microsoft "), "Setup"))
	if !strings.HasPrefix(product, "Exchange") {
		product = "" // a title in another language
	}
	r.run = SetupRun{Started: at, Product: product}
	r.open, r.failed, r.complete = true, false, false
}

// end closes the run. A failure outweighs a success: setup reports the directory
// prepared and then fails on the server.
func (r *SetupReader) end(at athar.Time) (SetupEvent, bool) {
	r.open = false
	event := SetupEvent{Type: SetupUnsettled, Time: at, Run: r.run}
	switch {
	case r.failed:
		event.Type = SetupFailed
	case r.complete:
		event.Type = SetupCompleted
	}
	return event, true
}

// read takes what a message of an open run says. Where it can, it reads what no
// translation changes.
func (r *SetupReader) read(at athar.Time, text string) (SetupEvent, bool) {
	run := &r.run
	switch {
	case text == "End of Setup":
		return r.end(at)
	case strings.Contains(text, "(UTC") || strings.Contains(text, "(GMT"):
		if run.Zone == "" {
			_, zone, _ := strings.Cut(text, ": ")
			run.Zone = strings.TrimSuffix(zone, ".")
			run.Offset, run.HasOffset = zoneOffset(run.Zone)
		}
	case run.Version == "" && !strings.Contains(text, "Windows") && versionAtEnd(text) != "":
		// "Setup version: 15.2.1118.7." is the first line that ends in a build.
		run.Version = versionAtEnd(text)
		return SetupEvent{Type: SetupStarted, Time: run.Started, Run: *run}, true
	case strings.HasPrefix(text, "The locally installed version is"):
		if run.Before == "" {
			run.Before = versionAtEnd(text)
		}
	case strings.HasPrefix(text, "The backup copy of the previously installed version is"):
		// A run after a failed one finds only the copy of what there was.
		run.Before = versionAtEnd(text)
	case strings.HasPrefix(text, "Command Line Parameter Name="):
		run.parameter(quotedParts(text))
	case strings.HasPrefix(text, "The installation mode is set to"):
		if q := quotedParts(text); run.Mode == "" && len(q) > 0 && len(run.Prepare) == 0 && q[0] != "Unknown" {
			run.Mode = q[0]
		}
	case strings.HasPrefix(text, "Server Name="):
		run.Server = strings.TrimSpace(text[len("Server Name="):])
	case strings.HasPrefix(text, "Setup will search for an Exchange Server object for the local machine"):
		if q := quotedParts(text); run.Server == "" && len(q) > 0 {
			run.Server = q[0]
		}
	case strings.HasPrefix(text, "Logged on user:"):
		run.User = strings.TrimSuffix(strings.TrimSpace(text[len("Logged on user:"):]), ".")
	case strings.Contains(text, "Exchange Server setup operation completed successfully"),
		strings.HasPrefix(text, "Install is complete."):
		r.complete = true
	case strings.Contains(text, "Exchange Server setup operation didn't complete"),
		strings.HasPrefix(text, "Setup is stopping now because of"),
		strings.HasPrefix(text, "CurrentResult setupbase.maincore:") && !strings.HasSuffix(text, ": 0"):
		r.failed = true
	}
	return SetupEvent{}, false
}

// parameter takes a command line parameter.
func (run *SetupRun) parameter(q []string) {
	if len(q) == 0 {
		return
	}
	switch name := strings.ToLower(q[0]); {
	case (name == "mode" || name == "m") && len(q) > 1:
		run.Mode = q[1]
	case strings.HasPrefix(name, "prepare") && len(run.Prepare) < maxPrepare:
		run.Prepare = append(run.Prepare, q[0])
	}
}
