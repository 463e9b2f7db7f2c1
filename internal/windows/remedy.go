package windows

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/textlog"
)

// maxThreatFiles bounds the files of one threat that a record holds.
const maxThreatFiles = 64

// IsScannerLog reports whether a line is the title of a run in the log of
// Microsoft's Safety Scanner (%SystemRoot%\debug\msert.log).
func IsScannerLog(line string) bool {
	return strings.HasPrefix(line, "Microsoft Safety Scanner v")
}

// IsRemedyLog reports whether a line is one of EOMT.log: "2021-03-16 10:00:00 Info:
// Starting EOMT.ps1 on MAIL01". Source: EOMT.ps1 in microsoft/CSS-Exchange.
func IsRemedyLog(line string) bool {
	_, _, message, ok := remedyLine(line)
	return ok && strings.HasPrefix(message, "Starting EOMT.ps1")
}

// ScannerLog reads the log of the Safety Scanner. One record for each threat that
// a run found: threat (its name), outcome (what was done with it), files (one a
// line), mode, started. Its time is the run's beginning, in the server's own time.
func ScannerLog(data []byte, emit Emit) error {
	var (
		rec       athar.Record
		at        athar.Time
		started   string
		mode      string
		files     []string
		threat    string
		outcome   string
		line, num int64
	)
	flush := func() {
		if threat == "" {
			return
		}
		rec.Reset(athar.KindScannerLog, at, num, []byte("Threat Detected: "+threat+" "+outcome+" "+strings.Join(files, " ")))
		put(&rec, "threat", threat)
		put(&rec, "outcome", outcome)
		put(&rec, "files", strings.Join(files, "\n"))
		put(&rec, "mode", mode)
		put(&rec, "started", started)
		if len(files) > 0 {
			put(&rec, "file", files[0])
		}
		emit(&rec)
		threat, outcome, files = "", "", nil
	}
	err := eachText(data, func(text string) {
		line++
		text = strings.TrimSpace(text)
		switch {
		case IsScannerLog(text), strings.HasPrefix(text, "Results Summary"):
			flush()
			if IsScannerLog(text) {
				at, started, mode = 0, "", ""
			}
		case strings.HasPrefix(text, "Started On "):
			started = cut(text[len("Started On "):])
			if t, err := time.Parse(time.ANSIC, started); err == nil {
				at = athar.TimeOf(t)
			}
		case strings.HasPrefix(text, "Run Mode: "):
			mode = cut(text[len("Run Mode: "):])
		case strings.HasPrefix(text, "Threat Detected: "):
			flush()
			num = line
			threat, outcome = threatOf(text[len("Threat Detected: "):])
		case threat != "" && len(files) < maxThreatFiles:
			if file, ok := strings.CutPrefix(text, "file://"); ok {
				files = append(files, cut(file))
			}
		}
	})
	flush()
	return err
}

// threatOf parts "Virus:DOS/EICAR_Test_File, not removed." and "Backdoor:ASP/X and
// Removed!".
func threatOf(text string) (name, outcome string) {
	name, outcome, ok := strings.Cut(text, ", ")
	if !ok {
		name, outcome, _ = strings.Cut(text, " and ")
	}
	return cut(strings.TrimRight(name, ".!")), cut(strings.TrimRight(outcome, ".!"))
}

// RemedyLog reads what EOMT.ps1 writes into EOMT.log: one record a line, with level
// and message, and with host where the message names one. Times are the server's own.
func RemedyLog(data []byte, emit Emit) error {
	var rec athar.Record
	var line int64
	return eachText(data, func(text string) {
		line++
		at, level, message, ok := remedyLine(text)
		if !ok {
			return // the rest of a message
		}
		rec.Reset(athar.KindRemedyLog, at, line, []byte(cut(text)))
		put(&rec, "level", level)
		put(&rec, "message", message)
		if _, host, ok := strings.Cut(message, " on "); ok {
			host, _, _ = strings.Cut(host, " ")
			put(&rec, "host", host)
		}
		emit(&rec)
	})
}

// remedyLine parts "2021-03-16 10:00:00 Info: message".
func remedyLine(text string) (at athar.Time, level, message string, ok bool) {
	text = strings.TrimSpace(strings.TrimPrefix(text, "\ufeff"))
	if len(text) < 21 || text[19] != ' ' {
		return 0, "", "", false
	}
	t, err := time.Parse(time.DateTime, text[:19])
	if err != nil {
		return 0, "", "", false
	}
	level, message, ok = strings.Cut(text[20:], ": ")
	if !ok || level != "Info" && level != "Error" {
		return 0, "", "", false
	}
	return athar.TimeOf(t), level, message, true
}

// eachText calls fn for every line of a text in UTF-8 or UTF-16.
func eachText(data []byte, fn func(line string)) error {
	text := textlog.NewReader(bytes.NewReader(data))
	for {
		block, err := text.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		for line := range bytes.Lines(block.Data) {
			fn(string(bytes.TrimRight(line, "\r\n")))
		}
	}
}
