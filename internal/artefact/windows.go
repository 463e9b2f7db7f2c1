package artefact

import (
	"bytes"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/windows"
)

// windowsFile recognises the files in which Windows, IIS and Exchange's transport
// write down what starts by itself.
func windowsFile(h *head) (Artefact, bool) {
	document := func(kind athar.Kind) (Artefact, bool) { return Artefact{Form: Document, Kind: kind}, true }
	switch {
	case bytes.HasPrefix(h.raw, []byte("regf")):
		if windows.IsHiveLog(h.raw) {
			return Artefact{Class: "registry transaction log"}, true
		}
		return document(athar.KindRegistry)
	case windows.IsMFT(h.raw):
		return document(athar.KindMFT)
	case len(h.lines) > 0 && windows.IsRegText(h.lines[0]):
		return document(athar.KindRegistry)
	}
	for _, line := range h.lines[:min(len(h.lines), 8)] {
		switch {
		case windows.IsScannerLog(strings.TrimSpace(line)):
			return document(athar.KindScannerLog)
		case windows.IsRemedyLog(line):
			return document(athar.KindRemedyLog)
		}
	}
	text := h.start()
	switch {
	case !strings.HasPrefix(text, "<"):
	case strings.Contains(text, "schemas.microsoft.com/windows/2004/02/mit/task"):
		return document(athar.KindTasks)
	case strings.HasSuffix(h.base, ".compiled") && strings.Contains(text, "<preserve"):
		return document(athar.KindCompiled)
	case strings.Contains(text, "<mexruntime"):
		return document(athar.KindExchangeConfig)
	case strings.Contains(text, "<configuration") && (configNames[h.base] || strings.Contains(text, "<system.webserver") || strings.Contains(text, "<system.applicationhost")):
		return document(athar.KindIISConfig)
	}
	return Artefact{}, false
}

// configNames are the names of configurations that may say nothing of a web
// server in their first lines.
var configNames = map[string]bool{"web.config": true, "applicationhost.config": true, "machine.config": true}

// start is the head's text in lower case, from its first character on.
func (h *head) start() string {
	text := strings.ToLower(strings.Join(h.lines, "\n"))
	return strings.TrimLeft(text, "\ufeff \t\r\n")
}
