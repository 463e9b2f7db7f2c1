package artefact

import (
	"bytes"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/evtx/evt"
	"github.com/athar-forensics/athar/internal/winlog"
)

// eventLog recognises a Windows event log by its header, or where that is
// damaged by its first chunk: at the beginning, where it always is, or behind
// bytes that are none of it.
func eventLog(h *head) (Artefact, bool) {
	if !bytes.HasPrefix(h.raw, []byte("ElfFile\x00")) && !bytes.HasPrefix(h.raw, []byte("ElfChnk\x00")) && !chunkBehind(h.raw) {
		return Artefact{}, false
	}
	return Artefact{Form: EventLog, Kind: athar.EventLog(channelOf(h.base))}, true
}

func chunkBehind(raw []byte) bool {
	const first = 4096
	return len(raw) > first+8 && bytes.HasPrefix(raw[first:], []byte("ElfChnk\x00"))
}

// channelOf is the channel after which Windows names a log's file: a stroke in
// its name is %4 there, and a hyphen where a collector renamed it. Only a log
// without any event is called after its file.
func channelOf(base string) string {
	base = strings.TrimSuffix(base, ".evtx")
	return strings.ReplaceAll(base, "%4", "/")
}

// oldEventLog recognises a log of Windows before Vista. Its records do not say
// what log they are of; which it is, is told by the whole of them.
func oldEventLog(h *head) (Artefact, bool) {
	if !evt.IsHeader(h.raw) {
		return Artefact{}, false
	}
	return Artefact{Form: OldEventLog, Kind: athar.EventLog(winlog.OldChannel(h.base))}, true
}

// exportedEvents recognises Windows events as JSON, one an object, by the first of them.
func exportedEvents(h *head) (Artefact, bool) {
	if len(h.lines) == 0 || !strings.HasPrefix(strings.TrimLeft(h.lines[0], " \t["), "{") && strings.TrimSpace(h.lines[0]) != "[" {
		return Artefact{}, false
	}
	if !winlog.Exported([]byte(strings.Join(h.lines, "\n"))) {
		return Artefact{}, false
	}
	return Artefact{Form: EventExport, Kind: athar.KindEventsJSON}, true
}
