package forge

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/athar-forensics/athar"
	"github.com/athar-forensics/athar/internal/forge/craft"
)

// evtxKind is the kind of all event logs; a channel in lower case follows it.
const evtxKind = "windows/evtx"

// eventMaker makes one sort of event of a healthy server.
type eventMaker struct {
	channel string
	weight  int // how many of a thousand
	make    func(s *eventScene) Event
}

// eventMakers are the events of a server at work, about as often as it writes
// them. Nothing in them is an attack.
var eventMakers = []eventMaker{
	{"Security", 220, (*eventScene).logon},
	{"Security", 160, (*eventScene).logoff},
	{"Security", 80, (*eventScene).privileges},
	{"Security", 120, (*eventScene).processCreated},
	{"Security", 10, (*eventScene).logonFailed},
	{sysmonChannel, 120, (*eventScene).sysmonProcess},
	{sysmonChannel, 90, (*eventScene).sysmonConnection},
	{sysmonChannel, 90, (*eventScene).sysmonFile},
	{sysmonChannel, 60, (*eventScene).sysmonRegistry},
	{"Microsoft-Windows-PowerShell/Operational", 10, (*eventScene).scriptBlock},
	{"MSExchange Management", 20, (*eventScene).cmdlet},
	{"Application", 10, (*eventScene).databaseEngine},
	{"System", 9, (*eventScene).serviceState},
	{"System", 1, (*eventScene).serviceInstalled},
}

// LoadEvents streams an event log of a healthy, busy server, as many chunks as
// fit in size bytes. The kind "windows/evtx" is all channels in one log, as a
// collector of forwarded events keeps them; "windows/evtx/security" and the
// like is one channel. See [EventLoadKinds].
//
// The command beside this package makes a file of 1 GiB in some 20 seconds:
//
//	go run ./internal/forge/load windows/evtx 1024 > load.evtx
func LoadEvents(w io.Writer, kind athar.Kind, size int64, seed uint64) error {
	var sorts []eventMaker
	var odds []int // sorts, each as often as its weight says
	for _, m := range eventMakers {
		if kind == evtxKind || kind == eventKind(m.channel) {
			for range m.weight {
				odds = append(odds, len(sorts))
			}
			sorts = append(sorts, m)
		}
	}
	if len(sorts) == 0 {
		return fmt.Errorf("no load of kind %q: choose one of %s", kind, kindList(EventLoadKinds()))
	}
	l := NewEventLog(w)
	if l.most = int((size - craft.HeaderSize) / craft.ChunkSize); l.most < 1 {
		return fmt.Errorf("a load of %d bytes has no room for the header of an event log and one chunk", size)
	}
	s := newEventScene(seed)
	for {
		switch err := l.Write(sorts[pick(s.chance, odds)].make(s)); {
		case errors.Is(err, errFull):
			return l.Close()
		case err != nil:
			return err
		}
	}
}

// EventLoadKinds lists the kinds of event log that [LoadEvents] can stream.
func EventLoadKinds() []athar.Kind {
	kinds := []athar.Kind{evtxKind}
	for _, m := range eventMakers {
		kinds = append(kinds, eventKind(m.channel))
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

func eventKind(channel string) athar.Kind {
	return athar.Kind(evtxKind + "/" + strings.ToLower(channel))
}

func kindList(kinds []athar.Kind) string {
	var names []string
	for _, k := range kinds {
		names = append(names, string(k))
	}
	return strings.Join(names, ", ")
}
